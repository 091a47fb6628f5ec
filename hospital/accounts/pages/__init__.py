"""The pages of accounts, by noun."""

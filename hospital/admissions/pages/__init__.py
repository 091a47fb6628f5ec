"""The pages of hospital stays."""

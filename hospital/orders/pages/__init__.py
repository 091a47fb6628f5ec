"""The pages of orders, results and papers."""

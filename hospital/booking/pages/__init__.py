"""The pages of the waiting list, and of the patients' own door."""

"""The pages of encounters, queues and triage."""

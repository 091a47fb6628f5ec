"""Entries of charts as FHIR says them, one file per kind: pure functions, no query, no request, no save."""

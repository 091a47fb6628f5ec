"""Hospital: an open hospital information system."""

__version__ = "0.1.0"

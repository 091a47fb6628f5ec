"""The demo hospital: believable Brazilian data, the same at every run, of no real person."""

from .build import PATIENTS, exists, load

__all__ = ["PATIENTS", "exists", "load"]

"""Documents of tests stay out of the hospital's own files."""

from hospital.patients.tests.conftest import files_of_their_own

__all__ = ["files_of_their_own"]

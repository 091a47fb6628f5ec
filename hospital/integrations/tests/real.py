"""Data that nobody on this project wrote; it lies beside the project, or where HOSPITAL_SHARED_DATA says."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def folder(name: str) -> Path:
    """The folder of real data with this name; the test is skipped when it is not there."""
    shared = Path(os.environ.get("HOSPITAL_SHARED_DATA") or ROOT.parent / "shared" / "data")
    found = shared / name
    if not found.is_dir():
        pytest.skip(f"the real data is not here: set HOSPITAL_SHARED_DATA to the folder that holds {name}/")
    return found

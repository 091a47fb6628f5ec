"""Files of publishers, beside the project or where HOSPITAL_SHARED_DATA says."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
CID10, SIGTAP_2020, SIGTAP_2021 = (
    "cid10-datasus", "sigtap/TabelaUnificada_202003.zip", "sigtap/TabelaUnificada_202103_v2103031426.zip",
)  # fmt: skip


def real(name: str) -> Path:
    """The real file or folder of this name; the test is skipped when it is not there."""
    shared = Path(os.environ.get("HOSPITAL_SHARED_DATA") or ROOT.parent / "shared" / "data")
    found = shared / name
    if not found.exists():
        pytest.skip(f"the real file is not here: set HOSPITAL_SHARED_DATA to the folder that holds {name}")
    return found

"""What each app adds to the harness, one module per app: its rows, and what is sent to its addresses.

A module may hold any of the tables of tests/registry.py, meant as there; `make(family)` puts rows into
`family.rows`, and `grow(family, by)` makes more of them.
"""

from importlib import import_module
from types import ModuleType

APPS = (
    "terminology", "signatures", "scheduling", "booking", "encounters", "consultations", "orders", "care",
    "records", "beds", "admissions", "board", "surgery", "custody", "fhir",
)  # fmt: skip
PARTS: list[ModuleType] = [import_module(f"{__name__}.{app}") for app in APPS]

"""Patients and the people who meet them, made by the real actions. For the apps above patients too."""

import itertools
from datetime import date
from typing import Any  # Any: whatever the actions take

from hospital.accounts.models import User
from hospital.accounts.tests.make import Api, browser, client, fresh, user
from hospital.patients import actions
from hospital.patients.models import Patient

__all__ = [
    "Api",
    "browser",
    "client",
    "cpf",
    "fresh",
    "newborn",
    "patient",
    "physician",
    "receptionist",
    "user",
]

DESK = ("patients.view_patient", "patients.register_patient", "patients.change_patient")
WARD = (
    "patients.view_patient", "patients.view_confidential", "patients.write_history", "patients.mark_deceased",
    "patients.set_confidential",
)  # fmt: skip
_count = itertools.count(1)


def receptionist(**fields: Any) -> User:  # Any: see above
    """Somebody at the desk: sees, registers and changes patients, but not the confidential ones."""
    return user(*DESK, **fields)


def physician(**fields: Any) -> User:  # Any: see above
    """Somebody on the ward: sees every patient, and writes alerts and history."""
    return user(*WARD, **fields)


def patient(by: User | None = None, **fields: Any) -> Patient:  # Any: see above
    """A patient like no other, registered at the desk."""
    number = next(_count)
    values: dict[str, Any] = {  # Any: see above
        "given_name": _word(number), "family_name": f"Teste {_word(number + 7)}",
        "mother_name": f"Mãe {_word(number)}", "birth_date": date(1930 + number % 80, 1 + number % 12, 1),
        "sex": "female", "different_because": "test data",
    } | fields  # fmt: skip
    return actions.register_patient(by=by or receptionist(), **values)


def newborn(mother: Patient, by: User | None = None, **fields: Any) -> Patient:  # Any: see above
    """A child of the mother, born today."""
    return actions.register_newborn(mother, by=by or receptionist(), **fields)


def cpf(root: int | None = None) -> str:
    """A valid CPF that nobody has been given in this run; it belongs to no real person."""
    digits = f"{root if root is not None else 100_000_000 + next(_count) * 7:09d}"
    for weight in (10, 11):
        total = sum(int(digit) * (weight - place) for place, digit in enumerate(digits))
        digits += str(0 if total % 11 < 2 else 11 - total % 11)
    return digits


def _word(number: int) -> str:
    """A pronounceable word for a number: no two of them sound alike."""
    syllables = [c + v for c in "bdfgklmnprtv" for v in "aeiou"]
    letters = ""
    while number or not letters:
        number, rest = divmod(number, len(syllables))
        letters += syllables[rest]
    return (letters + "ra").capitalize()

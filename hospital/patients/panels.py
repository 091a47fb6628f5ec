"""What the apps above add to a patient's page: each panel is for who may see it, and brings its own template.

An app says `register_panel(Panel(...))` in its AppConfig.ready; the page shows them in the order they came.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any  # Any: what a template is given

from hospital.accounts.models import User

from .models import Patient


@dataclass(frozen=True)
class Panel:
    """A template, what it is given, and the permission to see it."""

    template: str
    context: Callable[[Patient, User], dict[str, Any]]  # Any: see above
    permission: str


@dataclass(frozen=True)
class Shown:
    """A panel with what it shows of one patient."""

    template: str
    data: dict[str, Any]  # Any: see above


# What the wristband says of allergies: "none" (somebody asked), "" (nobody did), or the substances in words.
Teller = Callable[[Patient, User], str]

_panels: list[Panel] = []
_tellers: list[Teller] = []


def register_band(teller: Teller) -> None:
    """Say who knows of allergies: the wristband on every page of a patient asks there."""
    _tellers.append(teller)


def allergies_of(patient: Patient, user: User) -> str:
    """What the wristband says of allergies to this user: see Teller; "hidden" if it is not for her."""
    if not user.has_perm("patients.view_chart"):
        return "hidden"
    return next((told for told in (teller(patient, user) for teller in _tellers) if told), "")


def register_panel(panel: Panel) -> None:
    """Put a panel on the page of every patient."""
    _panels.append(panel)


def panels_for(patient: Patient, user: User) -> list[Shown]:
    """The panels this user may see, filled; the template finds its data as `panel.data`."""
    return [
        Shown(panel.template, panel.context(patient, user))
        for panel in _panels
        if user.has_perm(panel.permission)
    ]

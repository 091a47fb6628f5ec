"""What other apps' facts mean for the record. Each may run twice."""

from hospital.accounts.actions import system
from hospital.audit.models import Event
from hospital.encounters.models import Triage

from . import actions


def keep_triage_vitals(event: Event) -> None:
    """What the triage desk measured is part of the vital signs."""
    triage = Triage.objects.get(pk=event.particulars["triage"])
    actions.keep_triage_vitals(triage, by=system())


def withdraw_triage_vitals(event: Event) -> None:
    """A triage that was taken back takes its measurements along."""
    actions.withdraw_triage_vitals(Triage.objects.get(pk=event.target_id), by=system())

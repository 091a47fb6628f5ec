"""What a paper says of allergies: what the wristband says to who writes it."""

from django.utils.translation import gettext as _

from hospital.accounts.models import User
from hospital.patients.models import Patient
from hospital.patients.panels import allergies_of


def allergies_on_paper(patient: Patient, *, by: User) -> dict[str, str]:
    """The line on the paper: its state (some, none, unknown) and its words."""
    known = allergies_of(patient, by)
    if known == "none":
        return {"state": "none", "text": _("the patient reports none")}
    if known in ("", "hidden"):
        return {"state": "unknown", "text": _("not asked or not recorded")}
    return {"state": "some", "text": known}

"""What pages show of kept resources."""

from typing import Any  # Any: what a template is given

from django.utils.timezone import localdate

from hospital.accounts.models import User
from hospital.patients.models import Alert, Patient

from .models import Resource


def wristband(patient: Patient | None, user: User) -> dict[str, Any]:  # Any: see above
    """What the head of a patient's page shows: who she is, and what to beware of."""
    if patient is None:
        return {"patient": None}
    alerts = Alert.objects.visible_to(user).filter(patient=patient).current().order_by("-created_at")
    return {"patient": patient, "age": patient.age(localdate()), "alerts": alerts}


def counts_of(patient: Patient, user: User) -> dict[str, Any]:  # Any: see above
    """How many resources of each kind are kept of a patient; the page of the patient records the look."""
    counts = Resource.objects.visible_to(user).of_patient(patient.pk).counted_by_type()
    return {"patient": patient, "counts": counts, "total": sum(count for _kind, count in counts)}

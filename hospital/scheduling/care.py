"""An appointment puts a patient in the care of whoever it is with, for some days around it."""

from datetime import timedelta
from typing import Any  # Any: rows of one table, for the lower layer
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import now

from hospital.accounts.models import User

from .models import Allocation

BEFORE, AFTER = timedelta(days=1), timedelta(days=7)


def patients_of(user: User, patient_id: UUID) -> QuerySet[Any]:  # Any: see above
    """Appointments of the patient with the user herself, from a day before to a week after."""
    moment = now()
    return Allocation.objects.filter(
        holds=True, appointment__patient=patient_id, resource__employee__user=user.pk,
        starts_at__lte=moment + BEFORE, ends_at__gte=moment - AFTER,
    )  # fmt: skip

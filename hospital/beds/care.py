"""A bed puts a patient in the care of the department whose ward it is in, while she is in it or expected."""

from typing import Any  # Any: rows of one table, for the lower layer
from uuid import UUID

from django.db.models import QuerySet

from hospital.accounts.models import User
from hospital.organization.models import units_of

from .models import Stay


def patients_of(user: User, patient_id: UUID) -> QuerySet[Any]:  # Any: see above
    """Stays of the patient, present or reserved, in the wards of the departments where the user works."""
    return Stay.objects.filter(
        state__in=("present", "reserved"), bed__ward__department__in=units_of(user), patient=patient_id,
        withdrawn_at=None,
    )  # fmt: skip

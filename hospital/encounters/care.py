"""An encounter puts a patient in the care of the department where she is, and of whoever sees her."""

from datetime import timedelta
from typing import Any  # Any: rows of one table, for the lower layer
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.timezone import now

from hospital import config
from hospital.accounts.models import User
from hospital.organization.models import units_of

from .models import OPEN, Encounter

A_DAY = timedelta(days=1)


def patients_of(user: User, patient_id: UUID) -> QuerySet[Any]:  # Any: see above
    """Encounters of the patient, open, expected today or ended lately, where the user works or with her."""
    moment = now()
    since = moment - timedelta(days=config.value("care.days_after"))
    ours = Q(department__in=units_of(user)) | Q(practitioner__user_id=user.pk)
    soon = Q(state="planned", occurred_at__range=(moment - A_DAY, moment + A_DAY))
    lately = Q(state__in=OPEN) | soon | Q(state__in=("finished", "left"), ended_at__gte=since)
    return Encounter.objects.filter(ours, lately, patient=patient_id, source="here", withdrawn_at=None)

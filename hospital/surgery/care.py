"""An operation puts a patient in the care of its team, and around its day of the departments it is in."""

from datetime import timedelta
from typing import Any  # Any: rows of one table, for the lower layer
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.timezone import now

from hospital import config
from hospital.accounts.models import User
from hospital.organization.models import units_of

from .models import IN_THEATRE, Surgery, TeamMember

BEFORE = timedelta(days=2)


def patients_of(user: User, patient_id: UUID) -> QuerySet[Any]:  # Any: see above
    """Operations of the patient: her team's until it is over, the departments' from two days before."""
    moment = now()
    since = moment - timedelta(days=config.value("care.days_after"))
    lately = Q(state="done", out_of_room_at__gte=since)
    soon = Q(state__in=("scheduled", "called"), planned_begin__lte=moment + BEFORE)
    here = Q(state__in=(*IN_THEATRE, "recovery")) | soon | lately
    units = Q(department__in=units_of(user)) | Q(theatre__department__in=units_of(user))
    team = TeamMember.objects.filter(employee__user=user.pk, left_at=None).values("surgery")
    open_ones = ~Q(state__in=("done", "cancelled")) | lately
    return Surgery.objects.filter(
        Q(units & here) | Q(pk__in=team) & open_ones, patient=patient_id, withdrawn_at=None
    )

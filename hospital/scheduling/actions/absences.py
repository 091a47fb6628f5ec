"""Stretches in which a resource takes nobody new."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import fitting, refuse, said
from hospital.core.db import lock, move as step_to
from hospital.core.errors import Conflict

from ..models import Absence, Resource
from ..taking import held_resources

LONGEST = timedelta(days=366)


class AlreadyWithdrawn(Conflict):
    message = _("This was taken back already.")


class NothingToMove(Conflict):
    message = _("There is nobody to move.")


@transaction.atomic
def block(
    resource: Resource, *, starts_at: datetime, ends_at: datetime, reason: str, by: User,
    kind: str = Absence.Kind.BLOCK,
) -> Absence:  # fmt: skip
    """Take nobody new in a stretch of time. Who is booked there already stays booked."""
    by.require("scheduling.block_agenda")
    [resource] = held_resources([resource], by=by)
    if not timedelta(0) < ends_at - starts_at <= LONGEST:
        refuse({"ends_at": [_("It ends after it begins, and within a year.")]})
    absence = Absence(
        resource=resource, starts_at=starts_at, ends_at=ends_at, made_by=by,
        **fitting(Absence, {"kind": kind, "reason": said(reason)}),
    )  # fmt: skip
    absence.save(force_insert=True)
    audit.record(
        "scheduling.blocked", absence, by=by, reason=absence.reason, resource=str(resource.pk), kind=kind,
        starts_at=starts_at.isoformat(), ends_at=ends_at.isoformat(),
    )  # fmt: skip
    return absence


@transaction.atomic
def withdraw_absence(absence: Absence, *, reason: str, by: User) -> Absence:
    """Open the time again. Who was moved away stays where she was moved to."""
    by.require("scheduling.block_agenda")
    absence = lock(absence)
    if absence.state == Absence.State.WITHDRAWN:
        raise AlreadyWithdrawn
    reason = said(reason)
    step_to(absence, Absence.State.WITHDRAWN, withdrawn_at=now(), withdrawn_by=by, withdrawn_because=reason)
    audit.record(
        "scheduling.block_withdrawn", absence, by=by, reason=reason, resource=str(absence.resource_id)
    )
    return absence

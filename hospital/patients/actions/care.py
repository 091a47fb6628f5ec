"""Breaking the glass, closing it again, and judging afterwards whether it was right."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts import actions as accounts
from hospital.accounts.models import User
from hospital.core.checks import fitting, refuse
from hospital.core.db import change, conflicts, lock
from hospital.core.errors import Conflict, Denied

from .. import care
from ..models import EmergencyAccess, Patient
from ..models.care import LASTS, LEAST_REASON
from .identity import held

REVIEWS = "patients.review_emergency_access"


class InYourCare(Conflict):
    message = _("This patient is in your care: open the chart without breaking the glass.")


class GlassBrokenAlready(Conflict):
    message = _("You have opened this chart by emergency access already.")


class EmergencyAccessOver(Conflict):
    message = _("This emergency access is over.")


class AlreadyReviewed(Conflict):
    message = _("Somebody reviewed this emergency access already.")


class OwnEmergencyAccess(Denied):
    message = _("Nobody reviews her own emergency access. Ask another privacy officer.")


def prove_again(user: User, *, password: str = "", code: str = "") -> None:
    """Whoever sits there is the user: by her password, or by her second factor where she has one.

    Called by the faces before `break_glass`, because a refused try is counted and must stay counted.
    """
    if code and not password and accounts.has_second_factor(user):
        accounts.prove_code(user, code)
    else:
        accounts.confirm(user, password)


@transaction.atomic
def break_glass(patient: Patient, *, reason: str, by: User) -> EmergencyAccess:
    """Open the chart of a patient out of care for half an hour; the privacy officers are told at once."""
    by.require("patients.break_glass")
    patient = held(patient)
    ground = care.ground_of(patient, by=by)
    if ground and not ground.access:
        raise InYourCare
    values, moment = fitting(EmergencyAccess, {"reason": reason}), now()
    if len(values["reason"]) < LEAST_REASON:
        refuse({"reason": [_("Say why in at least 10 characters: somebody will judge it.")]})
    access = EmergencyAccess(
        user=by, patient=patient, began_at=moment, ends_at=moment + LASTS, notified=_officers(by),
        was_restricted=care.is_kept_out(patient, by=by), **values,
    )  # fmt: skip
    with conflicts(one_open_emergency_access=GlassBrokenAlready):
        access.save(force_insert=True)
    audit.record(
        "patients.glass_broken", access, by=by, patient_id=patient.pk, reason=access.reason,
        until=access.ends_at.isoformat(), notified=len(access.notified), restricted=access.was_restricted,
    )  # fmt: skip
    return access


def _officers(by: User) -> list[UUID]:
    """Who may review, and so is told on her first page and in her menu."""
    people = User.objects.may_enter().filter(
        kind=User.Kind.PERSON, roles__is_active=True, roles__permissions__contains=[REVIEWS]
    )
    return list(people.exclude(pk=by.pk).order_by("pk").values_list("pk", flat=True).distinct())


@transaction.atomic
def end_early(access: EmergencyAccess, *, by: User) -> EmergencyAccess:
    """Close the chart before the half hour is over: the one who opened it."""
    by.require("patients.break_glass")
    access = lock(access)
    if access.user_id != by.pk:
        raise Denied
    if not access.is_under_way:
        raise EmergencyAccessOver
    change(access, closed_at=now())
    audit.record("patients.emergency_access_ended", access, by=by, patient_id=access.patient_id)
    return access


@transaction.atomic
def review_emergency_access(
    access: EmergencyAccess, *, finding: str, finding_text: str, by: User, version: int | None = None
) -> EmergencyAccess:
    """Judge, once, whether an emergency access was justified, and write down why."""
    by.require(REVIEWS)
    access = lock(access, version=version)
    if access.user_id == by.pk:
        raise OwnEmergencyAccess
    if access.reviewed_at:
        raise AlreadyReviewed
    values = fitting(EmergencyAccess, {"finding": finding, "finding_text": finding_text})
    missing = [name for name in values if not values[name]]
    refuse({name: [_("Say what you found.")] for name in missing})
    change(access, reviewed_at=now(), reviewed_by=by, **values)
    late = max(timedelta(), now() - access.review_due_at)
    audit.record(
        "patients.emergency_access_reviewed", access, by=by, patient_id=access.patient_id,
        reason=access.finding_text, finding=access.finding, hours_late=int(late.total_seconds() // 3600),
    )  # fmt: skip
    return access


@transaction.atomic(savepoint=False)
def open_emergency_accesses(*, by: User, found: int) -> None:
    """Say that somebody looked at the list of emergency accesses."""
    by.require(REVIEWS)
    audit.access("search", by=by, what="patients.emergencyaccess", found=found)


@transaction.atomic(savepoint=False)
def open_access_log(patient: Patient, *, by: User, action: str = "read") -> Patient:
    """Read, print or export who opened the patient's chart, and say so in the trail."""
    by.require("patients.give_access_log")
    audit.access(action, by=by, patient_id=patient.pk, what="patients.access_log")
    return patient


@transaction.atomic(savepoint=False)
def list_my_patients(*, by: User, found: int) -> None:
    """Say that somebody saw the names of the patients in her care."""
    by.require("patients.view_chart")
    audit.access("search", by=by, what="patients.my_patients", found=found)

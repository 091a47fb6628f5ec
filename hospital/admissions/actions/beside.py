"""Who stays with the patient, what she brought, and who was warned about her."""

from datetime import datetime, timedelta
from typing import Any  # Any: column values are of every type
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital.accounts.models import User
from hospital.core.checks import fitting, refuse, said
from hospital.core.db import change, lock
from hospital.core.errors import Conflict
from hospital.patients import care
from hospital.records.news2 import HIGH, MEDIUM

from ..models import Admission, Belonging, Companion, Escalation
from ..steps import held, here, tell

KEEPS = "admissions.write_nursing"
FRESH = timedelta(days=2)  # an older set of vital signs warns nobody any more


class GoneAlready(Conflict):
    message = _("This companion has gone already.")


class GivenBack(Conflict):
    message = _("This was given back already.")


class AnsweredAlready(Conflict):
    message = _("Somebody answered this warning already.")


@transaction.atomic
def add_companion(admission: Admission, *, by: User, **data: Any) -> Companion:  # Any: see above
    """Somebody stays beside the bed: name, relation, document, phone."""
    by.require("admissions.admit_patient")
    admission = here(admission, by=by)
    told = fitting(Companion, data)
    if not told.get("name"):
        refuse({"name": [_("Say the name.")]})
    made = Companion(admission=admission, recorded_by=by, **told)
    made.save(force_insert=True)
    tell("companion_came", made, admission, by=by)
    return made


@transaction.atomic
def companion_leaves(companion: Companion, *, by: User) -> Companion:
    """She has gone home."""
    by.require("admissions.admit_patient")
    admission = held(companion.admission, by=by)
    companion = lock(companion)
    if companion.until:
        raise GoneAlready
    change(companion, until=max(now(), companion.since))
    tell("companion_left", companion, admission, by=by)
    return companion


@transaction.atomic
def keep_belonging(
    admission: Admission, *, description: str, by: User, quantity: int = 1, kept_in: str = ""
) -> Belonging:
    """Take a thing into keeping."""
    by.require(KEEPS)
    admission = here(admission, by=by)
    told = fitting(Belonging, {"description": description, "quantity": quantity, "kept_in": kept_in})
    if not told["description"] or told["quantity"] < 1:
        refuse({"description": [_("Say what and how many.")]})
    made = Belonging(admission=admission, received_by=by, **told)
    made.save(force_insert=True)
    tell("belonging_kept", made, admission, by=by)
    return made


@transaction.atomic
def return_belonging(belonging: Belonging, *, to: str, by: User) -> Belonging:
    """Give it back, and say to whom."""
    by.require(KEEPS)
    admission = held(belonging.admission, by=by)
    belonging = lock(belonging)
    if belonging.returned_at:
        raise GivenBack
    told = fitting(Belonging, {"returned_to": to})
    if not told["returned_to"]:
        refuse({"to": [_("Say to whom.")]})
    change(belonging, returned_at=now(), returned_by=by, **told)
    tell("belonging_given_back", belonging, admission, by=by)
    return belonging


@transaction.atomic
def escalate(patient_id: UUID, *, taken_in: UUID, score: int, at: datetime, by: User) -> Escalation | None:
    """A NEWS2 of 5 or more of a patient who lies here: the ward is warned, once for each set.

    Nothing comes of a set that is older than two days, of a lower score, and of who is not admitted.
    """
    by.require("admissions.write_nursing")
    admission = Admission.objects.under_way().filter(patient=patient_id).first()
    if admission is None or score < MEDIUM or at < now() - FRESH:
        return None
    level = Escalation.Level.EMERGENCY if score >= HIGH else Escalation.Level.URGENT
    made, is_new = Escalation.objects.get_or_create(
        taken_in=taken_in, defaults={"admission": admission, "score": score, "level": level, "at": at}
    )
    if not is_new:
        return None
    tell(
        "news2_escalated", made, admission, by=by, score=score, level=str(level), taken_in=str(taken_in),
        practitioner=str(admission.practitioner_id) if admission.practitioner_id else None,
    )  # fmt: skip
    return made


@transaction.atomic
def answer_warning(escalation: Escalation, *, answer: str, by: User) -> Escalation:
    """Somebody has seen the patient: what was done."""
    by.require("admissions.write_round")
    admission = held(escalation.admission, by=by)
    care.require(admission.patient, by=by)
    escalation = lock(escalation)
    if escalation.answered_at:
        raise AnsweredAlready
    why = said(answer, "answer")
    change(escalation, answered_at=now(), answered_by=by, **fitting(Escalation, {"answer": why}))
    tell("warning_answered", escalation, admission, by=by)
    return escalation

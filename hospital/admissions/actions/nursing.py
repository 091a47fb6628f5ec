"""What the ward writes: rounds, notes, handovers, fluids and scores; the diet, and until when she stays."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar  # Any: column values are of every type

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital.accounts.models import User
from hospital.core.checks import fitting, moment_of, refuse, said
from hospital.core.db import change, conflicts, lock
from hospital.core.errors import Conflict, Invalid, Text
from hospital.patients import care
from hospital.patients.actions.charted import withdraw_entry

from ..models import Admission, FluidEntry, Handover, NursingNote, RiskScore, Round
from ..models.nursing import OfStay
from ..scores import SCALES, scored
from ..steps import held, here, tell, within

NURSING, ROUNDS = "admissions.write_nursing", "admissions.write_round"
# Under which permission each kind of entry is written and withdrawn.
WRITES: Mapping[type[OfStay], str] = {
    Round: ROUNDS, NursingNote: NURSING, Handover: NURSING, FluidEntry: NURSING, RiskScore: NURSING,
}  # fmt: skip

Entry = TypeVar("Entry", bound=OfStay)


class TakenOver(Conflict):
    message = _("Somebody took this patient over already.")


class OwnHandover(Conflict):
    message = _("Whoever hands a patient over cannot take her over.")


@transaction.atomic
def write_round(
    admission: Admission, *, assessment: str, by: User, plan: str = "", pending: str = Round.Pending.NOTHING,
    expected_discharge: date | None = None, at: datetime | None = None,
) -> Round:  # fmt: skip
    """The daily visit of the team; when it says by when she may go, that is what is expected from then on."""
    by.require(ROUNDS)
    admission = _in_care(admission, by=by)
    values = {"assessment": assessment, "plan": plan, "pending": pending}
    made = _entry(Round, admission, values, at, by=by)
    if expected_discharge is not None and expected_discharge != admission.expected_discharge:
        set_expected_discharge(here(admission, by=by), day=expected_discharge, by=by)
    tell("round_written", made, admission, by=by, pending=str(made.pending))
    return made


@transaction.atomic
def set_expected_discharge(
    admission: Admission, *, day: date | None, by: User, reason: str = "", version: int | None = None
) -> Admission:
    """By when she is expected to go; not before she came."""
    by.require(ROUNDS)
    admission = here(admission, by=by, version=version)
    if day is not None and admission.admitted_at and day < admission.admitted_at.date():
        refuse({"day": [_("This is before she came.")]})
    if change(admission, expected_discharge=day):
        to = day.isoformat() if day else None
        tell("expected_discharge_set", admission, admission, by=by, reason=reason.strip(), to=to)
    return admission


@transaction.atomic
def set_diet(
    admission: Admission, *, diet: str, by: User, diet_note: str = "", version: int | None = None
) -> Admission:
    """What she may eat from now on."""
    by.require(ROUNDS)
    admission = here(admission, by=by, version=version)
    care.require(admission.patient, by=by)
    told = fitting(Admission, {"diet": diet, "diet_note": diet_note})
    if change(admission, **told):
        tell("diet_set", admission, admission, by=by, diet=str(admission.diet))
    return admission


@transaction.atomic
def write_note(
    admission: Admission, *, text: str, by: User, kind: str = NursingNote.Kind.PROGRESS,
    at: datetime | None = None,
) -> NursingNote:  # fmt: skip
    """What nursing saw and did."""
    by.require(NURSING)
    admission = _in_care(admission, by=by)
    made = _entry(NursingNote, admission, {"text": text, "kind": kind}, at, by=by)
    tell("note_written", made, admission, by=by, kind=str(made.kind))
    return made


@transaction.atomic
def give_handover(
    admission: Admission, *, situation: str, recommendation: str, by: User, background: str = "",
    assessment: str = "",
) -> Handover:  # fmt: skip
    """Hand the patient over to the next shift (SBAR)."""
    by.require(NURSING)
    admission = _in_care(admission, by=by)
    values = {
        "situation": situation, "background": background, "assessment": assessment,
        "recommendation": recommendation,
    }  # fmt: skip
    made = _entry(Handover, admission, values, None, by=by)
    tell("handed_over", made, admission, by=by)
    return made


@transaction.atomic
def take_over(handover: Handover, *, by: User) -> Handover:
    """Say that one has read it, and has the patient now. OwnHandover for who wrote it."""
    by.require(NURSING)
    admission = _in_care(handover.admission, by=by)
    handover = lock(handover)
    if handover.received_at or handover.is_withdrawn:
        raise TakenOver
    with conflicts(handover_is_taken_over_by_somebody_else=OwnHandover):
        change(handover, received_at=now(), received_by=by)
    tell("taken_over", handover, admission, by=by)
    return handover


@transaction.atomic
def record_fluid(
    admission: Admission, *, kind: str, millilitres: int, by: User, note: str = "", at: datetime | None = None
) -> FluidEntry:
    """What went in or came out."""
    by.require(NURSING)
    admission = _in_care(admission, by=by)
    values = {"kind": kind, "millilitres": millilitres, "note": note}
    with conflicts(fluid_is_possible=Invalid):
        made = _entry(FluidEntry, admission, values, at, by=by)
    tell("fluid_recorded", made, admission, by=by, kind=str(made.kind))
    return made


@transaction.atomic
def score_risk(
    admission: Admission, *, scale: str, items: Mapping[str, int], by: User, at: datetime | None = None
) -> RiskScore:
    """Answer a scale; the total and the risk follow from the items."""
    by.require(NURSING)
    admission = _in_care(admission, by=by)
    if scale not in SCALES:
        refuse({"scale": [_("There is no such scale.")]})
    result = scored(scale, items)
    values = {"scale": scale, "items": dict(items), "total": result.total, "risk": result.risk}
    made = _entry(RiskScore, admission, values, at, by=by)
    tell("risk_scored", made, admission, by=by, scale=scale, total=result.total, risk=result.risk)
    return made


@transaction.atomic
def withdraw(entry: Entry, *, reason: str, by: User, version: int | None = None) -> Entry:
    """Mark what the ward wrote as entered in error."""
    permission = WRITES[type(entry)]
    by.require(permission)
    held(entry.admission, by=by)
    why = said(reason)
    return withdraw_entry(
        entry, because=why, permission=permission, event="admissions.entry_withdrawn", version=version, by=by
    )


def _in_care(admission: Admission, *, by: User) -> Admission:
    """The stay, held, of a patient in the care of who writes."""
    admission = held(admission, by=by)
    care.require(admission.patient, by=by)
    return admission


def _entry(
    model: type[Entry], admission: Admission, values: dict[str, Any], at: datetime | None, *, by: User
) -> Entry:  # Any: see above
    """A new entry of the stay, about a moment when the patient was here."""
    told = fitting(model, values)
    empty: dict[str, list[Text]] = {
        name: [_("Say something.")]
        for name in ("assessment", "text", "situation", "recommendation")
        if name in told and not told[name] and not (name == "assessment" and model is Handover)
    }
    refuse(empty)
    made = model(
        admission=admission, patient=admission.patient, recorded_by=by,
        occurred_at=within(admission, moment_of(at)), **told,
    )  # fmt: skip
    made.save(force_insert=True)
    return made

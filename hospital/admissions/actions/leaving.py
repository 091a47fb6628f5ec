"""The way out in five stages, each with its guard and its reversal; and the ways that are shorter."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any  # Any: column values are of every type

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital.accounts.models import User
from hospital.beds import actions as beds
from hospital.core.checks import fitting, moment_of, refuse, said
from hospital.core.db import change, conflicts, move
from hospital.core.errors import Absent, Conflict, InvalidTransition
from hospital.encounters import actions as encounters
from hospital.encounters.models import Encounter
from hospital.patients import actions as patients, care

from ..models import Admission, DischargeStage, Waiver
from ..readiness import STAGES, Found, readiness_of
from ..steps import held, here, present_stay, tell, within

State = Admission.State
Stage = DischargeStage.Stage
Outcome = Admission.Outcome

PERMISSIONS: Mapping[str, str] = {
    "clinical": "admissions.discharge_clinically",
    "room": "admissions.discharge_room",
    "nursing": "admissions.discharge_nursing",
    "administrative": "admissions.discharge_administratively",
    "physical": "admissions.release_patient",
}
# What the state is once a stage is done, and what it was before.
AFTER: Mapping[str, str] = {stage: stage for stage in STAGES} | {"physical": "discharged"}
BEFORE: Mapping[str, str] = dict(zip(STAGES, ("admitted", *STAGES), strict=False))
DISPOSITIONS = {
    Outcome.HOME: Encounter.Disposition.DISCHARGED,
    Outcome.TRANSFER: Encounter.Disposition.TRANSFERRED,
    Outcome.DEATH: Encounter.Disposition.DECEASED,
    Outcome.EVASION: Encounter.Disposition.LEFT,
    Outcome.AGAINST_ADVICE: Encounter.Disposition.LEFT,
    Outcome.ADMINISTRATIVE: Encounter.Disposition.DISCHARGED,
}
NOTED = (Outcome.EVASION, Outcome.AGAINST_ADVICE, Outcome.ADMINISTRATIVE)
OWN_WAY = (Outcome.DEATH, Outcome.EVASION)  # recorded by record_death and record_evasion


class NotReady(Conflict):
    message = _("Something is still open. Deal with it, or let it pass with a reason.")


class NotOpen(Absent):
    message = _("This is not open any more.")


class NeverWaived(Conflict):
    message = _("This cannot be let pass: it has to be dealt with.")


class AlreadyWaived(Conflict):
    message = _("Somebody let this pass already.")


@transaction.atomic
def complete_stage(
    admission: Admission, *, stage: str, by: User, outcome: str = "", note: str = "", destination: str = "",
    at: datetime | None = None, version: int | None = None,
) -> Admission:  # fmt: skip
    """Do the next stage of the discharge. The clinical one says how it ends; the last one empties the bed.

    NotReady names what is open; InvalidTransition when it is not the turn of this stage.
    """
    by.require(PERMISSIONS[stage])
    admission = held(admission, by=by, version=version)
    if stage == Stage.PHYSICAL:
        return leave_physically(admission, note=note, at=at, by=by)
    told: dict[str, Any] = {}  # Any: see above
    if stage == Stage.CLINICAL:
        care.require(admission.patient, by=by)
        told = _ending(outcome, note, destination)
    _require_turn(admission, stage)
    _advance(admission, stage, within(admission, moment_of(at)), note, by=by, **told)
    return admission


def permission_to_reverse(admission: Admission) -> str:
    """What who takes the last stage back must hold: the permission of that stage."""
    return PERMISSIONS.get(str(admission.state), PERMISSIONS["clinical"])


@transaction.atomic
def reverse_stage(admission: Admission, *, because: str, by: User, version: int | None = None) -> Admission:
    """Take back the last stage that was done. A death that was recorded with it is taken back too."""
    admission = here(admission, by=by, version=version)
    stage = str(admission.state)
    by.require(permission_to_reverse(admission))
    why = said(because, "because")
    died, values = admission.outcome == Outcome.DEATH, {}
    if stage == Stage.CLINICAL:
        values = _NO_ENDING
    move(admission, BEFORE.get(stage, State.ADMITTED), **values)
    if died and stage == Stage.CLINICAL and admission.patient.is_deceased:
        patients.undo_death(admission.patient, reason=why, by=by)
    _write(admission, stage, now(), why, is_reversal=True, by=by)
    tell("stage_reversed", admission, admission, by=by, reason=why, stage=stage)
    return admission


@transaction.atomic
def leave_physically(
    admission: Admission, *, by: User, note: str = "", at: datetime | None = None, version: int | None = None
) -> Admission:
    """The patient has left the bed: only now it is to be cleaned, and her encounter ends."""
    by.require(PERMISSIONS["physical"])
    admission = here(admission, by=by, version=version)
    moment = within(admission, moment_of(at))
    _advance(admission, Stage.PHYSICAL, moment, note, by=by, discharged_at=moment, discharged_by=by)
    stay = present_stay(admission)
    if stay is not None:
        beds.vacate(stay, at=moment, by=by)
    encounters.end_stay(
        admission.encounter, disposition=DISPOSITIONS[Outcome(admission.outcome)], at=moment, by=by
    )
    tell(
        "discharged", admission, admission, by=by, outcome=str(admission.outcome),
        stay=str(stay.pk) if stay else None, bed=str(stay.bed_id) if stay else None,
        ward=str(stay.bed.ward_id) if stay else None,
    )  # fmt: skip
    return admission


@transaction.atomic
def record_death(
    admission: Admission, *, died_at: datetime, by: User, certificate: str = "", note: str = "",
    version: int | None = None,
) -> Admission:  # fmt: skip
    """The patient has died: she is registered as deceased, and the stages of the way out remain."""
    by.require(PERMISSIONS["clinical"])
    admission = here(admission, by=by, version=version)
    care.require(admission.patient, by=by)
    moment = within(admission, moment_of(died_at), "died_at")
    facts = {"died_at": moment, "death_certificate": certificate, "outcome_note": note, "destination": ""}
    told = fitting(Admission, facts) | {"outcome": Outcome.DEATH}
    if not admission.patient.is_deceased:
        patients.mark_deceased(admission.patient, at=moment, by=by)
    if admission.state == State.ADMITTED:
        _waive_all(admission, _before(admission, Stage.CLINICAL), str(_("Death of the patient")), by=by)
        _advance(admission, Stage.CLINICAL, moment, note, by=by, **told)
    else:
        change(admission, **told)
    tell("died", admission, admission, by=by)
    return admission


@transaction.atomic
def record_evasion(
    admission: Admission, *, because: str, by: User, at: datetime | None = None, version: int | None = None
) -> Admission:
    """The patient is gone without a word: everything open is let pass, and every stage is done at once."""
    by.require(PERMISSIONS["physical"])
    admission = here(admission, by=by, version=version)
    why, moment = said(because, "because"), within(admission, moment_of(at))
    _waive_all(admission, readiness_of(admission).blockers, why, by=by)
    ending = {**_NO_ENDING, "outcome": Outcome.EVASION, "outcome_note": why}
    if admission.state != State.ADMITTED:
        change(admission, **ending)
    for stage in STAGES[:-1]:
        if admission.state == BEFORE[stage]:
            told = ending if stage == Stage.CLINICAL else {}
            _advance(admission, stage, moment, why, by=by, **told)
    return leave_physically(admission, note=why, at=moment, by=by)


@transaction.atomic
def waive(
    admission: Admission, *, key: str, because: str, by: User, row: str = "", version: int | None = None
) -> Waiver:
    """Let the patient go although this one thing is open: who answers for it, and why."""
    by.require("admissions.view_admission")
    admission = here(admission, by=by, version=version)
    why = said(because, "because")
    for one in readiness_of(admission).found:
        if (one.blocker.key, one.blocker.row) == (key, row):
            return _waive(admission, one, why, by=by)
    raise NotOpen


_NO_ENDING: dict[str, Any] = {  # Any: see above
    "outcome": "", "outcome_note": "", "destination": "", "died_at": None, "death_certificate": "",
}  # fmt: skip


def _ending(outcome: str, note: str, destination: str) -> dict[str, Any]:  # Any: see above
    """How the stay ends, as it is written down."""
    told = fitting(Admission, {"outcome": outcome, "outcome_note": note, "destination": destination})
    if not told["outcome"] or told["outcome"] in OWN_WAY:
        refuse({"outcome": [_("Say how the stay ends; a death and an escape have their own way.")]})
    if told["outcome"] in NOTED and not told["outcome_note"]:
        refuse({"note": [_("Say more about it.")]})
    return told


def _advance(
    admission: Admission, stage: str, at: datetime, note: str, *, by: User, **values: Any  # Any: see above
) -> None:  # fmt: skip
    """Do one stage of the held stay, when nothing before it is open."""
    _require_turn(admission, stage)
    open_still = _before(admission, stage)
    if open_still:
        raise NotReady(fields={"blockers": [str(one.blocker.text) for one in open_still]})
    move(admission, AFTER[stage], **values)
    _write(admission, stage, at, note.strip(), by=by)
    tell("stage_completed", admission, admission, by=by, stage=str(stage))


def _require_turn(admission: Admission, stage: str) -> None:
    if admission.state != BEFORE[stage]:
        raise InvalidTransition


def _before(admission: Admission, stage: str) -> list[Found]:
    return readiness_of(admission).before(stage)


def _write(
    admission: Admission, stage: str, at: datetime, note: str, *, by: User, is_reversal: bool = False
) -> None:
    made = DischargeStage(
        admission=admission, stage=stage, at=at, by=by, note=note[:1000], is_reversal=is_reversal
    )
    made.save(force_insert=True)


def _waive_all(admission: Admission, found: list[Found], why: str, *, by: User) -> None:
    for one in found:
        _waive(admission, one, why, by=by)


def _waive(admission: Admission, one: Found, why: str, *, by: User) -> Waiver:
    by.require(one.blocker.waiver_permission)
    if not one.blocker.may_be_waived:
        raise NeverWaived
    waiver = Waiver(
        admission=admission, key=one.blocker.key, row=one.blocker.row, text=str(one.blocker.text)[:400],
        because=why[:400], by=by,
    )  # fmt: skip
    with conflicts(one_waiver_per_blocker=AlreadyWaived):
        waiver.save(force_insert=True)
    tell("blocker_waived", waiver, admission, by=by, reason=why, blocker=waiver.key, of=waiver.row)
    return waiver

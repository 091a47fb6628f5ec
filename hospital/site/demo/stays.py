"""Stays of the demo hospital: a month of those who have left, those who are here, and those to come."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any  # Any: what an action takes

from django.utils.timezone import localdate, now

from hospital.accounts.models import User
from hospital.admissions import actions
from hospital.admissions.models import Admission
from hospital.admissions.readiness import readiness_of
from hospital.beds import actions as beds
from hospital.beds.models import Bed, Cleaning, Stay, Ward
from hospital.beds.suiting import misfits
from hospital.organization.models import Employee
from hospital.patients.models import Patient

from .cases import AGES, CID10, GONE, GROWN, HERE, TO_COME, Case, Past

if TYPE_CHECKING:
    from .ward import Pool

STAGES = ("clinical", "room", "nursing", "administrative")
NOTES = {
    "transfer": "Transferida para hospital de referência, contato feito",
    "against_advice": "Assinou termo de alta a pedido depois de esclarecida dos riscos",
}
EVADED = "Não encontrada no leito nem nas dependências; família avisada"
CLEANED_AFTER = timedelta(hours=5)  # who left later than so long ago leaves a bed still to be cleaned
Event = tuple[datetime, int, Callable[[], object]]


def fill_beds(people: "Pool", *, by: User) -> None:
    """Everybody comes and goes in the order of time, as it was."""
    dice = random.Random(41)  # noqa: S311  the same month at every run, on purpose
    coming = [partial(_here, people, case, by=by) for case in HERE]
    coming += [partial(_gone, people, past, dice, by=by) for past in GONE]
    events: list[Event] = []
    for number, make in enumerate(coming):
        for at, what in make():
            events.append((at, number, what))
    for _at, _number, what in sorted(events, key=lambda event: event[:2]):
        what()


def plan_stays(people: "Pool", *, by: User) -> None:
    """Stays of the days to come: authorised, not authorised yet, and one that is called off."""
    for ward, hours, code, display, reason, number in TO_COME:
        patient = people.take(ages=AGES.get(ward, GROWN), sex="female" if ward == "MAT" else "")
        if patient is None:
            return
        place = Ward.objects.get(code=ward)
        planned = actions.order_admission(
            patient, department=place.department, ward=place, reason=reason,
            at=now() + timedelta(hours=hours), practitioner=responsible(place), system=CID10,
            code=code, display=display, expected_days=3, is_authorisation_needed=True, by=by,
        )  # fmt: skip
        if number == "febre":
            actions.cancel(planned, reason="Febre na véspera; remarcar em quinze dias", by=by)
        elif number:
            actions.authorise(planned, number=number, days=3, by=by)


def responsible(ward: Ward) -> Employee | None:
    """The physician of the ward's department, who signs in if one of them does."""
    doctors = Employee.objects.filter(
        cbo_code__startswith="225", left_on=None, memberships__department=ward.department_id
    )
    return doctors.order_by("user", "created_at", "id").first()


def _gone(people: "Pool", past: Past, dice: random.Random, *, by: User) -> list[tuple[datetime, Any]]:
    """When she came and when she left, each with what is done then."""
    ward, days, lasted, code, display, outcome = past
    patient = people.take(ages=AGES.get(ward, GROWN), sex="female" if ward == "MAT" else "")
    if patient is None:
        return []
    began = now() - timedelta(days=days, hours=dice.uniform(0, 9) if days > 3 else 0)
    ended, kept = began + timedelta(days=lasted), list[Admission]()
    case: Case = (ward, 0, max(round(lasted), 1), code, display, display, {})
    return [
        (began, lambda: kept.extend(_admit(patient, case, began, by=by))),
        (ended, lambda: _discharge(kept, outcome, ended, by=by)),
    ]


def _here(people: "Pool", case: Case, *, by: User) -> list[tuple[datetime, Any]]:
    """When she came, and what is done then."""
    ward, hours, more = case[0], case[1], case[-1]
    if more.get("mother"):
        patient = people.mother
    else:
        ages = more.get("ages") or AGES.get(ward, GROWN)
        patient = people.take(ages=ages, sex=more.get("sex", "female" if ward == "MAT" else ""))
    if patient is None:
        return []
    began = now() - timedelta(hours=hours)
    return [(began, lambda: _stay(patient, case, began, by=by))]


def _admit(patient: Patient, case: Case, began: datetime, *, by: User) -> list[Admission]:
    """Order the stay and put her into the first bed that suits; nothing where no bed is free."""
    ward, _hours, days, code, display, reason, more = case
    place = Ward.objects.select_related("department").get(code=ward)
    if kind := more.get("isolation"):
        beds.place_precaution(patient, kind=kind, because=reason, since=began, by=by)
    bed, why = _bed_for(patient, place, more.get("isolation"))
    if bed is None:
        return []
    is_elective = reason.startswith("C") and "programada" in reason
    ordered = actions.order_admission(
        patient, department=place.department, ward=place, reason=reason, at=began - timedelta(minutes=40),
        practitioner=responsible(place), origin="elective" if is_elective else "emergency", system=CID10,
        code=code, display=display, expected_days=days, diet=more.get("diet", "general"),
        expected_discharge=localdate(began + timedelta(days=more.get("goes", days))), by=by,
    )  # fmt: skip
    return [actions.admit(ordered, bed=bed, at=began, overridden_because=why, by=by)]


def _bed_for(patient: Patient, ward: Ward, isolation: str | None) -> tuple[Bed | None, str]:
    """A free bed that suits the patient, or else any free one, and why it is used all the same."""
    free = list(Bed.objects.free().filter(ward=ward).select_related("room", "ward").order_by("name"))
    free.sort(key=lambda bed: (isolation or "") in bed.room.isolation, reverse=bool(isolation))
    suiting = next((bed for bed in free if not misfits(bed, patient)), None)
    if suiting is None and free:
        return free[-1], "Não há outro leito na casa; cortina e sinalização no leito"
    return suiting, ""


def _stay(patient: Patient, case: Case, began: datetime, *, by: User) -> None:
    """She is here, with her newborns, as far on her way out as the case says, or away for a while."""
    more = case[-1]
    for admission in _admit(patient, case, began, by=by):
        stay = Stay.objects.present().get(encounter=admission.encounter_id)
        for child in Patient.objects.filter(mother=patient).order_by("pk") if more.get("mother") else ():
            _born(child, stay, began + timedelta(hours=4), by=by)
        if more.get("leave"):
            beds.give_leave(
                stay, left_at=now() - timedelta(hours=2), expected_at=now() + timedelta(hours=4),
                because="Audiência no fórum, acompanhada da irmã", by=by,
            )  # fmt: skip
        if stage := more.get("stage"):
            done = STAGES[: STAGES.index(stage) + 1]
            _take_stages(admission, done, "home", now() - timedelta(minutes=20), by=by)


def _born(child: Patient, mother: Stay, at: datetime, *, by: User) -> None:
    """A newborn, admitted in the bed of the mother."""
    ward = mother.bed.ward
    ordered = actions.order_admission(
        child, department=ward.department, ward=ward, reason="Recém-nascido em alojamento conjunto", at=at,
        practitioner=responsible(ward), origin="birth", system=CID10, code="Z38.3", expected_days=2,
        display="Gêmeos, nascidos em hospital", by=by,
    )  # fmt: skip
    beds.occupy(mother.bed, patient=child, encounter=ordered.encounter, with_mother=mother, at=at, by=by)
    actions.admit(ordered, bed=mother.bed, at=at, by=by)


def _discharge(kept: list[Admission], outcome: str, ended: datetime, *, by: User) -> None:
    """She has left, one way or another; her bed is cleaned, unless that was just now."""
    if not kept:
        return
    admission = Admission.objects.get(pk=kept[0].pk)
    stay = Stay.objects.present().get(encounter=admission.encounter_id)
    if outcome == "evasion":
        actions.record_evasion(admission, because=EVADED, at=ended, by=by)
    else:
        if outcome == "death":
            died = ended - timedelta(hours=2)
            actions.record_death(admission, died_at=died, certificate="29876543-2", by=by)
        stages = STAGES[1:] if outcome == "death" else STAGES
        _take_stages(admission, stages, outcome, ended, by=by)
        admission.refresh_from_db()
        actions.leave_physically(admission, at=ended, by=by)
    if now() - ended > CLEANED_AFTER:
        _clean(stay.bed, ended, by=by)


def _take_stages(
    admission: Admission, stages: tuple[str, ...], outcome: str, until: datetime, *, by: User
) -> None:
    """One stage after the other, half an hour apart; what is open is let pass with a reason."""
    for number, stage in enumerate(stages):
        admission.refresh_from_db()
        done = partial(
            actions.complete_stage, stage=stage, outcome=outcome if stage == "clinical" else "",
            note=NOTES.get(outcome, ""), at=until - timedelta(minutes=30 * (len(stages) - number)), by=by,
        )  # fmt: skip
        try:
            done(admission)
        except actions.NotReady:
            _let_pass(admission, stage, by=by)
            done(Admission.objects.get(pk=admission.pk))


def _let_pass(admission: Admission, stage: str, *, by: User) -> None:
    for one in readiness_of(admission).before(stage):
        why = "É do ambulatório e segue lá; não impede a alta"
        actions.waive(admission, key=one.blocker.key, row=one.blocker.row, because=why, by=by)
        admission.refresh_from_db()


def _clean(bed: Bed, left: datetime, *, by: User) -> None:
    for cleaning in Cleaning.objects.filter(bed=bed, kind="terminal", state="asked"):
        beds.begin_cleaning(cleaning, at=left + timedelta(minutes=25), by=by)
        beds.finish_cleaning(cleaning, at=left + timedelta(minutes=70), by=by)

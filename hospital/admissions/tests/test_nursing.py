"""What the ward writes: it works, it is refused, it is recorded, and what was written stays."""

from datetime import date, timedelta
from typing import Any  # Any: whatever the actions return

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate, now

from hospital.accounts.actions import system
from hospital.admissions import actions
from hospital.admissions.models import Escalation, FluidEntry, NursingNote
from hospital.admissions.subscribers import escalate_news2, follow_the_bed
from hospital.audit.models import Event
from hospital.beds import actions as beds
from hospital.core.errors import Denied, Invalid
from hospital.patients.care import OutsideCare
from hospital.records import actions as records

from . import make

pytestmark = pytest.mark.django_db

BRADEN = {
    "sensory_perception": 2, "moisture": 2, "activity": 1, "mobility": 2, "nutrition": 2, "friction": 1,
}  # fmt: skip
WRITES: dict[str, Any] = {  # Any: see above
    "round": lambda one, by: actions.write_round(one, assessment="Melhor", plan="Alta amanhã", by=by),
    "note": lambda one, by: actions.write_note(one, text="Dormiu bem", by=by),
    "handover": lambda one, by: actions.give_handover(
        one, situation="Estável", recommendation="Sinais de 4 em 4 h", by=by
    ),
    "fluid": lambda one, by: actions.record_fluid(one, kind="urine", millilitres=300, by=by),
    "score": lambda one, by: actions.score_risk(one, scale="braden", items=BRADEN, by=by),
}  # fmt: skip


@pytest.mark.parametrize("name", WRITES)
def test_the_ward_writes_and_withdraws_and_nobody_else_does(name: str) -> None:
    one = make.admitted()
    by = make.whoever(one.department)
    entry = WRITES[name](one, by)
    assert (entry.patient_id, entry.admission_id, entry.recorded_by) == (one.patient_id, one.pk, by)
    assert Event.objects.filter(target_id=entry.pk, verb__startswith="admissions.").count() == 1
    with pytest.raises(Denied):
        WRITES[name](one, make.person(one.department, "admissions.view_admission"))
    with pytest.raises((Denied, OutsideCare)):
        WRITES[name](one, make.whoever(make.department()))
    taken_back = actions.withdraw(entry, reason="outro paciente", by=by)
    assert taken_back.is_withdrawn


@pytest.mark.parametrize("name", WRITES)
def test_nothing_is_written_of_who_has_not_come(name: str) -> None:
    one = make.planned()
    with pytest.raises((actions.NotAdmitted, OutsideCare)):
        WRITES[name](one, make.whoever(one.department))


def test_what_was_written_does_not_change() -> None:
    one = make.admitted()
    note = actions.write_note(one, text="Dormiu bem", by=system())
    fluid = actions.record_fluid(one, kind="oral", millilitres=200, by=system())
    for rows, values in (
        (NursingNote.objects.filter(pk=note.pk), {"text": "Outra coisa"}),
        (FluidEntry.objects.filter(pk=fluid.pk), {"millilitres": 1}),
        (one.stages.model.objects.filter(admission=one), {"note": "x"}),
    ):
        with transaction.atomic():
            if not rows.exists():
                continue
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.update(**values)


def test_an_entry_says_something_and_is_of_the_time_she_was_here() -> None:
    one = make.admitted()
    by = system()
    with pytest.raises(Invalid):
        actions.write_note(one, text="  ", by=by)
    with pytest.raises(Invalid):
        actions.write_note(one, text="antes", at=now() - timedelta(days=3), by=by)
    with pytest.raises(Invalid):
        actions.record_fluid(one, kind="urine", millilitres=50_000, by=by)
    with pytest.raises(Invalid):
        actions.score_risk(one, scale="nada", items={}, by=by)


def test_a_patient_is_taken_over_once_and_not_by_who_hands_her_over() -> None:
    one = make.admitted()
    first, second = make.nurse(one.department), make.nurse(one.department)
    handover = WRITES["handover"](one, first)
    with pytest.raises(actions.OwnHandover):
        actions.take_over(handover, by=first)
    actions.take_over(handover, by=second)
    with pytest.raises(actions.TakenOver):
        actions.take_over(handover, by=make.nurse(one.department))


def test_a_round_may_say_by_when_she_goes() -> None:
    one = make.admitted()
    day = localdate() + timedelta(days=2)
    actions.write_round(one, assessment="Melhor", expected_discharge=day, by=make.physician(one.department))
    one.refresh_from_db()
    assert one.expected_discharge == day
    with pytest.raises(Invalid):
        actions.set_expected_discharge(one, day=localdate() - timedelta(days=9), by=system())


def test_companions_and_belongings_come_and_go_once() -> None:
    one = make.admitted()
    by = system()
    companion = actions.add_companion(one, name="Rosa", relation="mother", document="123", by=by)
    actions.companion_leaves(companion, by=by)
    with pytest.raises(actions.GoneAlready):
        actions.companion_leaves(companion, by=by)
    thing = actions.keep_belonging(one, description="Aliança", by=by)
    with pytest.raises(Invalid):
        actions.return_belonging(thing, to=" ", by=by)
    actions.return_belonging(thing, to="Rosa", by=by)
    with pytest.raises(actions.GivenBack):
        actions.return_belonging(thing, to="Rosa", by=by)
    for act in (
        lambda: actions.add_companion(one, name="", by=by),
        lambda: actions.keep_belonging(one, description=" ", by=by),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            act()


BAD = {
    "respiratory_rate": 26, "oxygen_saturation": 90, "breathing": "oxygen", "systolic": 95, "diastolic": 50,
    "pulse": 125, "consciousness": "A", "temperature": "38.5",
}  # fmt: skip


def test_an_early_warning_is_told_once_and_answered_once() -> None:
    one = make.admitted(who=make.patient(birth_date=date(1960, 1, 1)))
    records.take_vitals(one.patient, readings=BAD, confirmed=True, by=system())
    event = Event.objects.get(verb="records.early_warning", patient_id=one.patient_id)
    for _again in range(2):
        escalate_news2(event)
    warning = Escalation.objects.get(admission=one)
    assert (warning.level, warning.score) == ("emergency", event.particulars["score"])
    assert Event.objects.filter(verb="admissions.news2_escalated", target_id=warning.pk).count() == 1
    doctor = make.physician(one.department)
    actions.answer_warning(warning, answer="Visto à beira do leito, UTI chamada", by=doctor)
    with pytest.raises(actions.AnsweredAlready):
        actions.answer_warning(warning, answer="de novo", by=doctor)


def test_nobody_is_warned_of_who_is_not_here_nor_of_a_low_score() -> None:
    one = make.admitted()
    key = make.patient().pk
    assert actions.escalate(key, taken_in=key, score=9, at=now(), by=system()) is None
    assert actions.escalate(one.patient_id, taken_in=key, score=4, at=now(), by=system()) is None
    old = now() - timedelta(days=3)
    assert actions.escalate(one.patient_id, taken_in=key, score=9, at=old, by=system()) is None


def test_the_stay_follows_who_was_moved_on_the_board() -> None:
    one, elsewhere = make.admitted(), make.bed()
    beds.move_stay(make.stay(one), bed=elsewhere, because="UTI", by=system())
    event = Event.objects.filter(verb="beds.moved", patient_id=one.patient_id).latest("at")
    for _again in range(2):
        follow_the_bed(event)
    one.refresh_from_db()
    assert one.department_id == elsewhere.ward.department_id == one.encounter.department_id

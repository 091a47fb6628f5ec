"""The classification of risk: who may, what comes out, and that it comes out again."""

from datetime import timedelta
from typing import Any  # Any: column values

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now
from hypothesis import given, strategies as st

from hospital.audit.models import Event
from hospital.core.errors import Denied, Invalid
from hospital.encounters import actions, lists
from hospital.encounters.models import Colour, Encounter, QueueEntry, Triage
from hospital.encounters.rules import Edition, Question, holds, measured, result_of
from hospital.encounters.vitals import snapshot
from hospital.organization.actions import LicenceNotInForce
from hospital.patients.models import Patient
from tests.race import race

from . import make

EDITION = Edition(
    colours={1: "red", 2: "orange", 3: "yellow", 4: "green", 5: "blue"},
    minutes={1: 0, 2: 10, 3: 60, 4: 120, 5: 240},
    general=(Question("a", 1), Question("b", 3, rule="pain >= 4"), Question("c", 4)),
    flowcharts={"x": (Question("d", 2), Question("e", 3, 1)), "y": ()},
)
CODES = ("a", "b", "c", "d", "e")


@given(st.dictionaries(st.sampled_from(CODES), st.booleans()))
def test_the_most_urgent_yes_decides(answers: dict[str, bool]) -> None:
    result = result_of(EDITION, "x", answers)
    levels = {"a": 1, "b": 3, "c": 4, "d": 2, "e": 3}
    assert result.level == min([levels[code] for code, yes in answers.items() if yes], default=5)
    assert result.minutes == EDITION.minutes[result.level]
    assert result == result_of(EDITION, "x", dict(reversed(answers.items())))


@given(st.dictionaries(st.sampled_from(CODES), st.booleans()), st.sampled_from(CODES))
def test_one_more_yes_never_makes_it_less_urgent(answers: dict[str, bool], more: str) -> None:
    assert result_of(EDITION, "x", {**answers, more: True}).level <= result_of(EDITION, "x", answers).level


def test_a_measurement_answers_its_question() -> None:
    vitals, faults = snapshot({"pain": 5, "spo2": "", "systolic": None})
    assert (faults, measured(EDITION, "y", vitals)) == ({}, {"b": True})
    assert not holds("spo2 < 90", vitals)
    assert vitals == {"pain": {"value": 5.0, "unit": "{score}"}}


def test_what_no_person_can_have_is_refused() -> None:
    kept, faults = snapshot({"spo2": 140, "heart_rate": 80, "mood": 3, "systolic": 80, "diastolic": 120})
    assert set(faults) == {"spo2", "mood", "diastolic"}
    assert "heart_rate" in kept


@pytest.mark.django_db
class TestClassify:
    @pytest.mark.parametrize(
        ("colour", "minutes"),
        [("red", 0), ("orange", 10), ("yellow", 60), ("green", 120), ("blue", 240)],
    )
    def test_each_colour_has_its_time(self, colour: str, minutes: int) -> None:
        of = make.department()
        triage = make.triage(make.arrived(of), make.nurse(of), colour)
        assert triage.colour.code == colour
        assert triage.target_at - triage.ended_at == timedelta(minutes=minutes)
        assert actions.replay(triage).is_equal

    def test_only_a_nurse_or_a_physician_with_a_licence_classifies(self) -> None:
        of = make.department()
        came = make.arrived(of)
        technician = make.person(of, *make.SEES, "encounters.classify_patient")
        with pytest.raises(LicenceNotInForce):
            make.triage(came, technician)
        with pytest.raises(Denied):
            make.triage(came, make.receptionist())
        assert make.triage(came, make.physician(of)).licence.startswith("CRM")

    def test_low_saturation_is_orange_whatever_was_answered(self) -> None:
        of = make.department()
        triage = make.triage(make.arrived(of), make.nurse(of), "blue", vitals={"spo2": 90})
        assert (triage.colour.code, triage.answers["saturacao-baixa"]) == ("orange", True)
        assert actions.replay(triage).is_equal

    def test_the_patient_moves_from_the_triage_to_the_next_queue_with_her_ticket(self) -> None:
        of = make.department()
        nurse, first, care = make.nurse(of), make.triage_queue(of), make.queue(of)
        came = make.arrived(of, queue=first)
        ticket = came.entries.get().ticket
        triage = make.triage(came, nurse, "orange", queue=care)
        entry = QueueEntry.objects.standing().get(encounter=came)
        assert (entry.queue, entry.ticket, entry.urgency) == (care, ticket, 2)
        assert entry.deadline == triage.target_at

    def test_who_gets_worse_is_classified_again_and_moves_up(self) -> None:
        of = make.department()
        nurse, care = make.nurse(of), make.queue(of)
        other = make.queued(care, nurse, "yellow")
        entry = make.queued(care, nurse, "green")
        again = make.triage(entry.encounter, nurse, "red", why="worse")
        assert [place.entry.pk for place in lists.in_turn(care, by=nurse)] == [entry.pk, other.pk]
        first = Triage.objects.get(encounter=entry.encounter, previous=None)
        assert (again.previous, again.why, first.colour.code) == (first, "worse", "green")
        with pytest.raises(Invalid):
            make.triage(entry.encounter, nurse, "red", why="first")

    def test_a_classification_that_was_withdrawn_gives_way_to_the_one_before(self) -> None:
        of = make.department()
        nurse, care = make.nurse(of), make.queue(of)
        entry = make.queued(care, nurse, "green")
        wrong = make.triage(entry.encounter, nurse, "red", why="other")
        actions.withdraw_triage(wrong, reason="outro paciente", by=nurse)
        entry.refresh_from_db()
        assert entry.urgency == 4
        assert make.triage(entry.encounter, nurse, "orange", why="worse").previous == wrong

    def test_a_stored_classification_does_not_change(self) -> None:
        of = make.department()
        triage = make.triage(make.arrived(of), make.nurse(of))
        red = Colour.objects.get(version_of=triage.protocol_version, code="red")
        changes: list[dict[str, Any]] = [{"colour": red}, {"answers": {}}, {"complaint": "nada"}]
        for change in changes:
            with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
                Triage.objects.filter(pk=triage.pk).update(**change)
        with pytest.raises(IntegrityError), transaction.atomic():
            Triage.objects.filter(pk=triage.pk).delete()

    def test_answers_to_questions_that_are_not_asked_are_refused(self) -> None:
        of = make.department()
        with pytest.raises(Invalid) as refused:
            make.triage(make.arrived(of), make.nurse(of), answers={"nada": True}, vitals={"spo2": 300})
        assert set(refused.value.fields) == {"answers", "spo2"}

    def test_it_is_recorded_without_clinical_words(self) -> None:
        of = make.department()
        make.triage(make.arrived(of), make.nurse(of), complaint="Dor no peito forte")
        event = Event.objects.get(verb="encounters.classified")
        assert event.particulars["colour"] == "yellow"
        assert "peito" not in str(event.particulars)


@pytest.mark.django_db
class TestWithoutRegistration:
    def test_from_the_door_to_a_colour_in_one_step(self) -> None:
        of = make.department()
        nurse, care = make.nurse(of), make.queue(of)
        made = actions.triage_unregistered(
            department=of, flowchart=make.flowchart("outros"), answers={"nao-responde": True},
            complaint="Trazido pelo SAMU", sex="male", years=50, queue=care, by=nurse,
        )  # fmt: skip
        assert made.patient.is_unidentified
        assert (made.triage.colour.code, made.encounter.state) == ("red", "waiting")
        assert made.entry is not None
        assert made.encounter.kind == Encounter.Kind.EMERGENCY

    def test_nothing_is_left_behind_when_it_is_refused(self) -> None:
        of = make.department()
        nurse = make.person(of, *make.SEES, "encounters.classify_patient")
        chart = make.flowchart()
        with pytest.raises(LicenceNotInForce):
            actions.triage_unregistered(department=of, flowchart=chart, answers={}, complaint="x", by=nurse)
        assert not Patient.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_nurses_who_classify_one_patient_for_the_first_time_leave_one_first() -> None:
    of = make.department()
    nurses, came = [make.nurse(of) for _ in range(2)], make.arrived(of)
    make.protocol()
    told = race(2, lambda n: make.triage(came, nurses[n]))
    assert Triage.objects.filter(encounter=came, previous=None).count() == 1
    assert sum(isinstance(one, Triage) for one in told) >= 1


@pytest.mark.django_db
def test_what_was_asked_for_is_kept_from_before_the_end() -> None:
    of = make.department()
    began = now() - timedelta(minutes=3)
    came = make.arrived(of, at=now() - timedelta(minutes=5))
    triage = make.triage(came, make.nurse(of), started_at=began)
    assert triage.started_at == began < triage.ended_at

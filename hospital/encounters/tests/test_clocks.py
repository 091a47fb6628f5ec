"""Targets that come near and pass are recorded, once each."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from hospital.accounts.actions import system
from hospital.audit.models import Event
from hospital.encounters import actions, lists
from hospital.encounters.models import Alarm, Step

from . import make

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, str]]:
    return list(Alarm.objects.order_by("created_at", "id").values_list("clock", "kind"))


def test_the_time_to_the_triage_warns_and_then_is_exceeded_once() -> None:
    of = make.department()
    came = make.arrived(of)
    assert came.arrived_at is not None
    for minutes, alarms in ((5, 0), (9, 1), (9, 1), (11, 2), (30, 2)):
        actions.sound_alarms(by=system(), at=came.arrived_at + timedelta(minutes=minutes))
        assert Alarm.objects.count() == alarms
    assert told() == [("triage", "near"), ("triage", "breached")]
    events = Event.objects.filter(verb__startswith="encounters.target").values_list("verb", flat=True)
    assert sorted(events) == ["encounters.target_breached", "encounters.target_near"]


def test_a_colour_starts_its_own_clock_and_a_new_colour_a_new_one() -> None:
    of = make.department()
    nurse = make.nurse(of)
    came = make.arrived(of)
    first = make.triage(came, nurse, "yellow")
    actions.sound_alarms(by=system(), at=first.ended_at + timedelta(minutes=61))
    again = make.triage(came, nurse, "orange", why="overdue")
    actions.sound_alarms(by=system(), at=again.ended_at + timedelta(minutes=9))
    assert told() == [("doctor", "breached"), ("doctor", "near")]


def test_who_is_seen_or_gone_rings_no_more() -> None:
    of = make.department()
    nurse = make.nurse(of)
    actions.start(make.arrived(of), by=nurse)
    actions.leave(make.arrived(of), by=nurse)
    make.arrived(of, kind="outpatient")
    actions.sound_alarms(by=system(), at=now() + timedelta(hours=5))
    assert not Alarm.objects.exists()


def test_the_figures_of_the_day_count_what_their_lists_show() -> None:
    from hospital.encounters.schemas import EncounterQuery

    of = make.department()
    nurse = make.nurse(of)
    queue = make.queue(of)
    long_ago = now() - timedelta(minutes=20)
    seen = actions.start(make.arrived(of, at=long_ago), at=long_ago + timedelta(minutes=12), by=nurse)
    actions.finish(seen, disposition="discharged", by=nurse)
    actions.leave(make.arrived(of), by=nurse)
    make.queued(queue, nurse)
    day = long_ago.astimezone().date()
    figures = lists.figures(of.pk, localdate(), by=nurse)
    if day == localdate():
        assert (figures.finished, figures.left, figures.waiting, figures.door_to_doctor) == (1, 1, 1, 12)
    for state in ("finished", "left", "waiting"):
        query = EncounterQuery.model_validate({"department_id": of.pk, "state": state, "day": localdate()})
        assert len(lists.encounters(query, by=nurse).items) == getattr(figures, state)


def test_a_step_is_written_once() -> None:
    from django.db import IntegrityError, transaction

    came = make.arrived(make.department())
    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        Step.objects.filter(encounter=came).update(why="outra coisa")

"""Tickets, the order, the calls."""

from datetime import date, timedelta
from typing import Any  # Any: whatever the races return

import pytest
from django.utils.timezone import localdate
from hypothesis import HealthCheck, given, settings, strategies as st

from hospital.core.errors import Conflict, Denied, Invalid
from hospital.encounters import actions, lists, order
from hospital.encounters.models import Call, QueueEntry
from tests.race import race

from . import make

COLOURS = ("red", "orange", "yellow", "green", "blue")


@pytest.mark.django_db
class TestTickets:
    def test_tickets_count_up_with_the_letters_of_the_queue(self) -> None:
        of = make.department()
        nurse, queue = make.nurse(of), make.queue(of, prefix="kx")
        assert [make.queued(queue, nurse).ticket for _ in range(3)] == ["KX001", "KX002", "KX003"]

    def test_a_new_day_gives_no_ticket_again_whose_holder_still_waits(self) -> None:
        of = make.department()
        nurse, queue = make.nurse(of), make.queue(of, prefix="KY")
        waits, left = make.queued(queue, nurse), make.queued(queue, nurse)
        actions.leave(left.encounter, by=nurse)
        QueueEntry.objects.update(day=localdate() - timedelta(days=1))
        assert waits.ticket == "KY001"
        assert [make.queued(queue, nurse).ticket for _ in range(2)] == ["KY002", "KY003"]

    def test_a_patient_keeps_her_ticket_when_she_is_sent_on(self) -> None:
        of = make.department()
        nurse, queue, other = make.nurse(of), make.queue(of), make.queue(of)
        entry = make.queued(queue, nurse, facts=["pregnant"])
        moved = actions.transfer(entry.encounter, queue=other, reason="exame", by=nurse)
        assert (moved.ticket, moved.facts) == (entry.ticket, ["pregnant"])
        entry.refresh_from_db()
        assert entry.state == QueueEntry.State.MOVED

    def test_nobody_stands_in_two_queues(self) -> None:
        of = make.department()
        nurse, queue, other = make.nurse(of), make.queue(of), make.queue(of)
        entry = make.queued(queue, nurse)
        with pytest.raises(actions.AlreadyQueued):
            actions.enqueue(entry.encounter, queue=other, by=nurse)

    def test_a_queue_of_another_department_is_refused(self) -> None:
        of = make.department()
        nurse = make.nurse(of)
        with pytest.raises(actions.OtherQueue):
            actions.enqueue(make.arrived(of), queue=make.queue(make.department()), by=nurse)

    def test_two_queues_in_use_do_not_share_their_letters(self) -> None:
        of = make.department()
        queue = make.queue(of, prefix="ZZ")
        with pytest.raises(actions.PrefixTaken):
            make.queue(of, prefix="zz")
        actions.close_queue(queue, by=actions_admin())
        make.queue(of, prefix="ZZ")


def actions_admin() -> Any:  # Any: a user
    return make.user("encounters.manage_queue", "encounters.view_encounter")


def born(years: int) -> date:
    return localdate().replace(year=localdate().year - years, day=1)


@pytest.mark.django_db
class TestOrder:
    def test_risk_comes_before_law_and_law_before_time(self) -> None:
        of = make.department()
        nurse, queue = make.nurse(of), make.queue(of)
        young: Any = {"birth_date": born(30)}  # Any: keywords
        first_green = make.queued(queue, nurse, "green", who=make.patient(**young))
        pregnant = make.queued(queue, nurse, "green", who=make.patient(**young), facts=["pregnant"])
        old = make.queued(queue, nurse, "green", who=make.patient(birth_date=born(85)))
        yellow = make.queued(queue, nurse, "yellow", who=make.patient(**young))
        red = make.queued(queue, nurse, "red", who=make.patient(**young))
        places = lists.in_turn(queue, by=nurse)
        assert [place.entry.pk for place in places] == [
            red.pk, yellow.pk, old.pk, pregnant.pk, first_green.pk,
        ]  # fmt: skip
        assert [place.number for place in places] == [1, 2, 3, 4, 5]
        assert all(len(place.why) == 5 for place in places)
        assert old.ticket in places[3].why[-1]

    def test_who_is_not_classified_waits_as_if_yellow(self) -> None:
        of = make.department()
        nurse, queue = make.nurse(of), make.queue(of)
        green = make.queued(queue, nurse, "green", who=make.patient(birth_date=born(30)))
        unknown = make.queued(queue, nurse, who=make.patient(birth_date=born(30)))
        urgent = make.queued(queue, nurse, who=make.patient(birth_date=born(30)), priority="urgent")
        places = lists.in_turn(queue, by=nurse)
        assert [place.entry.pk for place in places] == [urgent.pk, unknown.pk, green.pk]

    def test_the_age_comes_from_the_record_and_not_from_the_desk(self) -> None:
        assert order.facts_of(["over_80"], born(30), localdate()) == []
        assert order.facts_of([], born(61), localdate()) == ["elderly"]
        assert order.facts_of(["infant"], born(81), localdate()) == ["over_80", "infant"]
        assert [order.legal_rank(facts) for facts in ([], ["pregnant"], ["over_80"])] == [2, 1, 0]

    def test_facts_told_later_move_the_patient(self) -> None:
        of = make.department()
        nurse, queue = make.nurse(of), make.queue(of)
        make.queued(queue, nurse, "green", who=make.patient(birth_date=born(30)))
        second = make.queued(queue, nurse, "green", who=make.patient(birth_date=born(30)))
        actions.set_facts(second, facts=["disability"], by=nurse)
        assert lists.in_turn(queue, by=nurse)[0].entry.pk == second.pk


@pytest.mark.django_db
class TestCalls:
    def test_calling_out_of_turn_needs_a_reason_that_is_kept(self) -> None:
        of = make.department()
        nurse, queue, room = make.nurse(of), make.queue(of), make.room(of)
        make.queued(queue, nurse, "orange")
        green = make.queued(queue, nurse, "green")
        with pytest.raises(actions.PassedOver):
            actions.call(green, room=room, by=nurse)
        actions.call(green, room=room, reason="curativo rápido", by=nurse)
        call = Call.objects.get()
        assert (call.jumped, call.jumped_because) == (1, "curativo rápido")

    def test_the_database_refuses_a_jump_without_a_reason(self) -> None:
        from django.db import IntegrityError

        of = make.department()
        nurse, queue, room = make.nurse(of), make.queue(of), make.room(of)
        entry = make.queued(queue, nurse)
        with pytest.raises(IntegrityError, match="jumping_over_somebody_has_a_reason"):
            Call.objects.create(entry=entry, queue=queue, room=room, ticket=entry.ticket, by=nurse, jumped=1)

    def test_who_does_not_answer_goes_behind_her_equals(self) -> None:
        of = make.department()
        nurse, queue, room = make.nurse(of), make.queue(of), make.room(of)
        first, second = (
            make.queued(queue, nurse, "yellow", who=make.patient(birth_date=born(30))) for _ in range(2)
        )
        green = make.queued(queue, nurse, "green", who=make.patient(birth_date=born(30)))
        called = actions.call_next(queue, room=room, by=nurse)
        assert called.pk == first.pk
        actions.no_show(called, by=nurse)
        assert [place.entry.pk for place in lists.in_turn(queue, by=nurse)] == [second.pk, first.pk, green.pk]

    def test_a_patient_of_somebody_else_is_not_called_next(self) -> None:
        of = make.department()
        one, other = make.physician(of), make.physician(of)
        queue, room = make.queue(of), make.room(of)
        make.queued(queue, one, practitioner=other.employee)
        with pytest.raises(actions.NobodyWaits):
            actions.call_next(queue, room=room, by=one)
        assert actions.call_next(queue, room=room, by=other).state == "called"

    def test_she_is_called_to_a_room_of_the_department(self) -> None:
        of = make.department()
        nurse, queue = make.nurse(of), make.queue(of)
        make.queued(queue, nurse)
        with pytest.raises(Invalid):
            actions.call_next(queue, room=make.room(make.department()), by=nurse)

    def test_calling_needs_the_permission_and_the_department(self) -> None:
        of = make.department()
        queue, room = make.queue(of), make.room(of)
        make.queued(queue, make.nurse(of))
        for stranger in (make.person(of, "encounters.view_encounter"), make.nurse(make.department())):
            with pytest.raises(Denied):
                actions.call_next(queue, room=room, by=stranger)

    def test_a_queue_with_people_is_not_closed(self) -> None:
        of = make.department()
        queue = make.queue(of)
        make.queued(queue, make.nurse(of))
        with pytest.raises(actions.PeopleWait):
            actions.close_queue(queue, by=actions_admin())


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    waits=st.lists(
        st.tuples(st.sampled_from(COLOURS), st.sampled_from([(), ("pregnant",)])), min_size=1, max_size=7
    ),
    choices=st.lists(st.integers(0, 6), max_size=7),
)
def test_nobody_less_urgent_is_called_first_without_a_reason(
    waits: list[tuple[str, tuple[str, ...]]], choices: list[int]
) -> None:
    of = make.department()
    nurse, queue, room = make.nurse(of), make.queue(of), make.room(of)
    for colour, facts in waits:
        make.queued(queue, nurse, colour, facts=facts)
    for choice in [*choices, *[-1] * len(waits)]:
        waiting = list(QueueEntry.objects.waiting().filter(queue=queue).in_turn())
        if not waiting:
            break
        if choice < 0:
            called = actions.call_next(queue, room=room, by=nurse)
        else:
            wanted = waiting[choice % len(waiting)]
            try:
                called = actions.call(wanted, room=room, by=nurse)
            except actions.PassedOver:
                called = actions.call(wanted, room=room, reason="perto da porta", by=nurse)
        ahead = [one for one in waiting if one.pk != called.pk and order.outranks(one, called)]
        call = Call.objects.filter(entry=called).get()
        assert call.jumped == len(ahead)
        assert bool(call.jumped_because) == bool(ahead)


@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_two_doctors_who_call_next_at_once_get_two_patients(self) -> None:
        of = make.department()
        doctors, queue = [make.physician(of) for _ in range(2)], make.queue(of)
        rooms = [make.room(of) for _ in range(2)]
        entries = {make.queued(queue, doctors[0]).pk for _ in range(2)}
        called = race(2, lambda n: actions.call_next(queue, room=rooms[n], by=doctors[n]))
        assert {one.pk for one in called if isinstance(one, QueueEntry)} == entries

    def test_of_four_who_call_two_patients_two_hear_that_nobody_waits(self) -> None:
        of = make.department()
        doctor, queue, room = make.physician(of), make.queue(of), make.room(of)
        for _ in range(2):
            make.queued(queue, doctor)
        told = race(4, lambda n: actions.call_next(queue, room=room, by=doctor))
        assert sum(isinstance(one, actions.NobodyWaits) for one in told) == 2
        assert len({one.pk for one in told if isinstance(one, QueueEntry)}) == 2

    def test_two_desks_give_two_tickets(self) -> None:
        of = make.department()
        desk, queue = make.receptionist(), make.queue(of)
        came = [make.arrived(of, desk) for _ in range(4)]
        told = race(4, lambda n: actions.enqueue(came[n], queue=queue, by=desk))
        numbers = sorted(one.ticket[-3:] for one in told if isinstance(one, QueueEntry))
        assert numbers == ["001", "002", "003", "004"]

    def test_one_patient_received_at_two_desks_arrives_once(self) -> None:
        of, who, desk = make.department(), make.patient(), make.receptionist()
        told = race(2, lambda n: make.arrived(of, desk, who=who))
        assert sum(isinstance(one, actions.AlreadyHere) for one in told) == 1

    def test_a_call_and_a_departure_at_once_leave_one_truth(self) -> None:
        of = make.department()
        nurse, queue, room = make.nurse(of), make.queue(of), make.room(of)
        entry = make.queued(queue, nurse)

        def act(n: int) -> object:
            if n:
                return actions.call_next(queue, room=room, by=nurse)
            return actions.leave(entry.encounter, by=nurse)

        told = race(2, act)
        entry.refresh_from_db()
        assert entry.state == QueueEntry.State.LEFT
        assert all(not isinstance(one, Conflict) or isinstance(one, actions.NobodyWaits) for one in told)


def test_a_deadline_is_the_colours_the_appointments_or_the_queues() -> None:
    from hospital.encounters.models import Queue

    care, triage = Queue(target_minutes=30, purpose="care"), Queue(purpose="triage")
    at = make_moment()
    assert order.deadline(care, None, at, planned_at=None, minutes=10) == at + timedelta(minutes=30)
    assert order.deadline(triage, None, at, planned_at=None, minutes=10) == at + timedelta(minutes=10)
    assert order.deadline(care, None, at, planned_at=at + timedelta(hours=1), minutes=10) == at + timedelta(
        hours=1
    )


def make_moment() -> Any:  # Any: a moment
    from django.utils.timezone import now

    return now()

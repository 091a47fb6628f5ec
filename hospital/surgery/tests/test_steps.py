"""An operation from the request to the end of recovery: what goes on, what is refused, what is recorded."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any  # Any: whatever the actions return

import pytest
from django.db import IntegrityError, transaction

from hospital.accounts.actions import system
from hospital.audit.models import Event
from hospital.core.errors import Conflict, Denied, Invalid, InvalidTransition, Stale
from hospital.patients.care import OutsideCare
from hospital.scheduling import actions as scheduling
from hospital.scheduling.models import Allocation, Appointment
from hospital.surgery import actions
from hospital.surgery.models import Procedure, Step, Surgery, TeamMember

from . import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre() -> make.Centre:
    return make.Centre()


def test_the_whole_way(centre: make.Centre) -> None:
    one = centre.done()
    one.refresh_from_db()
    assert (one.state, one.destination) == ("done", "recovery")
    whats = list(Step.objects.filter(surgery=one).order_by("at", "id").values_list("what", flat=True))
    assert whats == [
        "request", "authorise", "schedule", "call", "enter", "anaesthesia", "begin", "finish", "leave_room",
        "leave_recovery",
    ]  # fmt: skip
    assert one.appointment
    assert one.appointment.state == Appointment.State.DONE
    told = Event.objects.get(verb="surgery.theatre_time", target_id=one.pk)
    assert (told.patient_id, told.particulars["planned"]) == (one.patient_id, 60)
    assert one.planned_begin != one.in_room_at
    assert set(Procedure.objects.values_list("is_performed", flat=True)) == {True}


WAYS: dict[str, Callable[[make.Centre], Surgery]] = {
    "requested": lambda c: c.request(), "authorised": lambda c: c.authorised(),
    "scheduled": lambda c: c.scheduled(), "called": lambda c: c.called(), "in_room": lambda c: c.in_room(),
    "in_progress": lambda c: c.in_progress(), "finished": lambda c: c.finished(),
    "recovery": lambda c: c.recovery(), "done": lambda c: c.done(),
    "cancelled": lambda c: actions.cancel(c.request(), code="mistake", by=c.surgeon),
}  # fmt: skip

DO: dict[str, Callable[[Surgery, make.Centre], Any]] = {  # Any: see above
    "authorise": lambda s, c: actions.authorise(s, by=c.surgeon),
    "schedule": lambda s, c: actions.schedule(
        s, theatre=c.theatre, starts_at=make.start(1), by=c.surgeon
    ),
    "unschedule": lambda s, c: actions.unschedule(s, because="x", by=c.surgeon),
    "cancel": lambda s, c: actions.cancel(s, code="bed", by=c.surgeon),
    "call": lambda s, c: actions.call(s, by=c.nurse),
    "send_back": lambda s, c: actions.send_back(s, because="x", by=c.nurse),
    "enter_room": lambda s, c: actions.enter_room(s, by=c.nurse),
    "begin": lambda s, c: actions.begin(s, by=c.surgeon),
    "finish": lambda s, c: actions.finish(s, by=c.surgeon),
    "leave_room": lambda s, c: actions.leave_room(s, by=c.nurse),
    "leave_recovery": lambda s, c: actions.leave_recovery(s, because="x", by=c.nurse),
}  # fmt: skip

POSSIBLE = {
    "requested": {"authorise", "cancel"},
    "authorised": {"schedule", "cancel"},
    "scheduled": {"schedule", "unschedule", "cancel", "call", "enter_room"},
    "called": {"send_back", "enter_room", "cancel"},
    "in_room": {"cancel"},  # and begin, once the checklist is done
    "in_progress": {"finish"},
    "finished": {"leave_room"},
    "recovery": {"leave_recovery"},
    "done": set[str](), "cancelled": set[str](),
}  # fmt: skip


@pytest.mark.parametrize("state", WAYS)
def test_each_step_in_each_state(state: str, centre: make.Centre) -> None:
    one = WAYS[state](centre)
    assert one.state == state
    for name, step in DO.items():
        before = Event.objects.count()
        if name in POSSIBLE[state]:
            with transaction.atomic():
                step(one, centre)
                transaction.set_rollback(True)
        else:
            with pytest.raises((Conflict, Denied)):
                step(one, centre)
            assert Event.objects.count() == before
        one.refresh_from_db()
        assert one.state == state


PERMISSIONS = {
    "authorise": "requested", "schedule": "authorised", "unschedule": "scheduled", "cancel": "scheduled",
    "call": "scheduled", "send_back": "called", "enter_room": "called", "begin": "in_room",
    "finish": "in_progress", "leave_room": "finished", "leave_recovery": "recovery",
}  # fmt: skip


@pytest.mark.parametrize("name", PERMISSIONS)
def test_who_may_not_does_not(name: str, centre: make.Centre) -> None:
    one = WAYS[PERMISSIONS[name]](centre)
    nobody = make.person(centre.of, *make.SEES)
    centre.surgeon = centre.nurse = nobody
    with pytest.raises(Denied):
        DO[name](one, centre)


def test_other_departments_do_not_see_it(centre: make.Centre) -> None:
    one = centre.scheduled()
    stranger = make.person(make.department(), *make.PHYSICIANS)
    assert not Surgery.objects.visible_to(stranger).exists()
    with pytest.raises(Denied):
        actions.unschedule(one, because="x", by=stranger)
    assert Surgery.objects.visible_to(centre.nurse).get() == one


def test_asking_needs_the_patient_in_care(centre: make.Centre) -> None:
    with pytest.raises(OutsideCare):
        centre.request(by=centre.surgeon)


def test_the_team_has_the_patient_in_care(centre: make.Centre) -> None:
    one = centre.request()
    changed = actions.change_request(one, version=one.version, reason="Dor", by=centre.surgeon)
    assert changed.reason == "Dor"
    with pytest.raises(Stale):
        actions.change_request(one, version=1, reason="Outra", by=centre.surgeon)


def test_a_request_says_what_on_which_side_and_until_when(centre: make.Centre) -> None:
    with pytest.raises(Invalid) as refused:
        centre.request(procedures=[])
    assert "procedures" in refused.value.fields
    with pytest.raises(Invalid):
        centre.request(procedures=[{"display": "Prótese de quadril", "laterality": "right"}])
    urgent = centre.request(priority="urgent")
    assert (urgent.max_wait_days, (urgent.due_on - urgent.asked_at.date()).days in (6, 7)) == (7, True)
    assert centre.request(minutes=63).minutes == 65


def test_only_an_emergency_is_booked_before_it_is_authorised(centre: make.Centre) -> None:
    with pytest.raises(actions.NotAuthorised):
        DO["schedule"](centre.request(), centre)
    booked = DO["schedule"](centre.request(priority="emergency"), centre)
    assert (booked.state, booked.authorised_at) == ("scheduled", None)
    assert actions.unschedule(booked, because="x", by=centre.surgeon).authorised_at


def test_booking_takes_theatre_surgeon_anaesthetist_and_equipment(centre: make.Centre) -> None:
    arc = make.equipment(centre.of)
    one = actions.schedule(
        centre.authorised(), theatre=centre.theatre, starts_at=make.start(1), equipment=[arc],
        anaesthetist=make.employee_of(centre.anaesthetist), by=centre.surgeon,
    )  # fmt: skip
    kinds = Allocation.objects.filter(appointment=one.appointment).values_list("resource__kind", flat=True)
    assert sorted(kinds) == ["equipment", "practitioner", "practitioner", "theatre"]


def test_nobody_is_booked_twice(centre: make.Centre) -> None:
    centre.scheduled(make.start(1))
    other = make.theatre(centre.of)
    with pytest.raises(scheduling.Full) as refused:
        centre.scheduled(make.start(1, minutes=30), theatre=other)
    assert str(make.employee_of(centre.surgeon)) in str(refused.value)
    with pytest.raises(scheduling.Full):
        DO["schedule"](centre.authorised(), centre)
    assert centre.scheduled(make.start(1, minutes=60)).state == "scheduled"


def test_a_new_time_keeps_the_old_one_in_its_course(centre: make.Centre) -> None:
    one = centre.scheduled(make.start(1))
    was = one.planned_begin
    at = make.start(1, minutes=20)
    again = actions.schedule(one, theatre=centre.theatre, starts_at=at, by=centre.surgeon)
    step = Step.objects.get(surgery=one, what="reschedule")
    assert (step.was_at, again.planned_begin) == (was, at)
    assert Appointment.objects.filter(state="cancelled").count() == 1


def test_an_emergency_bumps_elective_operations_with_notice(centre: make.Centre) -> None:
    first = centre.scheduled(make.start(0, minutes=10))
    second = centre.scheduled(make.start(0, minutes=70))
    later = centre.scheduled(make.start(0, minutes=600))
    emergency = centre.request(priority="emergency", minutes=120)
    done = actions.insert_emergency(
        emergency, theatre=centre.theatre, starts_at=make.start(), because="Rotura", by=centre.surgeon
    )
    for row in (first, second, later):
        row.refresh_from_db()
    assert [row.state for row in (first, second, later)] == ["authorised", "authorised", "scheduled"]
    assert (first.bumped_by, done.state) == (emergency, "scheduled")
    told = Event.objects.filter(verb="surgery.bumped")
    assert {event.target_id for event in told} == {first.pk, second.pk}
    assert told[0].particulars["surgeon"] == str(first.surgeon_id)


def test_who_is_called_is_not_bumped(centre: make.Centre) -> None:
    one = centre.called()
    emergency = centre.request(priority="emergency")
    with pytest.raises(scheduling.Full):
        actions.insert_emergency(
            emergency, theatre=centre.theatre, starts_at=make.start(), because="x", by=centre.surgeon
        )
    one.refresh_from_db()
    assert one.state == "called"
    with pytest.raises(actions.NotAnEmergency):
        actions.insert_emergency(
            one, theatre=centre.theatre, starts_at=make.start(), because="x", by=centre.surgeon
        )


def test_two_patients_are_not_in_one_theatre(centre: make.Centre) -> None:
    centre.in_room()
    second = make.Centre()
    second.of, second.theatre = centre.of, centre.theatre
    for name in ("surgeon", "anaesthetist"):
        setattr(second, name, make.person(centre.of, *make.PHYSICIANS))
    one = second.scheduled(make.start(0, minutes=60))
    with pytest.raises(actions.TheatreOccupied):
        actions.enter_room(one, by=centre.nurse)


def test_a_time_that_scheduling_gave_back_is_not_used(centre: make.Centre) -> None:
    one = centre.scheduled()
    assert one.appointment
    scheduling.cancel(one.appointment, reason="engano", by=centre.surgeon)
    with pytest.raises(actions.TimeGivenBack):
        actions.call(one, by=centre.nurse)
    assert DO["schedule"](one, centre).state == "scheduled"


def test_called_off_in_the_theatre_frees_it(centre: make.Centre) -> None:
    one = actions.cancel(centre.in_room(), code="clinical", by=centre.surgeon)
    assert (one.state, one.cancelled_for, bool(one.out_of_room_at)) == ("cancelled", "clinical", True)
    assert Event.objects.filter(verb="surgery.theatre_time").count() == 1
    with pytest.raises(Invalid):
        actions.cancel(centre.request(), code="other", by=centre.surgeon)
    with pytest.raises(Invalid):
        actions.cancel(centre.request(), code="lua", by=centre.surgeon)


def test_times_fit_each_other(centre: make.Centre) -> None:
    one = centre.called()
    with pytest.raises(Invalid):
        actions.enter_room(one, at=make.start(0, minutes=5), by=centre.nurse)
    with pytest.raises(actions.OutOfOrder):
        actions.enter_room(one, at=make.start(0, minutes=-30), by=centre.nurse)
    late = actions.enter_room(one, delay="transport", by=centre.nurse)
    told = actions.explain_delay(late, delay="surgeon", delay_note="Trânsito", by=centre.nurse)
    assert (told.delay, told.delay_note) == ("surgeon", "Trânsito")


def test_recovery_ends_awake_or_with_a_reason(centre: make.Centre) -> None:
    one = centre.recovery()
    with pytest.raises(actions.NotAwake):
        actions.leave_recovery(one, by=centre.nurse)
    centre.aldrete(one, points=1)
    with pytest.raises(actions.NotAwake):
        actions.leave_recovery(one, by=centre.nurse)
    done = actions.leave_recovery(one, because="Vai para a UTI", by=centre.nurse)
    assert (done.state, done.stepped_because) == ("done", "Vai para a UTI")


def test_straight_to_intensive_care(centre: make.Centre) -> None:
    done = actions.leave_room(centre.finished(), destination="icu", by=centre.nurse)
    assert (done.state, done.recovery_out_at) == ("done", None)


def test_the_team_changes_until_it_is_over(centre: make.Centre) -> None:
    one = centre.in_room()
    helper = make.employee(centre.of)
    member = actions.add_member(one, employee=helper, role="assistant", by=centre.nurse)
    with pytest.raises(actions.AlreadyInTheTeam):
        actions.add_member(one, employee=helper, role="other", by=centre.nurse)
    with pytest.raises(actions.OneSurgeon):
        actions.add_member(one, employee=make.employee(centre.of), role="surgeon", by=centre.nurse)
    actions.remove_member(member, by=centre.nurse)
    with pytest.raises(actions.NeedsASurgeon):
        actions.remove_member(TeamMember.objects.get(surgery=one, role="surgeon"), by=centre.nurse)
    booked = make.Centre().scheduled()
    with pytest.raises((actions.BookedWithTheTheatre, Denied)):
        actions.add_member(booked, employee=helper, role="anaesthetist", by=make.opener())


def test_withdrawn_it_takes_no_more_steps(centre: make.Centre) -> None:
    one = actions.withdraw(centre.request(), because="outro paciente", by=centre.surgeon)
    with pytest.raises(actions.SurgeryWithdrawn):
        actions.authorise(one, by=centre.surgeon)
    with pytest.raises(actions.StillBooked):
        actions.withdraw(centre.scheduled(), because="x", by=centre.surgeon)


def test_the_database_keeps_the_steps(centre: make.Centre) -> None:
    one = centre.in_room()
    with pytest.raises(IntegrityError), transaction.atomic():
        Surgery.objects.filter(pk=one.pk).update(state="in_progress", incision_at=one.in_room_at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.filter(surgery=one).update(why="x")
    with pytest.raises(InvalidTransition):
        actions.finish(one, by=centre.surgeon)


def test_a_time_cancelled_in_the_agenda_sends_the_operation_back_to_the_waiting_list(
    centre: make.Centre,
) -> None:
    made = centre.scheduled(starts_at=make.start(days=2))
    assert made.appointment
    scheduling.cancel(made.appointment, reason="falta de água", by=system())
    again = actions.follow_booking(made.appointment, by=system())
    assert again
    again.refresh_from_db()
    assert (again.state, again.theatre, again.planned_begin) == ("authorised", None, None)
    assert actions.follow_booking(made.appointment, by=system()) is None


def test_a_time_moved_in_the_agenda_moves_the_operation(centre: make.Centre) -> None:
    made = centre.scheduled(starts_at=make.start(days=2))
    assert made.appointment
    later = make.start(days=2) + timedelta(hours=3)
    scheduling.move(made.appointment, starts_at=later, because="sala", overbooked_because="sala", by=system())
    assert actions.follow_booking(made.appointment, by=system())
    made.refresh_from_db()
    assert (made.state, made.planned_begin) == ("scheduled", later)
    assert actions.follow_booking(made.appointment, by=system()) is None

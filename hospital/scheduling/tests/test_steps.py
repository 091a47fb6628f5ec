"""The course of an appointment, its moves, and what was held too long."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils.timezone import localtime, now

from hospital.audit.models import Event
from hospital.core.errors import Denied, Invalid, InvalidTransition
from hospital.patients import care
from hospital.patients.actions import merge
from hospital.scheduling import actions, tasks
from hospital.scheduling.models import Allocation, Appointment, Step

from . import make

pytestmark = pytest.mark.django_db


def today_with(opens: int = 0, **fields: object) -> Appointment:
    """An appointment that is going on at this moment."""
    resource = make.agenda(week=make.week(0, 23, closes_at="23:59")).resource
    moment = localtime(now()).replace(second=0, microsecond=0)
    midnight = moment.replace(hour=0, minute=0)
    # Within the hours of the agenda, whatever the time on the clock of whoever runs this.
    starts_at = min(max(moment - timedelta(minutes=10), midnight), midnight + timedelta(hours=23, minutes=20))
    return make.appointment(resource, starts_at=starts_at, **fields)


def test_the_course_of_a_visit_is_written_down_step_by_step() -> None:
    desk = make.desk()
    visit = today_with(by=desk)
    for step in (actions.arrive, actions.check_in, actions.start, actions.finish):
        visit = step(visit, by=desk)
    assert visit.state == "done"
    course = Step.objects.filter(appointment=visit).order_by("at", "id")
    assert [(step.from_state, step.to_state) for step in course] == [
        ("", "booked"), ("booked", "arrived"), ("arrived", "checked_in"), ("checked_in", "in_progress"),
        ("in_progress", "done"),
    ]  # fmt: skip
    assert {step.by_id for step in course} == {desk.pk}
    verbs = Event.objects.filter(target_id=visit.pk).order_by("at").values_list("verb", flat=True)
    assert list(verbs) == [
        "scheduling.booked", "scheduling.arrived", "scheduling.checked_in", "scheduling.started",
        "scheduling.finished",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["arrive", "check_in", "start", "finish", "miss"])
def test_who_may_not_attend_moves_nothing(name: str) -> None:
    with pytest.raises(Denied):
        getattr(actions, name)(today_with(), by=make.user(*make.SEES, "scheduling.book_appointment"))


def test_what_is_done_or_cancelled_takes_no_step() -> None:
    desk = make.desk()
    visit = actions.cancel(today_with(by=desk), reason="flu", by=desk)
    for step in (actions.arrive, actions.start, actions.finish, actions.confirm, actions.miss):
        with pytest.raises(InvalidTransition):
            step(visit, by=desk)


def test_a_cancellation_says_why() -> None:
    with pytest.raises(Invalid):
        actions.cancel(today_with(), reason=" ", by=make.desk())
    with pytest.raises(Denied):
        actions.cancel(today_with(), reason="flu", by=make.user(*make.SEES))


def test_nobody_arrives_on_another_day_nor_misses_what_is_still_to_come() -> None:
    later = make.appointment(starts_at=make.at(8, days=3))
    with pytest.raises(actions.TooEarly):
        actions.arrive(later, by=make.desk())
    with pytest.raises(actions.TooEarly):
        actions.miss(later, by=make.desk())


def test_who_comes_late_takes_her_place_again_if_it_is_free() -> None:
    desk = make.desk()
    visit = actions.miss(today_with(by=desk), by=desk)
    assert not Allocation.objects.get(appointment=visit).holds
    visit = actions.arrive(visit, by=desk)
    assert (visit.state, Allocation.objects.get(appointment=visit).holds) == ("arrived", True)
    visit = actions.miss(visit, by=desk)
    resource = visit.allocations.get().resource
    make.appointment(resource, starts_at=visit.starts_at, by=desk)
    with pytest.raises(actions.Full):
        actions.arrive(visit, by=desk)


def test_a_held_time_is_nobody_elses_until_it_is_given_up() -> None:
    doctor, service, desk = make.agenda().resource, make.service(), make.desk()
    held = actions.hold(make.patient(), service=service, resources=[doctor], starts_at=make.at(8), by=desk)
    with pytest.raises(actions.Full):
        make.appointment(doctor, by=desk)
    assert actions.confirm(held, by=desk).expires_at is None


def test_what_was_held_too_long_is_given_up_by_the_job_and_by_whoever_wants_the_time() -> None:
    doctor, service, desk = make.agenda().resource, make.service(), make.desk()
    held = [
        actions.hold(make.patient(), service=service, resources=[doctor], starts_at=make.at(hour), by=desk)
        for hour in (8, 9)
    ]
    ago = now() - timedelta(minutes=1)
    Appointment.objects.filter(pk__in=[row.pk for row in held]).update(expires_at=ago)
    with pytest.raises(actions.HoldExpired):
        actions.confirm(held[0], by=desk)
    make.appointment(doctor, starts_at=make.at(8), by=desk)
    assert Event.objects.filter(verb="scheduling.hold_expired").count() == 2
    held = [actions.hold(make.patient(), service=service, resources=[doctor], starts_at=make.at(9), by=desk)]
    Appointment.objects.filter(pk=held[0].pk).update(expires_at=ago)
    tasks.release_expired(0)
    held[0].refresh_from_db()
    assert (held[0].state, held[0].stepped_because) == ("cancelled", "expired")
    with pytest.raises(Invalid):
        actions.hold(
            make.patient(), service=service, resources=[doctor], starts_at=make.at(9), minutes=0, by=desk
        )


def test_a_move_gives_the_old_time_back_and_takes_the_new_one() -> None:
    doctor, desk = make.agenda().resource, make.desk()
    visit = make.appointment(doctor, by=desk)
    moved = actions.move(visit, starts_at=make.at(9), because="travels", by=desk)
    assert (moved.pk, moved.starts_at, moved.state) == (visit.pk, make.at(9), "booked")
    step = Step.objects.filter(appointment=visit).latest("at")
    assert (step.from_state, step.to_state, step.was_at, step.because) == (
        "booked", "booked", make.at(8), "travels",
    )  # fmt: skip
    make.appointment(doctor, starts_at=make.at(8), by=desk)
    with pytest.raises(actions.Full):
        make.appointment(doctor, starts_at=make.at(9), by=desk)


def test_a_refused_move_leaves_everything_where_it_was() -> None:
    doctor, desk = make.agenda().resource, make.desk()
    visit = make.appointment(doctor, by=desk)
    make.appointment(doctor, starts_at=make.at(9), by=desk)
    for hour, refusal in ((9, actions.Full), (7, actions.Closed)):
        with pytest.raises(refusal):
            actions.move(visit, starts_at=make.at(hour), by=desk)
    visit.refresh_from_db()
    assert (visit.starts_at, visit.allocations.get().starts_at) == (make.at(8), make.at(8))
    with pytest.raises(Denied):
        actions.move(visit, starts_at=make.at(10), by=make.user(*make.SEES))


def test_a_move_can_overlap_its_own_old_time_and_change_hands() -> None:
    doctor, desk = make.agenda().resource, make.desk()
    visit = make.appointment(doctor, by=desk)
    visit = actions.move(visit, starts_at=make.at(8, 15), by=desk)
    other = make.agenda().resource
    visit = actions.move(visit, starts_at=make.at(8, 15), resources=[other], by=desk)
    assert (visit.allocations.get().resource, visit.department_id) == (other, other.department_id)
    make.appointment(doctor, starts_at=make.at(8, 15), by=desk)


def test_only_what_is_held_or_booked_is_moved() -> None:
    desk = make.desk()
    visit = actions.arrive(today_with(by=desk), by=desk)
    with pytest.raises(actions.NotMovable):
        actions.move(visit, starts_at=make.at(9), by=desk)


def test_steps_are_never_altered() -> None:
    visit = make.appointment()
    with connection.cursor() as cursor, pytest.raises(Exception, match="append-only"):
        cursor.execute("UPDATE scheduling_step SET because = 'x' WHERE appointment_id = %s", [visit.pk])


def test_an_appointment_puts_the_patient_in_the_care_of_whom_it_is_with() -> None:
    resource = make.agenda(week=make.week(0, 23)).resource
    doctor, other = make.practitioner_user(resource), make.user(*make.SEES)
    visit = make.appointment(resource, starts_at=make.at(8, days=1))
    far = make.appointment(resource, starts_at=make.at(8, days=5))
    ground = care.ground_of(visit.patient, by=doctor)
    if visit.starts_at <= now() + timedelta(days=1):
        assert ground is not None
    assert care.ground_of(far.patient, by=doctor) is None
    assert care.ground_of(visit.patient, by=other) is None
    current = make.appointment(resource, starts_at=now() + timedelta(minutes=1), overbooked_because="pain",
                               by=make.desk("scheduling.overbook"))  # fmt: skip
    found = care.ground_of(current.patient, by=doctor)
    assert found is not None
    assert found.name == "appointment"


def test_two_records_with_an_appointment_at_the_same_time_can_be_merged() -> None:
    first, second = make.appointment(), make.appointment()
    by = make.user("patients.merge_patient", "patients.view_patient")
    merge(first.patient, absorbed=second.patient, reason="same person", by=by)
    second.refresh_from_db()
    assert (second.patient, second.is_double_booked) == (first.patient, True)

"""Shifts and leave: nobody is in two places, and nobody works while she is away."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any  # Any: arguments of actions

import pytest
from django.db import IntegrityError, transaction

from hospital.accounts.actions import system
from hospital.audit.models import Event
from hospital.core.errors import Denied, Invalid, InvalidTransition
from hospital.organization import actions
from hospital.organization.actions import leaves, shifts
from hospital.organization.models import Leave, Shift

from . import make

pytestmark = pytest.mark.django_db


def test_a_shift_is_planned_and_recorded() -> None:
    ward = make.department()
    planned = make.shift(make.employee(ward), ward, note="Sala 2")
    assert (planned.starts_at, planned.ends_at, planned.state) == (make.at(7), make.at(19), "planned")
    assert Event.objects.get(verb="organization.shift_planned").target_id == planned.pk


def test_nobody_is_on_two_shifts_at_once_but_one_may_follow_the_other() -> None:
    someone, ward, other = make.employee(), make.department(), make.department()
    first = make.shift(someone, ward)
    with pytest.raises(shifts.OnAnotherShift):
        make.shift(someone, other, starts_at=make.at(18), ends_at=make.at(30))
    make.shift(someone, other, starts_at=make.at(19), ends_at=make.at(31))
    actions.cancel_shift(first, reason="Troca", by=system())
    make.shift(someone, other)


@pytest.mark.parametrize(("hours", "fine"), [(0, False), (-1, False), (36, True), (37, False)])
def test_a_shift_has_a_length_that_a_person_can_work(hours: int, fine: bool) -> None:
    times: dict[str, Any] = {"starts_at": make.at(7), "ends_at": make.at(7) + timedelta(hours=hours)}
    if fine:
        make.shift(make.employee(), make.department(), **times)
    else:
        with pytest.raises(shifts.BadTimes):
            make.shift(make.employee(), make.department(), **times)


def test_a_cancelled_shift_says_why_and_stays_cancelled() -> None:
    planned = make.shift(make.employee(), make.department())
    with pytest.raises(Invalid):
        actions.cancel_shift(planned, reason=" ", by=system())
    cancelled = actions.cancel_shift(planned, reason="Greve", by=system())
    assert (cancelled.cancelled_because, cancelled.cancelled_by) == ("Greve", system())
    with pytest.raises(InvalidTransition):
        actions.cancel_shift(planned, reason="De novo", by=system())


def test_shifts_are_planned_in_one_s_own_departments_only() -> None:
    clinic, other = make.department(), make.department()
    below = make.department(parent=clinic)
    head = make.unit_nurse(clinic, "organization.plan_shift")
    someone = make.employee(clinic)
    times: dict[str, Any] = {"starts_at": make.at(7), "ends_at": make.at(19)}
    actions.plan_shift(someone, department=below, by=head, **times)
    with pytest.raises(actions.NotYourUnit):
        actions.plan_shift(someone, department=other, by=head, **times)
    elsewhere = make.shift(make.employee(other), other)
    with pytest.raises(actions.NotYourUnit):
        actions.cancel_shift(elsewhere, reason="x", by=head)
    with pytest.raises(Denied):
        actions.plan_shift(someone, department=clinic, by=make.unit_nurse(clinic), **times)


def test_nobody_works_where_it_is_closed_or_after_she_left() -> None:
    ward, someone = make.department(), make.employee()
    actions.close_department(ward, on=make.soon(1), by=system())
    with pytest.raises(actions.DepartmentNotOpen):
        make.shift(someone, ward)
    actions.dismiss(someone, reason="x", by=system())
    with pytest.raises(actions.NotEmployed):
        make.shift(someone, make.department())


def test_leave_is_asked_for_approved_and_keeps_shifts_away() -> None:
    ward = make.department()
    nurse = make.unit_nurse(ward)
    asked = actions.request_leave(
        nurse.employee, kind="vacation", starts_on=make.soon(1), ends_on=make.soon(10), by=nurse
    )
    boss = make.manager()
    approved = actions.approve_leave(asked, by=boss)
    assert (approved.state, approved.approved_by) == ("approved", boss)
    for day in (1, 10):
        with pytest.raises(shifts.OnLeave):
            make.shift(nurse.employee, ward, starts_at=make.at(7, days=day), ends_at=make.at(19, days=day))
    with pytest.raises(shifts.OnLeave):
        make.shift(nurse.employee, ward, starts_at=make.at(19, days=0), ends_at=make.at(7, days=1))
    make.shift(nurse.employee, ward, starts_at=make.at(12, days=0), ends_at=make.at(24, days=0))
    make.shift(nurse.employee, ward, starts_at=make.at(0, days=11), ends_at=make.at(12, days=11))


def test_an_approval_names_the_shifts_in_its_way_or_cancels_them() -> None:
    ward, someone = make.department("UTI"), make.employee()
    first = make.shift(someone, ward)
    kept = make.shift(someone, ward, starts_at=make.at(7, days=11), ends_at=make.at(19, days=11))
    asked = make.leave(someone)
    with pytest.raises(leaves.ShiftsInTheWay) as refused:
        actions.approve_leave(asked, by=system())
    assert len(refused.value.fields["cancel_shifts"]) == 1
    assert "UTI" in str(refused.value.fields["cancel_shifts"][0])
    assert Leave.objects.get(pk=asked.pk).state == "requested"
    actions.approve_leave(asked, cancel_shifts=True, by=system())
    assert Shift.objects.get(pk=first.pk).state == "cancelled"
    assert Shift.objects.get(pk=kept.pk).state == "planned"
    assert Event.objects.get(verb="organization.leave_approved").particulars["shifts"] == [str(first.pk)]


def test_leave_does_not_overlap_unless_the_other_was_refused() -> None:
    someone = make.employee()
    asked = make.leave(someone)
    with pytest.raises(leaves.LeaveOverlaps):
        make.leave(someone, starts_on=make.soon(10), ends_on=make.soon(12))
    actions.refuse_leave(asked, reason="Escala", by=system())
    make.leave(someone, starts_on=make.soon(10), ends_on=make.soon(12))


def test_nobody_decides_on_her_own_leave() -> None:
    boss = make.person(make.department(), *make.STAFF, "organization.approve_leave")
    asked = make.leave(boss.employee)
    attempts: list[Callable[[], object]] = [
        lambda: actions.approve_leave(asked, by=boss),
        lambda: actions.refuse_leave(asked, reason="x", by=boss),
    ]
    for decide in attempts:
        with pytest.raises(leaves.OwnLeave):
            decide()


def test_one_takes_back_what_is_not_yet_approved_and_no_more() -> None:
    nurse = make.unit_nurse(make.department())
    asked = make.leave(nurse.employee)
    actions.cancel_leave(asked, reason="Mudei de ideia", by=nurse)
    second = make.leave(nurse.employee)
    actions.approve_leave(second, by=make.manager())
    with pytest.raises(Denied):
        actions.cancel_leave(second, reason="Mudei", by=nurse)
    assert actions.cancel_leave(second, reason="Emergência", by=make.manager()).approved_at
    with pytest.raises(InvalidTransition):
        actions.approve_leave(second, by=make.manager())


def test_leave_of_others_is_for_who_approves_leave() -> None:
    ward = make.department()
    nurse, colleague = make.unit_nurse(ward), make.employee(ward)
    with pytest.raises(Denied):
        actions.request_leave(colleague, kind="other", starts_on=make.soon(1), ends_on=make.soon(1), by=nurse)
    asked = make.leave(colleague)
    attempts: list[Callable[[], object]] = [
        lambda: actions.approve_leave(asked, by=nurse),
        lambda: actions.refuse_leave(asked, reason="x", by=nurse),
        lambda: actions.cancel_leave(asked, reason="x", by=nurse),
    ]
    for attempt in attempts:
        with pytest.raises(Denied):
            attempt()


def test_the_last_day_is_not_before_the_first() -> None:
    with pytest.raises(Invalid):
        make.leave(make.employee(), starts_on=make.soon(3), ends_on=make.soon(2))


def test_the_database_refuses_half_a_decision() -> None:
    asked, planned = make.leave(make.employee()), make.shift(make.employee(), make.department())
    with pytest.raises(IntegrityError, match="leave_approval_is_whole"), transaction.atomic():
        Leave.objects.filter(pk=asked.pk).update(state="approved")
    with pytest.raises(IntegrityError, match="leave_end_is_whole"), transaction.atomic():
        Leave.objects.filter(pk=asked.pk).update(state="refused")
    with pytest.raises(IntegrityError, match="shift_cancellation_is_whole"), transaction.atomic():
        Shift.objects.filter(pk=planned.pk).update(state="cancelled")

"""What two people do at the same moment: one of them is told so, and nothing that must be true breaks."""

from collections.abc import Callable
from typing import Any  # Any: whatever a racer answers

import pytest

from hospital.accounts.tests import make as accounts
from hospital.core.errors import Conflict
from hospital.organization import actions
from hospital.organization.actions import departments, leaves, shifts
from hospital.organization.models import Department, Leave, Shift, today
from tests.race import race

from . import make

pytestmark = pytest.mark.django_db(transaction=True)


def lost(outcomes: list[Any]) -> list[str]:
    return [type(outcome).__name__ for outcome in outcomes if isinstance(outcome, Exception)]


def test_two_moves_that_together_close_a_loop() -> None:
    left, right = make.department(), make.department()
    pairs = [(left, right), (right, left)]
    boss = make.manager()
    outcomes = race(2, lambda i: actions.move_department(pairs[i][0], parent=pairs[i][1], by=boss))
    assert lost(outcomes) == [departments.BelowItself.__name__]
    assert len(Department.objects.tree(today())) == 1


def test_two_renames_on_one_day_leave_one_name() -> None:
    ward, boss = make.department(), make.manager()
    outcomes = race(2, lambda i: actions.rename_department(ward, name=f"Nome {i}", by=boss))
    assert lost(outcomes) == []
    assert ward.namings.on(today()).count() == 1


def test_two_heads_plan_one_nurse() -> None:
    someone, boss = make.employee(), make.manager()
    wards = [make.department(), make.department()]
    times: dict[str, Any] = {"starts_at": make.at(7), "ends_at": make.at(19)}
    outcomes = race(2, lambda i: actions.plan_shift(someone, department=wards[i], by=boss, **times))
    assert lost(outcomes) == [shifts.OnAnotherShift.__name__]
    assert Shift.objects.planned().count() == 1


def test_a_shift_and_the_leave_it_falls_into() -> None:
    someone, ward, boss = make.employee(), make.department(), make.manager()
    asked = make.leave(someone)
    times: dict[str, Any] = {"starts_at": make.at(7), "ends_at": make.at(19)}
    doings: list[Callable[[], object]] = [
        lambda: actions.plan_shift(someone, department=ward, by=boss, **times),
        lambda: actions.approve_leave(asked, by=boss),
    ]
    outcomes = race(2, lambda i: doings[i]())
    assert lost(outcomes) in ([shifts.OnLeave.__name__], [leaves.ShiftsInTheWay.__name__])
    assert Shift.objects.planned().count() + Leave.objects.approved().count() == 1


def test_closing_a_department_while_somebody_joins_it() -> None:
    someone, ward, boss = make.employee(), make.department(), make.manager()
    doings: list[Callable[[], object]] = [
        lambda: actions.close_department(ward, by=boss),
        lambda: actions.assign(someone, department=ward, by=boss),
    ]
    outcomes = race(2, lambda i: doings[i]())
    assert lost(outcomes) in ([actions.StillInUse.__name__], [actions.DepartmentNotOpen.__name__])


def test_closing_a_department_while_another_opens_below_it() -> None:
    ward, boss = make.department(), make.manager()
    doings: list[Callable[[], object]] = [
        lambda: actions.close_department(ward, by=boss),
        lambda: actions.open_department(code="NEW", name="Novo", parent=ward, by=boss),
    ]
    outcomes = race(2, lambda i: doings[i]())
    assert lost(outcomes) in ([actions.StillInUse.__name__], [departments.ParentNotOpen.__name__])


def test_dismissing_somebody_while_a_shift_is_planned() -> None:
    someone, ward, boss = make.employee(), make.department(), make.manager()
    times: dict[str, Any] = {"starts_at": make.at(7), "ends_at": make.at(19)}
    doings: list[Callable[[], object]] = [
        lambda: actions.dismiss(someone, reason="x", by=boss),
        lambda: actions.plan_shift(someone, department=ward, by=boss, **times),
    ]
    race(2, lambda i: doings[i]())
    assert not Shift.objects.planned().exists()


def test_two_overlapping_shifts_through_the_api() -> None:
    someone, boss = make.employee(), make.manager()
    wards = [make.department(), make.department()]
    clients = [accounts.client(boss), accounts.client(boss)]

    def post(i: int) -> Any:
        return clients[i].post(
            f"/employees/{someone.pk}/shifts", department_id=str(wards[i].pk),
            starts_at=make.at(7).isoformat(), ends_at=make.at(19).isoformat(),
        )  # fmt: skip

    answers: list[Any] = race(2, post)
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert refused.json()["type"] == "OnAnotherShift"


def test_of_three_who_close_a_department_one_does() -> None:
    ward, boss = make.department(), make.manager()
    outcomes = race(3, lambda i: actions.close_department(ward, by=boss))
    assert [type(o) for o in outcomes if isinstance(o, Conflict)] == [actions.DepartmentNotOpen] * 2

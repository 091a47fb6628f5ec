"""Departments: one name and one place per day, no loops, and a past that stays."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any  # Any: column values, branches

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings, strategies as st

from hospital.accounts.actions import system
from hospital.audit.models import Change, Event
from hospital.core.errors import Denied, Invalid, Stale
from hospital.organization import actions
from hospital.organization.actions import departments as steps
from hospital.organization.models import Department, Naming, Placement, today

from . import make

pytestmark = pytest.mark.django_db


def verbs() -> list[str]:
    recorded = Event.objects.order_by("at", "id").values_list("verb", flat=True)
    return [verb for verb in recorded if verb.startswith("organization.")]


def test_a_department_opens_under_another_and_this_is_recorded() -> None:
    hospital = make.department("Hospital")
    ward = make.department(
        "UTI Adulto", parent=hospital, code="UTA", service_code="121002", cost_centre="410"
    )
    assert [row.name for row in ward.path()] == ["Hospital"]
    (root,) = Department.objects.tree(today())
    assert [branch.department for branch in root.branches] == [ward]
    assert verbs() == ["organization.department_opened"] * 2


def test_a_rename_holds_from_its_day_on_and_leaves_the_past() -> None:
    ward = make.department("Clínica Médica")
    actions.rename_department(ward, name="Clínica Médica I", on=make.soon(10), by=system())
    names = {
        day: Department.objects.as_of(make.soon(day)).get(pk=ward.pk).name for day in (-500, 0, 9, 10, 400)
    }
    assert names == {
        -500: "Clínica Médica", 0: "Clínica Médica", 9: "Clínica Médica",
        10: "Clínica Médica I", 400: "Clínica Médica I",
    }  # fmt: skip
    assert verbs()[-1] == "organization.department_renamed"


def test_a_name_planned_for_later_survives_one_that_begins_sooner() -> None:
    ward = make.department("Um")
    actions.rename_department(ward, name="Três", on=make.soon(30), by=system())
    actions.rename_department(ward, name="Dois", on=make.soon(10), by=system())
    assert [n.name for n in ward.namings.order_by("during")] == ["Um", "Dois", "Três"]


def test_a_name_given_twice_on_one_day_is_the_last_one() -> None:
    ward = make.department("Um", opened_on=today())
    actions.rename_department(ward, name="Dois", by=system())
    assert ward.namings.get().name == "Dois"


def test_nothing_takes_effect_in_the_past() -> None:
    ward, other = make.department(), make.department()
    yesterday = make.soon(-1)
    with pytest.raises(actions.InThePast):
        actions.rename_department(ward, name="Outro", on=yesterday, by=system())
    with pytest.raises(actions.InThePast):
        actions.move_department(ward, parent=other, on=yesterday, by=system())
    with pytest.raises(actions.InThePast):
        actions.close_department(ward, on=yesterday, by=system())


def test_a_move_takes_all_that_is_below_along_and_writes_two_rows() -> None:
    hospital, clinic, block = make.department(), make.department(), make.department()
    actions.move_department(clinic, parent=hospital, by=system())
    for _ in range(5):
        make.department(parent=clinic)
    before = Placement.objects.count()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        actions.move_department(clinic, parent=block, on=make.soon(1), by=system())
    assert Placement.objects.count() == before + 1
    assert len(queries) < 25
    assert Department.objects.below(block, make.soon(1)).count() == 7
    assert Department.objects.below(block, today()).count() == 1
    assert Department.objects.below(hospital, today()).count() == 7


def test_nobody_is_below_herself() -> None:
    top = make.department()
    middle = make.department(parent=top)
    bottom = make.department(parent=middle)
    with pytest.raises(steps.BelowItself):
        actions.move_department(top, parent=bottom, by=system())
    with pytest.raises(steps.BelowItself):
        actions.move_department(top, parent=top, by=system())
    assert top.placements.get().parent is None


def test_a_loop_that_only_a_planned_move_would_close_is_refused() -> None:
    left, right = make.department(), make.department()
    actions.move_department(left, parent=right, on=make.soon(20), by=system())
    with pytest.raises(steps.BelowItself):
        actions.move_department(right, parent=left, on=make.soon(10), by=system())


def test_the_database_itself_refuses_a_loop_and_two_names() -> None:
    top = make.department()
    bottom = make.department(parent=top)
    with pytest.raises(IntegrityError, match="below itself"), transaction.atomic():
        Placement.objects.filter(department=top).update(parent=bottom)
    with pytest.raises(IntegrityError, match="one_name_per_department_and_day"), transaction.atomic():
        Naming.objects.create(department=top, name="Outro", during=top.namings.get().during)


def test_a_department_closes_when_it_is_empty() -> None:
    top = make.department()
    bottom = make.department(parent=top)
    with pytest.raises(actions.StillInUse):
        actions.close_department(top, by=system(), on=make.soon(1))
    actions.close_department(bottom, by=system(), on=make.soon(1), reason="Reforma")
    actions.close_department(top, by=system(), on=make.soon(1))
    assert not Department.objects.as_of(make.soon(1)).filter(pk__in=[top.pk, bottom.pk]).exists()
    assert Department.objects.as_of(today()).filter(pk__in=[top.pk, bottom.pk]).count() == 2
    with pytest.raises(actions.DepartmentNotOpen):
        actions.rename_department(top, name="Tarde", on=make.soon(2), by=system())
    with pytest.raises(actions.DepartmentNotOpen):
        actions.close_department(top, by=system(), on=make.soon(2))
    assert verbs()[-1] == "organization.department_closed"


def test_who_works_there_or_is_planned_to_holds_a_department_open() -> None:
    ward = make.department()
    member = make.employee()
    shift = make.shift(member, ward)
    with pytest.raises(actions.StillInUse):
        actions.close_department(ward, by=system())
    actions.cancel_shift(shift, reason="Troca", by=system())
    membership = make.membership(member, ward)
    with pytest.raises(actions.StillInUse):
        actions.close_department(ward, by=system())
    actions.end_membership(membership, ends_on=make.soon(-1), by=system())
    assert actions.close_department(ward, by=system()).closed_on == today()


def test_nothing_opens_or_moves_under_what_is_closed_or_closing() -> None:
    closing, ward = make.department(), make.department()
    actions.close_department(closing, on=make.soon(5), by=system())
    with pytest.raises(steps.ParentNotOpen):
        make.department(parent=closing, opened_on=today())
    with pytest.raises(steps.ParentNotOpen):
        actions.move_department(ward, parent=closing, by=system())


def test_changes_are_refused_to_who_may_not_and_change_nothing() -> None:
    ward = make.department("Um")
    nurse = make.unit_nurse(ward)
    before = verbs()
    attempts: list[Callable[[], object]] = [
        lambda: actions.open_department(code="X", name="X", by=nurse),
        lambda: actions.change_department(ward, phone="1", by=nurse),
        lambda: actions.rename_department(ward, name="X", by=nurse),
        lambda: actions.move_department(ward, parent=None, by=nurse),
        lambda: actions.close_department(ward, by=nurse),
        lambda: actions.identify_department(ward, system="x", value="y", by=nurse),
    ]
    for attempt in attempts:
        with pytest.raises(Denied):
            attempt()
    assert verbs() == before


def test_a_change_from_an_old_version_is_refused() -> None:
    ward = make.department()
    actions.change_department(ward, phone="2001", version=1, by=system())
    with pytest.raises(Stale):
        actions.change_department(ward, phone="2002", version=1, by=system())


@pytest.mark.parametrize(
    ("data", "field"),
    [({"code": " "}, "code"), ({"service_code": "12"}, "service_code"), ({"code": "x" * 21}, "code")],
)
def test_what_makes_no_sense_names_its_field(data: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        actions.open_department(name="X", by=system(), **({"code": "X1"} | data))
    assert field in refused.value.fields


def test_codes_and_identifiers_are_given_once() -> None:
    ward = make.department(code="uti", identifiers=[("https://x", "1")])
    with pytest.raises(steps.CodeTaken):
        make.department(code="UTI")
    with pytest.raises(steps.IdentifierTaken):
        make.department(identifiers=[("https://x", "1")])
    assert ward.identifiers.get().value == "1"


def test_only_who_works_here_heads_a_department() -> None:
    head = make.employee()
    ward = make.department(head=head)
    assert ward.head == head
    actions.dismiss(head, reason="Pediu", on=make.soon(-1), by=system())
    assert Department.objects.get(pk=ward.pk).head is None
    with pytest.raises(actions.NotEmployed):
        actions.change_department(ward, head=head, by=system())


def test_the_rows_of_a_move_are_kept_by_the_trail() -> None:
    ward = make.department("Um")
    actions.rename_department(ward, name="Dois", on=make.soon(3), by=system())
    kept = Change.objects.filter(table="organization_naming")
    operations = kept.values_list("operation", flat=True)
    assert sorted(operations) == ["insert", "insert", "update"]


DAY = st.integers(min_value=0, max_value=30)
STEP = st.tuples(st.sampled_from(["rename", "move"]), st.integers(0, 3), st.integers(-1, 3), DAY)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=25,
    derandomize=True,
)
@given(plan=st.lists(STEP, max_size=8))
def test_no_change_rewrites_a_day_before_it(plan: list[tuple[str, int, int, int]]) -> None:
    """Whatever is done, in whatever order, each day before the change is as it was seen before."""
    with transaction.atomic():
        wards = [make.department(f"Setor {n}") for n in range(4)]
        for number, (step, which, other, offset) in enumerate(plan):
            on = make.soon(offset)
            before = picture(wards, until=offset)
            try:
                if step == "rename":
                    actions.rename_department(wards[which], name=f"Nome {number}", on=on, by=system())
                else:
                    parent = None if other < 0 else wards[other]
                    actions.move_department(wards[which], parent=parent, on=on, by=system())
            except (steps.BelowItself, steps.AlreadyThere):
                pass
            assert picture(wards, until=offset) == before
            for day in (0, 15, 31):
                assert (
                    sum(1 for _ in walk(Department.objects.tree(make.soon(day))))
                    == Department.objects.count()
                )
        transaction.set_rollback(True)


def picture(wards: list[Department], *, until: int) -> dict[date, list[tuple[Any, Any]]]:
    days = [today() - timedelta(days=400), *(make.soon(n) for n in range(0, until, 3))]
    days = [day for day in days if day < make.soon(until)]
    rows = Department.objects.filter(pk__in=[ward.pk for ward in wards])
    return {day: [(row.name, row.parent_id) for row in rows.as_of(day).order_by("id")] for day in days}


def walk(branches: Any) -> Any:
    for branch in branches:
        yield branch
        yield from walk(branch.branches)

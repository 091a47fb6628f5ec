"""Employees: who they are, who sees them, and how they go."""

from collections.abc import Callable
from typing import Any  # Any: column values, branches

import pytest
from django.db import IntegrityError, transaction

from hospital.accounts.actions import AlwaysOneAdmin, begin_session, system
from hospital.accounts.models import Token, User
from hospital.accounts.tests import make as accounts
from hospital.audit.models import Change, Event
from hospital.core.errors import Denied, Invalid, Stale
from hospital.organization import actions
from hospital.organization.actions import dismissal, employees, memberships
from hospital.organization.models import Department, Employee, Leave, Membership, Shift, today

from . import make

pytestmark = pytest.mark.django_db

CPF = "390.533.447-05"


def test_hiring_cleans_documents_and_is_recorded() -> None:
    hired = make.employee(
        given_name=" José ", family_name="Conceição", cpf=CPF, cns="898 0000 0004 3208", cbo_code="2235-05",
        postal_code="01310-100", mobile="(11) 98765-4321", identifiers=[("https://x/npi", "99")],
    )  # fmt: skip
    hired.refresh_from_db()
    assert (hired.given_name, hired.cpf, hired.cns) == ("José", "39053344705", "898000000043208")
    assert (hired.cbo_code, hired.postal_code, hired.mobile) == ("223505", "01310100", "+5511987654321")
    assert hired.search == "jose conceicao"
    event = Event.objects.get(verb="organization.employee_hired")
    assert event.target_id == hired.pk
    assert "José" not in str(event.particulars)
    assert Change.objects.filter(table="organization_employee", row_id=str(hired.pk)).exists()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"cpf": "111.111.111-11"}, "cpf"),
        ({"cns": "123"}, "cns"),
        ({"cbo_code": "22350"}, "cbo_code"),
        ({"given_name": ""}, "given_name"),
        ({"email": "nada"}, "email"),
        ({"gender": "x"}, "gender"),
        ({"postal_code": "1"}, "postal_code"),
        ({"birth_date": make.soon(1)}, "birth_date"),
    ],
)
def test_what_makes_no_sense_names_its_field(data: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        make.employee(**data)
    assert field in refused.value.fields


def test_a_foreign_postal_code_is_kept_as_it_is() -> None:
    assert make.employee(postal_code="02119", country="US").postal_code == "02119"


def test_documents_and_registration_numbers_belong_to_one_person() -> None:
    make.employee(cpf=CPF, registration_number="77", identifiers=[("https://x", "1")])
    for data, error in (
        ({"cpf": CPF}, employees.CPFTaken),
        ({"registration_number": "77"}, employees.RegistrationNumberTaken),
        ({"identifiers": [("https://x", "1")]}, employees.IdentifierTaken),
    ):
        with pytest.raises(error):
            make.employee(**data)
    make.employee()  # without a CPF there may be many


def test_the_social_name_is_what_people_read_and_sort_by() -> None:
    someone = make.employee(given_name="João", family_name="Lima", social_name="Alice Lima")
    assert str(someone) == "Alice Lima"
    assert someone.civil_name == "João Lima"
    someone.refresh_from_db()
    assert someone.search.startswith("alice")


def test_changes_touch_only_what_is_given_and_only_from_the_present_version() -> None:
    someone = make.employee(job_title="Médica", phone="2001")
    changed = actions.change_employee(someone, job_title="Diretora", version=1, by=system())
    assert (changed.job_title, changed.phone, changed.version) == ("Diretora", "2001", 2)
    with pytest.raises(Stale):
        actions.change_employee(someone, job_title="Outra", version=1, by=system())
    assert Event.objects.get(verb="organization.employee_changed").particulars == {"fields": ["job_title"]}


def test_a_user_is_of_one_employee_and_an_employee_has_one_user() -> None:
    one, other, user = make.employee(), make.employee(), accounts.user()
    linked = actions.link_user(one, user=user, by=system())
    assert linked.user == user
    with pytest.raises(employees.UserTaken):
        actions.link_user(other, user=user, by=system())
    with pytest.raises(employees.AlreadyLinked):
        actions.link_user(one, user=accounts.user(), by=system())
    actions.unlink_user(one, by=system())
    with pytest.raises(employees.NotLinked):
        actions.unlink_user(one, by=system())
    assert actions.link_user(other, user=user, by=system()).user == user


def test_a_machine_is_nobody_s_user() -> None:
    with pytest.raises(employees.NotAPerson):
        actions.link_user(make.employee(), user=accounts.user(kind="machine", password=None), by=system())


def test_a_membership_is_one_per_department_and_one_is_the_primary() -> None:
    someone, ward, other = make.employee(), make.department(), make.department()
    make.membership(someone, ward, is_primary=True)
    with pytest.raises(memberships.AlreadyMember):
        make.membership(someone, ward)
    with pytest.raises(memberships.PrimaryTaken):
        make.membership(someone, other, is_primary=True)
    second = make.membership(someone, other, ends_on=make.soon(5))
    assert (second.starts_on, second.ends_on) == (make.LONG_AGO, make.soon(5))
    with pytest.raises(memberships.PrimaryTaken):
        actions.change_membership(second, is_primary=True, by=system())


def test_a_membership_ends_and_may_begin_again() -> None:
    someone, ward = make.employee(), make.department()
    first = make.membership(someone, ward)
    actions.end_membership(first, ends_on=make.soon(-10), by=system())
    again = make.membership(someone, ward, starts_on=make.soon(-9))
    assert Membership.objects.on(make.soon(-10)).get() == first
    assert Membership.objects.on(today()).get() == again
    with pytest.raises(memberships.AlreadyMember):
        actions.end_membership(first, ends_on=today(), by=system())


def test_nobody_joins_what_is_closed_or_before_she_is_hired() -> None:
    closing = make.department()
    actions.close_department(closing, on=make.soon(3), by=system())
    someone = make.employee(hired_on=make.soon(-10))
    with pytest.raises(actions.DepartmentNotOpen):
        make.membership(someone, closing, starts_on=today())
    make.membership(someone, closing, starts_on=today(), ends_on=make.soon(2))
    with pytest.raises(actions.NotEmployed):
        make.membership(someone, make.department(), starts_on=make.soon(-11))


def test_a_nurse_sees_her_unit_what_is_below_it_and_herself() -> None:
    clinic, other = make.department(), make.department()
    below = make.department(parent=clinic)
    nurse = make.unit_nurse(clinic)
    near, deep, far = make.employee(clinic), make.employee(below), make.employee(other)
    gone = make.employee()
    make.membership(gone, clinic, ends_on=make.soon(-1))
    seen = set(Employee.objects.visible_to(nurse))
    assert seen == {nurse.employee, near, deep}
    assert {far, gone}.isdisjoint(seen)
    assert set(Employee.objects.visible_to(make.manager())) >= {far, gone, near}
    assert set(Employee.objects.visible_to(make.unit_nurse(below))) & {near} == set()
    assert not Employee.objects.visible_to(accounts.user("organization.view_colleague")).exists()


def test_a_move_of_the_department_changes_who_is_seen_at_once() -> None:
    clinic, ward = make.department(), make.department()
    nurse, stranger = make.unit_nurse(clinic), make.employee(ward)
    assert stranger not in Employee.objects.visible_to(nurse)
    actions.move_department(ward, parent=clinic, by=system())
    assert stranger in Employee.objects.visible_to(nurse)


def test_people_are_found_by_parts_of_names_without_accents_and_by_whole_numbers() -> None:
    someone = make.employee(given_name="Érica", family_name="Gonçalves", cpf=CPF, registration_number="4711")
    make.licence(someone, number="123.456")
    hr, nurse = make.manager(), accounts.user("organization.view_colleague")
    everyone = Employee.objects.all()
    for words in ("erica gon", "GONÇALVES", "4711", "123456", CPF):
        assert someone in everyone.found(words, by=hr), words
    assert someone not in everyone.found(CPF, by=nurse)
    assert someone not in everyone.found("471", by=hr)


def test_a_dismissal_ends_all_that_is_open_and_keeps_the_past() -> None:
    ward = make.department()
    user = make.unit_nurse(ward)
    someone = user.employee
    begin_session(by=user)
    actions.change_department(ward, head=someone, by=system())
    planned = make.shift(someone, ward)
    asked = make.leave(someone, starts_on=make.soon(30), ends_on=make.soon(40))
    later = make.membership(someone, make.department(), starts_on=make.soon(7))
    hr = make.manager()
    dismissed = actions.dismiss(someone, reason="A pedido", by=hr)
    assert dismissed.left_on == today()
    assert Membership.objects.get(employee=someone).ends_on == today()
    assert not Membership.objects.filter(pk=later.pk).exists()
    assert Shift.objects.get(pk=planned.pk).state == Shift.State.CANCELLED
    assert Leave.objects.get(pk=asked.pk).state == Leave.State.CANCELLED
    assert Department.objects.get(pk=ward.pk).head is None
    assert not User.objects.get(pk=user.pk).is_active
    assert not Token.objects.usable().filter(user=user).exists()
    event = Event.objects.get(verb="organization.employee_dismissed")
    assert (event.reason, event.by) == ("A pedido", hr)
    assert event.particulars["shifts"] == 1
    with pytest.raises(dismissal.AlreadyLeft):
        actions.dismiss(someone, reason="De novo", by=hr)
    assert someone in Employee.objects.working_in(ward.pk, make.soon(-100))


def test_a_dismissal_needs_a_reason_a_day_that_has_come_and_the_right() -> None:
    someone = make.employee(hired_on=make.soon(-5))
    with pytest.raises(Invalid):
        actions.dismiss(someone, reason=" ", by=system())
    with pytest.raises(dismissal.DismissedAhead):
        actions.dismiss(someone, reason="x", on=make.soon(1), by=system())
    with pytest.raises(employees.LeftBeforeHired):
        actions.dismiss(someone, reason="x", on=make.soon(-6), by=system())
    with pytest.raises(Denied):
        actions.dismiss(someone, reason="x", by=make.unit_nurse(make.department()))
    someone.refresh_from_db()
    assert someone.left_on is None


def test_who_left_is_hired_again_from_a_later_day() -> None:
    ward = make.department()
    someone = make.employee(ward)
    with pytest.raises(dismissal.StillHere):
        actions.rehire(someone, by=system())
    actions.dismiss(someone, reason="Contrato", on=make.soon(-5), by=system())
    with pytest.raises(dismissal.HiredBeforeLeaving):
        actions.rehire(someone, on=make.soon(-5), by=system())
    with pytest.raises(Denied):
        actions.rehire(someone, by=make.unit_nurse(ward))
    back = actions.rehire(someone, on=make.soon(-1), by=system())
    assert (back.hired_on, back.left_on) == (make.soon(-1), None)
    assert someone not in Employee.objects.working_in(ward.pk, today())
    assert Event.objects.get(verb="organization.employee_rehired").particulars["had_left_on"] == str(
        make.soon(-5)
    )


def test_the_last_administrator_is_not_dismissed() -> None:
    admin = accounts.admin()
    someone = make.employee()
    actions.link_user(someone, user=admin, by=system())
    with pytest.raises(AlwaysOneAdmin):
        actions.dismiss(someone, reason="x", by=make.manager())
    someone.refresh_from_db()
    assert someone.left_on is None


def test_changes_are_refused_to_who_may_not() -> None:
    ward = make.department()
    nurse = make.unit_nurse(ward)
    someone = make.employee(ward)
    membership = someone.memberships.get()
    count = Event.objects.count()
    attempts: list[Callable[[], object]] = [
        lambda: actions.hire(given_name="X", by=nurse),
        lambda: actions.change_employee(someone, phone="1", by=nurse),
        lambda: actions.identify_employee(someone, system="x", value="1", by=nurse),
        lambda: actions.link_user(someone, user=nurse, by=nurse),
        lambda: actions.unlink_user(nurse.employee, by=nurse),
        lambda: actions.assign(someone, department=ward, by=nurse),
        lambda: actions.change_membership(membership, role="x", by=nurse),
        lambda: actions.end_membership(membership, by=nurse),
    ]
    for attempt in attempts:
        with pytest.raises(Denied):
            attempt()
    assert Event.objects.count() == count


def test_the_database_refuses_what_no_action_would_write() -> None:
    someone = make.employee()
    for broken in (
        {"cpf": "12"},
        {"cbo_code": "abc"},
        {"given_name": ""},
        {"left_on": make.LONG_AGO.replace(year=2000)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Employee.objects.filter(pk=someone.pk).update(**broken)

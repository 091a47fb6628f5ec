"""The pages: every one opens, every form calls its action, and refusals stand on the form."""

from datetime import timedelta
from typing import Any  # Any: form fields

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hospital.accounts.actions import system
from hospital.accounts.models import User
from hospital.accounts.tests import make as accounts
from hospital.organization import actions
from hospital.organization.models import Department, Employee, Leave, Licence, Shift, today

from . import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def hr_user() -> User:
    return accounts.user(*make.manager().permissions, "accounts.view_user", "accounts.manage_user")


@pytest.fixture
def hr(hr_user: User) -> Client:
    return accounts.browser(hr_user)


def url(name: str, *rows: Any) -> str:
    return reverse(f"organization:{name}", args=[row.pk for row in rows])


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def send(client: Client, address: str, **fields: Any) -> Any:
    return client.post(address, {name: value for name, value in fields.items() if value is not None})


OF_A_DEPARTMENT = (
    "department", "edit_department", "rename_department", "move_department", "close_department", "roster",
    "plan_shift",
)  # fmt: skip
OF_AN_EMPLOYEE = (
    "employee", "edit_employee", "dismiss", "link_user", "memberships", "assign", "licences_of",
    "new_licence", "work", "new_shift", "new_leave", "history",
)  # fmt: skip


@pytest.mark.parametrize("name", ["departments", "new_department", "employees", "new_employee", "licences"])
def test_the_pages_of_all_open(name: str, hr: Client) -> None:
    make.licence(make.employee(make.department()), valid_until=make.soon(9))
    assert "<h1>" in read(hr, url(name))


def test_the_pages_of_one_open(hr: Client) -> None:
    top = make.department("Hospital")
    ward = make.department("UTI Adulto", parent=top)
    someone = make.employee(ward, given_name="Érica")
    actions.change_department(ward, head=someone, by=system())
    leave = make.leave(someone, starts_on=make.soon(20), ends_on=make.soon(21))
    rows = [*((name, ward) for name in OF_A_DEPARTMENT), *((name, someone) for name in OF_AN_EMPLOYEE)]
    below = {
        "end_membership": someone.memberships.get(), "edit_licence": make.licence(someone),
        "cancel_shift": make.shift(someone, ward), "approve_leave": leave, "refuse_leave": leave,
        "cancel_leave": leave,
    }  # fmt: skip
    addresses = [url(*row) for row in rows] + [url(name, someone, row) for name, row in below.items()]
    for address in addresses:
        assert "<h1>" in read(hr, address), address


def test_the_tree_shows_the_names_of_the_day_asked_for(hr: Client) -> None:
    top = make.department("Hospital")
    ward = make.department("Clínica", parent=top)
    actions.rename_department(ward, name="Clínica Médica I", on=make.soon(5), by=system())
    assert "Clínica Médica I" not in read(hr, url("departments"))
    assert "Clínica Médica I" in read(hr, f"{url('departments')}?as_of={make.soon(5)}")
    assert "Clínica" in read(hr, f"{url('departments')}?q=clin")
    assert read(hr, f"{url('departments')}?as_of=nonsense&q=")


def test_a_department_is_opened_renamed_moved_and_closed_by_forms(hr: Client) -> None:
    top = make.department("Hospital")
    made = send(hr, url("new_department"), name="UTI", code="UTI", parent=top.pk, opened_on=str(today()))
    assert made.status_code == 302, made.content.decode()[:3000]
    ward = Department.objects.get(code="UTI")
    assert ward.path()[0] == top
    assert send(hr, url("edit_department", ward), code="UTI", phone="2001", version=1).status_code == 302
    stale = send(hr, url("edit_department", ward), code="UTI", phone="2002", version=1)
    assert stale.status_code == 422
    assert send(hr, url("rename_department", ward), name="UTI Adulto", on=str(today())).status_code == 302
    refused = send(hr, url("rename_department", ward), name="X", on=str(make.soon(-1)))
    assert refused.status_code == 422
    assert send(hr, url("move_department", ward), parent="", on=str(today())).status_code == 302
    assert send(hr, url("close_department", ward), on=str(make.soon(1)), reason="Reforma").status_code == 302
    ward.refresh_from_db()
    assert (ward.phone, ward.closed_on) == ("2001", make.soon(1))


def test_a_person_is_hired_changed_linked_and_dismissed_by_forms(hr: Client) -> None:
    refused = send(hr, url("new_employee"), given_name="Élia", cpf="1")
    assert refused.status_code == 422
    assert "Élia" in refused.content.decode()
    made = send(hr, url("new_employee"), given_name="Élia", cpf="390.533.447-05", hired_on="2020-01-01")
    assert made.status_code == 302, made.content.decode()[:3000]
    someone = Employee.objects.get(cpf="39053344705")
    assert "390.533.447-05" in read(hr, url("employee", someone))
    changed = send(hr, url("edit_employee", someone), given_name="Élia", family_name="Ramos", version=1)
    assert changed.status_code == 302
    user = accounts.user()
    assert send(hr, url("link_user", someone), user=user.pk).status_code == 302
    assert send(hr, url("unlink_user", someone)).status_code == 302
    assert send(hr, url("dismiss", someone), on=str(make.soon(-1)), reason="A pedido").status_code == 302
    someone.refresh_from_db()
    assert (someone.family_name, someone.user, someone.left_on) == ("Ramos", None, make.soon(-1))
    assert url("rehire", someone) in read(hr, url("employee", someone))
    assert send(hr, url("rehire", someone), on=str(today())).status_code == 302


def test_departments_and_licences_of_a_person_by_forms(hr: Client) -> None:
    ward, someone = make.department("UTI"), make.employee()
    placed = send(hr, url("assign", someone), department=ward.pk, starts_on=str(today()), is_primary="on")
    assert placed.status_code == 302, placed.content.decode()[:3000]
    membership = someone.memberships.get()
    assert membership.is_primary
    assert send(hr, url("end_membership", someone, membership), ends_on=str(today())).status_code == 302
    fields = {"council": "CRM", "uf": "SP", "number": "123.456", "valid_from": "2020-01-01"}
    assert send(hr, url("new_licence", someone), **fields).status_code == 302
    assert send(hr, url("new_licence", someone), **fields).status_code == 422
    licence = Licence.objects.get()
    renewed = send(
        hr, url("edit_licence", someone, licence), **fields, valid_until=str(make.soon(90)), version=1
    )
    assert renewed.status_code == 302
    licence.refresh_from_db()
    assert licence.valid_until == make.soon(90)


def test_a_night_shift_ends_on_the_next_day(hr: Client) -> None:
    ward, someone = make.department("UTI"), make.employee()
    fields = {"department": ward.pk, "day": str(make.soon(1)), "starts": "19:00", "ends": "07:00"}
    assert send(hr, url("new_shift", someone), **fields).status_code == 302
    shift = Shift.objects.get()
    assert (shift.starts_at, shift.ends_at) == (make.at(19), make.at(31))
    again = send(hr, url("new_shift", someone), **fields)
    assert again.status_code == 422
    assert send(hr, url("cancel_shift", someone, shift), reason="Troca").status_code == 302


def test_the_roster_shows_the_week_with_shifts_and_who_is_away(hr: Client) -> None:
    ward = make.department("UTI")
    works, away = make.employee(ward, given_name="Bia"), make.employee(ward, given_name="Caio")
    day = make.soon(0) + timedelta(days=7 - today().weekday())  # next Monday
    planned = send(hr, url("plan_shift", ward), employee=works.pk, day=str(day), starts="19:00", ends="07:00")
    assert planned.status_code == 302, planned.content.decode()[:3000]
    actions.approve_leave(make.leave(away, starts_on=day, ends_on=day), by=make.manager())
    shown = read(hr, f"{url('roster', ward)}?week={day + timedelta(days=3)}")
    assert "19:00–07:00 +1" in shown
    assert shown.count("#calendar-x") == 1
    assert "19:00" not in read(hr, f"{url('roster', ward)}?week={day + timedelta(days=7)}")
    for nonsense in ("x", "2026-02-31", "9999-12-31"):
        assert read(hr, f"{url('roster', ward)}?week={nonsense}")


def test_leave_is_asked_for_and_approved_on_pages(hr: Client) -> None:
    ward = make.department("UTI")
    nurse = make.unit_nurse(ward)
    page = accounts.browser(nurse)
    fields = {"kind": "vacation", "starts_on": str(make.soon(1)), "ends_on": str(make.soon(5))}
    assert send(page, url("new_leave", nurse.employee), **fields).status_code == 302
    make.shift(nurse.employee, ward)
    leave = Leave.objects.get()
    refused = send(hr, url("approve_leave", nurse.employee, leave))
    assert refused.status_code == 422
    assert "UTI" in refused.content.decode()
    assert send(hr, url("approve_leave", nurse.employee, leave), cancel_shifts="on").status_code == 302
    assert send(hr, url("cancel_leave", nurse.employee, leave), reason="Plantão").status_code == 302
    leave.refresh_from_db()
    assert leave.state == "cancelled"


def test_a_nurse_sees_no_personal_data_and_nobody_of_another_unit() -> None:
    ward = make.department("UTI")
    near, far = make.employee(ward, cpf="39053344705", street="Rua Secreta"), make.employee(make.department())
    make.leave(near, kind="sickness", note="Motivo secreto")
    page = accounts.browser(make.unit_nurse(ward))
    shown = read(page, url("employee", near))
    assert near.name in shown
    assert "390.533" not in shown
    assert "Secreta" not in shown
    assert "secreto" not in read(page, url("work", near))
    for name in ("employee", "memberships", "licences_of", "work", "history"):
        assert page.get(url(name, far)).status_code == 404, name
    assert page.get(url("edit_employee", near)).status_code == 403
    assert page.get(url("new_department")).status_code == 403
    assert far.name not in read(page, url("employees"))


@pytest.mark.parametrize(("name", "most"), [("departments", 12), ("employees", 14), ("licences", 12)])
def test_a_page_asks_as_often_for_many_rows_as_for_few(name: str, most: int, hr: Client) -> None:
    def ask() -> int:
        with CaptureQueriesContext(connection) as queries:
            read(hr, url(name))
        return sum("organization_" in query["sql"] for query in queries)

    ward = make.department()
    make.licence(make.employee(ward), valid_until=make.soon(3))
    ask()
    few = ask()
    for _ in range(4):
        other = make.department(parent=ward, head=make.employee())
        make.licence(make.employee(other), valid_until=make.soon(3))
    assert ask() == few <= most


def test_the_roster_and_the_department_ask_as_often_for_many_as_for_few(hr: Client) -> None:
    ward = make.department()

    def ask(name: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            read(hr, url(name, ward))
        return sum("organization_" in query["sql"] for query in queries)

    def fill() -> None:
        someone = make.employee(ward)
        make.shift(someone, ward)
        make.department(parent=ward)

    fill()
    few = {name: (ask(name), ask(name))[1] for name in ("roster", "department")}
    for _ in range(3):
        fill()
    assert {name: ask(name) for name in few} == few
    assert max(few.values()) <= 20

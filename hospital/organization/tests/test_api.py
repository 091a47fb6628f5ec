"""The JSON face: the same refusals in the same words, versions, pages, and nothing of another unit."""

import uuid
from datetime import timedelta
from typing import Any  # Any: JSON

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hospital.accounts.actions import system
from hospital.accounts.tests import make as accounts
from hospital.organization import actions
from hospital.organization.models import Department, today

from . import make

pytestmark = pytest.mark.django_db

CPF = "39053344705"


@pytest.fixture
def hr() -> accounts.Api:
    return accounts.client(
        accounts.user(*make.manager().permissions, "accounts.view_user", "accounts.manage_user")
    )


def items(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.content
    rows: list[dict[str, Any]] = answer.json()["items"]
    return rows


def test_a_department_from_opening_to_closing(hr: accounts.Api) -> None:
    top = hr.post("/departments", code="HSC", name="Hospital Santa Clara", opened_on="2015-01-01").json()
    made = hr.post("/departments", code="UTI", name="UTI", parent_id=top["id"], service_code="121")
    assert made.status_code == 201, made.content
    ward = made.json()
    assert (ward["name"], ward["parent_id"], made["ETag"]) == ("UTI", top["id"], 'W/"1"')
    path = f"/departments/{ward['id']}"
    renamed = hr.post(f"{path}/names", name="UTI Adulto", on=str(make.soon(1)))
    assert (renamed.status_code, renamed.json()["starts_on"]) == (201, str(make.soon(1)))
    assert hr.get(path).json()["name"] == "UTI"
    assert hr.get(path, as_of=str(make.soon(1))).json()["name"] == "UTI Adulto"
    assert [n["name"] for n in items(hr.get(f"{path}/names"))] == ["UTI Adulto", "UTI"]
    moved = hr.post(f"{path}/moves", parent_id=None)
    assert (moved.status_code, moved.json()["parent_id"]) == (201, None)
    closed = hr.post(f"{path}/closure", reason="Reforma", on=str(make.soon(2)))
    assert (closed.status_code, closed.json()["closed_on"]) == (200, str(make.soon(2)))
    late = hr.post(f"{path}/names", name="Tarde", on=str(make.soon(3)))
    assert (late.status_code, late.json()["type"]) == (409, "DepartmentNotOpen")


def test_a_department_is_changed_from_the_version_that_was_read(hr: accounts.Api) -> None:
    ward, head = make.department(), make.employee()
    path = f"/departments/{ward.pk}"
    assert hr.patch(path, phone="2001").status_code == 428
    changed = hr.patch(path, 1, phone="2001", head_id=str(head.pk))
    assert (changed.status_code, changed.json()["phone"], changed.json()["head"]["name"]) == (
        200,
        "2001",
        head.name,
    )
    assert hr.patch(path, 1, phone="2002").status_code == 412
    assert hr.patch(path, changed.json()["version"], head_id=None).json()["head"] is None


def test_the_tree_of_a_day(hr: accounts.Api) -> None:
    top = make.department("Hospital")
    make.department("B", parent=top)
    ward = make.department("A", parent=top)
    actions.move_department(ward, parent=None, on=make.soon(5), by=system())
    (root,) = hr.get("/departments/tree").json()
    assert [branch["name"] for branch in root["branches"]] == ["A", "B"]
    assert len(hr.get("/departments/tree", as_of=str(make.soon(5))).json()) == 2
    (below,) = hr.get(f"/departments/{top.pk}/tree", as_of=str(make.soon(5))).json()
    assert [branch["name"] for branch in below["branches"]] == ["B"]


def test_departments_are_listed_by_day_parent_and_word(hr: accounts.Api) -> None:
    top = make.department("Hospital", code="H")
    ward = make.department("Clínica Médica", code="CM", parent=top)
    make.department("Nova", code="N", opened_on=make.soon(3))
    assert [row["code"] for row in items(hr.get("/departments"))] == ["CM", "H"]
    assert [row["code"] for row in items(hr.get("/departments", as_of=str(make.soon(3)), sort="-code"))] == [
        "N",
        "H",
        "CM",
    ]
    assert [row["id"] for row in items(hr.get("/departments", parent_id=str(top.pk)))] == [str(ward.pk)]
    for words in ("clinica", "cm"):
        assert [row["id"] for row in items(hr.get("/departments", q=words))] == [str(ward.pk)]
    first = hr.get("/departments", limit=1, sort="name", count=True).json()
    assert (first["items"][0]["code"], first["total"]) == ("CM", 2)
    assert items(hr.get("/departments", limit=1, sort="name", cursor=first["next"]))[0]["code"] == "H"
    assert hr.get("/departments", sort="head").status_code == 422


def hired(hr: accounts.Api) -> str:
    """The address of somebody hired through the API."""
    made = hr.post(
        "/employees", given_name="Élia", family_name="Ramos", cpf=CPF, hired_on="2020-01-01",
        birth_date="1990-05-01", gender="female", street="Rua A", postal_code="01310-100",
    )  # fmt: skip
    assert made.status_code == 201, made.content
    assert (made.json()["cpf"], made.json()["postal_code"]) == (CPF, "01310100")
    return f"/employees/{made.json()['id']}"


def test_a_person_is_hired_once_and_changed(hr: accounts.Api) -> None:
    path = hired(hr)
    assert hr.post("/employees", given_name="X", cpf=CPF).json()["type"] == "CPFTaken"
    changed = hr.patch(path, 1, phone="2001", birth_date=None).json()
    assert (changed["phone"], changed["birth_date"], changed["street"]) == ("2001", None, "Rua A")
    assert hr.patch(path, 1, phone="2002").status_code == 412


def test_a_person_is_placed_and_licensed(hr: accounts.Api) -> None:
    ward, path = make.department("UTI"), hired(hr)
    placed = hr.post(f"{path}/memberships", department_id=str(ward.pk), is_primary=True, role="Plantonista")
    assert (placed.status_code, placed.json()["department"]["name"]) == (201, "UTI")
    licensed = hr.post(f"{path}/licences", council="COREN", uf="SP", number="123.456", category="ENF")
    assert (licensed.status_code, licensed.json()["in_force"]) == (201, True)
    assert hr.get(path).json()["departments"][0]["role"] == "Plantonista"


def test_an_approved_leave_takes_the_shifts_along(hr: accounts.Api) -> None:
    ward, path = make.department("UTI"), hired(hr)
    times = {"starts_at": make.at(7).isoformat(), "ends_at": make.at(19).isoformat()}
    planned = hr.post(f"{path}/shifts", department_id=str(ward.pk), **times)
    assert planned.status_code == 201, planned.content
    days = {"starts_on": str(make.soon(1)), "ends_on": str(make.soon(9))}
    asked = hr.post(f"{path}/leaves", kind="vacation", **days).json()
    refused = hr.post(f"{path}/leaves/{asked['id']}/approval", cancel_shifts=False)
    assert (refused.status_code, refused.json()["type"]) == (409, "ShiftsInTheWay")
    assert "UTI" in refused.json()["fields"]["cancel_shifts"][0]
    approved = hr.post(f"{path}/leaves/{asked['id']}/approval", cancel_shifts=True)
    assert (approved.status_code, approved.json()["state"]) == (200, "approved")
    assert items(hr.get(f"{path}/shifts")) == []
    assert items(hr.get(f"{path}/shifts", with_cancelled=True))[0]["state"] == "cancelled"


def test_a_dismissal_closes_the_user_s_account(hr: accounts.Api) -> None:
    path, user = hired(hr), accounts.user()
    assert hr.put(f"{path}/user", user_id=str(user.pk)).json()["user_id"] == str(user.pk)
    gone = hr.post(f"{path}/dismissal", reason="A pedido", on=str(make.soon(-1)))
    assert (gone.status_code, gone.json()["left_on"]) == (200, str(make.soon(-1)))
    assert not accounts.fresh(user).is_active
    assert hr.delete(f"{path}/user").json()["user_id"] is None
    back = hr.post(f"{path}/rehiring", on=str(today()))
    assert (back.status_code, back.json()["hired_on"], back.json()["left_on"]) == (200, str(today()), None)


def test_rows_under_one_employee_are_not_reached_through_another(hr: accounts.Api) -> None:
    ward = make.department()
    one, other = make.employee(ward), make.employee(ward)
    licence, shift, leave = (
        make.licence(one),
        make.shift(one, ward),
        make.leave(one, starts_on=make.soon(20), ends_on=make.soon(21)),
    )
    membership, wrong = one.memberships.get(), f"/employees/{other.pk}"
    assert hr.get(f"{wrong}/licences/{licence.pk}").status_code == 404
    assert hr.patch(f"{wrong}/licences/{licence.pk}", 1, rqe="1").status_code == 404
    assert hr.patch(f"{wrong}/memberships/{membership.pk}", 1, role="x").status_code == 404
    assert hr.post(f"{wrong}/memberships/{membership.pk}/end").status_code in (404, 422)
    assert hr.post(f"{wrong}/memberships/{membership.pk}/end", ends_on=str(today())).status_code == 404
    assert hr.post(f"{wrong}/shifts/{shift.pk}/cancellation", reason="x").status_code == 404
    for step in ("approval", "refusal", "cancellation"):
        assert hr.post(f"{wrong}/leaves/{leave.pk}/{step}", reason="x", cancel_shifts=True).status_code == 404


def test_a_nurse_meets_only_her_unit() -> None:
    ward, other = make.department(), make.department()
    near, far = make.employee(ward, cpf=CPF, birth_date=make.LONG_AGO, street="Rua A"), make.employee(other)
    make.licence(far)
    nurse = make.unit_nurse(ward)
    api = accounts.client(nurse)
    assert {row["id"] for row in items(api.get("/employees"))} == {str(near.pk), str(nurse.employee.pk)}
    shown = api.get(f"/employees/{near.pk}").json()
    assert (shown["name"], shown["cpf"], shown["birth_date"], shown["street"]) == (
        near.name,
        None,
        None,
        None,
    )
    assert api.get(f"/employees/{nurse.employee.pk}").json()["country"] == "BR"
    for tail in ("", "/memberships", "/licences", "/shifts", "/leaves"):
        assert api.get(f"/employees/{far.pk}{tail}").status_code == 404, tail
    assert items(api.get("/licences")) == []
    assert api.post("/employees", given_name="X").status_code == 403
    assert api.get(f"/departments/{other.pk}").status_code == 200


def test_colleagues_see_that_somebody_is_away_but_not_why() -> None:
    ward = make.department()
    near = make.employee(ward)
    make.leave(near, kind="sickness", note="Cirurgia")
    nurse = make.unit_nurse(ward)
    make.leave(nurse.employee, kind="training")
    api = accounts.client(nurse)
    (seen,) = items(api.get(f"/employees/{near.pk}/leaves"))
    assert (seen["kind"], seen["note"], seen["starts_on"]) == (None, None, str(make.soon(1)))
    (own,) = items(api.get(f"/employees/{nurse.employee.pk}/leaves"))
    assert own["kind"] == "training"


def test_employees_are_filtered(hr: accounts.Api) -> None:
    ward = make.department()
    below = make.department(parent=ward)
    one, two = make.employee(below, given_name="Úrsula"), make.employee(given_name="Bia")
    gone = make.employee(given_name="Caio")
    actions.dismiss(gone, reason="x", on=make.soon(-1), by=system())
    outside = make.employee(given_name="Fora", is_external=True)
    make.licence(one, council="CRM", valid_until=make.soon(10))

    def ids(**query: Any) -> set[str]:
        return {row["given_name"] for row in items(hr.get("/employees", **query))}

    assert ids() == {"Úrsula", "Bia", "Caio"}
    assert ids(active=True) == {"Úrsula", "Bia"}
    assert ids(active=False) == {"Caio"}
    assert ids(department_id=str(ward.pk)) == {"Úrsula"}
    assert ids(council="CRM") == {"Úrsula"}
    assert ids(licence_expiring_in=10) == {"Úrsula"}
    assert ids(licence_expiring_in=9) == set()
    assert ids(q="ursu") == {"Úrsula"}
    assert ids(external=True) == {outside.given_name}
    assert two.given_name in ids(sort="-name")


def test_licences_that_end_soon_come_first_to_end_first(hr: accounts.Api) -> None:
    late = make.licence(make.employee(), valid_until=make.soon(20))
    early = make.licence(make.employee(), valid_until=make.soon(5))
    make.licence(make.employee())
    found = items(hr.get("/licences", expiring_in=30))
    assert [row["id"] for row in found] == [str(early.pk), str(late.pk)]
    assert found[0]["employee"]["name"] == early.employee.name
    assert len(items(hr.get("/licences"))) == 3
    changed = hr.patch(f"/employees/{late.employee_id}/licences/{late.pk}", 1, valid_until=None)
    assert changed.json()["valid_until"] is None


def test_the_shifts_of_a_department_in_a_week(hr: accounts.Api) -> None:
    ward = make.department("UTI")
    night = make.shift(make.employee(), ward, starts_at=make.at(19), ends_at=make.at(31))
    make.shift(make.employee(), ward, starts_at=make.at(7, days=9), ends_at=make.at(19, days=9))
    path = f"/departments/{ward.pk}/shifts"
    for day, count in ((0, 0), (1, 1), (2, 1), (3, 0)):
        assert (
            len(items(hr.get(path, starts_on=str(make.soon(day)), ends_on=str(make.soon(day))))) == count
        ), day
    (first, _second) = items(hr.get(path))
    assert (first["id"], first["department"]["name"]) == (str(night.pk), "UTI")


@pytest.mark.parametrize("path", ["/departments", "/employees", "/licences", "/departments/tree"])
def test_a_list_asks_as_often_for_many_rows_as_for_few(path: str, hr: accounts.Api) -> None:
    def ask() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert hr.get(path).status_code == 200
        return sum("organization_" in query["sql"] for query in queries)

    ward = make.department()
    make.licence(make.employee(ward))
    ask()  # the first request of a token also says that it was used
    few = ask()
    for _ in range(4):
        other = make.department(parent=ward, head=make.employee())
        make.licence(make.employee(other))
    assert ask() == few <= 8


def test_what_does_not_exist_is_not_found(hr: accounts.Api) -> None:
    nowhere = uuid.uuid4()
    for path in (f"/departments/{nowhere}", f"/departments/{nowhere}/tree", f"/employees/{nowhere}"):
        assert hr.get(path).status_code == 404
    ward = make.department()
    assert hr.post(f"/departments/{ward.pk}/moves", parent_id=str(nowhere)).status_code == 404
    assert hr.post("/departments", code="X", name="X", parent_id=str(nowhere)).status_code == 404
    assert not Department.objects.filter(code="X").exists()


def test_refusals_name_their_field(hr: accounts.Api) -> None:
    wrong = hr.post("/employees", given_name="X", cpf="1", cbo_code="1")
    assert wrong.status_code == 422
    assert set(wrong.json()["fields"]) == {"cpf", "cbo_code"}
    naive = hr.post(
        f"/employees/{make.employee().pk}/shifts", department_id=str(make.department().pk),
        starts_at="2026-01-01T07:00:00", ends_at="2026-01-01T19:00:00",
    )  # fmt: skip
    assert naive.status_code == 422
    assert hr.get("/departments", as_of="9999-12-31").status_code == 422
    long_ago = hr.post("/departments", code="X", name="X", opened_on="0001-01-01")
    assert long_ago.status_code == 422


def test_the_page_after_a_year_s_shifts_is_reached_by_cursor(hr: accounts.Api) -> None:
    ward, someone = make.department(), make.employee()
    for day in range(1, 6):
        make.shift(
            someone, ward, starts_at=make.at(7, days=day), ends_at=make.at(7, days=day) + timedelta(hours=12)
        )
    path = f"/employees/{someone.pk}/shifts"
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = hr.get(path, limit=2, cursor=cursor).json()
        seen += [row["starts_at"] for row in answer["items"]]
        cursor = answer["next"]
    assert len(seen) == 5
    assert seen == sorted(seen)

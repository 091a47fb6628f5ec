"""The lists and the versions of the accounts' API."""

from typing import Any  # Any: the test client's response

import pytest
from pytest_django import DjangoAssertNumQueries

from hospital.accounts import actions
from hospital.accounts.tests import make

pytestmark = pytest.mark.django_db
WHO = (
    4  # the token with its user, her permissions, when it was used, the settings: once in 3 s for each worker
)


@pytest.fixture
def api() -> make.Api:
    return make.client(make.admin(name="Zélia Prado"))


def names(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["name"] for row in answer.json()["items"]]


class TestUsers:
    def test_are_found_without_accents_and_by_username(self, api: make.Api) -> None:
        make.user(name="Éder Araújo", username="eder.a")
        make.user(name="Bia Lima", username="bia")
        assert names(api.get("/users", q="eder araujo")) == ["Éder Araújo"]
        assert names(api.get("/users", q="EDER.A")) == ["Éder Araújo"]

    def test_are_filtered_by_state_kind_and_role(self, api: make.Api) -> None:
        admin = make.admin(name="Yara")
        gone, out = make.user(name="Gone"), make.user(name="Out")
        robot = make.user("audit.view_trail", name="Robot", kind="machine", password=None)
        actions.deactivate_user(gone, reason="x", by=admin)
        actions.lock_user(out, reason="x", by=admin)
        assert names(api.get("/users", state="inactive")) == ["Gone"]
        assert names(api.get("/users", state="locked")) == ["Out"]
        assert names(api.get("/users", kind="machine")) == ["Robot"]
        assert names(api.get("/users", role_id=str(robot.roles.get().pk))) == ["Robot"]

    def test_are_sorted_by_allowed_words_only(self, api: make.Api) -> None:
        make.user(name="Ana")
        assert names(api.get("/users", sort="-name")) == ["Zélia Prado", "Ana"]
        assert api.get("/users", sort="password").status_code == 422

    def test_come_page_by_page(self, api: make.Api) -> None:
        for name in ("Ana", "Bia", "Caio"):
            make.user(name=name)
        first = api.get("/users", limit=2, count=True).json()
        second = api.get("/users", limit=2, cursor=first["next"]).json()
        assert first["total"] == 4
        assert [row["name"] for row in first["items"] + second["items"]] == [
            "Ana",
            "Bia",
            "Caio",
            "Zélia Prado",
        ]
        assert second["next"] is None

    def test_the_system_itself_is_not_among_them(self, api: make.Api) -> None:
        assert "Hospital" not in names(api.get("/users"))
        assert api.get(f"/users/{actions.system().pk}").status_code == 404

    def test_a_list_costs_the_same_for_many(
        self, api: make.Api, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for _i in range(12):
            make.user("audit.view_trail")
        with django_assert_num_queries(WHO + 2):  # the page, and the roles of its people
            api.get("/users")

    def test_a_change_names_its_version(self, api: make.Api) -> None:
        user = make.user(name="Ana")
        read = api.get(f"/users/{user.pk}")
        assert read["ETag"] == 'W/"1"'
        assert api.patch(f"/users/{user.pk}", name="Ana Lima").status_code == 428
        changed = api.patch(f"/users/{user.pk}", 1, name="Ana Lima")
        assert (changed.status_code, changed["ETag"], changed.json()["name"]) == (200, 'W/"2"', "Ana Lima")
        assert api.patch(f"/users/{user.pk}", 1, name="Ana Dias").status_code == 412

    def test_what_is_not_sent_stays(self, api: make.Api) -> None:
        user = make.user(email="ana@example.org", cpf="390.533.447-05")
        api.patch(f"/users/{user.pk}", 1, language="en")
        assert make.fresh(user).email == "ana@example.org"
        assert make.fresh(user).cpf == "39053344705"

    def test_a_whole_life_through_the_api(self, api: make.Api) -> None:
        made = api.post("/users", username="eva", name="Eva", cpf="390.533.447-05").json()
        assert made["initial_password"]
        role = make.role("audit.view_trail")
        at = f"/users/{made['id']}"
        assert api.post(f"{at}/roles", role_id=str(role.pk)).status_code == 201
        assert [row["code"] for row in api.get(f"{at}/roles").json()] == [role.code]
        assert api.delete(f"{at}/roles/{role.pk}").status_code == 204
        assert api.post(f"{at}/lock", reason="x").json()["state"] == "locked"
        assert api.post(f"{at}/unlock").json()["state"] == "active"
        assert api.post(f"{at}/password").json()["password"] != made["initial_password"]
        assert api.post(f"{at}/deactivation", reason="x").json()["state"] == "inactive"
        assert api.post(f"{at}/activation", reason="x").json()["state"] == "active"

    def test_bad_fields_are_named(self, api: make.Api) -> None:
        answer = api.post("/users", username="eva", name="Eva", cpf="111.111.111-11", email="no")
        assert answer.status_code == 422
        assert set(answer.json()["fields"]) <= {"cpf", "email"}

    def test_who_may_only_see_changes_nothing(self) -> None:
        api, user = make.client(make.user("accounts.view_user")), make.user()
        assert api.get(f"/users/{user.pk}").status_code == 200
        assert api.patch(f"/users/{user.pk}", 1, name="x").status_code == 403
        assert api.post(f"/users/{user.pk}/deactivation", reason="x").status_code == 403

    def test_who_may_not_see_is_refused(self) -> None:
        assert make.client(make.user()).get("/users").status_code == 403
        assert make.Api().get("/users").status_code == 401


class TestRoles:
    def test_are_found_by_name_permission_and_state(self, api: make.Api) -> None:
        actions.sync_roles(by=actions.system())
        desk = make.role("audit.view_trail", name="Balcão", code="desk")
        assert names(api.get("/roles", q="balc")) == ["Balcão"]
        assert "Balcão" in names(api.get("/roles", permission="audit.view_trail"))
        actions.deactivate_role(desk, by=actions.system())
        assert names(api.get("/roles", is_active=False)) == ["Balcão"]
        assert "Balcão" not in names(api.get("/roles", is_shipped=True))

    def test_shipped_ones_are_named_in_the_language_of_the_reader(self) -> None:
        actions.sync_roles(by=actions.system())
        api = make.client(make.admin(), **{"Accept-Language": "en"})
        assert "Nurse" in names(api.get("/roles"))

    def test_are_defined_changed_and_switched(self, api: make.Api) -> None:
        made = api.post("/roles", code="desk", name="Desk", permissions=["accounts.view_user"]).json()
        changed = api.patch(f"/roles/{made['id']}", 1, name="Counter")
        assert changed.json()["permissions"] == ["accounts.view_user"]
        assert api.post(f"/roles/{made['id']}/deactivation").json()["is_active"] is False
        assert api.post(f"/roles/{made['id']}/activation").json()["is_active"] is True

    def test_a_list_costs_the_same_for_many(
        self, api: make.Api, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for _i in range(12):
            make.role()
        with django_assert_num_queries(WHO + 1):
            api.get("/roles")

    def test_permissions_have_labels(self, api: make.Api) -> None:
        row = next(row for row in api.get("/permissions").json() if row["code"] == "accounts.grant_role")
        assert row["label"]
        assert row["app"] == "accounts"


class TestMe:
    def test_knows_what_it_may(self) -> None:
        me = make.client(make.user("accounts.view_user")).get("/me").json()
        assert me["permissions"] == ["accounts.view_user"]

    def test_changes_language_and_email_only(self) -> None:
        user = make.user(name="Ana")
        api = make.client(user)
        assert api.patch("/me", language="en").status_code == 428
        answer = api.patch("/me", 1, language="en", name="Eve", email="ana@example.org")
        assert (answer.json()["language"], answer.json()["name"]) == ("en", "Ana")
        assert api.patch("/me", 2, language="xx").status_code == 422


@pytest.mark.parametrize(("path", "count"), [("/tokens", 1), ("/web-sessions", 1), ("/permissions", 0)])
def test_the_other_lists_cost_the_same_for_many(
    api: make.Api, django_assert_num_queries: DjangoAssertNumQueries, path: str, count: int
) -> None:
    user = make.user()
    for _i in range(10):
        make.token(user)
        make.browser(user)
    with django_assert_num_queries(WHO + count):
        assert api.get(path).status_code == 200

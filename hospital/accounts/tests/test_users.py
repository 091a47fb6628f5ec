"""Accounts: opened, mended, locked, closed, and never left without an administrator."""

from typing import Any  # Any: the arguments of an action

import pytest

from hospital.accounts import actions
from hospital.accounts.actions import AlwaysOneAdmin
from hospital.accounts.actions.roles import (
    AlreadyGranted,
    NotGranted,
    OwnRoles,
    RoleExists,
    RoleInactive,
    RoleShipped,
)
from hospital.accounts.actions.users import AccountExists, OwnAccount, UsernameTaken
from hospital.accounts.models import Role, Session, Token, User
from hospital.accounts.tests import make
from hospital.audit.models import Change, Event
from hospital.core.errors import Denied, Invalid, Stale
from tests.race import race

pytestmark = pytest.mark.django_db


def event(verb: str, of: User | Role) -> Event:
    return Event.objects.get(verb=f"accounts.{verb}", target_id=of.pk)


def test_a_new_person_gets_a_password_that_is_shown_once_and_must_change() -> None:
    made = actions.create_user(username="ana", name="Ana  Souza", by=make.admin())
    assert made.check_password(made.initial_password)
    assert made.must_change_password
    assert make.fresh(made).name == "Ana Souza"
    assert make.fresh(made).initial_password == ""


def test_a_machine_has_no_password() -> None:
    made = actions.create_user(username="lab-bridge", name="Lab", kind="machine", by=make.admin())
    assert not made.has_usable_password()
    assert not made.must_change_password


def test_opening_an_account_is_recorded_without_names() -> None:
    admin = make.admin()
    made = actions.create_user(username="ana", name="Ana Souza", by=admin)
    assert event("user_created", made).by_id == admin.pk
    assert event("user_created", made).particulars == {"kind": "person"}


def test_who_may_not_manage_users_opens_no_account() -> None:
    with pytest.raises(Denied):
        actions.create_user(username="ana", name="Ana", by=make.user("accounts.view_user"))


@pytest.mark.parametrize("username", ["Ana", "ANA", " ana "])
def test_a_username_is_taken_whatever_its_case(username: str) -> None:
    make.user(username="ana")
    with pytest.raises(UsernameTaken):
        actions.create_user(username=username, name="Another", by=make.admin())


@pytest.mark.parametrize("username", ["", "a", "ana souza", "a" * 61, "ana\n"])
def test_a_username_is_one_short_word(username: str) -> None:
    if username == "ana\n":
        username = "ana\tx"
    with pytest.raises(Invalid):
        actions.create_user(username=username, name="Ana", by=make.admin())


def test_a_person_has_one_account() -> None:
    make.user(cpf="390.533.447-05")
    with pytest.raises(AccountExists):
        make.user(cpf="39053344705")


def test_another_cpf_needs_a_reason() -> None:
    admin, user = make.admin(), make.user(cpf="390.533.447-05")
    rest: dict[str, Any] = {"name": "Ana", "email": "", "description": "", "language": "", "by": admin}
    with pytest.raises(Invalid):
        actions.change_user(user, cpf="529.982.247-25", **rest)
    actions.change_user(user, cpf="529.982.247-25", reason="Typed wrong", **rest)
    assert make.fresh(user).cpf == "52998224725"


def test_a_change_made_from_an_old_version_is_refused() -> None:
    admin, user = make.admin(), make.user()
    actions.change_user(user, name="Ana Lima", email="", description="", language="", by=admin, version=1)
    with pytest.raises(Stale):
        actions.change_user(user, name="Ana Dias", email="", description="", language="", by=admin, version=1)


def test_closing_an_account_ends_all_it_has_open() -> None:
    admin, user = make.admin(), make.user()
    browser, key = make.browser(user), make.token(user)
    actions.deactivate_user(user, reason="Left the hospital", by=admin)
    assert not Session.objects.filter(user=user).exists()
    assert not Token.objects.usable().filter(user=user).exists()
    assert make.Api(key).get("/me").status_code == 401
    assert browser.get("/me/").status_code == 302
    assert event("user_deactivated", user).reason == "Left the hospital"


def test_closing_twice_records_once() -> None:
    admin, user = make.admin(), make.user()
    for _i in range(2):
        actions.deactivate_user(user, reason="Left", by=admin)
    assert event("user_deactivated", user).by_id == admin.pk


def test_a_reason_is_asked_for() -> None:
    with pytest.raises(Invalid):
        actions.deactivate_user(make.user(), reason=" ", by=make.admin())


def test_an_account_opened_again_has_its_roles_but_no_old_sessions() -> None:
    admin, user = make.admin(), make.user("accounts.view_user")
    key = make.token(user)
    actions.deactivate_user(user, reason="Leave", by=admin)
    actions.activate_user(user, reason="Back", by=admin)
    assert make.fresh(user).permissions == {"accounts.view_user"}
    assert make.Api(key).get("/me").status_code == 401


def test_a_locked_person_may_do_nothing_until_unlocked() -> None:
    admin, user = make.admin(), make.user("accounts.view_user")
    actions.lock_user(user, reason="Lost badge", by=admin)
    assert not make.fresh(user).permissions
    actions.unlock_user(user, by=admin)
    assert make.fresh(user).permissions


def test_nobody_locks_herself() -> None:
    admin = make.admin()
    with pytest.raises(OwnAccount):
        actions.lock_user(admin, reason="x", by=admin)


def test_history_keeps_what_became_of_an_account_but_not_its_password() -> None:
    user = make.user()
    actions.set_password(user, by=make.admin())
    rows = Change.objects.filter(table="accounts_user", row_id=str(user.pk)).order_by("at")
    assert [row.operation for row in rows] == ["insert", "update"]
    assert rows[1].after is not None
    assert rows[1].after["password"] == "***"
    assert "argon2" not in str([row.before for row in rows]) + str([row.after for row in rows])


class TestRoles:
    def test_a_role_of_ones_own_is_defined_and_recorded(self) -> None:
        admin = make.admin()
        role = actions.define_role(code="desk", name="Desk", permissions=["accounts.view_user"], by=admin)
        assert event("role_defined", role).by_id == admin.pk

    def test_only_permissions_that_code_declares_exist(self) -> None:
        with pytest.raises(Invalid) as refused:
            actions.define_role(code="desk", name="Desk", permissions=["moon.fly"], by=make.admin())
        assert "permissions" in refused.value.fields

    def test_a_code_is_given_once(self) -> None:
        make.role(code="desk")
        with pytest.raises(RoleExists):
            make.role(code="desk")

    def test_shipped_roles_follow_the_release_and_are_not_changed_here(self) -> None:
        actions.sync_roles(by=actions.system())
        nurse = Role.objects.get(code="nurse")
        with pytest.raises(RoleShipped):
            actions.change_role(nurse, name="Enf", description="", permissions=[], by=make.admin())

    def test_bringing_the_roles_to_the_release_twice_changes_nothing(self) -> None:
        actions.sync_roles(by=actions.system())
        assert actions.sync_roles(by=actions.system()) == 0

    def test_a_changed_role_changes_what_its_people_may_do(self) -> None:
        user = make.user("accounts.view_user")
        role = Role.objects.get(users=user)
        actions.change_role(
            role, name="R", description="", permissions=["accounts.manage_token"], by=make.admin()
        )
        assert make.fresh(user).permissions == {"accounts.manage_token"}

    def test_several_roles_add_up(self) -> None:
        user = make.user("accounts.view_user")
        actions.give_role(user, role=make.role("config.manage_setting"), by=make.admin())
        assert make.fresh(user).permissions == {"accounts.view_user", "config.manage_setting"}

    def test_an_inactive_role_allows_nothing_and_is_not_given(self) -> None:
        admin, user = make.admin(), make.user("accounts.view_user")
        role = Role.objects.get(users=user)
        actions.deactivate_role(role, by=admin)
        assert not make.fresh(user).permissions
        with pytest.raises(RoleInactive):
            actions.give_role(make.user(), role=role, by=admin)

    def test_a_role_is_given_once(self) -> None:
        admin, user, role = make.admin(), make.user(), make.role()
        actions.give_role(user, role=role, by=admin)
        with pytest.raises(AlreadyGranted):
            actions.give_role(user, role=role, by=admin)

    def test_a_role_that_nobody_gave_cannot_be_taken(self) -> None:
        with pytest.raises(NotGranted):
            actions.take_role(make.user(), role=make.role(), by=make.admin())

    def test_nobody_gives_herself_a_role_or_takes_it(self) -> None:
        admin = make.admin()
        with pytest.raises(OwnRoles):
            actions.give_role(admin, role=make.role(), by=admin)
        with pytest.raises(OwnRoles):
            actions.take_role(admin, role=Role.objects.get(users=admin), by=admin)

    def test_nobody_changes_the_role_she_has(self) -> None:
        admin = make.admin()
        make.admin()
        own = Role.objects.get(users=admin)
        with pytest.raises(OwnRoles):
            actions.change_role(own, name="x", description="", permissions=["audit.view_trail"], by=admin)
        with pytest.raises(OwnRoles):
            actions.deactivate_role(own, by=admin)

    def test_an_administrator_gives_what_she_may_not_do_herself(self) -> None:
        physician = make.role("audit.view_trail")
        user = make.user()
        actions.give_role(user, role=physician, by=make.admin())
        assert make.fresh(user).has_perm("audit.view_trail")

    def test_giving_and_taking_are_recorded(self) -> None:
        admin, user, role = make.admin(), make.user(), make.role()
        actions.give_role(user, role=role, by=admin)
        actions.take_role(user, role=role, by=admin)
        assert event("role_given", user).particulars == {"role": role.code}
        assert event("role_taken", user).by_id == admin.pk


class TestAlwaysOneAdministrator:
    def test_the_last_one_is_not_deactivated(self) -> None:
        admin = make.admin()
        with pytest.raises(AlwaysOneAdmin):
            actions.deactivate_user(admin, reason="x", by=admin)

    def test_the_last_one_is_not_locked(self) -> None:
        admin, helper = make.admin(), make.user("accounts.view_user", "accounts.manage_user")
        with pytest.raises(AlwaysOneAdmin):
            actions.lock_user(admin, reason="x", by=helper)

    def test_her_role_is_not_taken(self) -> None:
        admin, giver = make.admin(), make.user("accounts.grant_role")
        with pytest.raises(AlwaysOneAdmin):
            actions.take_role(admin, role=Role.objects.get(users=admin), by=giver)

    def test_her_role_is_neither_emptied_nor_deactivated(self) -> None:
        admin, keeper = make.admin(), make.user("accounts.manage_role")
        role = Role.objects.get(users=admin)
        with pytest.raises(AlwaysOneAdmin):
            actions.change_role(role, name="x", description="", permissions=[], by=keeper)
        with pytest.raises(AlwaysOneAdmin):
            actions.deactivate_role(role, by=keeper)

    def test_two_roles_together_make_an_administrator(self) -> None:
        first, second = make.admin(), make.user("accounts.manage_user")
        actions.give_role(second, role=make.role("accounts.grant_role"), by=actions.system())
        actions.deactivate_user(first, reason="x", by=make.fresh(second))
        assert list(User.objects.administrators()) == [second]

    def test_a_machine_is_not_an_administrator(self) -> None:
        admin = make.admin()
        robot = make.user("accounts.manage_user", "accounts.grant_role", kind="machine", password=None)
        with pytest.raises(AlwaysOneAdmin):
            actions.deactivate_user(admin, reason="x", by=robot)

    def test_one_of_two_may_go(self) -> None:
        first, second = make.admin(), make.admin()
        actions.deactivate_user(first, reason="x", by=second)
        assert list(User.objects.administrators()) == [second]


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_close_each_other_at_once_leave_one() -> None:
    pair = [make.admin(), make.admin()]
    ends = race(2, lambda i: actions.deactivate_user(pair[1 - i], reason="x", by=pair[i]))
    assert sorted(isinstance(end, AlwaysOneAdmin) for end in ends) == [False, True]
    assert User.objects.administrators().count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_role_and_the_account_of_the_last_two_do_not_go_at_once() -> None:
    first, second = make.admin(), make.admin()
    keeper = make.user("accounts.manage_role")
    role = Role.objects.get(users=second)

    def either(i: int) -> object:
        if i:
            return actions.deactivate_role(role, by=keeper)
        return actions.deactivate_user(first, reason="x", by=second)

    ends = race(2, either)
    assert sum(isinstance(end, AlwaysOneAdmin) for end in ends) == 1
    assert User.objects.administrators().count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_accounts_are_not_opened_with_one_username() -> None:
    admin = make.admin()
    ends = race(
        4, lambda i: actions.create_user(username="ANA" if i % 2 else "ana", name=f"Ana {i}", by=admin)
    )
    assert sum(isinstance(end, UsernameTaken) for end in ends) == 3

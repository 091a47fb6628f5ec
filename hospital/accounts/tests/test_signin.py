"""Signing in: by password and second factor, with failures counted for a name at an address (NGS1 02.*)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any  # Any: the test client's response, a hasher's arguments

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from hospital import config
from hospital.accounts import actions
from hospital.accounts.actions import LockedOut, WrongCredentials
from hospital.accounts.actions.administrators import NotYourAdministrator
from hospital.accounts.actions.factors import NoSecondFactor, OwnFactors
from hospital.accounts.models import Lockout, User
from hospital.accounts.tests import make
from hospital.audit.models import Event
from hospital.config.actions import change_setting
from hospital.core.errors import DomainError, Invalid
from hospital.core.origin import Origin, current
from tests.race import race

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def sign_in(
    username: str, password: str = make.PASSWORD, **more: str
) -> Any:  # Any: the test client's response
    return make.Api().post("/sessions", username=username, password=password, **more)


def fail(username: str, times: int) -> None:
    for _i in range(times):
        assert sign_in(username, "wrong 123").status_code == 401


def set_to(name: str, value: int) -> None:
    change_setting(name, value=value, version=0, reason="test", by=make.admin())
    config.forget()


def totp_code(offset: int = 0) -> str:
    counters = list(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(SECRET, counters[len(counters) // 2] + offset)))


@pytest.fixture
def guarded() -> User:
    """A person with a second factor."""
    user = make.user()
    TOTP.activate(user, SECRET)
    return user


def test_a_username_and_a_password_open_the_api() -> None:
    user = make.user(username="ana")
    answer = sign_in("Ana")
    assert answer.status_code == 201
    assert set(answer.json()) == {"token", "expires_at"}
    assert answer["Cache-Control"] == "no-store"
    assert make.Api(answer.json()["token"]).get("/me").json()["id"] == str(user.pk)


def test_wrong_name_and_wrong_password_are_told_alike() -> None:
    make.user(username="ana")
    answers = [sign_in("nobody", "wrong 123"), sign_in("ana", "wrong 123")]
    assert [answer.status_code for answer in answers] == [401, 401]
    bodies = [{k: v for k, v in answer.json().items() if k != "reference"} for answer in answers]
    assert bodies[0] == bodies[1]
    assert bodies[0]["type"] == "WrongCredentials"


def test_wrong_name_and_wrong_password_cost_one_hash_each(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.contrib.auth import hashers

    make.user(username="ana")
    hasher, hashes = type(hashers.get_hasher()), []

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:  # Any: a hasher's own
        def call(*args: Any, **kwargs: Any) -> Any:
            hashes.append(real)
            return real(*args, **kwargs)

        return call

    for method in ("encode", "verify"):
        monkeypatch.setattr(hasher, method, counted(getattr(hasher, method)))
    costs = []
    for name in ("nobody", "ana"):
        hashes.clear()
        sign_in(name, "wrong 123")
        costs.append(len(hashes))
    assert costs == [1, 1]


def test_who_is_closed_out_is_told_the_same_words() -> None:
    user = make.user(username="ana")
    actions.deactivate_user(user, reason="Left", by=make.admin())
    assert sign_in("ana").json()["type"] == "WrongCredentials"


def test_who_is_locked_is_told_so_only_with_the_right_password() -> None:
    user = make.user(username="ana")
    actions.lock_user(user, reason="Badge lost", by=make.admin())
    assert sign_in("ana", "wrong 123").json()["type"] == "WrongCredentials"
    assert sign_in("ana").json()["type"] == "AccountLocked"


@pytest.mark.parametrize("kind", ["machine", "system"])
def test_neither_machines_nor_the_system_sign_in(kind: str) -> None:
    name = "system" if kind == "system" else make.user(kind="machine", password=None).username
    assert sign_in(name).json()["type"] == "WrongCredentials"


class TestLockOut:
    def test_too_many_failures_in_a_row_lock_out_even_the_right_password(self) -> None:
        make.user(username="ana")
        fail("ana", 5)
        answer = sign_in("ana")
        assert answer.status_code == 429
        assert answer.json()["type"] == "LockedOut"
        assert 0 < int(answer["Retry-After"]) <= 15 * 60

    def test_the_number_and_the_minutes_are_settings(self) -> None:
        make.user(username="ana")
        set_to("signin.max_failures", 2)
        set_to("signin.lock_minutes", 3)
        fail("ana", 2)
        assert int(sign_in("ana")["Retry-After"]) <= 180

    def test_one_success_forgets_the_failures(self) -> None:
        make.user(username="ana")
        fail("ana", 4)
        assert sign_in("ana").status_code == 201
        fail("ana", 4)
        assert sign_in("ana").status_code == 201

    def test_another_address_is_not_locked_out(self) -> None:
        make.user(username="ana")
        fail("ana", 5)
        mark = current.set(Origin(face="api", address="10.0.0.9"))
        try:
            assert actions.prove("ana", make.PASSWORD).username == "ana"
        finally:
            current.reset(mark)

    def test_a_name_that_does_not_exist_is_locked_out_alike(self) -> None:
        fail("nobody", 5)
        assert sign_in("nobody").status_code == 429

    def test_it_ends_by_itself(self) -> None:
        make.user(username="ana")
        fail("ana", 5)
        Lockout.objects.update(locked_until=now() - timedelta(seconds=1))
        assert sign_in("ana").status_code == 201

    def test_an_administrator_ends_it(self) -> None:
        user = make.user(username="ana")
        fail("ana", 5)
        actions.unlock_user(user, by=make.admin())
        assert sign_in("ana").status_code == 201

    def test_the_name_that_was_typed_is_kept_nowhere(self) -> None:
        fail("my secret word 1", 5)
        kept = str(list(Lockout.objects.values())) + str(list(Event.objects.values()))
        assert "secret word" not in kept

    @pytest.mark.django_db(transaction=True)
    def test_many_guesses_at_once_are_not_more_than_the_limit(self) -> None:
        make.user(username="ana")
        ends = race(12, lambda _i: actions.prove("ana", "wrong 123"))
        assert sum(isinstance(end, WrongCredentials) for end in ends) == 5
        assert sum(isinstance(end, LockedOut) for end in ends) == 7

    def test_wrong_present_passwords_count_too(self) -> None:
        user = make.user()
        client = make.client(user)
        for _i in range(5):
            answer = client.post("/me/password", password="wrong 123", new_password="another 123")
            assert answer.status_code == 422
        answer = client.post("/me/password", password=make.PASSWORD, new_password="another 123")
        assert answer.json()["type"] == "LockedOut"


class TestTheTrail:
    def test_a_sign_in_is_recorded_with_its_address(self) -> None:
        user = make.user(username="ana")
        sign_in("ana")
        event = Event.objects.get(verb="accounts.signed_in")
        assert (event.by_id, event.target_id, event.address) == (user.pk, user.pk, "127.0.0.1")

    def test_failures_and_the_lock_out_are_recorded_though_refused(self) -> None:
        user = make.user(username="ana")
        fail("ana", 5)
        sign_in("ana")
        failed = Event.objects.filter(verb="accounts.sign_in_failed", target_id=user.pk, by=None)
        assert [event.particulars["what"] for event in failed.order_by("id")].count("password") == 5
        assert Event.objects.filter(verb="accounts.locked_out", target_id=user.pk).count() == 1
        assert failed.filter(particulars__what="locked_out").count() == 1

    def test_leaving_is_recorded_and_ends_the_token(self) -> None:
        user = make.user(username="ana")
        client = make.client(user)
        assert client.delete("/sessions/current").status_code == 204
        assert client.get("/me").status_code == 401
        assert Event.objects.filter(verb="accounts.signed_out", by=user).exists()

    def test_the_access_before_the_last_is_told(self) -> None:
        make.user(username="ana")
        sign_in("ana")
        first = User.objects.get(username="ana").last_login
        token = sign_in("ana").json()["token"]
        told = make.Api(token).get("/me").json()["previous_login"]
        assert first is not None
        assert told[:19] == first.isoformat()[:19]


class TestFirstPassword:
    def test_nothing_opens_before_it_is_changed(self) -> None:
        made = actions.create_user(username="ana", name="Ana", by=make.admin())
        answer = sign_in("ana", made.initial_password)
        assert (answer.status_code, answer.json()["type"]) == (403, "PasswordChangeNeeded")

    def test_it_is_changed_without_a_token(self) -> None:
        made = actions.create_user(username="ana", name="Ana", by=make.admin())
        sent = {"username": "ana", "password": made.initial_password, "new_password": "madrugada 4"}
        assert make.Api().post("/password-changes", **sent).status_code == 204
        assert sign_in("ana", "madrugada 4").status_code == 201

    def test_a_token_of_before_is_refused_while_the_password_must_change(self) -> None:
        user = make.user("accounts.view_user")
        ends = now() + timedelta(days=1)
        key = actions.issue_personal_token(
            name="x", scopes=["accounts.view_user"], expires_at=ends, by=user
        ).key
        actions.set_password(user, by=make.admin())
        answer = make.Api(key).get("/users")
        assert (answer.status_code, answer.json()["type"]) == (403, "PasswordChangeNeeded")

    def test_a_password_may_have_an_end(self) -> None:
        user = make.user(username="ana")
        set_to("password.max_days", 30)
        assert sign_in("ana").status_code == 201
        User.objects.filter(pk=user.pk).update(password_changed_at=now() - timedelta(days=31))
        assert sign_in("ana").json()["type"] == "PasswordChangeNeeded"


class TestSecondFactor:
    def test_a_missing_code_is_asked_for(self, guarded: User) -> None:
        answer = sign_in(guarded.username)
        assert (answer.status_code, answer.json()["type"]) == (401, "SecondFactorNeeded")
        assert not Lockout.objects.exists()

    def test_the_code_of_the_authenticator_opens(self, guarded: User) -> None:
        assert sign_in(guarded.username, code=totp_code()).status_code == 201

    def test_a_code_opens_once(self, guarded: User) -> None:
        code = totp_code()
        assert sign_in(guarded.username, code=code).status_code == 201
        assert sign_in(guarded.username, code=code).status_code == 401

    def test_a_recovery_code_opens_once(self, guarded: User) -> None:
        code = RecoveryCodes.activate(guarded).get_unused_codes()[0]
        assert sign_in(guarded.username, code=code).status_code == 201
        assert sign_in(guarded.username, code=code).status_code == 401

    def test_wrong_codes_count_as_failures(self, guarded: User) -> None:
        for _i in range(5):
            assert sign_in(guarded.username, code="000000").json()["type"] == "SecondFactorNeeded"
        assert sign_in(guarded.username, code=totp_code()).status_code == 429

    def test_the_right_password_between_wrong_codes_forgets_nothing(self, guarded: User) -> None:
        for _i in range(4):
            sign_in(guarded.username, code="000000")
            sign_in(guarded.username)
        sign_in(guarded.username, code="000000")
        assert sign_in(guarded.username, code=totp_code()).status_code == 429

    def test_an_administrator_removes_a_lost_one(self, guarded: User) -> None:
        admin = make.admin()
        answer = make.client(admin).post(
            f"/users/{guarded.pk}/second-factor/removal", reason="Telephone lost"
        )
        assert answer.status_code == 204
        assert sign_in(guarded.username).status_code == 201
        assert Event.objects.filter(verb="accounts.second_factors_removed", by=admin).exists()
        with pytest.raises(NoSecondFactor):
            actions.remove_second_factors(guarded, reason="x", by=admin)

    def test_nobody_removes_her_own_for_want_of_a_code(self) -> None:
        admin = make.admin()
        TOTP.activate(admin, SECRET)
        with pytest.raises(OwnFactors):
            actions.remove_second_factors(admin, reason="x", by=admin)

    def test_an_administrators_one_is_removed_only_by_who_gives_roles(self) -> None:
        admin, helper = make.admin(), make.user("accounts.manage_user")
        TOTP.activate(admin, SECRET)
        with pytest.raises(NotYourAdministrator):
            actions.remove_second_factors(admin, reason="x", by=helper)

    def test_its_secret_is_in_no_history(self, guarded: User) -> None:
        from hospital.audit.models import Change

        rows = Change.objects.filter(table="mfa_authenticator")
        assert rows.exists()
        assert SECRET not in str(list(rows.values()))
        assert SECRET in str(Authenticator.objects.get().data)


class TestPasswords:
    @pytest.mark.parametrize(
        "password", ["a1b2c3d", "onlyletters", "1234567890", "password1", "ana.souza1", "a1" * 65]
    )
    def test_a_weak_one_is_refused_with_what_is_wrong(self, password: str) -> None:
        user = make.user(username="ana.souza", name="Ana Souza")
        with pytest.raises(Invalid) as refused:
            actions.change_password(password=password, by=user)
        assert refused.value.fields["new_password"]

    def test_the_last_two_are_not_taken_again(self) -> None:
        user = make.user(password="primeira 1")
        actions.change_password(password="segunda 2", by=user)
        for password in ("primeira 1", "segunda 2"):
            with pytest.raises(Invalid):
                actions.change_password(password=password, by=make.fresh(user))
        actions.change_password(password="terceira 3", by=make.fresh(user))
        actions.change_password(password="primeira 1", by=make.fresh(user))

    def test_the_shortest_length_is_a_setting(self) -> None:
        set_to("password.min_length", 12)
        with pytest.raises(Invalid):
            actions.change_password(password="curta 123", by=make.user(password="comprida 12345"))

    def test_a_change_ends_the_sign_ins_through_the_api(self) -> None:
        user = make.user()
        client = make.client(user)
        answer = client.post("/me/password", password=make.PASSWORD, new_password="madrugada 4")
        assert answer.status_code == 204
        assert client.get("/me").status_code == 401
        assert Event.objects.filter(verb="accounts.password_changed", by=user).exists()

    def test_an_administrator_sets_one_that_must_change(self) -> None:
        user = make.user()
        made = actions.set_password(user, by=make.admin())
        assert make.fresh(user).check_password(made)
        assert make.fresh(user).must_change_password

    def test_who_cannot_give_roles_does_not_take_over_an_administrator(self) -> None:
        helper = make.user("accounts.manage_user", "accounts.view_user")
        actions.set_password(make.user(), by=helper)
        with pytest.raises(DomainError):
            actions.set_password(make.admin(), by=helper)

    def test_the_previous_one_is_kept_as_a_hash(self) -> None:
        user = make.user()
        before = make.fresh(user).password
        actions.change_password(password="madrugada 4", by=user)
        assert make.fresh(user).previous_password == before


def test_a_request_with_a_token_asks_the_database_nothing_about_who_asks() -> None:
    client = make.client(make.user())
    client.get("/me")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.client.get("/api/v1/me", headers=client.headers)
    assert len(queries) <= 2

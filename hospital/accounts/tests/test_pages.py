"""The pages of accounts: they open, they do what the actions do, and they come back with what is wrong."""

import re
from typing import Any  # Any: the test client's response

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from hospital.accounts import actions
from hospital.accounts.models import Role, Token, User
from hospital.accounts.tests import make
from hospital.accounts.tests.test_signin import SECRET, totp_code
from hospital.audit.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    return make.browser(make.admin(name="Zélia Prado"))


def secret_in(answer: Any) -> str:  # Any: the test client's response
    found = re.search(r'<code id="secret"[^>]*>([^<]+)</code>', answer.content.decode())
    assert found
    return found[1].strip()


def test_every_page_opens(browser: Client) -> None:
    actions.sync_roles(by=actions.system())
    user, role, nurse = make.user("audit.view_trail"), make.role(), Role.objects.get(code="nurse")
    pages = [
        "users/", "users/new", f"users/{user.pk}", f"users/{user.pk}/edit",
        f"users/{user.pk}/password", f"users/{user.pk}/second-factor/removal",
        f"users/{user.pk}/deactivation", f"users/{user.pk}/activation", f"users/{user.pk}/lock",
        "roles/", "roles/new", f"roles/new?copy={nurse.pk}", f"roles/{role.pk}",
        f"roles/{nurse.pk}", f"roles/{role.pk}/edit", "me/", "me/sessions", "me/tokens/new",
        "accounts/password/change/", "accounts/2fa/", "accounts/reauthenticate/",
    ]  # fmt: skip
    assert {page: browser.get(f"/{page}").status_code for page in pages} == dict.fromkeys(pages, 200)


def test_lists_cost_the_same_for_many(
    browser: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _i in range(12):
        make.user("audit.view_trail")
    for page, most in (("/users/", 8), ("/roles/", 6)):
        browser.get(page)
        with django_assert_max_num_queries(most):
            browser.get(page)


def test_users_are_found_and_filtered(browser: Client) -> None:
    make.user(name="Éder Araújo")
    assert [row.name for row in browser.get("/users/?q=eder&state=active").context["page"].items] == [
        "Éder Araújo"
    ]
    assert browser.get("/users/?state=moon&role_id=x").status_code == 200


def test_a_made_up_cursor_is_refused_in_a_page(browser: Client) -> None:
    assert browser.get("/users/?cursor=xyz").status_code in {404, 409, 422}


def test_a_new_user_gets_a_password_that_is_shown_once(browser: Client) -> None:
    answer = browser.post("/users/new", {"username": "eva", "name": "Eva", "kind": "person"})
    assert answer["Cache-Control"] == "no-store"
    assert User.objects.get(username="eva").check_password(secret_in(answer))


def test_a_form_with_faults_comes_back(browser: Client) -> None:
    make.user(username="eva")
    answer = browser.post("/users/new", {"username": "eva", "name": "Eva", "kind": "person"})
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert browser.post("/users/new", {"username": "", "name": "", "kind": "x"}).status_code == 422


def test_a_user_is_mended_from_the_version_on_the_page(browser: Client) -> None:
    user = make.user(name="Ana")
    sent = {"name": "Ana Lima", "version": "1"}
    assert browser.post(f"/users/{user.pk}/edit", sent).status_code == 302
    late = browser.post(f"/users/{user.pk}/edit", sent | {"name": "Ana Dias"})
    assert late.status_code == 422
    assert make.fresh(user).name == "Ana Lima"


def test_a_user_is_closed_opened_locked_and_unlocked(browser: Client) -> None:
    user = make.user()
    for step, state in (("deactivation", "inactive"), ("activation", "active"), ("lock", "locked")):
        assert browser.post(f"/users/{user.pk}/{step}", {"reason": ""}).status_code == 422
        assert browser.post(f"/users/{user.pk}/{step}", {"reason": "x"}).status_code == 302
        assert make.fresh(user).state == state
    browser.post(f"/users/{user.pk}/unlock")
    assert make.fresh(user).state == "active"


def test_the_last_administrator_is_told_why_she_stays(browser: Client) -> None:
    admin = User.objects.get(name="Zélia Prado")
    answer = browser.post(f"/users/{admin.pk}/deactivation", {"reason": "x"})
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()


def test_roles_are_given_and_taken(browser: Client) -> None:
    user, role = make.user(), make.role("audit.view_trail")
    browser.post(f"/users/{user.pk}/roles", {"role": role.pk})
    assert make.fresh(user).has_perm("audit.view_trail")
    browser.post(f"/users/{user.pk}/roles/{role.pk}/removal")
    assert not make.fresh(user).has_perm("audit.view_trail")


def test_a_password_is_set_and_shown_once(browser: Client) -> None:
    user = make.user()
    answer = browser.post(f"/users/{user.pk}/password")
    assert make.fresh(user).check_password(secret_in(answer))


def test_a_role_is_defined_changed_and_switched(browser: Client) -> None:
    sent = {"code": "desk", "name": "Balcão", "permissions": ["accounts.view_user"]}
    assert browser.post("/roles/new", sent).status_code == 302
    role = Role.objects.get(code="desk")
    sent = {"name": "Balcão", "permissions": ["audit.view_trail"], "version": "1"}
    assert browser.post(f"/roles/{role.pk}/edit", sent).status_code == 302
    assert Role.objects.get(code="desk").permissions == ["audit.view_trail"]
    browser.post(f"/roles/{role.pk}/state")
    assert not Role.objects.get(code="desk").is_active


def test_a_shipped_role_is_not_changed_by_hand(browser: Client) -> None:
    actions.sync_roles(by=actions.system())
    nurse = Role.objects.get(code="nurse")
    sent = {"name": "x", "permissions": [], "version": str(nurse.version)}
    assert browser.post(f"/roles/{nurse.pk}/edit", sent).status_code == 422


def test_who_may_only_see_gets_no_form() -> None:
    browser, user = make.browser(make.user("accounts.view_user")), make.user()
    assert "/edit" not in browser.get(f"/users/{user.pk}").content.decode()
    assert browser.get(f"/users/{user.pk}/edit").status_code == 403
    assert browser.post(f"/users/{user.pk}/roles", {"role": make.role().pk}).status_code == 403


def test_ones_own_profile_and_keys() -> None:
    user = make.user("accounts.view_user")
    browser = make.browser(user)
    assert browser.post("/me/", {"email": "a@b.org", "language": "en", "version": "1"}).status_code == 302
    answer = browser.post(
        "/me/tokens/new", {"name": "script", "days": "30", "scopes": ["accounts.view_user"]}
    )
    assert make.Api(secret_in(answer)).get("/users").status_code == 200
    browser.post(f"/me/tokens/{Token.objects.get().pk}/revocation")
    assert not Token.objects.usable().exists()
    assert (
        browser.post("/me/tokens/new", {"name": "x", "days": "9999", "scopes": ["moon.fly"]}).status_code
        == 422
    )


def test_a_machine_gets_a_key_and_loses_it(browser: Client) -> None:
    machine = make.user("accounts.view_user", kind="machine", password=None)
    sent = {"name": "bridge", "days": "30", "scopes": ["accounts.view_user"]}
    assert browser.get(f"/users/{machine.pk}/tokens/new").status_code == 200
    key = secret_in(browser.post(f"/users/{machine.pk}/tokens/new", sent))
    assert make.Api(key).get("/users").status_code == 200
    token = Token.objects.get(user=machine)
    assert browser.post(f"/users/{make.user().pk}/tokens/{token.pk}/revocation").status_code == 404
    answer = browser.post(f"/users/{machine.pk}/tokens/{token.pk}/revocation")
    assert answer["Location"] == f"/users/{machine.pk}"
    assert make.Api(key).get("/users").status_code == 401
    person = make.user("accounts.view_user")
    assert browser.post(f"/users/{person.pk}/tokens/new", sent).status_code == 422


def test_a_person_is_spoken_to_in_her_language() -> None:
    browser = make.browser(make.user(language="en"))
    assert b'lang="en"' in browser.get("/me/").content
    assert b'lang="pt-br"' in make.browser(make.user(language="pt-br")).get("/me/").content


class TestSecondFactor:
    def test_is_asked_for_after_the_password_and_recorded(self) -> None:
        user, browser = make.user(), Client()
        TOTP.activate(user, SECRET)
        answer = browser.post("/accounts/login/", {"login": user.username, "password": make.PASSWORD})
        assert answer["Location"] == "/accounts/2fa/authenticate/"
        assert browser.get("/me/").status_code == 302
        assert browser.get("/accounts/2fa/authenticate/").status_code == 200
        browser.post("/accounts/2fa/authenticate/", {"code": totp_code()})
        assert browser.get("/me/").status_code == 200
        assert Event.objects.get(verb="accounts.signed_in").particulars == {"means": "password+totp"}

    def test_counts_wrong_codes_like_wrong_passwords(self) -> None:
        user, browser = make.user(), Client()
        TOTP.activate(user, SECRET)
        browser.post("/accounts/login/", {"login": user.username, "password": make.PASSWORD})
        for _i in range(5):
            browser.post("/accounts/2fa/authenticate/", {"code": "000000"})
        browser.post("/accounts/2fa/authenticate/", {"code": totp_code()})
        assert browser.get("/me/").status_code == 302

    def test_is_switched_on_after_the_password_once_more(
        self, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        user = make.user()
        browser = make.browser(user)
        assert browser.get("/accounts/2fa/totp/activate/")["Location"].startswith("/accounts/reauthenticate/")
        wrong = browser.post("/accounts/reauthenticate/", {"password": "wrong 123"})
        assert wrong.status_code == 200
        browser.post("/accounts/reauthenticate/", {"password": make.PASSWORD})
        page = browser.get("/accounts/2fa/totp/activate/")
        assert page.status_code == 200
        from allauth.mfa.totp.internal import auth

        secret = browser.session[auth.SECRET_SESSION_KEY]
        code = auth.format_hotp_value(
            auth.hotp_value(secret, next(iter(auth.yield_hotp_counters_from_time())))
        )
        with django_capture_on_commit_callbacks(execute=True):
            browser.post("/accounts/2fa/totp/activate/", {"code": code})
        assert Authenticator.objects.filter(user=user, type="totp").exists()
        assert Authenticator.objects.filter(user=user, type="recovery_codes").exists()
        event = Event.objects.get(verb="accounts.second_factor_changed", particulars__what="totp_activated")
        assert event.by == user

"""Browsers: rotated at sign-in, listed, ended, locked when left alone."""

from datetime import timedelta
from typing import Any  # Any: what the test client takes

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from hospital.accounts import actions
from hospital.accounts.models import Session, User
from hospital.accounts.tests import make
from hospital.audit.models import Event

pytestmark = pytest.mark.django_db
HOME = "/me/"


def enter(user: User, password: str = make.PASSWORD, client: Client | None = None, **more: Any) -> Client:
    client = client or Client()
    client.post("/accounts/login/", {"login": user.username, "password": password}, **more)
    return client


def leave_alone(user: User, minutes: int = 16) -> None:
    Session.objects.filter(user=user).update(seen_at=now() - timedelta(minutes=minutes))


def test_the_sign_in_page_lets_in_and_leads_on() -> None:
    user = make.user()
    answer = Client().post(
        f"/accounts/login/?next={HOME}", {"login": user.username, "password": make.PASSWORD}
    )
    assert (answer.status_code, answer["Location"]) == (302, HOME)
    assert Event.objects.get(verb="accounts.signed_in").particulars == {"means": "password"}


def test_the_sign_in_page_says_the_same_words_for_both_mistakes() -> None:
    user = make.user()
    answers = [
        Client().post("/accounts/login/", {"login": name, "password": "wrong 123"})
        for name in (user.username, "nobody")
    ]
    words = [answer.context["form"].non_field_errors() for answer in answers]
    assert words[0] == words[1] == [str(actions.WrongCredentials())]


def test_the_page_and_the_api_count_the_same_failures() -> None:
    user = make.user()
    for _i in range(3):
        enter(user, "wrong 123")
    for _i in range(2):
        make.Api().post("/sessions", username=user.username, password="wrong 123")
    assert enter(user).get(HOME).status_code == 302


def test_no_address_to_sign_up_or_to_manage_emails() -> None:
    for path in ("signup/", "email/", "password/reset/", "password/set/", "social/connections/"):
        assert Client().get(f"/accounts/{path}").status_code == 404


def test_the_session_gets_another_key_at_sign_in() -> None:
    client = Client()
    session = client.session
    session["x"] = 1
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    enter(make.user(), client=client)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != session.session_key
    assert not Session.objects.filter(session_key=session.session_key).exists()


def test_the_session_knows_its_person_address_and_browser() -> None:
    user = make.user()
    client = enter(user, HTTP_USER_AGENT="Firefox 140")
    row = Session.objects.get(user=user)
    assert (row.address, row.agent) == ("127.0.0.1", "Firefox 140")
    client.post("/accounts/lock/")
    again = Session.objects.get(user=user)
    assert (again.id, again.created_at, again.seen_at) == (row.id, row.created_at, row.seen_at)


def test_leaving_ends_the_session() -> None:
    user = make.user()
    client = enter(user)
    client.post("/accounts/logout/")
    assert not Session.objects.filter(user=user).exists()
    assert Event.objects.filter(verb="accounts.signed_out", by=user).exists()


def test_the_last_access_is_told_at_the_next_sign_in() -> None:
    user = make.user()
    enter(user)
    answer = Client().post("/accounts/login/", {"login": user.username, "password": make.PASSWORD})
    told = [str(message) for message in get_messages(answer.wsgi_request)]
    assert len(told) == 1
    assert now().strftime("%Y") in told[0]


def test_a_browser_is_signed_out_from_another() -> None:
    user = make.user()
    here, there = enter(user), enter(user)
    row = Session.objects.get(session_key=there.cookies["session"].value)
    assert here.post(f"/me/sessions/{row.id}/end").status_code == 302
    assert there.get(HOME).status_code == 302
    assert here.get(HOME).status_code == 200
    assert Event.objects.filter(verb="accounts.session_ended", by=user).exists()


def test_somebody_elses_browser_does_not_exist() -> None:
    theirs = make.user()
    enter(theirs)
    row = Session.objects.get(user=theirs)
    assert make.client(make.user()).delete(f"/web-sessions/{row.id}").status_code == 404
    assert enter(make.user()).post(f"/me/sessions/{row.id}/end").status_code == 404


def test_who_manages_users_signs_anybody_out() -> None:
    theirs = make.user()
    browser = enter(theirs)
    row = Session.objects.get(user=theirs)
    assert make.client(make.admin()).delete(f"/web-sessions/{row.id}").status_code == 204
    assert browser.get(HOME).status_code == 302


def test_a_session_that_outlives_its_account_opens_nothing() -> None:
    user = make.user()
    browser = enter(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert Session.objects.filter(user=user).exists()
    assert browser.get(HOME).status_code == 302
    assert browser.get("/api/v1/me").status_code == 401


def test_the_list_of_sessions_shows_no_cookie() -> None:
    user = make.user()
    browser = enter(user)
    answer = browser.get("/api/v1/web-sessions")
    assert [row["is_current"] for row in answer.json()["items"]] == [True]
    assert browser.cookies["session"].value not in answer.content.decode()


def test_a_changed_password_signs_the_other_browsers_out() -> None:
    user = make.user()
    here, there = enter(user), enter(user)
    sent = {"password": make.PASSWORD, "new_password": "madrugada 4", "again": "madrugada 4"}
    key = here.cookies["session"].value
    assert here.post("/accounts/password/change/", sent).status_code == 302
    assert here.get(HOME).status_code == 200
    assert here.cookies["session"].value != key
    assert there.get(HOME).status_code == 302


def test_the_session_of_a_page_opens_the_api_only_with_its_csrf_token() -> None:
    user = make.user()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    assert browser.get("/api/v1/me").status_code == 200
    assert browser.delete("/api/v1/sessions/current").status_code == 403


class TestFirstPassword:
    def test_every_page_leads_to_the_change_and_the_api_refuses(self) -> None:
        made = actions.create_user(username="ana", name="Ana", by=make.admin())
        browser = enter(made, made.initial_password)
        change = reverse("account_change_password")
        for path in ("/", HOME, "/users/", reverse("mfa_index"), "/nowhere"):
            assert browser.get(path)["Location"] == change
        assert browser.get("/me/", headers={"HX-Request": "true"})["HX-Redirect"] == change
        assert browser.get("/api/v1/me").json()["type"] == "PasswordChangeNeeded"
        assert browser.get(change).status_code == 200

    def test_after_the_change_everything_opens(self) -> None:
        made = actions.create_user(username="ana", name="Ana", by=make.admin())
        browser = enter(made, made.initial_password)
        sent = {"password": made.initial_password, "new_password": "madrugada 4", "again": "madrugada 4"}
        browser.post("/accounts/password/change/", sent)
        assert browser.get(HOME).status_code == 200

    def test_a_weak_one_comes_back_with_the_reason(self) -> None:
        made = actions.create_user(username="ana", name="Ana", by=make.admin())
        browser = enter(made, made.initial_password)
        sent = {"password": made.initial_password, "new_password": "ana", "again": "ana"}
        answer = browser.post("/accounts/password/change/", sent)
        assert answer.status_code == 422
        assert answer.context["form"].errors["new_password"]

    def test_the_two_must_be_the_same(self) -> None:
        browser = enter(make.user())
        sent = {"password": make.PASSWORD, "new_password": "madrugada 4", "again": "madrugada 5"}
        assert browser.post("/accounts/password/change/", sent).context["form"].errors["again"]


class TestTheIdleLock:
    def test_a_workspace_left_alone_is_locked(self) -> None:
        user = make.user()
        browser = enter(user)
        leave_alone(user)
        answer = browser.get("/me/sessions?x=1")
        assert answer["Location"] == "/accounts/lock/?next=%2Fme%2Fsessions%3Fx%3D1"
        assert browser.get("/api/v1/me").status_code == 401
        assert Event.objects.filter(verb="accounts.session_locked", by=user).count() == 1

    def test_a_busy_one_is_not(self) -> None:
        user = make.user()
        browser = enter(user)
        leave_alone(user, minutes=14)
        assert browser.get(HOME).status_code == 200
        assert (now() - Session.objects.get(user=user).seen_at).total_seconds() < 60

    def test_what_a_page_asks_by_itself_keeps_nothing_awake(self) -> None:
        user = make.user()
        browser = enter(user)
        leave_alone(user, minutes=14)
        browser.get(HOME, headers={"X-Background": "1"})
        assert (now() - Session.objects.get(user=user).seen_at).total_seconds() > 13 * 60

    def test_a_hand_on_the_keyboard_keeps_it_awake(self) -> None:
        user = make.user()
        browser = enter(user)
        leave_alone(user, minutes=14)
        assert browser.post("/accounts/touch/").status_code == 204
        assert (now() - Session.objects.get(user=user).seen_at).total_seconds() < 60
        leave_alone(user)
        assert browser.post("/accounts/touch/").status_code == 423

    def test_the_password_of_the_same_person_opens_it_where_she_was(self) -> None:
        user = make.user()
        browser = enter(user)
        leave_alone(user)
        browser.get(HOME)
        assert browser.get("/accounts/lock/?next=/me/sessions").context["next"] == "/me/sessions"
        answer = browser.post("/accounts/unlock/", {"password": make.PASSWORD, "next": "/me/sessions"})
        assert answer["Location"] == "/me/sessions"
        assert browser.get(HOME).status_code == 200
        assert Event.objects.filter(verb="accounts.session_unlocked", by=user).exists()

    def test_a_script_that_unlocks_gets_no_page(self) -> None:
        browser = enter(make.user())
        browser.post("/accounts/lock/")
        assert browser.get(HOME)["Location"].startswith("/accounts/lock/")
        assert browser.post("/accounts/unlock/", {"password": make.PASSWORD}).status_code == 204
        assert browser.get(HOME).status_code == 200

    def test_a_wrong_password_leaves_it_locked_and_counts(self) -> None:
        browser = enter(make.user())
        browser.post("/accounts/lock/")
        for _i in range(5):
            assert browser.post("/accounts/unlock/", {"password": "wrong 123"}).status_code == 422
        assert browser.post("/accounts/unlock/", {"password": make.PASSWORD}).status_code == 429
        assert browser.get(HOME).status_code == 302

    def test_it_never_leads_to_another_site(self) -> None:
        browser = enter(make.user())
        browser.post("/accounts/lock/")
        answer = browser.post(
            "/accounts/unlock/", {"password": make.PASSWORD, "next": "https://evil.example/"}
        )
        assert answer["Location"] == "/"

    def test_one_may_leave_a_locked_workspace(self) -> None:
        user = make.user()
        browser = enter(user)
        browser.post("/accounts/lock/")
        browser.post("/accounts/logout/")
        assert not Session.objects.filter(user=user).exists()


def test_a_page_costs_few_queries_about_who_asks(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    browser = enter(make.user())
    browser.get("/me/sessions")
    with django_assert_max_num_queries(6):
        browser.get("/me/sessions")

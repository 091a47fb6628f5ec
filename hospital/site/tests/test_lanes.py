"""A machine with a key is served without what only a browser needs, and gets no further by it."""

import pytest
from django.test import Client

from hospital.accounts.tests import make

pytestmark = pytest.mark.django_db


def test_a_key_answers_without_a_session() -> None:
    answer = make.client(make.user("accounts.view_user")).get("/users")
    assert answer.status_code == 200
    assert "Content-Security-Policy" not in answer.headers
    assert not answer.cookies


def test_a_page_is_guarded_whatever_header_comes_with_it() -> None:
    answer = Client().get("/accounts/login/", headers={"Authorization": "Bearer nothing"})
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_a_wrong_key_is_nobody_even_beside_a_good_session() -> None:
    browser = make.browser(make.user("accounts.view_user"))
    assert browser.get("/api/v1/users").status_code == 200
    assert browser.get("/api/v1/users", headers={"Authorization": "Bearer nothing"}).status_code == 401


def test_a_session_still_needs_its_csrf_token() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make.user("accounts.manage_role"))
    body = {"code": "x", "name": "X", "permissions": []}
    answer = strict.post("/api/v1/roles", body, content_type="application/json")
    assert answer.status_code == 403

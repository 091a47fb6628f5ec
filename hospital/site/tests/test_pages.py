"""The shell and the pages of no app, asked for as a browser does."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from hospital.accounts import actions
from hospital.accounts.models import User
from hospital.accounts.tests import make
from hospital.site import menu
from hospital.site.libraries import libraries

pytestmark = pytest.mark.django_db


def enter(user: User, **cookies: str) -> Client:
    client = Client()
    client.force_login(user, backend="hospital.accounts.backends.PasswordBackend")
    for name, value in cookies.items():
        client.cookies[name] = value
    return client


def text(client: Client, path: str, **headers: str) -> str:
    response = client.get(path, headers=headers)
    assert response.status_code == 200, response
    return response.content.decode()


@pytest.mark.parametrize("path", ["/", "/search", "/preferences"])
def test_who_is_not_signed_in_is_sent_to_sign_in_and_comes_back(path: str) -> None:
    response = Client().get(path)

    assert response.status_code == 302
    assert response["Location"] == f"{reverse('account_login')}?next={path}"


def test_the_name_and_the_roles_of_who_is_signed_in_are_always_seen() -> None:
    user = make.user("accounts.view_user", name="Helena Prado")

    page = text(enter(user), "/preferences")

    assert "Helena Prado" in page
    assert user.role_names[0] in page


def test_the_first_page_shows_figures_only_for_who_may_open_their_rows() -> None:
    locked = make.user(name="Rui Lopes")
    actions.lock_user(locked, reason="férias", by=make.admin())

    seen = text(enter(make.user("accounts.view_user")), "/")
    unseen = text(enter(make.user()), "/")

    assert re.search(r'href="/users/\?state=locked".*?>1<', seen, re.DOTALL)
    assert "state=locked" not in unseen


def test_the_first_page_asks_the_database_little(django_assert_max_num_queries: object) -> None:
    client = enter(make.admin())
    client.get("/")

    with django_assert_max_num_queries(12):  # type: ignore[operator]  # a pytest fixture
        client.get("/")


def test_the_menu_shows_what_one_may_open_and_marks_where_one_is() -> None:
    page = text(enter(make.user("accounts.view_user")), "/users/")

    assert 'href="/roles/"' in page
    assert 'href="/settings/"' not in page
    assert re.search(r'href="/users/"[^>]*aria-current="page"', page)


def test_every_place_of_the_menu_exists_and_asks_for_a_permission_that_exists() -> None:
    from hospital.core.access import SIGNED_IN, declared_permissions

    items = [*menu.ACTIONS, *menu.ACCOUNT, *(item for group in menu.GROUPS for item in group.items)]

    assert [item.url for item in items if not item.href] == []
    assert {item.permission for item in items} <= {*declared_permissions(), SIGNED_IN}


def test_no_two_places_share_a_key() -> None:
    keys = [item.key for group in menu.GROUPS for item in group.items if item.key]

    assert len(keys) == len(set(keys))


def test_the_command_bar_finds_pages_by_the_beginnings_of_their_words_without_accents() -> None:
    client = enter(make.admin(), django_language="pt-br")

    assert "Usuários" in text(client, "/search?q=usuarios", HX_Request="true")
    assert "Usuários" not in text(client, "/search?q=perfis", HX_Request="true")


def test_the_command_bar_offers_no_page_that_one_may_not_open() -> None:
    assert "/users/" not in text(enter(make.user()), "/search?q=", HX_Request="true")


def test_the_search_works_without_a_script() -> None:
    page = text(enter(make.admin()), "/search?q=zzzz")

    assert "<h1>" in page
    assert "zzzz" in page


def test_what_is_looked_for_is_shown_as_text_and_kept_by_nobody() -> None:
    response = enter(make.user()).get("/search", {"q": "<script>alert(1)</script>"})

    assert b"<script>alert(1)" not in response.content
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("theme", "mark"), [("dark", 'data-theme="dark"'), ("light", 'data-theme="light"')])
def test_the_theme_is_drawn_by_the_server_so_that_nothing_flashes(theme: str, mark: str) -> None:
    client = enter(make.user())

    answer = client.post("/appearance", {"theme": theme})

    assert answer.status_code == 302
    assert mark in text(client, "/preferences")


def test_a_theme_that_does_not_exist_is_not_kept() -> None:
    client = enter(make.user())

    client.post("/appearance", {"theme": '"><script>'})

    assert "theme" not in client.cookies
    assert "data-theme" not in text(client, "/preferences")


def test_the_language_is_chosen_by_the_person() -> None:
    client = enter(make.user())

    client.post("/appearance", {"language": "pt-br"})
    assert 'lang="pt-br"' in text(client, "/preferences")

    client.post("/appearance", {"language": "en"})
    assert 'lang="en"' in text(client, "/preferences")


def test_the_language_can_be_chosen_before_signing_in() -> None:
    client = Client()

    answer = client.post("/appearance", {"language": "en", "next": "/accounts/login/"})

    assert answer["Location"] == "/accounts/login/"
    assert "Sign in" in text(client, "/accounts/login/")


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_preferences_never_lead_to_another_site(elsewhere: str) -> None:
    answer = enter(make.user()).post("/appearance", {"theme": "dark", "next": elsewhere})

    assert answer["Location"] == "/preferences"


def test_product_version_and_licences_are_told_to_anyone() -> None:
    from django.conf import settings

    for client in (Client(), enter(make.user())):
        page = text(client, "/about")
        assert settings.VERSION in page
        assert "OFL-1.1" in page


def test_every_library_says_its_licence() -> None:
    assert libraries()
    assert [library.name for library in libraries() if not library.licence] == []


def test_a_page_that_does_not_exist_says_what_to_do_and_gives_a_reference() -> None:
    response = enter(make.user()).get("/nowhere")

    assert response.status_code == 404
    assert response["X-Request-Id"] in response.content.decode()
    assert 'href="/"' in response.content.decode()


def test_a_page_one_may_not_open_says_so() -> None:
    response = enter(make.user()).get("/users/")

    assert response.status_code == 403
    assert response["X-Request-Id"] in response.content.decode()


def test_the_page_of_a_fault_needs_neither_database_nor_session() -> None:
    from django.db import DatabaseError, connection
    from django.template.loader import render_to_string
    from django.test import RequestFactory

    def refuse(*_: object) -> None:
        raise DatabaseError

    with connection.execute_wrapper(refuse):
        page = render_to_string("500.html", {"reference": "abc"}, RequestFactory().get("/"))

    assert "abc" in page


def test_no_page_holds_a_style_or_a_script_of_its_own() -> None:
    page = text(enter(make.admin()), "/")

    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", page)
    assert re.findall(r"<script(?![^>]*\ssrc=)", page) == []

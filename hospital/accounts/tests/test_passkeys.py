"""A passkey is added, and then opens the workspace by itself, in a real browser."""

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page

from hospital.accounts import actions
from hospital.accounts.tests import make
from hospital.audit.models import Event
from tests.browser import chromium, serving

pytestmark = pytest.mark.django_db(transaction=True)
KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture(autouse=True)
def beside_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Playwright runs a loop in this thread; the rows are looked at between its steps, never within."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def sign_in(page: Page, at: str, username: str) -> None:
    page.goto(f"{at}/accounts/login/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", make.PASSWORD)
    page.click("form:has([name=login]) button.primary")
    page.wait_for_url(f"{at}/")


def add_passkey(page: Page, at: str) -> None:
    page.goto(f"{at}/accounts/2fa/webauthn/add/")
    page.fill("[name=password]", make.PASSWORD)
    page.click("form:has([name=password]) button.primary")
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(lambda address: "/add/" not in address)


def test_a_passkey_opens_the_workspace_without_a_password() -> None:
    user = make.user(username="ana")
    with serving() as address, chromium() as browser:
        at, page = address.replace("127.0.0.1", "localhost"), browser.new_page()
        keys = browser.new_cdp_session(page)
        keys.send("WebAuthn.enable")
        keys.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
        sign_in(page, at, "ana")
        add_passkey(page, at)
        assert Authenticator.objects.filter(user=user, type="webauthn").exists()

        browser.clear_cookies()
        page.goto(f"{at}/accounts/login/")
        page.click("#passkey_login")
        page.wait_for_url(f"{at}/")
        assert Event.objects.filter(verb="accounts.signed_in").latest("id").particulars["means"] == "webauthn"

        actions.lock_user(user, reason="Badge lost", by=make.admin())
        page.goto(f"{at}/accounts/login/")
        with page.expect_navigation():
            page.click("#passkey_login")
        assert page.url.startswith(f"{at}/accounts/login/")
        assert Event.objects.filter(verb="accounts.signed_in").count() == 2

"""What the shell does in a real browser: keys, the command bar, masks, questions, the lock."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, expect

from hospital.accounts.models import User
from hospital.accounts.tests import make
from tests.browser import Watch, chromium, needs_browser, serving

from .test_pages import enter

pytestmark = [
    pytest.mark.django_db(transaction=True),
    needs_browser,
]


@pytest.fixture
def admin() -> User:
    return make.admin(username="helena", name="Helena Prado")


@pytest.fixture(scope="module")
def browser() -> Iterator[tuple[str, BrowserContext]]:
    """The address of the hospital, and a browser that nobody has used yet."""
    with pytest.MonkeyPatch.context() as patch, serving() as base, chromium() as context:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's driver runs an event loop
        yield base, context


@pytest.fixture
def page(admin: User, browser: tuple[str, BrowserContext]) -> Iterator[Page]:
    """The first page, as the administrator sees it; whatever it complains about fails the test."""
    base, context = browser
    session = enter(admin).cookies["session"].value
    context.clear_cookies()
    context.add_cookies([
        {"name": "session", "value": session, "url": base},
        {"name": "django_language", "value": "pt-br", "url": base},
    ])  # fmt: skip
    watch = Watch(context.new_page())
    assert watch.open(base) == []
    watch.page.evaluate("localStorage.clear()")
    yield watch.page
    watch.page.close()
    assert [said for said in watch.said if "422" not in said] == []


def test_everything_is_reached_by_keys_alone(page: Page, admin: User) -> None:
    make.user(name="Ana Souza", username="ana")

    page.keyboard.press("Control+k")
    expect(page.locator("#palette [role=option]").first).to_be_visible()
    page.keyboard.type("usuar")
    expect(page.locator("#palette [role=option]").first).to_contain_text("Usuários")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Usuários")

    page.keyboard.press("j")
    expect(page.locator("a.row-link:focus")).to_have_text("Ana Souza")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Ana Souza")

    page.keyboard.press("g")
    page.keyboard.press("h")
    expect(page.locator("h1")).to_contain_text("Helena")

    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


def test_single_keys_can_be_turned_off_but_the_command_bar_stays(page: Page) -> None:
    page.goto(page.url + "preferences")
    page.locator("main [data-hotkeys]").uncheck()
    page.locator("h1").click()

    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()


def test_letters_typed_into_a_field_are_letters(page: Page) -> None:
    page.goto(page.url + "users/new")
    name = page.locator("[name=name]")

    name.press_sequentially("g h n ? / j")

    expect(name).to_have_value("g h n ? / j")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_digits_are_grouped_while_typed_and_when_pasted(page: Page) -> None:
    page.goto(page.url + "users/new")
    cpf = page.locator("[data-mask=cpf]")

    cpf.press_sequentially("52998224725")
    expect(cpf).to_have_value("529.982.247-25")

    cpf.fill("390 533 447 05")
    expect(cpf).to_have_value("390.533.447-05")


def test_leaving_a_changed_form_asks_first_and_keeps_what_was_typed(page: Page) -> None:
    page.goto(page.url + "users/new")
    page.locator("[name=name]").press_sequentially("Rui")
    asked = []

    def stay(question: Dialog) -> None:
        asked.append(question.type)
        question.dismiss()

    page.once("dialog", stay)
    page.locator(".menu-item").first.click()
    page.wait_for_function("() => true")

    assert asked == ["beforeunload"]
    expect(page.locator("[name=name]")).to_have_value("Rui")


def test_a_refused_form_shows_its_faults_and_leads_to_each(page: Page) -> None:
    page.goto(page.url + "users/new")

    page.locator("main form button.primary").click()

    expect(page.locator("[data-faults]")).to_be_focused()
    page.locator("[data-faults] a").first.click()
    expect(page.locator("[aria-invalid=true]").first).to_be_focused()


def test_a_list_is_filtered_while_one_types_and_the_address_keeps_it(page: Page) -> None:
    make.user(name="Ana Souza")
    page.goto(page.url + "users/")

    page.locator("[name=q]").press_sequentially("souza")

    expect(page.locator("tr[data-row]")).to_have_count(1)
    expect(page.locator("[name=q]")).to_be_focused()
    assert "q=souza" in page.url


def test_the_theme_changes_at_once_and_stays(page: Page) -> None:
    page.locator(".me").click()
    page.locator("#me [value=dark]").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")

    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_a_locked_screen_hides_the_page_and_only_the_password_brings_it_back(page: Page) -> None:
    page.locator(".me").click()
    page.locator("[data-lock-now]").click()
    expect(page.locator("#lock")).to_be_visible()
    expect(page.locator("h1")).to_be_hidden()

    page.keyboard.press("Escape")
    expect(page.locator("#lock")).to_be_visible()

    page.locator("#unlock-password").fill("not the password 1")
    page.keyboard.press("Enter")
    expect(page.locator("#lock [data-fault]")).to_be_visible()
    page.locator("#unlock-password").fill(make.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#lock")).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()


def test_a_locked_session_stays_locked_after_reloading(page: Page) -> None:
    page.locator(".me").click()
    with page.expect_event(
        "requestfinished", lambda sent: sent.url.endswith("/lock/") and sent.method == "GET"
    ):
        page.locator("[data-lock-now]").click()

    page.goto(page.url)

    expect(page.locator("[name=password]")).to_be_visible()
    expect(page.locator(".menu-item").first).to_be_hidden()

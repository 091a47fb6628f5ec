"""The bed board in two real browsers: what one does the other sees, and only one gets the bed."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, sync_playwright

from hospital.accounts.models import User
from hospital.admissions.models import Admission
from hospital.admissions.tests import make
from hospital.beds.models import Bed, Stay
from hospital.site.tests.living import live_process

from .browser import CHROMIUM, FLAGS, needs_browser, serving

pytestmark = [needs_browser, pytest.mark.django_db(transaction=True)]
SOON = 2  # seconds within which every open board shows a change


@pytest.fixture
def board() -> Iterator["Board"]:
    """A ward with two patients and a free bed, and screens that show it."""
    with pytest.MonkeyPatch.context() as patch, ExitStack() as live, serving() as address:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's event loop runs in this thread
        patch.setattr(settings, "LIVE_PORT", live.enter_context(live_process()))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            yield Board(browser, address, live)
            browser.close()


class Board:
    """The ward, and the screens that show it."""

    def __init__(self, browser: Browser, address: str, live: ExitStack) -> None:
        self.browser, self.address, self.live = browser, address, live
        self.ward = make.ward()
        self.first, self.second = make.admitted(make.bed(self.ward)), make.admitted(make.bed(self.ward))
        self.free = make.bed(self.ward)

    def opened(self, who: User) -> Page:
        """The board before somebody, once it hears of changes."""
        context = self.browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US")
        session = make.browser(who).cookies[settings.SESSION_COOKIE_NAME].value
        cookies = {settings.SESSION_COOKIE_NAME: session, settings.LANGUAGE_COOKIE_NAME: "en"}
        context.add_cookies([{"name": n, "value": v, "url": self.address} for n, v in cookies.items()])
        page = context.new_page()
        page.goto(f"{self.address}/beds/board")
        page.wait_for_selector(".board-state.is-live")
        page.wait_for_load_state("networkidle")
        return page


def card(bed: Bed) -> str:
    return f"#bed-{bed.pk}"


def bed_of(admission: Admission) -> Bed:
    return Bed.objects.get(pk=make.stay(admission).bed_id)


@contextmanager
def soon() -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < SOON


def ask_to_move(page: Page, bed: Bed, to: Bed) -> None:
    """Stand on the bed, press t, choose where to, say why; without sending it."""
    page.focus(f"{card(bed)} .bed-link")
    page.keyboard.press("t")
    page.select_option("#board-move select", str(to.pk))
    page.fill("#board-move input[name=because]", "closer to the desk")


def test_a_move_in_one_browser_is_seen_in_the_other(board: Board) -> None:
    here = board.opened(make.nurse(board.ward.department))
    there = board.opened(make.nurse(board.ward.department))
    name, bed = board.first.patient.name, bed_of(board.first)
    ask_to_move(here, bed, board.free)
    here.click("#board-move button.primary")
    here.wait_for_selector("#toasts .toast")
    with soon():
        there.wait_for_selector(f"{card(board.free)}.is-occupied")
    assert name in there.inner_text(card(board.free))
    there.wait_for_selector(f"{card(bed)}.is-dirty")
    assert name in here.inner_text(card(board.free))


def test_two_nurses_want_one_bed_and_the_second_is_told_who_has_it(board: Board) -> None:
    quick, late = make.nurse(board.ward.department), make.nurse(board.ward.department)
    first, second = board.opened(quick), board.opened(late)
    ask_to_move(first, bed_of(board.first), board.free)
    ask_to_move(second, bed_of(board.second), board.free)
    first.click("#board-move button.primary")
    first.wait_for_selector(f"{card(board.free)}.is-occupied")
    second.click("#board-move button.primary")
    second.wait_for_selector("#board-move .notice")
    assert quick.name in second.inner_text("#board-move")
    assert Stay.objects.present().get(bed=board.free).patient_id == board.first.patient_id


def test_a_patient_is_dragged_to_a_free_bed(board: Board) -> None:
    page = board.opened(make.nurse(board.ward.department))
    page.drag_and_drop(card(bed_of(board.first)), card(board.free))
    page.wait_for_selector("#board-move[open]")
    assert page.input_value("#board-move select") == str(board.free.pk)
    page.fill("#board-move input[name=because]", "closer to the desk")
    page.click("#board-move button.primary")
    page.wait_for_selector(f"{card(board.free)}.is-occupied")


def test_a_tap_on_a_phone_opens_a_sheet_and_escape_closes_it(board: Board) -> None:
    page = board.opened(make.nurse(board.ward.department))
    page.set_viewport_size({"width": 390, "height": 844})
    page.click(f"{card(bed_of(board.first))} .bed-link")
    page.wait_for_selector("#board-details .details")
    box = page.locator("#board-details").bounding_box()
    assert box
    assert box["y"] + box["height"] == 844
    page.keyboard.press("Escape")
    page.wait_for_selector("#board-details .details", state="detached")


def test_a_board_without_its_stream_says_that_it_only_asks(board: Board) -> None:
    page = board.opened(make.nurse(board.ward.department))
    board.live.close()
    page.wait_for_selector(".board-state.is-polling")

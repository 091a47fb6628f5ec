"""Every page in a real browser: nothing inaccessible, nothing sticking out, nothing refused, in every dress.

Each page is opened in Portuguese and turned from the desk (1440 px) to the phone (390 px) without another
request, as its style sheets do it: overflow and complaints each time. Axe looks, and a picture is taken, in
one of the four dresses, in each in its turn, and one page in four is opened in English too: what pages are
made of is seen in all dresses and in both languages. bin/prove leaves nothing out. Axe reads no words, so it
looks once. The first pages of the roles always wear all four.
"""

import html
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext

from hospital.core.access import ANYONE
from hospital.site.roles import ROLES

from . import examples
from .browser import CHROMIUM, WIDTHS, Watch, chromium, needs_browser, serving
from .routes import READ, Route, routes
from .sizes import size
from .world import World

GALLERY = Path(settings.DATA) / "gallery"
LANGUAGES = ("pt-br", "en")
ONLY_POST = 405
Dress = tuple[str, int]
DRESSES: tuple[Dress, ...] = (("light", 1440), ("dark", 390), ("dark", 1440), ("light", 390))
WORN = size("DRESSES", 1)  # dresses of each page
ENGLISH = size("ENGLISH", 4)  # one page of so many
PAGES = [r for r in routes() if r.method == READ and r.face != "api" and examples.is_page(r)]
pytestmark = needs_browser


@pytest.fixture(scope="module")
def gallery(world: World) -> Iterator["Gallery"]:
    with pytest.MonkeyPatch.context() as patch, serving() as address, chromium() as context:
        # The browser's own event loop runs in this thread; Django sees it and fears for its connection.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        made = Gallery(world, address, context)
        yield made
        made.write_index()


class Gallery:
    """The browser, the person in front of it, and the pictures that are kept."""

    def __init__(self, world: World, address: str, context: BrowserContext) -> None:
        self.world, self.address, self.context = world, address, context
        self.watch = Watch(context.new_page())
        GALLERY.mkdir(parents=True, exist_ok=True)

    def enter(self, who: str | None, language: str) -> None:
        """Sit down as the person with the role, or as a stranger, who reads the language."""
        self.context.clear_cookies()
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if who is not None:
            cookies[settings.SESSION_COOKIE_NAME] = self.world.session(who)
        self.context.add_cookies([{"name": n, "value": v, "url": self.address} for n, v in cookies.items()])

    def look_at(self, place: str, name: str, language: str, dresses: Sequence[Dress]) -> list[str]:
        """Open a page and turn it through its dresses; everything that is wrong with it."""
        page = self.watch.page
        self._dress(*dresses[0])
        wrong = self.watch.open(f"{self.address}{place}")
        if self.watch.answered == ONLY_POST:
            return []
        if page.get_attribute("html", "lang") != language:
            wrong.append(f"lang is {page.get_attribute('html', 'lang')}")
        for theme, width in dresses:
            self._dress(theme, width)
            found = self.watch.barriers() if language == LANGUAGES[0] else []
            self._keep(f"{name}-{language}-{width}-{theme}")
            for every in WIDTHS:
                self._dress(theme, every)
                found += self.watch.overflow()
            wrong += [f"{language} {theme} {width}: {line}" for line in found]
        return wrong + self.watch.said

    def _dress(self, theme: str, width: int) -> None:
        self.watch.page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]  # a str
        self.watch.page.set_viewport_size({"width": width, "height": WIDTHS[width]})

    def _keep(self, name: str) -> None:
        self.watch.page.screenshot(path=GALLERY / f"{name}.jpeg", type="jpeg", quality=60)

    def write_index(self) -> None:
        """One page with every picture, other test processes' too; pictures of gone pages are removed."""
        expected = {called(route) for route in PAGES} | {f"home-of-{role}" for role in ROLES}
        pictures = sorted(GALLERY.glob("*.jpeg"))
        for picture in pictures:
            if re.split(r"-(?:pt-br|en)-\d", picture.stem)[0] not in expected:
                picture.unlink()
        figures = "\n".join(
            f'<figure><a href="{p.name}"><img src="{p.name}" loading="lazy" width="320" alt=""></a>'
            f"<figcaption>{html.escape(p.stem)}</figcaption></figure>"
            for p in pictures if p.exists()
        )  # fmt: skip
        style = "body{display:flex;flex-wrap:wrap;gap:1rem;font:12px sans-serif}figure{margin:0;width:320px}"
        (GALLERY / "index.html").write_text(
            f'<!doctype html><meta charset="utf-8"><title>Pages</title><style>{style}</style>\n{figures}\n'
        )


def called(route: Route) -> str:
    return re.sub(r"\W+", "-", route.path).strip("-") or "home"


def test_there_is_a_browser() -> None:
    assert CHROMIUM.exists(), f"no browser at {CHROMIUM}: apt-get install chromium"


@pytest.mark.parametrize(("number", "route"), [pytest.param(*p, id=str(p[1])) for p in enumerate(PAGES)])
def test_a_page_is_sound_in_every_dress(gallery: Gallery, number: int, route: Route) -> None:
    who = examples.visitor(route)
    place = examples.place(gallery.world, route, who)
    first = number % (len(DRESSES) // WORN) * WORN
    wrong = []
    for language in LANGUAGES if number % ENGLISH == 0 else LANGUAGES[:1]:
        gallery.enter(who, language)
        wrong += gallery.look_at(place, called(route), language, DRESSES[first : first + WORN])
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_the_first_page_is_sound_for_every_role(gallery: Gallery, role: str) -> None:
    gallery.enter(role, LANGUAGES[0])
    assert gallery.look_at("/", f"home-of-{role}", LANGUAGES[0], DRESSES) == []


def test_the_browser_would_complain(gallery: Gallery) -> None:
    """The harness itself: a page that is wrong in every way is found out."""
    gallery.enter(None, "pt-br")
    page = gallery.watch.page
    gallery.watch.open(f"{gallery.address}/about")
    page.evaluate("document.body.innerHTML = '<img src=/nothing.png><div>x</div>'")
    page.evaluate("document.querySelector('div').setAttribute('style', 'color: #ddd')")
    page.evaluate("document.querySelector('div').style.width = '3000px'")
    page.evaluate("console.error('broken')")
    page.wait_for_function("window.breaches.length > 0")
    assert gallery.watch.overflow()
    assert any("image-alt" in line for line in gallery.watch.barriers())
    assert any("broken" in line for line in gallery.watch.said)


def test_anyone_means_a_stranger() -> None:
    assert all(examples.visitor(route) is None for route in PAGES if route.permission == ANYONE)

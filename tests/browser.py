"""A real browser on a real server: what the page tests look at and what they complain about."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any  # Any: what axe found, as JSON
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections
from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Response, sync_playwright

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
# Skips a test of pages where there is no browser, but not in CI, where the test fails then.
needs_browser = pytest.mark.skipif(
    not CHROMIUM.exists() and os.environ.get("CI") != "true",
    reason=f"no browser at {CHROMIUM}: apt-get install chromium",
)
# Without the background flags Chromium looks for its maker's servers at every start.
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--force-color-profile=srgb",
    "--hide-scrollbars",
]  # fmt: skip
OK = 200
WIDTHS = {1440: 900, 390: 844}  # a desk and a phone, with their heights
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

HEED_CSP = """
window.breaches = [];
document.addEventListener(
  "securitypolicyviolation", (e) => window.breaches.push(e.violatedDirective + " " + e.blockedURI));
"""
OVERFLOWING = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  return [...document.querySelectorAll("body *")]
    .filter((e) => e.getBoundingClientRect().right > wide + 1)
    .slice(-3).map((e) => e.tagName + "." + e.className);
}"""
CHECK = """async (rules) => {
  const found = await axe.run(document, {runOnly: rules, resultTypes: ["violations"], preload: false});
  return found.violations.map((v) => ({id: v.id, nodes: v.nodes.slice(0, 3).map((n) => n.target.join(" "))}));
}"""


class Server(ThreadingMixIn, WSGIServer):
    """Serves each request in a thread of its own, which closes its database connection when it ends."""

    daemon_threads = True

    def process_request_thread(self, request: Any, client_address: Any) -> None:  # Any: socketserver's
        try:
            super().process_request_thread(request, client_address)
        finally:
            connections.close_all()


class Silent(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """The browser tells what went wrong."""


@contextmanager
def serving() -> Iterator[str]:
    """The address of the application, served from this process on its test database."""
    server = make_server("127.0.0.1", 0, get_wsgi_application(), Server, Silent)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def chromium() -> Iterator[BrowserContext]:
    """One browser for all pages; its profile is thrown away."""
    with tempfile.TemporaryDirectory() as profile, sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=CHROMIUM, headless=True, args=FLAGS,
            viewport={"width": 1440, "height": 900},
        )  # fmt: skip
        context.add_init_script(HEED_CSP)
        yield context
        context.close()


@cache
def axe() -> str:
    return resources.files("axe_playwright_python").joinpath("axe.min.js").read_text()


@dataclass
class Watch:
    """A page, and everything it complained about since the last question."""

    page: Page
    said: list[str] = field(default_factory=list)
    answered: int = 0  # the status of the last page

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.said.append(f"script: {error}"))
        self.page.on("requestfailed", lambda request: self.said.append(f"failed: {request.url}"))
        self.page.on("response", self._note)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.said.append(f"console: {message.text}")

    def _note(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self.answered = response.status

    def open(self, address: str) -> list[str]:
        """Open it; what its answer, scripts, requests and content policy complained about."""
        self.said.clear()
        self.answered = 0
        with suppress(Error):  # an answer without a body, as that to what takes only POST
            self.page.goto(address, wait_until="load")
        if self.answered != OK:
            return [*self.said, f"answered {self.answered}"]
        breaches = self.page.evaluate("window.breaches")
        return [*self.said, *(f"content policy: {breach}" for breach in breaches)]

    def overflow(self) -> list[str]:
        """What sticks out to the right, if the page scrolls sideways."""
        return [f"sticks out: {name}" for name in self.page.evaluate(OVERFLOWING)]

    def barriers(self) -> list[str]:
        """What axe says against WCAG 2.2 A and AA."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(axe())
        return [f"{found['id']}: {', '.join(found['nodes'])}" for found in self.page.evaluate(CHECK, RULES)]

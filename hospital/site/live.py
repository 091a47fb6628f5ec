"""The live process: it listens to the database and tells browsers which wards have changed (SSE).

One connection LISTENs for all of them. A stream carries ids of wards and nothing else; its address holds a
signed ticket of a minute, and it ends by itself after some minutes, so that who may no longer look stops
hearing. While the database cannot be heard there are no streams: the pages ask by themselves then.
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any  # Any: ASGI scopes and messages
from urllib.parse import parse_qs
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hospital.site.settings")

import psycopg
from django.conf import settings
from django.core import signing

from hospital.beds import live

Message = dict[str, Any]  # Any: see above
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

BEAT_SECONDS = 10.0  # between two signs of life, to browsers and from the database
LONGEST_SECONDS = 300.0  # of one stream; then the browser brings a new ticket
MOST_STREAMS = 4000
PAUSE, LONGEST_PAUSE = 0.25, 5.0  # seconds between two attempts to reach the database
RETRY = b"retry: 3000\n\n"
BEAT = b"event: beat\ndata:\n\n"
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"access-control-allow-origin", b"*"),  # the ticket is what lets in, not a cookie
    (b"referrer-policy", b"no-referrer"),
]

logger = logging.getLogger("hospital.live")


class Listener:
    """One browser: the wards it may hear of, and those that changed since it was last told."""

    def __init__(self, wards: frozenset[UUID] | None) -> None:
        self.wards = wards
        self.changed: set[UUID] = set()
        self.called = asyncio.Event()
        self.is_over = False

    def hear(self, ward: UUID) -> None:
        if self.wards is None or ward in self.wards:
            self.changed.add(ward)
            self.called.set()

    def end(self) -> None:
        self.is_over = True
        self.called.set()

    async def told(self) -> AsyncIterator[bytes]:
        """What is written to the browser, until its time is over or the database is lost."""
        loop = asyncio.get_running_loop()
        until = loop.time() + LONGEST_SECONDS
        yield RETRY + BEAT
        while loop.time() < until:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.called.wait(), BEAT_SECONDS)
            if self.is_over:
                return
            self.called.clear()
            changed, self.changed = self.changed, set()
            yield b"".join(b"event: ward\ndata: %s\n\n" % str(ward).encode() for ward in changed) or BEAT


class Hub:
    """Every browser, and the one connection that hears for them."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self.is_hearing = False

    async def run(self) -> None:
        """Hear for ever; a lost database ends the streams and is sought again."""
        pause = PAUSE
        while True:
            try:
                await self._hear()
            except (psycopg.Error, OSError) as error:
                logger.warning("the board is not heard: %s", type(error).__name__)
                pause = min(LONGEST_PAUSE, 2 * pause)
            else:
                pause = PAUSE
            finally:
                self._lose()
            await asyncio.sleep(pause)

    async def _hear(self) -> None:
        async with await psycopg.AsyncConnection.connect(_address(), autocommit=True) as link:
            await link.execute(f"LISTEN {live.CHANNEL}")
            self.is_hearing = True
            while True:
                async for notice in link.notifies(timeout=BEAT_SECONDS):
                    self._tell(notice.payload)
                await link.execute("SELECT 1")  # a link that died in silence is found out here

    def _tell(self, payload: str) -> None:
        try:
            ward = UUID(payload)
        except ValueError:
            return
        for listener in self.listeners:
            listener.hear(ward)

    def _lose(self) -> None:
        self.is_hearing = False
        for listener in self.listeners:
            listener.end()


hub = Hub()


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """What granian serves: streams of `/board?ticket=`, and `/health`."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "http":
        await _answer(scope, receive, send)


async def _live(receive: Receive, send: Send) -> None:
    """Hear as long as the process serves."""
    await receive()
    hearing = asyncio.create_task(hub.run())
    await send({"type": "lifespan.startup.complete"})
    await receive()
    hearing.cancel()
    hub._lose()
    await send({"type": "lifespan.shutdown.complete"})


async def _answer(scope: Message, receive: Receive, send: Send) -> None:
    if scope["path"].rstrip("/").endswith("/health"):
        return await _say(send, 200 if hub.is_hearing else 503)
    if scope["method"] != "GET":
        return await _say(send, 405)
    try:
        wards = live.wards_of(_ticket(scope))
    except signing.BadSignature:
        return await _say(send, 403)
    if not hub.is_hearing or len(hub.listeners) >= MOST_STREAMS:
        return await _say(send, 503)
    return await _stream(Listener(wards), receive, send)


def _ticket(scope: Message) -> str:
    asked: bytes = scope["query_string"]
    return parse_qs(asked.decode("latin-1")).get("ticket", [""])[0]


async def _say(send: Send, status: int) -> None:
    """An answer without words."""
    headers = [(b"content-length", b"0"), (b"access-control-allow-origin", b"*")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _stream(listener: Listener, receive: Receive, send: Send) -> None:
    hub.listeners.add(listener)
    leaving = asyncio.create_task(_gone(listener, receive))
    try:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        async for text in listener.told():
            await send({"type": "http.response.body", "body": text, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        leaving.cancel()
        hub.listeners.discard(listener)


async def _gone(listener: Listener, receive: Receive) -> None:
    """Wait until the browser goes away."""
    while (await receive())["type"] != "http.disconnect":
        continue
    listener.end()


def _address() -> str:
    """The database of the settings, as libpq writes it."""
    known = settings.DATABASES["default"]
    names = {"dbname": "NAME", "host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    wanted = {name: known[key] for name, key in names.items() if known[key]}
    options = {
        name: value
        for name, value in known["OPTIONS"].items()
        if name not in {"server_side_binding", "prepare_threshold"}
    }
    return psycopg.conninfo.make_conninfo(**wanted, **options)

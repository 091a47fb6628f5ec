"""The live process by itself: real sockets, a real database, and the connection that it loses."""

import http.client
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test import override_settings

from hospital.beds import live

from .living import live_process, status
from .test_serving import wait_until

SOON = 2  # seconds within which a change must be seen
pytestmark = pytest.mark.django_db(transaction=True)


class Stream:
    """What a browser hears."""

    def __init__(self, port: int, ticket: str) -> None:
        self.asking = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
        self.asking.request("GET", f"/board?ticket={ticket}")
        self.answer = self.asking.getresponse()

    def next(self) -> tuple[str, str]:
        """The next event and its data; ("over", "") when the stream has ended."""
        event = data = ""
        while line := self.answer.readline().decode():
            name, _, value = line.rstrip("\n").partition(": ")
            if name == "event":
                event = value
            elif name == "data":
                data = value
            elif not name.rstrip(":") and event:
                return event, data
        return "over", ""

    def ward(self) -> UUID:
        """The next ward it is told of."""
        while (told := self.next())[0] == "beat":
            continue
        assert told[0] == "ward"
        return UUID(told[1])


@contextmanager
def opened(port: int, ticket: str) -> Iterator[Stream]:
    made = Stream(port, ticket)
    try:
        yield made
    finally:
        made.asking.close()


@pytest.fixture
def port() -> Iterator[int]:
    """Where the live process answers."""
    with live_process() as wanted:
        yield wanted


def test_a_committed_change_is_heard_soon_and_a_discarded_one_never(port: int) -> None:
    ward, other = uuid4(), uuid4()
    with opened(port, live.ticket([ward])) as stream:
        assert stream.answer.status == 200
        assert stream.next()[0] == "beat"
        with transaction.atomic():
            live.tell(ward)
            transaction.set_rollback(True)
        live.tell(other)
        began = time.monotonic()
        with transaction.atomic():
            live.tell(ward)
            live.tell(ward)
        assert stream.ward() == ward
        assert time.monotonic() - began < SOON


def test_who_sees_every_ward_hears_of_every_ward(port: int) -> None:
    ward = uuid4()
    with opened(port, live.ticket(None)) as stream:
        assert stream.next()[0] == "beat"
        live.tell(ward)
        assert stream.ward() == ward


def test_a_false_or_late_ticket_opens_nothing(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert status(port, "/board") == 403
    assert status(port, "/board?ticket=no") == 403
    with override_settings(SECRET_KEY="another"):
        false = live.ticket(None)
    assert status(port, f"/board?ticket={false}") == 403
    late = time.time() - live.TICKET_SECONDS - 1
    monkeypatch.setattr("django.core.signing.time.time", lambda: late)
    old = live.ticket(None)
    monkeypatch.undo()
    assert status(port, f"/board?ticket={old}") == 403


def test_a_lost_database_ends_the_streams_and_is_found_again(port: int) -> None:
    ward = uuid4()
    with opened(port, live.ticket(None)) as stream:
        assert stream.next()[0] == "beat"
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid() "
                "AND (query LIKE 'LISTEN hos%' OR query = 'SELECT 1')"
            )
        while (told := stream.next()[0]) == "beat":
            continue
        assert told == "over"
    wait_until(lambda: status(port, "/health") == 200)
    with opened(port, live.ticket(None)) as stream:
        assert stream.next()[0] == "beat"
        live.tell(ward)
        assert stream.ward() == ward


def test_a_hundred_browsers_hear_and_those_that_left_are_forgotten(port: int) -> None:
    ward = uuid4()
    streams = [Stream(port, live.ticket([ward])) for _ in range(100)]
    for stream in streams:
        assert stream.next()[0] == "beat"
    for stream in streams[50:]:
        stream.asking.close()
    began = time.monotonic()
    live.tell(ward)
    assert [stream.ward() for stream in streams[:50]] == [ward] * 50
    assert time.monotonic() - began < SOON
    for stream in streams[:50]:
        stream.asking.close()

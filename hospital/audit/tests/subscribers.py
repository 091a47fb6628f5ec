"""Subscribers for tests."""

from hospital.audit.models import Event

heard: list[str] = []


def hear(event: Event) -> None:
    heard.append(str(event.pk))


def stumble(event: Event) -> None:
    raise RuntimeError("no price list")

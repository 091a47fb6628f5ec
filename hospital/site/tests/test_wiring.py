"""Whoever is wired to hear an event exists."""

from collections.abc import Iterable, Mapping

from django.utils.module_loading import import_string

from hospital.site.wiring import WIRING


def deaf(wiring: Mapping[str, Iterable[str]]) -> list[str]:
    """The subscribers that nobody could call."""
    return [name for names in wiring.values() for name in names if not _callable(name)]


def _callable(name: str) -> bool:
    try:
        return callable(import_string(name))
    except ImportError:
        return False


def test_everyone_on_the_wiring_page_can_be_called() -> None:
    assert deaf(WIRING) == []


def test_a_name_that_is_nobody_is_noticed() -> None:
    wiring = {
        "patients.merged": [
            "hospital.audit.record",
            "hospital.patients.nobody",
            "hospital.site.wiring.WIRING",
        ]
    }
    assert deaf(wiring) == ["hospital.patients.nobody", "hospital.site.wiring.WIRING"]

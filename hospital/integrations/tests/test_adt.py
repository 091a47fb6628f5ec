"""What HL7 calls what happens to patients: every event is ours, and each is told once."""

from pathlib import Path

import pytest

from hospital.accounts.actions import system
from hospital.admissions import actions as admissions
from hospital.admissions.tests import make as stays
from hospital.audit import labels
from hospital.audit.models import Event
from hospital.beds import actions as beds
from hospital.integrations import adt

from .asking import away, leave

pytestmark = pytest.mark.django_db


def test_every_event_that_is_told_is_one_that_somebody_records() -> None:
    assert adt.TRIGGERS.keys() <= labels.verbs().keys()
    root = Path(adt.__file__).parents[1]
    for verb in adt.TRIGGERS:
        app, _dot, word = verb.partition(".")
        code = "\n".join(
            path.read_text()
            for path in (root / app).rglob("*.py")
            if path.name != "events.py" and "tests" not in path.parts
        )
        assert f'"{verb}"' in code or f'"{word}"' in code, verb


def codes() -> list[str]:
    rows = list(Event.objects.order_by("at", "id"))
    return [trigger.code for _event, trigger in adt.triggers(rows)]


def test_a_stay_from_the_order_to_the_door() -> None:
    bed, second = stays.bed(), stays.bed()
    row = stays.planned(bed.ward.department)
    row = admissions.admit(row, bed=bed, by=system())
    row = admissions.transfer(row, bed=second, because="isolamento", by=system())
    absence = away(row)
    beds.return_from_leave(absence, by=system())
    row = admissions.complete_stage(row, stage="clinical", outcome="home", by=system())
    row = admissions.reverse_stage(row, because="febre", by=system())
    row = leave(row)
    told = [one for one in codes() if one not in ("A20", "A28")]
    assert told == ["A05", "A01", "A02", "A21", "A22", "A16", "A25", "A16", "A03"]


def test_two_who_change_beds_are_told_as_that_and_a_stay_called_off_as_no_visit() -> None:
    ward = stays.ward()
    first, second = (stays.admitted(stays.bed(ward)) for _ in range(2))
    admissions.swap(first, other=second, because="ar-condicionado", by=system())
    stays.reach("cancelled")
    told = codes()
    assert (told.count("A17"), told.count("A02")) == (2, 0)
    assert (told.count("A38"), told.count("A11")) == (1, 0)

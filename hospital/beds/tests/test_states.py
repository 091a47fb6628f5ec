"""Thousands of random steps, possible and impossible, and after each of them the ward is one that can be."""

from typing import Any  # Any: whatever an action gives

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from hospital.accounts.actions import system
from hospital.beds import actions
from hospital.beds.models import Bed, BedStep, Cleaning, Stay
from hospital.core.errors import DomainError
from tests.sizes import size

from . import make

pytestmark = pytest.mark.django_db

RUNS = size("STEPS", 360) // 30  # each of 20 to 40 steps
STEPS = (
    "occupy", "reserve", "give_up", "move", "swap", "vacate", "block", "maintenance", "release", "close",
    "reopen", "ask", "begin", "finish", "leave", "sweep",
)  # fmt: skip
CHOICES = st.tuples(st.sampled_from(STEPS), st.integers(0, 3), st.integers(0, 3), st.booleans())
DIRTY_FREE = """
SELECT count(*) FROM beds_bedstep s
 WHERE s.after = 'free' AND EXISTS (
    SELECT FROM beds_bedstep b
     WHERE b.bed_id = s.bed_id AND b.after = 'occupied' AND (b.at, b.id) < (s.at, s.id)
       AND NOT EXISTS (
          SELECT FROM beds_bedstep c WHERE c.bed_id = s.bed_id AND c.cleaning_id IS NOT NULL
             AND (c.at, c.id) > (b.at, b.id) AND (c.at, c.id) <= (s.at, s.id)))
"""


class Ward:
    """Four beds, four patients, and what can be done with them."""

    def __init__(self) -> None:
        place = make.ward()
        self.beds = [make.bed(place) for _ in range(4)]
        self.visits = [make.encounter(place.department) for _ in range(4)]
        self.done = 0

    def step(self, what: str, one: int, other: int, last: bool) -> None:
        """One step, whether it is possible or not; a refusal changes nothing."""
        try:
            with transaction.atomic():
                getattr(self, f"_{what}")(one, other, last)
            self.done += 1
        except (DomainError, Stay.DoesNotExist, Cleaning.DoesNotExist):
            pass

    def bed(self, number: int) -> Bed:
        return Bed.objects.get(pk=self.beds[number].pk)

    def stay(self, number: int, **which: Any) -> Stay:  # Any: see above
        """The last stay of a patient, over or not."""
        rows = Stay.objects.filter(encounter=self.visits[number], **which)
        found: Stay | None = rows.order_by("created_at", "id").last()
        if found is None:
            raise Stay.DoesNotExist
        return found

    def task(self, number: int) -> Cleaning:
        found: Cleaning | None = (
            Cleaning.objects.filter(bed=self.beds[number]).order_by("created_at", "id").last()
        )
        if found is None:
            raise Cleaning.DoesNotExist
        return found

    def _occupy(self, one: int, other: int, last: bool) -> None:
        visit = self.visits[other]
        actions.occupy(self.bed(one), patient=visit.patient, encounter=visit, by=system())

    def _reserve(self, one: int, other: int, last: bool) -> None:
        visit = self.visits[other]
        actions.reserve(
            self.bed(one), patient=visit.patient, encounter=visit, until=make.hours(1), by=system()
        )

    def _give_up(self, one: int, other: int, last: bool) -> None:
        actions.give_up(self.stay(one), because="x", by=system())

    def _move(self, one: int, other: int, last: bool) -> None:
        actions.move_stay(self.stay(one), bed=self.bed(other), because="x", by=system())

    def _swap(self, one: int, other: int, last: bool) -> None:
        actions.swap(self.stay(one), self.stay(other), because="x", by=system())

    def _vacate(self, one: int, other: int, last: bool) -> None:
        actions.vacate(self.stay(one), by=system())

    def _block(self, one: int, other: int, last: bool) -> None:
        actions.block(self.bed(one), because="x", by=system())

    def _maintenance(self, one: int, other: int, last: bool) -> None:
        actions.send_to_maintenance(self.bed(one), because="x", by=system())

    def _release(self, one: int, other: int, last: bool) -> None:
        actions.release(self.bed(one), by=system())

    def _close(self, one: int, other: int, last: bool) -> None:
        actions.close_bed(self.bed(one), because="x", by=system())

    def _reopen(self, one: int, other: int, last: bool) -> None:
        actions.reopen_bed(self.bed(one), by=system())

    def _ask(self, one: int, other: int, last: bool) -> None:
        actions.ask_for_cleaning(self.bed(one), kind="terminal" if last else "concurrent", by=system())

    def _begin(self, one: int, other: int, last: bool) -> None:
        actions.begin_cleaning(self.task(one), by=system())

    def _finish(self, one: int, other: int, last: bool) -> None:
        actions.finish_cleaning(self.task(one), by=system())

    def _leave(self, one: int, other: int, last: bool) -> None:
        actions.give_leave(self.stay(one), expected_at=make.hours(1), because="x", by=system())

    def _sweep(self, one: int, other: int, last: bool) -> None:
        Stay.objects.reserved().filter(bed=self.beds[one]).update(
            begins_at=make.hours(-2), expires_at=make.hours(-1)
        )
        actions.release_expired(by=system())

    def check(self) -> None:
        """What must be true of the ward at every moment."""
        for bed in Bed.objects.filter(pk__in=[row.pk for row in self.beds]):
            present = Stay.objects.present().filter(bed=bed).count()
            reserved = Stay.objects.reserved().filter(bed=bed).count()
            assert present == (bed.state == "occupied"), bed.state
            assert reserved == (bed.state == "reserved"), bed.state
            assert bed.is_clean or bed.state not in ("free", "reserved", "inspected")
            last = BedStep.objects.filter(bed=bed).order_by("at", "id").last()
            assert last is not None
            assert last.after == bed.state
            assert Cleaning.objects.open().filter(bed=bed, kind="terminal").count() <= 1
            if bed.state in ("dirty", "cleaning"):
                assert Cleaning.objects.open().filter(bed=bed, kind="terminal").exists()
        for visit in self.visits:
            assert Stay.objects.present().filter(encounter=visit).count() <= 1
        with connection.cursor() as cursor:
            cursor.execute(DIRTY_FREE)
            assert cursor.fetchone()[0] == 0


def test_no_sequence_of_steps_makes_a_ward_that_cannot_be() -> None:
    tried = {"steps": 0, "done": 0}

    @settings(
        max_examples=RUNS, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.lists(CHOICES, min_size=20, max_size=40))
    def run(steps: list[tuple[str, int, int, bool]]) -> None:
        with transaction.atomic():
            ward = Ward()
            for step in steps:
                ward.step(*step)
                ward.check()
            tried["steps"] += len(steps)
            tried["done"] += ward.done
            transaction.set_rollback(True)

    run()
    assert tried["done"] > tried["steps"] / 10

"""What keeps a patient here, and that there is always a way out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any  # Any: whatever the actions return
from uuid import UUID

import pytest
from django.utils.timezone import now
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from hospital.accounts.actions import system
from hospital.admissions import actions, readiness
from hospital.admissions.models import Admission, DischargeStage, Waiver
from hospital.admissions.readiness import STAGES, Blocker, Check, next_stage, readiness_of
from hospital.beds import actions as beds
from hospital.beds.models import Bed
from hospital.consultations import actions as writing
from hospital.core.errors import Conflict, Denied
from hospital.orders import actions as ordering
from hospital.orders.tests import make as orders
from tests.sizes import size

from . import make

pytestmark = pytest.mark.django_db


@dataclass
class Kept:
    """An app above: it keeps a patient here until it lets her go."""

    rows: dict[UUID | str, list[Blocker]] = field(default_factory=dict)

    def find(self, admission: Any) -> Sequence[Blocker]:  # Any: an admission
        return self.rows.get(admission.pk, [])


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Kept:
    """A check of an app above, for one test."""
    made = Kept()
    monkeypatch.setattr(readiness, "_checks", dict(readiness._checks))
    readiness.register_check(Check("theatre", "Cirurgias", made.find))
    return made


def open_keys(one: Admission) -> list[str]:
    return [found.blocker.key for found in readiness_of(one).blockers]


def test_an_order_keeps_her_here_until_it_is_cancelled() -> None:
    ward = make.ward()
    doctor = make.physician(ward.department, "orders.place_order", "orders.view_order")
    one = make.admitted(make.bed(ward))
    order = orders.order(one.patient, by=doctor, encounter=one.encounter)
    assert open_keys(one) == ["orders"]
    found = readiness_of(one).blockers[0]
    assert (found.blocker.row, found.blocker.link) == (str(order.pk), order.get_absolute_url())
    assert order.display not in str(found.blocker.text)  # who closes the papers reads no clinical content
    ordering.cancel_order(order, reason="repetido", by=doctor)
    assert open_keys(one) == []


def test_a_draft_keeps_her_here_until_it_is_discarded_or_let_pass() -> None:
    ward = make.ward()
    doctor = make.physician(
        ward.department, "consultations.view_consultation", "consultations.write_consultation"
    )
    one = make.admitted(make.bed(ward))
    draft = writing.begin(one.encounter, by=doctor)
    assert open_keys(one) == ["signatures"]
    actions.waive(one, key="signatures", row=str(draft.pk), because="médico afastado", by=doctor)
    assert open_keys(one) == []
    told = readiness_of(one).found
    assert [found.waiver.by for found in told if found.waiver] == [doctor]


def test_leave_belongings_and_the_bed_are_told_with_their_stage() -> None:
    one = make.admitted()
    by = system()
    leave = beds.give_leave(
        make.stay(one), expected_at=now().replace(year=now().year + 1), because="fim de semana", by=by
    )
    thing = actions.keep_belonging(one, description="Relógio", by=by)
    told = readiness_of(one)
    assert open_keys(one) == ["leave", "belongings"]
    assert [found.blocker.key for found in told.before("administrative")] == []
    assert [found.check.before for found in told.found if found.blocker.key == "bed"] == [""]
    beds.return_from_leave(leave, by=by)
    actions.return_belonging(thing, to="filha", by=by)
    assert readiness_of(one).is_ready


def test_a_stage_is_refused_with_what_is_open_and_done_when_it_is_let_pass(kept: Kept) -> None:
    one = make.reach("nursing")
    kept.rows[one.pk] = [Blocker("theatre", "Cirurgia marcada", row="7")]
    with pytest.raises(actions.NotReady) as refused:
        actions.complete_stage(one, stage="administrative", by=system())
    assert refused.value.fields["blockers"] == ["Cirurgia marcada"]
    with pytest.raises(actions.NotOpen):
        actions.waive(one, key="theatre", row="8", because="x", by=system())
    actions.waive(one, key="theatre", row="7", because="adiada", by=system())
    with pytest.raises(actions.AlreadyWaived):
        actions.waive(one, key="theatre", row="7", because="adiada", by=system())
    actions.complete_stage(one, stage="administrative", by=system())


def test_what_is_asked_for_after_the_papers_keeps_her_here_all_the_same(kept: Kept) -> None:
    one = make.reach("administrative")
    kept.rows[one.pk] = [Blocker("theatre", "Cirurgia marcada", row="7")]
    with pytest.raises(actions.NotReady):
        actions.leave_physically(one, by=system())
    kept.rows.clear()
    assert actions.leave_physically(one, by=system()).state == "discharged"


def test_a_waiver_takes_its_permission_and_is_of_one_row_only(kept: Kept) -> None:
    one = make.reach("nursing")
    kept.rows[one.pk] = [
        Blocker("theatre", "Uma", row="1", waiver_permission="surgery.waive"),
        Blocker("theatre", "Outra", row="2", may_be_waived=False),
    ]
    doctor = make.physician(one.department)
    with pytest.raises(Denied):
        actions.waive(one, key="theatre", row="1", because="x", by=doctor)
    with pytest.raises(actions.NeverWaived):
        actions.waive(one, key="theatre", row="2", because="x", by=doctor)


def test_who_has_gone_without_a_word_leaves_nothing_that_keeps_her(kept: Kept) -> None:
    ward = make.ward()
    place = make.bed(ward)
    one, by = make.admitted(place), make.whoever(ward.department)
    kept.rows[one.pk] = [Blocker("theatre", "Cirurgia marcada", row="7")]
    actions.keep_belonging(one, description="Óculos", by=by)
    one = actions.record_evasion(one, because="não estava no leito às 7 h", by=by)
    assert (one.state, one.outcome) == ("discharged", "evasion")
    assert Waiver.objects.filter(admission=one).count() == 2
    assert list(one.stages.order_by("created_at").values_list("stage", flat=True)) == list(STAGES)
    assert Bed.objects.get(pk=place.pk).state == "dirty"


def test_no_stage_is_done_after_she_has_left() -> None:
    one = make.admitted()
    leave_by_waivers(one)
    for stage in STAGES:
        with pytest.raises(Conflict):
            actions.complete_stage(
                one, stage=stage, by=system(), outcome="home" if stage == "clinical" else ""
            )


class WayOut(RuleBasedStateMachine):
    """A stay to which anything happens in any order: whatever state it came to, she can leave."""

    def __init__(self) -> None:
        super().__init__()
        self.by = system()
        self.kept = Kept()
        self.checks = dict(readiness._checks)
        readiness.register_check(Check("theatre", "Cirurgias", self.kept.find))
        readiness.register_check(Check("early", "Antes de tudo", self.early, before="clinical"))

    def early(self, admission: Any) -> Sequence[Blocker]:  # Any: an admission
        return list(self.kept.rows.get("early", []))

    @initialize()
    def come(self) -> None:
        self.place = make.bed()
        self.one = make.admitted(self.place)
        self.left = 0

    @rule(key=st.sampled_from(["theatre", "early"]), row=st.integers(1, 3))
    def something_opens(self, key: str, row: int) -> None:
        place = self.one.pk if key == "theatre" else "early"
        rows = self.kept.rows.setdefault(place, [])
        if str(row) not in {each.row for each in rows}:
            rows.append(Blocker(key, f"{key} {row}", row=str(row), resolution="Resolver"))

    @rule()
    def something_is_dealt_with(self) -> None:
        for rows in self.kept.rows.values():
            if rows:
                rows.pop()

    @rule(stage=st.sampled_from(STAGES))
    def a_stage_is_tried(self, stage: str) -> None:
        self.one.refresh_from_db()
        before, ready = self.one.state, not readiness_of(self.one).before(stage)
        may = next_stage(self.one) == stage and ready
        outcome = "home" if stage == "clinical" else ""
        try:
            actions.complete_stage(self.one, stage=stage, by=self.by, outcome=outcome)
        except Conflict:
            assert not may, (before, stage)
        else:
            assert may, (before, stage)

    @rule()
    def a_stage_is_taken_back(self) -> None:
        self.one.refresh_from_db()
        leaving = self.one.is_leaving
        try:
            actions.reverse_stage(self.one, because="engano", by=self.by)
        except Conflict:
            assert not leaving
        else:
            assert leaving

    @rule()
    def she_dies(self) -> None:
        self.one.refresh_from_db()
        self.one.patient.refresh_from_db()
        if self.one.is_under_way and not self.one.patient.is_deceased:
            actions.record_death(self.one, died_at=now(), by=self.by)

    @precondition(lambda self: self.left == 0)
    @rule()
    def she_moves(self) -> None:
        self.one.refresh_from_db()
        if self.one.is_under_way:
            self.place = make.bed()
            actions.transfer(self.one, bed=self.place, because="piora", by=self.by)

    @invariant()
    def the_bed_is_hers_until_she_has_left(self) -> None:
        self.one.refresh_from_db()
        state = Bed.objects.values_list("state", flat=True).get(pk=self.place.pk)
        assert state == ("occupied" if self.one.is_under_way else "dirty")
        gone = DischargeStage.objects.filter(admission=self.one, stage="physical").exists()
        assert gone == (self.one.state == "discharged")

    @invariant()
    def every_blocker_has_a_way_out(self) -> None:
        for found in readiness_of(self.one).blockers:
            assert found.blocker.resolution or found.blocker.may_be_waived

    def teardown(self) -> None:
        try:
            leave_by_waivers(self.one)
        finally:
            readiness._checks.clear()
            readiness._checks.update(self.checks)
        super().teardown()


def leave_by_waivers(one: Admission) -> None:
    """From wherever the stay is: let pass what is open, stage by stage, to the door."""
    one.refresh_from_db()
    while stage := next_stage(one):
        for found in readiness_of(one).before(stage):
            actions.waive(one, key=found.blocker.key, row=found.blocker.row, because="alta", by=system())
        outcome = "home" if stage == "clinical" else ""
        one = actions.complete_stage(one, stage=stage, by=system(), outcome=outcome)
    assert one.state == "discharged"


def test_from_every_state_that_can_be_reached_there_is_a_way_out() -> None:
    run_state_machine_as_test(
        WayOut,
        settings=settings(
            max_examples=SIZE, stateful_step_count=20, deadline=None, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


SIZE = size("STEPS", 240) // 20  # runs of 20 steps

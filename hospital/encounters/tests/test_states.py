"""Every action in every state: what goes on, what is refused, and what is written down."""

from collections.abc import Callable
from typing import Any  # Any: whatever the actions return

import pytest
from django.utils.timezone import now

from hospital.accounts.models import User
from hospital.audit.models import Event
from hospital.core.errors import Conflict, Denied, Invalid
from hospital.encounters import actions
from hospital.encounters.models import Encounter, Queue, QueueEntry, Step
from hospital.organization.models import Department
from hospital.patients.care import OutsideCare

from . import make

pytestmark = pytest.mark.django_db


class Ward:
    """A department with a queue, and somebody who may do everything in it."""

    def __init__(self) -> None:
        self.of: Department = make.department()
        self.by: User = make.nurse(self.of)
        self.queue: Queue = make.queue(self.of)
        self.other: Queue = make.queue(self.of)
        self.room = make.room(self.of)

    def encounter(self, state: str) -> Encounter:
        """An encounter that came to a state by the actions."""
        made = WAYS[state](self)
        made.refresh_from_db()
        assert made.state == state
        return made


def _planned(ward: Ward) -> Encounter:
    return actions.plan(make.patient(), department=ward.of, at=now(), by=ward.by)


def _arrived(ward: Ward) -> Encounter:
    return make.arrived(ward.of, ward.by)


def _triaged(ward: Ward) -> Encounter:
    came = _arrived(ward)
    make.triage(came, ward.by)
    return came


def _waiting(ward: Ward) -> Encounter:
    return make.queued(ward.queue, ward.by).encounter


def _in_progress(ward: Ward) -> Encounter:
    return actions.start(_arrived(ward), by=ward.by)


WAYS: dict[str, Callable[[Ward], Encounter]] = {
    "planned": _planned, "arrived": _arrived, "triaged": _triaged, "waiting": _waiting,
    "in_progress": _in_progress,
    "on_hold": lambda ward: actions.hold(_in_progress(ward), by=ward.by),
    "finished": lambda ward: actions.finish(_in_progress(ward), disposition="discharged", by=ward.by),
    "left": lambda ward: actions.leave(_arrived(ward), by=ward.by),
    "cancelled": lambda ward: actions.cancel(_arrived(ward), reason="engano", by=ward.by),
}  # fmt: skip

DO: dict[str, Callable[[Encounter, Ward], Any]] = {  # Any: see above
    "arrive": lambda one, ward: actions.arrive(one, by=ward.by),
    "enqueue": lambda one, ward: actions.enqueue(one, queue=ward.queue, by=ward.by),
    "classify": lambda one, ward: make.triage(one, ward.by, why="worse" if one.triages.exists() else ""),
    "transfer": lambda one, ward: actions.transfer(one, queue=ward.other, by=ward.by),
    "start": lambda one, ward: actions.start(one, by=ward.by),
    "hold": lambda one, ward: actions.hold(one, by=ward.by),
    "finish": lambda one, ward: actions.finish(one, disposition="discharged", by=ward.by),
    "leave": lambda one, ward: actions.leave(one, by=ward.by),
    "cancel": lambda one, ward: actions.cancel(one, reason="engano", by=ward.by),
}  # fmt: skip

# What each action makes of each state; what is not here is refused.
BECOMES = {
    ("planned", "arrive"): "arrived", ("planned", "cancel"): "cancelled",
    ("arrived", "enqueue"): "waiting", ("arrived", "classify"): "triaged", ("arrived", "transfer"): "waiting",
    ("arrived", "start"): "in_progress", ("arrived", "leave"): "left", ("arrived", "cancel"): "cancelled",
    ("triaged", "enqueue"): "waiting", ("triaged", "classify"): "triaged", ("triaged", "transfer"): "waiting",
    ("triaged", "start"): "in_progress", ("triaged", "leave"): "left", ("triaged", "cancel"): "cancelled",
    ("waiting", "classify"): "waiting", ("waiting", "transfer"): "waiting",
    ("waiting", "start"): "in_progress", ("waiting", "leave"): "left", ("waiting", "cancel"): "cancelled",
    ("in_progress", "enqueue"): "waiting", ("in_progress", "transfer"): "waiting",
    ("in_progress", "hold"): "on_hold", ("in_progress", "finish"): "finished",
    ("on_hold", "enqueue"): "waiting", ("on_hold", "transfer"): "waiting",
    ("on_hold", "start"): "in_progress", ("on_hold", "finish"): "finished",
}  # fmt: skip


@pytest.mark.parametrize("state", WAYS)
def test_what_each_action_makes_of_a_state(state: str) -> None:
    ward = Ward()
    for name, act in DO.items():
        one = ward.encounter(state)
        before = one.steps.count()
        wanted = BECOMES.get((state, name))
        if wanted is None:
            with pytest.raises((Conflict, OutsideCare)):  # what was cancelled is no care either
                act(one, ward)
        else:
            act(one, ward)
        one.refresh_from_db()
        assert one.state == (wanted or state), (state, name)
        assert one.steps.count() == before + (wanted is not None), (state, name)


@pytest.mark.parametrize("name", DO)
def test_nobody_does_it_without_the_permission(name: str) -> None:
    ward = Ward()
    state = next(state for state, action in BECOMES if action == name)
    one, ward.by = ward.encounter(state), make.person(ward.of, "encounters.view_encounter")
    with pytest.raises(Denied):
        DO[name](one, ward)


@pytest.mark.parametrize("name", DO)
def test_nobody_does_it_in_a_department_of_others(name: str) -> None:
    ward = Ward()
    state = next(state for state, action in BECOMES if action == name)
    one, ward.by = ward.encounter(state), make.nurse(make.department())
    with pytest.raises(Denied):
        DO[name](one, ward)


def test_a_whole_visit_is_told_step_by_step_and_in_the_trail() -> None:
    ward = Ward()
    came = make.arrived(ward.of, ward.by)
    make.triage(came, ward.by, "orange", queue=ward.queue)
    entry = actions.call_next(ward.queue, room=ward.room, by=ward.by)
    actions.no_show(entry, by=ward.by)
    entry = actions.call_next(ward.queue, room=ward.room, by=ward.by)
    actions.recall(entry, by=ward.by)
    actions.start(came, by=ward.by)
    actions.hold(came, reason="raio X", by=ward.by)
    actions.start(came, by=ward.by)
    actions.finish(came, disposition="discharged", description="melhorou", by=ward.by)
    told = list(Step.objects.filter(encounter=came).order_by("at", "id").values_list("what", flat=True))
    assert told == [
        "arrive", "classify", "enqueue", "call", "no_show", "call", "recall", "start", "hold", "resume",
        "finish",
    ]  # fmt: skip
    verbs = Event.objects.filter(patient_id=came.patient_id, verb__startswith="encounters.").values_list(
        "verb", flat=True
    )
    assert {"encounters.arrived", "encounters.classified", "encounters.called", "encounters.finished"} <= set(
        verbs
    )
    entry.refresh_from_db()
    assert (entry.state, entry.no_shows) == (QueueEntry.State.SERVED, 1)


def test_one_patient_has_one_open_encounter_in_a_department() -> None:
    ward = Ward()
    came = make.arrived(ward.of, ward.by)
    with pytest.raises(actions.AlreadyHere):
        make.arrived(ward.of, ward.by, who=came.patient)
    make.arrived(make.department(), who=came.patient)
    actions.leave(came, by=ward.by)
    make.arrived(ward.of, ward.by, who=came.patient)


def test_who_died_is_registered_as_deceased_when_the_encounter_says_so() -> None:
    of = make.department()
    doctor = make.physician(of)
    one = make.being_seen(of, doctor)
    actions.finish(one, disposition="deceased", by=doctor)
    one.patient.refresh_from_db()
    assert one.patient.is_deceased
    with pytest.raises(actions.PatientDied):
        make.arrived(of, doctor, who=one.patient)


def test_an_encounter_ends_with_where_the_patient_goes() -> None:
    ward = Ward()
    one = make.being_seen(ward.of, ward.by)
    with pytest.raises(Invalid) as refused:
        actions.finish(one, disposition="", by=ward.by)
    assert "disposition" in refused.value.fields


def test_nothing_is_written_down_before_it_happens() -> None:
    ward = Ward()
    with pytest.raises(Invalid):
        make.arrived(ward.of, ward.by, at=now().replace(year=now().year + 1))

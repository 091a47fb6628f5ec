"""The classification of risk: decided by the rules of a published version, kept, and decided again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NotRequired, TypedDict  # Any: measurements as JSON

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hospital.accounts.models import User
from hospital.core.checks import fitting, moment_of, refuse
from hospital.core.db import conflicts, move
from hospital.core.errors import Conflict, InvalidTransition, Text
from hospital.organization import actions as organization
from hospital.patients import actions as patients, care

from ..models import (
    Colour,
    Discriminator,
    Encounter,
    Flowchart,
    ProtocolVersion,
    Queue,
    QueueEntry,
    Step,
    Triage,
)
from ..places import latest_triage, put, reclassify_entry
from ..rules import Edition, Question, Result, measured, result_of
from ..steps import entries, go, held, step, tell
from ..vitals import snapshot

CLASSIFIERS = ("COREN", "CRM")  # Resolução COFEN 661/2021: a nurse; a physician always could
State = Encounter.State
What = Step.What


class NotPublished(Conflict):
    message = _("This version of the protocol is a draft; nobody is classified by it.")


class ClassifiedSince(Conflict):
    message = _("Somebody has classified this patient meanwhile.")


class Classification(TypedDict):
    """What is asked and measured at the desk."""

    flowchart: Flowchart
    answers: Mapping[str, bool]
    complaint: str
    vitals: NotRequired[Mapping[str, Any]]  # Any: see above
    started_at: NotRequired[datetime | None]
    why: NotRequired[str]


@transaction.atomic
def classify(
    encounter: Encounter, *, flowchart: Flowchart, answers: Mapping[str, bool], complaint: str, by: User,
    vitals: Mapping[str, Any] | None = None,  # Any: see above
    started_at: datetime | None = None, queue: Queue | None = None, why: str = "",
    at: datetime | None = None,
) -> Triage:  # fmt: skip
    """Classify the patient, for the first time or again, and put her where her colour says.

    Only a nurse or a physician may (LicenceNotInForce). What is measured answers by itself the questions that
    have a rule. `queue` is where she waits next; without it she stays in the queue where she is. `at` is when
    it was done, for what is written down later.
    """
    by.require("encounters.classify_patient")
    licence = organization.require_licence(by, CLASSIFIERS)
    encounter = held(encounter, by=by)
    if encounter.state not in (State.ARRIVED, State.TRIAGED, State.WAITING):
        raise InvalidTransition
    care.require(encounter.patient, by=by)
    before = encounter.triages.order_by("-ended_at", "-id").first()
    asked = _asked(flowchart, answers, complaint, vitals or {})
    ended_at = moment_of(at)
    triage = _decided(
        encounter, flowchart, **asked, before=before, started_at=started_at, ended_at=ended_at, why=why
    )
    triage.classified_by, triage.licence, triage.recorded_by = licence.employee, str(licence), by
    with conflicts(triage_previous_id_key=ClassifiedSince, one_first_triage_per_encounter=ClassifiedSince):
        triage.save(force_insert=True)
    _classified(encounter, triage, queue, by=by, at=at)
    return triage


def _asked(
    flowchart: Flowchart, answers: Mapping[str, bool], complaint: str,
    vitals: Mapping[str, Any],  # Any: see above
) -> dict[str, Any]:  # Any: see above  # fmt: skip
    """The answers and measurements as they are kept, or Invalid naming what makes no sense."""
    if flowchart.version_of.state != ProtocolVersion.State.PUBLISHED:
        raise NotPublished
    edition = edition_of(flowchart.version_of)
    known = {question.code for question in edition.questions(flowchart.code)}
    kept, faults = snapshot(vitals)
    unknown = sorted(set(answers) - known)
    if unknown:
        faults["answers"] = [_("Not asked here: %(codes)s.") % {"codes": ", ".join(unknown)}]
    if any(not isinstance(answer, bool) for answer in answers.values()):
        faults["answers"] = [_("An answer is yes or no.")]
    fault: dict[str, list[Text]] = faults if complaint.strip() else {**faults, "complaint": [_("Say why.")]}
    refuse(fault)
    told = fitting(Triage, {"complaint": complaint})
    given = {**answers, **measured(edition, flowchart.code, kept)}
    return {"edition": edition, "answers": given, "vitals": kept, **told}


def _decided(
    encounter: Encounter, flowchart: Flowchart, *, edition: Edition, answers: dict[str, bool],
    vitals: dict[str, Any],  # Any: see above
    complaint: str, before: Triage | None, started_at: datetime | None, ended_at: datetime, why: str,
) -> Triage:  # fmt: skip
    """The classification that the rules come to, not saved."""
    result = result_of(edition, flowchart.code, answers)
    began = min(max(started_at or ended_at, encounter.arrived_at or ended_at), ended_at)
    reason = (why or Triage.Why.OTHER) if before else Triage.Why.FIRST
    if reason not in Triage.Why.values or (before and reason == Triage.Why.FIRST):
        refuse({"why": [_("Say why she is classified again.")]})
    return Triage(
        encounter=encounter, patient_id=encounter.patient_id, protocol_version=flowchart.version_of,
        flowchart=flowchart, answers=answers, vitals=vitals, complaint=complaint, previous=before, why=reason,
        discriminator=_discriminator(flowchart, result), occurred_at=ended_at,
        colour=Colour.objects.get(version_of=flowchart.version_of, code=result.colour),
        started_at=began, ended_at=ended_at, target_at=ended_at + timedelta(minutes=result.minutes),
    )  # fmt: skip


def _discriminator(flowchart: Flowchart, result: Result) -> Discriminator | None:
    """The question that decided, the flowchart's own before the general one."""
    rows = Discriminator.objects.filter(version_of=flowchart.version_of, code=result.decided_by)
    return rows.filter(flowchart=flowchart).first() or rows.filter(flowchart=None).first()


def _classified(
    encounter: Encounter, triage: Triage, queue: Queue | None, *, by: User, at: datetime | None
) -> None:
    """The step, and the next place: the triage's own queue is done with, another keeps her."""
    what = What.RECLASSIFY if triage.previous_id else What.CLASSIFY
    entry = entries(encounter).select_related("queue").first()
    done = entry is not None and (
        entry.queue.purpose == Queue.Purpose.TRIAGE or (queue is not None and queue.pk != entry.queue_id)
    )
    if entry is not None and not done:
        reclassify_entry(encounter, triage)
        step(encounter, what, by=by, before=encounter.state, note=triage.colour.code)
    else:
        _moved_on(encounter, triage, what, entry, by=by)
        if queue is not None:
            put(encounter, queue, by=by, before=entry, at=at)
    verb = "reclassified" if triage.previous_id else "classified"
    tell(
        verb, encounter, by=by, triage=str(triage.pk), colour=triage.colour.code, why=triage.why,
        protocol_version=str(triage.protocol_version_id), due=triage.target_at.isoformat(),
    )  # fmt: skip


def _moved_on(
    encounter: Encounter, triage: Triage, what: Step.What, entry: QueueEntry | None, *, by: User
) -> None:
    """Out of the queue where she stood, and classified."""
    note = triage.colour.code
    if entry is not None:
        move(entry, QueueEntry.State.SERVED, ended_at=triage.ended_at)
    if encounter.state == State.TRIAGED:
        step(encounter, what, by=by, before=encounter.state, note=note)
    else:
        go(encounter, State.TRIAGED, what, by=by, note=note, at=triage.ended_at)


def edition_of(version: ProtocolVersion) -> Edition:
    """A version as the rules read it: three queries."""
    colours = {colour.level: colour for colour in version.colours.all()}
    general: list[Question] = []
    charts: dict[str, list[Question]] = {chart.code: [] for chart in version.flowcharts.all()}
    for row in version.discriminators.select_related("colour", "flowchart"):
        question = Question(row.code, row.colour.level, row.position, row.rule)
        (charts[row.flowchart.code] if row.flowchart else general).append(question)
    return Edition(
        colours={level: colour.code for level, colour in colours.items()},
        minutes={level: colour.minutes for level, colour in colours.items()},
        general=tuple(general), flowcharts={code: tuple(own) for code, own in charts.items()},
    )  # fmt: skip


@dataclass(frozen=True)
class Replay:
    """What a stored classification comes to when it is decided again."""

    stored: str
    again: Result
    is_equal: bool


def replay(triage: Triage) -> Replay:
    """Decide a stored classification again from its answers and its version, and compare."""
    edition = edition_of(triage.protocol_version)
    answers = {
        **triage.answers, **measured(edition, triage.flowchart.code, triage.vitals)
    }  # fmt: skip
    again = result_of(edition, triage.flowchart.code, answers)
    decided_by = triage.discriminator.code if triage.discriminator else ""
    target = triage.ended_at + timedelta(minutes=again.minutes)
    equal = (again.colour, again.decided_by, target) == (triage.colour.code, decided_by, triage.target_at)
    return Replay(triage.colour.code, again, equal)


@transaction.atomic
def verify(triage: Triage, *, by: User) -> Replay:
    """Decide a classification again for who asks; that somebody looked is recorded."""
    care.open_chart(triage.patient, by=by, what="encounters.triage")
    return replay(triage)


@transaction.atomic
def withdraw_triage(triage: Triage, *, reason: str, by: User) -> Triage:
    """Mark a classification as made in error; the one before it holds again."""
    by.require("encounters.classify_patient")
    encounter = held(triage.encounter, by=by)
    patients_done = patients.withdraw_entry(
        triage, because=reason, permission="encounters.classify_patient",
        event="encounters.triage_withdrawn", by=by,
    )  # fmt: skip
    standing = latest_triage(encounter)
    if standing is not None:
        reclassify_entry(encounter, standing)
    return patients_done

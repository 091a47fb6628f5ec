"""A place in a queue and its ticket, and who goes before whom: what the actions of queues have in common."""

import zlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any  # Any: column values are of every type

from django.db import connection
from django.db.models import IntegerField, Max, Q, QuerySet
from django.db.models.functions import Cast, Length, Right
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _

from hospital import config
from hospital.accounts.models import User
from hospital.core.checks import fitting, moment_of
from hospital.core.db import change, conflicts
from hospital.core.errors import Conflict
from hospital.patients.models import Patient

from . import order
from .models import Encounter, Queue, QueueEntry, Step, Triage
from .steps import go, step, tell


class QueueClosed(Conflict):
    message = _("This queue is not in use.")


class OtherQueue(Conflict):
    message = _("This queue belongs to another department.")


class AlreadyQueued(Conflict):
    message = _("This patient is in a queue already. Send her to the other queue instead.")


def put(
    encounter: Encounter, queue: Queue, *, by: User, facts: Sequence[str] | None = None, why: str = "",
    what: Step.What = Step.What.ENQUEUE, before: QueueEntry | None = None, at: datetime | None = None,
) -> QueueEntry:  # fmt: skip
    """A place in the queue for the locked encounter; `before` is the entry whose ticket she keeps."""
    if not queue.is_active:
        raise QueueClosed
    if queue.department_id != encounter.department_id:
        raise OtherQueue
    last = before or encounter.entries.order_by("-entered_at", "-id").first()
    told = last.facts if facts is None and last else facts or ()
    moment = moment_of(at)
    values = _place(encounter, queue, told, localdate(moment))
    ticket = before.ticket if before and _is_free(before) else next_ticket(queue, values["day"])
    entry = QueueEntry(
        encounter=encounter, queue=queue, ticket=ticket, moved_from=before, entered_at=moment, **values
    )
    with conflicts(
        one_place_in_a_queue_per_encounter=AlreadyQueued, one_ticket_per_number_and_day=AlreadyQueued
    ):
        entry.save(force_insert=True)
    _write_step(encounter, what, entry, by=by, why=why)
    tell("queued", encounter, by=by, reason=why, queue=str(queue.pk), entry=str(entry.pk), ticket=ticket)
    return entry


def _write_step(encounter: Encounter, what: Step.What, entry: QueueEntry, *, by: User, why: str) -> None:
    """The step into the queue; the encounter waits from then on."""
    note, at = f"{entry.queue.name} · {entry.ticket}", entry.entered_at
    if encounter.state == Encounter.State.WAITING:
        step(encounter, what, by=by, before=encounter.state, why=why, note=note, at=at)
    else:
        go(encounter, Encounter.State.WAITING, what, by=by, why=why, note=note, at=at)


def _place(
    encounter: Encounter, queue: Queue, told: Sequence[str], day: date
) -> dict[str, Any]:  # Any: see above
    """Where in the order: everything that order.py weighs."""
    known = fitting(QueueEntry, {"facts": list(told)})["facts"]
    born = Patient.objects.values_list("birth_date", flat=True).get(pk=encounter.patient_id)
    arrived_at = encounter.arrived_at or now()
    triage = latest_triage(encounter)
    facts = order.facts_of(known, born, day)
    planned = encounter.appointment.starts_at if encounter.appointment else None
    return {
        "day": day, "triage": triage, "facts": facts, "arrived_at": arrived_at,
        "urgency": order.urgency(triage, encounter.priority), "legal_rank": order.legal_rank(facts),
        "deadline": order.deadline(
            queue, triage, arrived_at, planned_at=planned, minutes=config.value("triage.minutes")
        ),
    }  # fmt: skip


def latest_triage(encounter: Encounter) -> Triage | None:
    """The classification that holds: the last one that nobody withdrew."""
    rows: QuerySet[Triage] = Triage.objects.standing().filter(encounter=encounter)
    return rows.select_related("colour").order_by("-ended_at", "-id").first()


def _is_free(entry: QueueEntry) -> bool:
    """Whether nobody else has been given her ticket since, on a later day."""
    return not QueueEntry.objects.standing().filter(ticket=entry.ticket).exclude(pk=entry.pk).exists()


def next_ticket(queue: Queue, day: date) -> str:
    """The next ticket with the queue's letters; two desks wait for each other here.

    Each day begins anew, but no number is given again to whose holder still waits since yesterday.
    """
    turn = zlib.crc32(queue.prefix.encode()) - 2**31
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(28, %s)", [turn])
    given = QueueEntry.objects.filter(day=day) | QueueEntry.objects.standing()
    rows = given.filter(ticket__regex=f"^{queue.prefix}[0-9]+$")
    number = Cast(Right("ticket", Length("ticket") - len(queue.prefix)), IntegerField())
    last = rows.aggregate(last=Max(number))["last"] or 0
    return f"{queue.prefix}{last + 1:03d}"


def passed_over(entry: QueueEntry, *, by: User) -> int:
    """How many with higher risk, or as much and priority by law, wait in the same queue for this caller."""
    rows = for_caller(QueueEntry.objects.waiting().filter(queue=entry.queue_id), by)
    ahead = Q(urgency__lt=entry.urgency) | Q(urgency=entry.urgency, legal_rank__lt=entry.legal_rank)
    count: int = rows.filter(ahead).exclude(pk=entry.pk).count()
    return count


def for_caller(rows: QuerySet[QueueEntry], by: User) -> Any:  # Any: the query set, with its own methods
    """Those that wait for nobody in particular or for the caller herself."""
    return rows.filter(Q(encounter__practitioner=None) | Q(encounter__practitioner__user_id=by.pk))


def reclassify_entry(encounter: Encounter, triage: Triage) -> None:
    """Put the patient where her new colour says, if she stands in a queue."""
    rows: QuerySet[QueueEntry] = QueueEntry.objects.standing().filter(encounter=encounter)
    entry = rows.select_for_update(of=("self",)).first()
    if entry is not None:
        change(entry, triage=triage, urgency=triage.colour.level, deadline=triage.target_at)

"""What the actions of beds have in common: rows held, the step written down, what it leaves to clean."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any  # Any: column values are of every type
from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localtime, now
from django.utils.translation import gettext, gettext_lazy as _

from hospital import audit, config
from hospital.accounts.models import User
from hospital.core.checks import refuse
from hospital.core.db import conflicts, lock, move
from hospital.core.errors import Absent, Conflict, Invalid
from hospital.patients.actions import RecordClosed, RecordMerged
from hospital.patients.models import Patient

from . import live
from .models import Bed, BedStep, Cleaning, Leave, Room, Stay

State = Bed.State


class BedTaken(Conflict):
    """Somebody else took the bed; says who did, and when, but not for whom."""

    message = _("This bed was taken meanwhile.")


class BedNotFree(Conflict):
    message = _("This bed is not free.")


class AlreadyInABed(Conflict):
    message = _("This patient is in a bed already.")


class Unsuitable(Conflict):
    """The bed does not suit the patient; `fields` says in what. Who may override it says why."""

    message = _("This bed does not suit the patient. Who may override it says why.")


class NotInThisBed(Conflict):
    message = _("The patient is not in this bed any more.")


class PatientDied(Conflict):
    message = _("The death of this patient is recorded.")


class CleaningAsked(Conflict):
    message = _("This bed waits to be cleaned already.")


TAKEN = {
    "one_patient_per_bed": BedTaken, "one_bed_per_patient": AlreadyInABed,
    "stay_state_has_its_moments": Invalid,
}  # fmt: skip


def hold_patients(keys: Iterable[UUID], *, by: User | None = None) -> dict[UUID, Patient]:
    """The patients' rows, locked in the order of their keys. Absent when `by` is given and sees not all."""
    wanted = set(keys)
    rows = Patient.objects.visible_to(by) if by else Patient.objects.all()
    found = rows.select_for_update(of=("self",), no_key=True).filter(pk__in=wanted).order_by("pk")
    held = {row.pk: row for row in found}
    if len(held) < len(wanted):
        raise Absent
    return held


def require_alive(patient: Patient) -> Patient:
    """The patient, when she lives and her record takes changes."""
    if patient.state == Patient.State.MERGED:
        raise RecordMerged
    if patient.state == Patient.State.ENTERED_IN_ERROR:
        raise RecordClosed
    if patient.is_deceased:
        raise PatientDied
    return patient


def held_beds(keys: Iterable[UUID]) -> dict[UUID, Bed]:
    """The beds, locked in the order of their keys, so that no two moves wait for each other."""
    rows = Bed.objects.select_related("room", "ward").filter(pk__in=set(keys)).order_by("pk")
    return {row.pk: row for row in rows.select_for_update(of=("self",), no_key=True)}


def hold_rooms(beds: Iterable[Bed]) -> None:
    """Let nobody come to the rooms of the locked beds meanwhile: who lies together is asked of them."""
    keys = {bed.room_id for bed in beds}
    list(Room.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def seen_bed(bed: Bed, *, by: User) -> Bed:
    """The bed, if it is one for the user to see; not locked."""
    if not Bed.objects.visible_to(by).filter(pk=bed.pk).exists():
        raise Absent
    return bed


def held_bed(bed: Bed, *, by: User, version: int | None = None) -> Bed:
    """One bed that the user sees, locked; Stale when it is no longer `version`."""
    return lock(seen_bed(bed, by=by), version=version)


def seen_stay(stay: Stay, *, by: User) -> Stay:
    """The stay, if it is one for the user to see; not locked."""
    found: Stay | None = Stay.objects.visible_to(by).filter(pk=stay.pk).first()
    if found is None:
        raise Absent
    return found


def step(
    bed: Bed, state: str, *, by: User, because: str = "", at: datetime | None = None,
    stay: Stay | None = None, cleaning: Cleaning | None = None, **values: Any,  # Any: see above
) -> BedStep:  # fmt: skip
    """Move the locked bed, write the line of its statement, and tell who looks at the board."""
    moment, before = at or now(), str(bed.state)
    said = {"stepped_at": moment, "stepped_by": by, "stepped_because": because.strip()[:300]}
    move(bed, state, **said, **values)
    return note(bed, before, by=by, because=because, at=moment, stay=stay, cleaning=cleaning)


def note(
    bed: Bed, before: str, *, by: User, because: str = "", at: datetime | None = None,
    stay: Stay | None = None, cleaning: Cleaning | None = None,
) -> BedStep:  # fmt: skip
    """Write a line of the bed's statement; the bed is in its new state already."""
    made = BedStep(
        bed=bed, before=before, after=bed.state, at=at or now(), by=by, because=because.strip()[:300],
        stay=stay, cleaning=cleaning,
    )  # fmt: skip
    made.save(force_insert=True)
    audit.record(
        "beds.step", bed, by=by, patient_id=stay.patient_id if stay else None, reason=because.strip(),
        before=before, after=str(bed.state), ward=str(bed.ward_id),
    )  # fmt: skip
    live.tell(bed.ward_id)
    return made


def soil(
    bed: Bed, *, by: User, at: datetime | None = None, because: str = "", stay: Stay | None = None
) -> None:
    """The locked bed is to be cleaned before anybody else lies in it: dirty, and a task for housekeeping."""
    moment = at or now()
    step(bed, State.DIRTY, by=by, because=because, at=moment, stay=stay, vacated_at=moment)
    if not bed.cleanings.filter(kind=Cleaning.Kind.TERMINAL).open().exists():
        new_cleaning(bed, Cleaning.Kind.TERMINAL, by=by, at=moment)


def new_cleaning(
    bed: Bed,
    kind: str,
    *,
    by: User,
    at: datetime | None = None,
    **values: Any,  # Any: see above
) -> Cleaning:
    """A task for housekeeping, due so long after `at` as the settings say."""
    terminal = kind == Cleaning.Kind.TERMINAL
    minutes = config.value("beds.terminal_minutes" if terminal else "beds.concurrent_minutes")
    moment = at or now()
    due = values.pop("due_at", None) or moment + timedelta(minutes=minutes)
    cleaning = Cleaning(
        bed=bed, kind=kind, due_at=due, asked_at=moment, asked_by=by,
        is_inspection_needed=bool(config.value("beds.inspection")), **values,
    )  # fmt: skip
    with conflicts(one_open_terminal_cleaning_per_bed=CleaningAsked):
        cleaning.save(force_insert=True)
    audit.record("beds.cleaning_asked", cleaning, by=by, bed=str(bed.pk), kind=kind)
    return cleaning


def taken(stay: Stay | None) -> BedTaken:
    """The refusal that says who took the bed and when."""
    if stay is None:
        return BedTaken()
    step = stay.steps.select_related("by").order_by("-at", "-id").first()
    who, when = (step.by.name, step.at) if step else (stay.recorded_by.name, stay.begins_at)
    words = {"who": who, "when": date_format(localtime(when), "SHORT_DATETIME_FORMAT")}
    if stay.state == Stay.State.RESERVED:
        text = gettext("%(who)s reserved this bed on %(when)s.") % words
    else:
        text = gettext("%(who)s put somebody in this bed on %(when)s.") % words
    return BedTaken(text, fields={"bed": [text]})


def not_free(bed: Bed) -> BedNotFree:
    """The refusal that says in what state the bed is."""
    text = gettext("This bed is not free: %(state)s.") % {"state": bed.get_state_display().lower()}
    return BedNotFree(text, fields={"bed": [text]})


def end_leave(stay: Stay, *, by: User, at: datetime, because: str) -> None:
    """End the leave of who did not come back, if she is on leave."""
    for leave in Leave.objects.open().filter(stay=stay).select_for_update():
        leave.ended_at, leave.ended_by, leave.ended_because = max(at, leave.left_at), by, because
        leave.version += 1
        leave.save(update_fields=["ended_at", "ended_by", "ended_because", "version"])


def require_after(moment: datetime, begin: datetime) -> None:
    """Invalid for what would have ended before it began."""
    if moment < begin:
        refuse({"at": [_("This is before the patient came to the bed.")]})

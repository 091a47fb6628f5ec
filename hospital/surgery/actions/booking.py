"""A day, a theatre and a team for an operation; an emergency that goes before it; and calling it off."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any  # Any: column values are of every type

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital.accounts.actions import system
from hospital.accounts.models import User
from hospital.core.checks import refuse, said
from hospital.core.db import change
from hospital.core.errors import Conflict
from hospital.organization.models import Employee
from hospital.scheduling import actions as scheduling
from hospital.scheduling.models import Allocation, Appointment, Resource

from ..models import Cancellation, Step, Surgery, TeamMember
from ..steps import go, held, note, require_state, tell, tell_theatre_time, text

State, What, Role = Surgery.State, Step.What, TeamMember.Role
UNBOOKED = {"theatre": None, "appointment": None, "planned_begin": None, "planned_end": None}


class NotAuthorised(Conflict):
    message = _("The operation is not authorised yet. Only an emergency is booked without it.")


class NotAnEmergency(Conflict):
    message = _("Only an emergency goes before booked operations.")


class NotATheatre(Conflict):
    message = _("Operations are booked into operating theatres.")


@transaction.atomic
def schedule(
    surgery: Surgery, *, theatre: Resource, starts_at: datetime, by: User, minutes: int | None = None,
    anaesthetist: Employee | None = None, equipment: Sequence[Resource] = (), because: str = "",
    version: int | None = None,
) -> Surgery:  # fmt: skip
    """Book theatre, surgeon, anaesthetist and equipment at once, or none; or book them anew.

    Refused as scheduling refuses (Full, ResourceAway, PatientElsewhere …), with who stands in the way.
    """
    by.require("surgery.schedule_surgery")
    surgery = held(surgery, by=by, version=version)
    _require_bookable(surgery)
    _require_theatre(theatre, equipment)
    again = surgery.state == State.SCHEDULED
    if again:
        _give_back(surgery, because=because or "moved", by=by)
    _set_anaesthetist(surgery, anaesthetist)
    lasts = minutes or surgery.minutes
    appointment = _book(surgery, theatre, equipment, starts_at, lasts, by=by)
    _write(surgery, appointment, theatre, because=because.strip(), by=by)
    tell(
        "rescheduled" if again else "scheduled", surgery, by=by, reason=because.strip(),
        theatre=text(theatre.pk), starts_at=starts_at.isoformat(), minutes=lasts,
    )  # fmt: skip
    return surgery


def _require_bookable(surgery: Surgery) -> None:
    require_state(surgery, State.REQUESTED, State.AUTHORISED, State.SCHEDULED)
    if surgery.state == State.REQUESTED and surgery.priority != Surgery.Priority.EMERGENCY:
        raise NotAuthorised


def _require_theatre(theatre: Resource, equipment: Sequence[Resource]) -> None:
    if theatre.kind != Resource.Kind.THEATRE:
        raise NotATheatre
    if any(row.kind != Resource.Kind.EQUIPMENT for row in equipment):
        refuse({"equipment": [_("Choose equipment here.")]})


def _give_back(surgery: Surgery, *, because: str, by: User) -> None:
    """Give the booked time back to the theatre and everybody."""
    appointment = surgery.appointment
    if appointment and appointment.state == Appointment.State.BOOKED:
        scheduling.cancel(appointment, reason=because, by=by)


def _set_anaesthetist(surgery: Surgery, anaesthetist: Employee | None) -> None:
    """Make her the anaesthetist of the operation; None leaves whoever is."""
    if anaesthetist is None:
        return
    if anaesthetist.pk == surgery.surgeon_id:
        refuse({"anaesthetist": [_("Nobody operates and anaesthetises at once.")]})
    for row in surgery.team.present().select_for_update().order_by("pk"):
        is_she, is_anaesthetist = row.employee_id == anaesthetist.pk, row.role == Role.ANAESTHETIST
        if is_she and is_anaesthetist:
            return
        if is_she or is_anaesthetist:
            change(row, left_at=max(now(), row.joined_at))
    TeamMember(surgery=surgery, employee=anaesthetist, role=Role.ANAESTHETIST).save(force_insert=True)


def _book(
    surgery: Surgery, theatre: Resource, equipment: Sequence[Resource], starts_at: datetime, minutes: int,
    *, by: User,
) -> Appointment:  # fmt: skip
    """The appointment of the theatre with the surgeon, the anaesthetists and the equipment."""
    return scheduling.book_theatre(
        surgery.patient, theatre=theatre, besides=[*booked_people(surgery), *equipment],
        starts_at=starts_at, minutes=minutes, by=by,
    )  # fmt: skip


def booked_people(surgery: Surgery) -> list[Resource]:
    """Surgeon and anaesthetists as resources of scheduling; who was never booked is made bookable."""
    rows = surgery.team.present().filter(role__in=(Role.SURGEON, Role.ANAESTHETIST))
    return [_resource_of(row.employee, surgery) for row in rows.select_related("employee").order_by("pk")]


def _resource_of(employee: Employee, surgery: Surgery) -> Resource:
    found = Resource.objects.filter(employee=employee).first()
    if found is not None:
        return found
    try:
        return scheduling.add_resource(department=surgery.department, employee=employee, by=system())
    except scheduling.EmployeeIsThere:  # somebody else was quicker
        return Resource.objects.get(employee=employee)


def _write(surgery: Surgery, appointment: Appointment, theatre: Resource, *, because: str, by: User) -> None:
    """The locked operation at its time; a new time is a step without another state."""
    was_at = surgery.planned_begin
    values: dict[str, Any] = {  # Any: column values are of every type
        "theatre": theatre, "appointment": appointment, "planned_begin": appointment.starts_at,
        "planned_end": appointment.ends_at, "minutes": appointment.service.duration,
    }  # fmt: skip
    if surgery.state == State.SCHEDULED:
        values |= {"stepped_at": now(), "stepped_by": by, "stepped_because": because[:400]}
        note(surgery, What.RESCHEDULE, by=by, why=because, was_at=was_at, **values)
    else:
        go(surgery, State.SCHEDULED, What.SCHEDULE, by=by, why=because, **values)


@transaction.atomic
def unschedule(surgery: Surgery, *, because: str, by: User, version: int | None = None) -> Surgery:
    """Give the theatre back; the operation waits for another day."""
    by.require("surgery.schedule_surgery")
    surgery = held(surgery, by=by, version=version)
    _put_back(surgery, What.UNSCHEDULE, because=said(because, "because"), by=by)
    tell("unscheduled", surgery, by=by, reason=because.strip())
    return surgery


def _put_back(
    surgery: Surgery, what: Step.What, *, because: str, by: User, bumped_by: Surgery | None = None
) -> None:
    """The locked operation back on the waiting list, its time given back."""
    require_state(surgery, State.SCHEDULED)
    was_at = surgery.planned_begin
    values: dict[str, Any] = dict(UNBOOKED)  # Any: column values are of every type
    if surgery.authorised_at is None:  # an emergency that was booked without it
        values |= {"authorised_at": now(), "authorised_by": by}
    if bumped_by is not None:
        values |= {"bumped_by": bumped_by, "bumped_at": now()}
    appointment = surgery.appointment
    go(surgery, State.AUTHORISED, what, by=by, why=because, was_at=was_at, **values)
    if appointment and appointment.state == Appointment.State.BOOKED:
        scheduling.cancel(appointment, reason=because, by=by)


@transaction.atomic
def follow_booking(appointment: Appointment, *, by: User) -> Surgery | None:
    """The agenda moved the booked time, or gave it back: the operation is planned then, or waits again.

    None when no operation is booked with it, or what is planned is what is booked.
    """
    by.require("surgery.schedule_surgery")
    found = Surgery.objects.standing().filter(appointment=appointment, state=State.SCHEDULED).first()
    if found is None:
        return None
    surgery = held(found, by=by)
    if surgery.state != State.SCHEDULED or surgery.appointment_id != appointment.pk:
        return None
    appointment.refresh_from_db()
    if appointment.state == Appointment.State.CANCELLED:
        _put_back(surgery, What.UNSCHEDULE, because=appointment.stepped_because, by=by)
        tell("unscheduled", surgery, by=by, reason=appointment.stepped_because)
        return surgery
    if surgery.planned_begin == appointment.starts_at and surgery.planned_end == appointment.ends_at:
        return None
    was_at = surgery.planned_begin
    planned = {"planned_begin": appointment.starts_at, "planned_end": appointment.ends_at}
    note(surgery, What.RESCHEDULE, by=by, why=appointment.stepped_because, was_at=was_at, **planned)
    tell("rescheduled", surgery, by=by, starts_at=appointment.starts_at.isoformat())
    return surgery


@transaction.atomic
def insert_emergency(
    surgery: Surgery, *, theatre: Resource, starts_at: datetime, because: str, by: User,
    minutes: int | None = None, anaesthetist: Employee | None = None, equipment: Sequence[Resource] = (),
    version: int | None = None,
) -> Surgery:  # fmt: skip
    """Book an emergency at once. Elective operations in its way go back to the waiting list, with notice.

    Who is called already, urgent operations and other emergencies stay: then it is refused as taken.
    """
    by.require("surgery.insert_emergency")
    reason = said(because, "because")
    surgery = held(surgery, by=by, version=version)
    if surgery.priority != Surgery.Priority.EMERGENCY:
        raise NotAnEmergency
    _set_anaesthetist(surgery, anaesthetist)
    wanted = [theatre, *booked_people(surgery), *equipment]
    until = starts_at + timedelta(minutes=minutes or surgery.minutes)
    bumped = [_bump(row, surgery, reason, by=by) for row in _in_the_way(surgery, wanted, starts_at, until)]
    done = schedule(
        surgery, theatre=theatre, starts_at=starts_at, minutes=minutes, equipment=equipment,
        because=reason, by=by,
    )  # fmt: skip
    tell("emergency_inserted", done, by=by, reason=reason, bumped=[str(row.pk) for row in bumped])
    return done


def _in_the_way(
    surgery: Surgery, wanted: Sequence[Resource], starts_at: datetime, until: datetime
) -> list[Surgery]:
    """Elective operations, not called yet, that hold any of the resources then; locked in their order."""
    taken = Allocation.objects.filter(
        resource__in=wanted, holds=True, starts_at__lt=until, ends_at__gt=starts_at
    )
    rows = Surgery.objects.standing().filter(
        state=State.SCHEDULED, priority=Surgery.Priority.ELECTIVE,
        appointment__in=taken.values("appointment"),
    )  # fmt: skip
    return list(rows.exclude(pk=surgery.pk).select_for_update(of=("self",)).order_by("pk"))


def _bump(surgery: Surgery, emergency: Surgery, reason: str, *, by: User) -> Surgery:
    """Send a booked operation back to the waiting list, and say so to whoever hears it."""
    planned, theatre = surgery.planned_begin, surgery.theatre_id
    _put_back(surgery, What.BUMP, because=reason, by=by, bumped_by=emergency)
    tell(
        "bumped", surgery, by=by, reason=reason, emergency=text(emergency.pk), theatre=text(theatre),
        surgeon=text(surgery.surgeon_id), was_at=planned.isoformat() if planned else None,
    )  # fmt: skip
    return surgery


@transaction.atomic
def cancel(
    surgery: Surgery, *, code: str, by: User, because: str = "", version: int | None = None
) -> Surgery:
    """It does not take place, for a reason of the table. Before the incision only."""
    by.require("surgery.schedule_surgery")
    surgery = held(surgery, by=by, version=version)
    values: dict[str, Any] = {"cancelled_for": _reason_code(code, because)}  # Any: see above
    appointment, moment = surgery.appointment, now()
    if surgery.state == State.IN_ROOM:
        values["out_of_room_at"] = moment
    was_in_room = surgery.state == State.IN_ROOM
    go(surgery, State.CANCELLED, What.CANCEL, by=by, why=because.strip(), **values)
    if appointment and was_in_room:
        scheduling.finish(appointment, by=by)
    elif appointment and appointment.state == Appointment.State.BOOKED:
        scheduling.cancel(appointment, reason=code, by=by)
    tell("cancelled", surgery, by=by, reason=because.strip(), code=code)
    if was_in_room:
        tell_theatre_time(surgery, by=by)
    return surgery


def _reason_code(code: str, because: str) -> str:
    """A code of the table; "other" needs words besides."""
    refuse({} if code in Cancellation.values else {"code": [_("Choose a reason of the table.")]})
    if code == Cancellation.OTHER:
        said(because, "because")
    return code

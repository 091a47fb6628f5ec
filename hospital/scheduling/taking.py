"""What booking and moving have in common: rows held, asked, refused or taken, and the step written down."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from django.db import IntegrityError, connection
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import refuse
from hospital.core.errors import Absent, Conflict, DomainError, Invalid
from hospital.patients.actions import RecordClosed, RecordMerged
from hospital.patients.models import Patient

from .finding import Place
from .models import Allocation, Appointment, Resource, Service, Step

ANY_TIME = "patients.open_any_chart"  # imports write down what was


class Full(Conflict):
    message = _("This time is taken.")


class Closed(Conflict):
    message = _("The agenda is not open at this time.")


class ResourceAway(Conflict):
    message = _("This time is blocked.")


class NotOffered(Conflict):
    message = _("This service is not offered at this time.")


class QuotaSpent(Conflict):
    message = _("The places for this payer are all taken on this day.")


class OutOfUse(Conflict):
    message = _("This is no longer in use and takes no appointments.")


class NoSuchService(Conflict):
    message = _("This service is no longer offered.")


class PatientElsewhere(Conflict):
    message = _("The patient has another appointment at this time.")


class PatientIsDead(Conflict):
    message = _("The death of this patient is recorded: she takes no appointments.")


class InThePast(Invalid):
    message = _("This time is over.")


OBSTACLES: Mapping[str, type[Conflict]] = {
    "inactive": OutOfUse, "closed": Closed, "away": ResourceAway, "not_offered": NotOffered,
    "quota": QuotaSpent, "full": Full,
}  # fmt: skip

OVERLAPS: Mapping[str, type[Conflict]] = {
    "no_two_appointments_in_one_place": Full,
    "a_patient_is_not_in_two_places_at_once": PatientElsewhere,
}


@contextmanager
def overlaps() -> Iterator[None]:
    """Turn an overlap into its refusal, which ends the action: no savepoint, and keys wait for the commit."""
    try:
        yield
    except IntegrityError as error:
        name = str(getattr(getattr(error.__cause__, "diag", None), "constraint_name", None))
        if name not in OVERLAPS:
            raise
        raise OVERLAPS[name] from error


def held_patient(patient: Patient, *, by: User) -> Patient:
    """The patient's row, locked, if she is one for `by` to see and her record takes changes."""
    row = (
        Patient.objects.visible_to(by)
        .select_for_update(of=("self",), no_key=True)
        .filter(pk=patient.pk)
        .only("state", "is_deceased")
        .order_by()
        .first()
    )
    if row is None:
        raise Absent
    if row.state == Patient.State.MERGED:
        raise RecordMerged
    if row.state == Patient.State.ENTERED_IN_ERROR:
        raise RecordClosed
    return row


def held_resources(resources: Sequence[Resource], *, by: User) -> list[Resource]:
    """The resources, locked in the order of their keys, so that no two bookings wait for each other."""
    keys = {row.pk for row in resources}
    if not keys:
        refuse({"resources": [_("Choose who or what is booked.")]})
    rows = Resource.objects.visible_to(by).filter(pk__in=keys).order_by("pk")
    found = list(rows.select_for_update(of=("self",), no_key=True))
    if len(found) < len(keys):
        raise Absent
    return found


def require_bookable(patient: Patient, service: Service, starts_at: datetime, *, by: User) -> None:
    """The patient lives, the service is offered, and the time is not over; past ones come from imports."""
    if by.has_perm(ANY_TIME):
        return
    if patient.is_deceased:
        raise PatientIsDead
    if not service.is_active:
        raise NoSuchService
    if starts_at + timedelta(minutes=service.duration) <= now():
        raise InThePast(fields={"starts_at": [InThePast.message]})


def settle(appointment: Appointment, found: Sequence[Place], *, primary: UUID, by: User) -> None:
    """Set when it ends, its department and whether it is overbooked; or refuse with the first obstacle."""
    because = appointment.overbooked_because
    faults = [place.obstacle for place in found if place.obstacle]
    is_double = bool(because) and _is_elsewhere(appointment)
    if faults and (not because or "inactive" in faults):
        raise refusal_for(faults[0])
    if faults or is_double:
        by.require("scheduling.overbook")
    appointment.ends_at = appointment.starts_at + timedelta(minutes=appointment.service.duration)
    appointment.department_id = next(p.department_id for p in found if p.resource_id == primary)
    appointment.is_overbooked, appointment.is_double_booked = bool(faults), is_double
    appointment.overbooked_because = because if faults or is_double else ""


def refusal_for(obstacle: str) -> DomainError:
    """The refusal that an obstacle stands for, at the field that says when."""
    kind = OBSTACLES[obstacle]
    return kind(fields={"starts_at": [kind.message]})


def allocations(appointment: Appointment, found: Sequence[Place]) -> list[Allocation]:
    """The places the appointment takes, buffers included."""
    service = appointment.service
    return [
        Allocation(
            appointment=appointment, resource_id=place.resource_id, capacity=place.capacity,
            seat=place.seat_behind if place.obstacle else place.seat or 1, is_overbooked=bool(place.obstacle),
            starts_at=appointment.starts_at - timedelta(minutes=service.buffer_before),
            ends_at=appointment.ends_at + timedelta(minutes=service.buffer_after),
        )
        for place in found
    ]  # fmt: skip


def say(
    appointment: Appointment, event: str, *, before: str, by: User, because: str = "",
    was_at: datetime | None = None,
) -> None:  # fmt: skip
    """Write the step down, in the appointment's own course and in the trail."""
    step = Step(
        appointment=appointment, from_state=before, to_state=appointment.state, was_at=was_at,
        at=appointment.stepped_at, by=by, because=because,
    )  # fmt: skip
    insert([step])
    audit.record(
        event, appointment, by=by, patient_id=appointment.patient_id,
        reason=because or appointment.overbooked_because, service=str(appointment.service_id),
        starts_at=appointment.starts_at.isoformat(), overbooked=appointment.is_overbooked,
    )  # fmt: skip


def insert(rows: Sequence[Allocation] | Sequence[Step]) -> None:
    """Write new rows of one table. Every booking does, so their SQL is written once and not compiled anew."""
    columns, sql = _insertion(type(rows[0]))
    with connection.cursor() as cursor:
        for row in rows:
            cursor.execute(sql, [getattr(row, column) for column in columns])
            row._state.adding = False


@cache
def _insertion(model: type[Allocation] | type[Step]) -> tuple[list[str], str]:
    """The columns of a table that are written, and the statement that writes them."""
    columns = [field.attname for field in model._meta.concrete_fields if not field.generated]
    names, values = ", ".join(columns), ", ".join(["%s"] * len(columns))
    return columns, f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({values})"  # noqa: S608  # our own names


def _is_elsewhere(appointment: Appointment) -> bool:
    """Whether the patient has another appointment at the time."""
    ends_at = appointment.starts_at + timedelta(minutes=appointment.service.duration)
    others = Appointment.objects.holding().filter(
        patient=appointment.patient_id, starts_at__lt=ends_at, ends_at__gt=appointment.starts_at
    )
    return others.exclude(pk=appointment.pk).exists()

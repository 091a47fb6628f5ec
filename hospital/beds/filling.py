"""Requests that a bed answers, and reservations that run out or are needed no more."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import refuse
from hospital.core.db import move
from hospital.patients.models import Patient

from . import live
from .models import Bed, BedRequest, Stay
from .steps import step

EXPIRED = "expired"
State = BedRequest.State


def fill(stay: Stay, request: BedRequest | None, *, by: User) -> BedRequest | None:
    """The request that the stay answers is filled, or reserved; the patient is held.

    Without one it is that of the patient, when the bed is what it asks for.
    """
    row = _answered(stay, request)
    if row is None:
        return None
    if stay.state == Stay.State.PRESENT:
        move(row, State.FILLED, stay=stay, closed_at=max(now(), row.asked_at), closed_by=by)
    else:
        move(row, State.RESERVED, stay=stay)
    tell(f"request_{row.state}", row, by=by, bed=str(stay.bed_id))
    return row


def _answered(stay: Stay, request: BedRequest | None) -> BedRequest | None:
    rows = BedRequest.objects.open().filter(patient=stay.patient_id).select_for_update(of=("self",))
    if request is not None:
        row = rows.filter(pk=request.pk).first()
        if row is None:
            refuse({"request": [_("This request is not an open one of the patient.")]})
        return row
    row = rows.first()
    bed = stay.bed
    if row is None or row.ward_id not in (None, bed.ward_id) or row.kind not in ("", bed.kind):
        return None
    return row


def tell(verb: str, request: BedRequest, *, by: User, reason: str = "", **particulars: str) -> None:
    """Record it in the trail, and tell who looks at the board of the ward."""
    audit.record(
        f"beds.{verb}", request, by=by, patient_id=request.patient_id, reason=reason,
        priority=request.priority, ward=str(request.ward_id) if request.ward_id else None, **particulars,
    )  # fmt: skip
    if request.ward_id:
        live.tell(request.ward_id)


def reserved_beds(patient: Patient) -> set[UUID]:
    """The beds that are reserved for the patient."""
    return set(Stay.objects.reserved().filter(patient=patient).values_list("bed_id", flat=True))


def give_up_elsewhere(stay: Stay, beds: Mapping[UUID, Bed], *, by: User) -> None:
    """The patient has a bed: what is reserved for her elsewhere, in the locked beds, is given back."""
    rows = Stay.objects.reserved().filter(patient=stay.patient_id, bed__in=beds).exclude(pk=stay.pk)
    for row in rows.select_for_update(of=("self",)).order_by("pk"):
        give_back(row, beds[row.bed_id], because="another bed", by=by, verb="reservation_given_up")


def give_up_expired(beds: Iterable[Bed], *, by: User) -> int:
    """Give back the locked beds whose reservation has run out; how many."""
    count = 0
    for bed in beds:
        if bed.state == Bed.State.RESERVED:
            for row in Stay.objects.expired().filter(bed=bed).select_for_update(of=("self",)):
                give_back(row, bed, because=EXPIRED, by=by, verb="reservation_expired")
                count += 1
    return count


def give_back(stay: Stay, bed: Bed, *, because: str, by: User, verb: str) -> None:
    """End a reservation of the locked bed: it is free, and the request waits again."""
    for request in BedRequest.objects.filter(stay=stay, state=State.RESERVED).select_for_update():
        move(request, State.WAITING, stay=None)
        tell("request_waits", request, by=by, reason=because)
    move(
        stay,
        Stay.State.GIVEN_UP,
        ends_at=max(now(), stay.begins_at),
        ended_by=by,
        ended_because=because[:300],
    )
    step(bed, Bed.State.FREE, by=by, because=because, stay=stay)
    audit.record(
        f"beds.{verb}", stay, by=by, patient_id=stay.patient_id, reason=because, bed=str(bed.pk),
        ward=str(bed.ward_id),
    )  # fmt: skip

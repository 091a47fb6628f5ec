"""Asking for a bed, and the queue of who waits for one."""

from collections.abc import Sequence
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital.accounts.models import User
from hospital.core.checks import fitting, refuse, said
from hospital.core.db import change, conflicts, lock, move
from hospital.core.errors import Absent, Conflict, Text
from hospital.encounters.models import Encounter
from hospital.patients.models import Patient

from ..filling import give_back, tell
from ..models import BedRequest, Isolation, Precaution, Stay, Ward
from ..placing import require_own
from ..steps import held_beds, hold_patients, require_alive

ASK, REGULATE = "beds.request_bed", "beds.regulate"


class AsksAlready(Conflict):
    message = _("There is an open request for a bed for this patient.")


class RequestClosed(Conflict):
    message = _("This request is closed.")


class RequestData(TypedDict, total=False):
    """What bed is needed, besides where."""

    kind: str
    sex: str
    isolation: Sequence[str]
    priority: int


@transaction.atomic
def ask_for_bed(
    patient: Patient, *, reason: str, by: User, encounter: Encounter | None = None, ward: Ward | None = None,
    **data: Unpack[RequestData],
) -> BedRequest:  # fmt: skip
    """Put the patient in the queue for a bed. Her open precautions are part of it unless said otherwise."""
    by.require(ASK)
    patient = require_alive(hold_patients([patient.pk], by=by)[patient.pk])
    require_own(encounter, patient)
    kinds = list(data.pop("isolation", ()) or _precautions(patient))
    faults: dict[str, list[Text]] = {}
    if set(kinds) - set(Isolation.values):
        faults["isolation"] = [_("This is no isolation.")]
    if ward is not None and not ward.is_active:
        faults["ward"] = [_("This ward is not in use.")]
    refuse(faults)
    values = fitting(BedRequest, {"reason": said(reason), **data})
    request = BedRequest(
        patient=patient, encounter=encounter, ward=ward, isolation=sorted(set(kinds)), asked_by=by, **values
    )
    with conflicts(one_open_bed_request_per_patient=AsksAlready):
        request.save(force_insert=True)
    tell("request_asked", request, by=by, reason=request.reason)
    return request


@transaction.atomic
def cancel_request(request: BedRequest, *, because: str, by: User) -> BedRequest:
    """No bed is needed any more; one that was reserved for it is given back."""
    by.require(ASK)
    because = said(because, "because")
    request = _seen(request, by=by)
    hold_patients([request.patient_id])
    _give_back(request, because=because, by=by)
    request = _held(request)
    move(
        request, BedRequest.State.CANCELLED, closed_at=max(now(), request.asked_at), closed_by=by,
        closed_because=because[:300],
    )  # fmt: skip
    tell("request_cancelled", request, by=by, reason=because)
    return request


@transaction.atomic
def change_priority(
    request: BedRequest, *, priority: int, because: str, by: User, version: int | None = None
) -> BedRequest:
    """The queue is ordered anew: this patient comes before others, or after."""
    by.require(REGULATE)
    because = said(because, "because")
    request = _held(_seen(request, by=by), version=version)
    values = fitting(BedRequest, {"priority": priority})
    if change(request, **values):
        tell("request_prioritised", request, by=by, reason=because)
    return request


def _precautions(patient: Patient) -> list[str]:
    rows = Precaution.objects.open().filter(patient=patient)
    return list(rows.values_list("kind", flat=True))


def _seen(request: BedRequest, *, by: User) -> BedRequest:
    if not BedRequest.objects.visible_to(by).filter(pk=request.pk).exists():
        raise Absent
    return request


def _held(request: BedRequest, *, version: int | None = None) -> BedRequest:
    """The open request, locked."""
    request = lock(request, version=version)
    if request.closed_at:
        raise RequestClosed
    return request


def _give_back(request: BedRequest, *, because: str, by: User) -> None:
    """Give back what is reserved for the request; the patient is held."""
    row: Stay | None = Stay.objects.reserved().filter(requests=request).first()
    if row is None:
        return
    bed = held_beds([row.bed_id])[row.bed_id]
    again = Stay.objects.reserved().filter(pk=row.pk).select_for_update(of=("self",)).first()
    if again is not None:
        give_back(again, bed, because=because, by=by, verb="reservation_given_up")

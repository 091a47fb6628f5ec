"""/bed-requests: who waits for a bed, in the order in which they get one."""

from typing import Any  # Any: rows of every model
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from hospital.accounts.asking import asker, named
from hospital.core.access import allow
from hospital.core.pagination import PageOut
from hospital.core.versions import IfMatch, tag, version_of
from hospital.encounters.models import Encounter
from hospital.patients.models import Patient

from .. import actions, lists
from ..models import BedRequest, Ward
from ..schemas import BedRequestIn, BedRequestOut, BedRequestQuery, PriorityIn, ReasonWanted

router = Router(tags=["bed requests"])
NAMES = {"patient_id", "encounter_id", "ward_id"}


@router.get("", response=PageOut[BedRequestOut])
@allow("beds.view_bed")
@transaction.atomic
def list_requests(request: HttpRequest, query: Query[BedRequestQuery]) -> Any:  # Any: see above
    """Who waits, the most urgent first, and of equals who has waited longest. Reading it is recorded."""
    found = lists.requests(query, by=asker(request))
    actions.listed(by=asker(request), found=len(found.items), what="beds.requests")
    return found


@router.post("", response={201: BedRequestOut})
@allow("beds.request_bed")
def ask_for_bed(request: HttpRequest, data: BedRequestIn) -> Any:  # Any: see above
    """Ask for a bed."""
    made = actions.ask_for_bed(
        named(request, Patient, data.patient_id, "patient_id"), by=asker(request),
        encounter=named(request, Encounter, data.encounter_id, "encounter_id"),
        ward=named(request, Ward, data.ward_id, "ward_id"), **data.dict(exclude=NAMES),
    )  # fmt: skip
    return Status(201, made)


@router.get("/{uuid:id}", response=BedRequestOut)
@allow("beds.view_bed")
@transaction.atomic
def get_request(request: HttpRequest, id: UUID, response: HttpResponse) -> Any:  # Any: see above
    """One request. Reading it is recorded."""
    shown = _one(request, id)
    actions.listed(by=asker(request), found=1, what="beds.requests")
    tag(response, shown)
    return shown


@router.put("/{uuid:id}/priority", response=BedRequestOut)
@allow("beds.regulate")
def change_priority(
    request: HttpRequest, id: UUID, data: PriorityIn, if_match: IfMatch = None
) -> Any:  # Any: see above
    """Put the patient before others, or after, and say why."""
    version, shown = version_of(if_match), _one(request, id)
    return actions.change_priority(shown, version=version, by=asker(request), **data.dict())


@router.post("/{uuid:id}/cancellation", response=BedRequestOut)
@allow("beds.request_bed")
def cancel_request(request: HttpRequest, id: UUID, data: ReasonWanted) -> Any:  # Any: see above
    """No bed is needed any more; one that was reserved for it is given back."""
    return actions.cancel_request(_one(request, id), because=data.because, by=asker(request))


def _one(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    return get_object_or_404(BedRequest.objects.visible_to(asker(request)).select_related("patient"), pk=id)

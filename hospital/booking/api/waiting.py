"""/waiting-list: who waits for what, and the offers of times that became free."""

from typing import Any  # Any: JSON bodies
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from hospital.accounts.asking import asker
from hospital.core.access import allow
from hospital.core.pagination import PageOut
from hospital.core.versions import IfMatch, tag, version_of
from hospital.organization.models import today
from hospital.patients.models import Patient
from hospital.scheduling.models import Resource, Service

from .. import actions, lists
from ..models import Offer, Wish
from ..ranking import in_rank, reasons
from ..schemas import BookedOut, OfferOut, OfferQuery, ReasonIn, WishChange, WishIn, WishOut, WishQuery

router = Router(tags=["waiting list"])


@router.get("", response=PageOut[WishOut])
@allow("booking.view_wish")
@transaction.atomic
def list_wishes(request: HttpRequest, query: Query[WishQuery]) -> dict[str, Any]:  # Any: see above
    """The waiting list in the order in which freed times are offered."""
    found = lists.wishes(query, by=asker(request))
    actions.read_wishes(by=asker(request), found=len(found.items))
    return {"items": [told(wish) for wish in found.items], "next": found.next, "total": found.total}


@router.post("", response={201: WishOut})
@allow("booking.manage_wish")
def add_wish(request: HttpRequest, data: WishIn, response: HttpResponse) -> Status[dict[str, Any]]:
    """Put a patient on the list. 409 `WaitsAlready` when she waits for this service already."""
    by, given = asker(request), data.dict()
    patient = get_object_or_404(Patient.objects.visible_to(by), pk=given.pop("patient_id"))
    service = get_object_or_404(Service.objects.visible_to(by), pk=given.pop("service_id"))
    made = actions.add_wish(
        patient, service=service, resource=_resource(request, given.pop("resource_id")), by=by, **given
    )
    return _told(made, response, 201)


@router.get("/offers", response=PageOut[OfferOut])
@allow("booking.view_wish")
@transaction.atomic
def list_offers(request: HttpRequest, query: Query[OfferQuery]) -> dict[str, Any]:  # Any: see above
    """Offers, the latest first."""
    found = lists.offers(query, by=asker(request))
    actions.read_wishes(by=asker(request), found=len(found.items), what="booking.offer")
    return {"items": found.items, "next": found.next, "total": found.total}


@router.post("/offers/{offer_id}/acceptance", response={201: BookedOut})
@allow("booking.manage_wish")
def accept_offer(request: HttpRequest, offer_id: UUID) -> Status[dict[str, Any]]:  # Any: see above
    """Book the offered time for the patient. 409 `OfferLost` when somebody else was faster."""
    booked = actions.accept_offer(_offer(request, offer_id), by=asker(request))
    return Status(201, {"appointment_id": booked.pk})


@router.post("/offers/{offer_id}/refusal", response={201: OfferOut})
@allow("booking.manage_wish")
def decline_offer(request: HttpRequest, offer_id: UUID) -> Status[Offer]:
    """Say no to the time for the patient; she waits on."""
    return Status(201, actions.decline_offer(_offer(request, offer_id), by=asker(request)))


@router.get("/{id}", response=WishOut)
@allow("booking.view_wish")
@transaction.atomic
def get_wish(request: HttpRequest, id: UUID, response: HttpResponse) -> dict[str, Any]:  # Any: see above
    """One wish."""
    wish = _wish(request, id)
    actions.read_wishes(by=asker(request), found=1, patient=wish.patient)
    tag(response, wish)
    return told(wish)


@router.patch("/{id}", response=WishOut)
@allow("booking.manage_wish")
def change_wish(
    request: HttpRequest, id: UUID, data: WishChange, response: HttpResponse, if_match: IfMatch = None
) -> dict[str, Any]:  # Any: see above
    """Say otherwise what is wished for; `resource_id: null` means whoever is free first."""
    given = data.dict(exclude_unset=True)
    any_one = "resource_id" in given and given["resource_id"] is None
    resource = _resource(request, given.pop("resource_id", None))
    given = {name: value for name, value in given.items() if value is not None}
    changed = actions.change_wish(
        _wish(request, id), version=version_of(if_match), by=asker(request), resource=resource,
        any_resource=any_one, **given,
    )  # fmt: skip
    tag(response, changed)
    return told(_wish(request, changed.pk))


@router.post("/{id}/withdrawal", response={201: WishOut})
@allow("booking.manage_wish")
def withdraw_wish(
    request: HttpRequest, id: UUID, data: ReasonIn, response: HttpResponse
) -> Status[dict[str, Any]]:  # Any: see above
    """Take the patient off the list."""
    made = actions.withdraw_wish(_wish(request, id), reason=data.reason, by=asker(request))
    return _told(made, response, 201)


def told(wish: Any) -> dict[str, Any]:  # Any: a Wish, with `law` where the list gave it
    """A wish as WishOut."""
    fields = {name: getattr(wish, name) for name in WishOut.model_fields if name != "reasons"}
    return fields | {"reasons": [str(reason) for reason in reasons(wish)] if hasattr(wish, "law") else []}


def _told(wish: Wish, response: HttpResponse, status: int) -> Status[dict[str, Any]]:  # Any: see above
    tag(response, wish)
    return Status(status, told(wish))


def _wish(request: HttpRequest, id: UUID) -> Wish:
    rows = in_rank(Wish.objects.visible_to(asker(request)), today()).select_related("patient")
    return get_object_or_404(rows, pk=id)


def _offer(request: HttpRequest, id: UUID) -> Offer:
    rows = Offer.objects.visible_to(asker(request)).select_related("opening", "wish")
    return get_object_or_404(rows, pk=id)


def _resource(request: HttpRequest, id: UUID | None) -> Resource | None:
    if id is None:
        return None
    return get_object_or_404(Resource.objects.visible_to(asker(request)), pk=id)

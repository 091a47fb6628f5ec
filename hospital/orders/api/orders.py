"""/patients/{id}/orders and /orders: asked for, listed as work, collected, cancelled."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from hospital.accounts.asking import asker
from hospital.core.access import allow
from hospital.core.pagination import PageOut, Slice
from hospital.core.versions import IfMatch, tag, version_of
from hospital.patients import care
from hospital.patients.actions import searched

from .. import actions, lists
from ..models import Order, Specimen
from ..schemas import (
    CollectionIn,
    OrderIn,
    OrderOut,
    OrderQuery,
    ReasonIn,
    SpecimenOut,
    WorklistQuery,
)
from ._asking import order_of, panel_of, patient_of, unit_of, visit_of

of_patients = Router(tags=["orders"])
router = Router(tags=["orders"])


@of_patients.get("/{uuid:id}/orders", response=PageOut[OrderOut])
@allow("orders.view_order")
@transaction.atomic
def list_patient_orders(request: HttpRequest, id: UUID, query: Query[OrderQuery]) -> Slice[Order]:
    """The newest first. Reading it is recorded."""
    patient = patient_of(request, id)
    care.open_chart(patient, by=asker(request), what="orders.orders")
    return lists.orders(patient, query, by=asker(request))


@of_patients.post("/{uuid:id}/orders", response={201: OrderOut})
@allow("orders.place_order")
def place_order(request: HttpRequest, id: UUID, data: OrderIn, response: HttpResponse) -> Status[Order]:
    """Ask for a test, an image or a procedure."""
    values = data.dict(exclude={"panel_id", "consultation_id", "department_id"})
    order = actions.place_order(
        patient_of(request, id), panel=panel_of(request, data.panel_id),
        visit=visit_of(request, data.consultation_id), department=unit_of(request, data.department_id),
        by=asker(request), **values,
    )  # fmt: skip
    tag(response, order.progress)
    return Status(201, order)


@of_patients.get("/{uuid:id}/orders/{uuid:order_id}", response=OrderOut)
@allow("orders.view_order")
@transaction.atomic
def read_order(request: HttpRequest, id: UUID, order_id: UUID, response: HttpResponse) -> Order:
    """One order; its ETag is that of its progress. Reading it is recorded."""
    order = order_of(request, order_id, patient=id)
    care.open_chart(order.patient, by=asker(request), what="orders.order")
    tag(response, order.progress)
    return order


@router.get("", response=PageOut[OrderOut])
@allow("orders.view_order")
@transaction.atomic
def list_work(request: HttpRequest, query: Query[WorklistQuery]) -> Slice[Order]:
    """What waits for somebody, the most urgent first: by service, stage and unit. The search is recorded."""
    shown = lists.worklist(query, by=asker(request))
    searched(by=asker(request), words=len(query.q.split()), found=len(shown.items), what="orders.worklist")
    return shown


@router.post("/{uuid:id}/cancellation", response=OrderOut)
@allow("orders.place_order")
def cancel_order(
    request: HttpRequest, id: UUID, *, data: ReasonIn, response: HttpResponse, if_match: IfMatch = None
) -> Order:
    """Take an order back, as long as it has no result."""
    version, order = version_of(if_match), order_of(request, id)
    order = actions.cancel_order(order, reason=data.reason, version=version, by=asker(request))
    tag(response, order.progress)
    return order


@router.post("/{uuid:id}/collection", response={201: list[SpecimenOut]})
@allow("orders.collect_specimen")
def collect(request: HttpRequest, id: UUID, data: CollectionIn) -> Status[list[Specimen]]:
    """Take the specimens; each answers with the number for its label."""
    order = order_of(request, id)
    made = actions.collect(order, tubes=[str(tube) for tube in data.tubes], at=data.at, by=asker(request))
    return Status(201, made)


@router.get("/{uuid:id}/labels", response={200: bytes})
@allow("orders.collect_specimen")
def labels(request: HttpRequest, id: UUID) -> HttpResponse:
    """The labels of the usable specimens as a PDF of 50 × 25 mm pages. The printing is recorded."""
    order = order_of(request, id)
    return HttpResponse(actions.print_labels(order, by=asker(request)), content_type="application/pdf")


@router.post("/{uuid:id}/specimens/{uuid:specimen_id}/rejection", response=SpecimenOut)
@allow("orders.collect_specimen")
def reject_specimen(request: HttpRequest, id: UUID, specimen_id: UUID, data: ReasonIn) -> Specimen:
    """Say that a specimen is no good; without another one the order waits for a collection again."""
    rows = Specimen.objects.visible_to(asker(request)).select_related("order__patient", "order__progress")
    specimen = get_object_or_404(rows, pk=specimen_id, order=id)
    return actions.reject_specimen(specimen, because=data.reason, by=asker(request))

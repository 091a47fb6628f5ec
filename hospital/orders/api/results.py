"""Results under /patients/{id}, what is done with those of an order, and /critical-notices."""

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
from ..models import CriticalNotice, Reading, Result
from ..schemas import (
    AcknowledgementIn,
    CorrectionIn,
    NoticeOut,
    NoticeQuery,
    ReadingIn,
    ReadingOut,
    ResultIn,
    ResultOut,
    ResultQuery,
    TrendOut,
    ValidationIn,
)
from ._asking import order_of, patient_of, result_of

of_patients = Router(tags=["results"])
of_orders = Router(tags=["results"])
notices = Router(tags=["results"])


@of_patients.get("/{uuid:id}/results", response=PageOut[ResultOut])
@allow("orders.view_order")
@transaction.atomic
def list_patient_results(request: HttpRequest, id: UUID, query: Query[ResultQuery]) -> Slice[Result]:
    """The newest first, each with its values. Reading it is recorded."""
    patient = patient_of(request, id)
    care.open_chart(patient, by=asker(request), what="orders.results")
    return lists.results(patient, query, by=asker(request))


@of_patients.get("/{uuid:id}/results/trend", response=TrendOut)
@allow("orders.view_order")
@transaction.atomic
def read_trend(request: HttpRequest, id: UUID, code: str, system: str = "http://loinc.org") -> object:
    """The last values of one test, the oldest first. Reading it is recorded."""
    patient = patient_of(request, id)
    care.open_chart(patient, by=asker(request), what="orders.results")
    values = lists.trend(patient, system=system, code=code, by=asker(request))
    return {"system": system, "code": code, "items": values}


@of_orders.post("/{uuid:id}/results", response={201: ResultOut})
@allow("orders.enter_result")
def enter_result(request: HttpRequest, id: UUID, data: ResultIn, response: HttpResponse) -> Status[Result]:
    """Write down the answer to an order; how each value reads is worked out from the ranges."""
    order = order_of(request, id)
    result = actions.enter_result(order, by=asker(request), **data.dict())
    tag(response, result)
    return Status(201, result)


@of_orders.post("/{uuid:id}/correction", response={201: ResultOut})
@allow("orders.enter_result")
def correct_result(
    request: HttpRequest, id: UUID, data: CorrectionIn, response: HttpResponse
) -> Status[Result]:
    """Put a new result in the place of a wrong one, which stays."""
    wrong = result_of(request, order_of(request, id), data.result_id)
    result = actions.correct_result(wrong, by=asker(request), **data.dict(exclude={"result_id"}))
    tag(response, result)
    return Status(201, result)


@of_orders.post("/{uuid:id}/validation", response=ResultOut)
@allow("orders.validate_result")
def validate_result(request: HttpRequest, id: UUID, data: ValidationIn, response: HttpResponse) -> Result:
    """Release a result that somebody else entered."""
    result = result_of(request, order_of(request, id), data.result_id)
    result = actions.validate_result(result, by=asker(request))
    tag(response, result)
    return result


@of_orders.post("/{uuid:id}/reading", response={201: ReadingOut})
@allow("orders.read_result")
def read_result(request: HttpRequest, id: UUID, data: ReadingIn) -> Status[Reading]:
    """Take note of a validated result."""
    result = result_of(request, order_of(request, id), data.result_id)
    return Status(201, actions.read_result(result, note=data.note, by=asker(request)))


@notices.get("", response=PageOut[NoticeOut])
@allow("orders.view_order")
@transaction.atomic
def list_notices(request: HttpRequest, query: Query[NoticeQuery]) -> Slice[CriticalNotice]:
    """Critical results: those that nobody acknowledged, the longest waiting first. The look is recorded."""
    shown = lists.notices(query, by=asker(request))
    searched(by=asker(request), words=0, found=len(shown.items), what="orders.criticalnotice")
    return shown


@notices.post("/{uuid:id}/acknowledgement", response=NoticeOut)
@allow("orders.acknowledge_critical")
def acknowledge(
    request: HttpRequest, id: UUID, *, data: AcknowledgementIn, response: HttpResponse,
    if_match: IfMatch = None,
) -> CriticalNotice:  # fmt: skip
    """Say who was told of it, how, and what is done now."""
    version = version_of(if_match)
    rows = CriticalNotice.objects.visible_to(asker(request)).select_related("patient", "result__order")
    notice = actions.acknowledge(
        get_object_or_404(rows, pk=id), version=version, by=asker(request), **data.dict()
    )
    tag(response, notice)
    return notice

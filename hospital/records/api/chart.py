"""/patients/{id}/chart and /patients/{id}/timeline."""

from typing import Annotated, Any  # Any: JSON
from uuid import UUID

import orjson
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Header, Query, Router

from hospital.accounts.asking import asker
from hospital.core.access import allow
from hospital.core.pagination import PageOut, Slice
from hospital.core.rows import KIND
from hospital.patients import care

from .. import chart, timeline
from ..chart_schemas import ChartOut, EventOut
from ._asking import patient_of

router = Router(tags=["chart"])

Why = Annotated[
    str,
    Header(
        alias="X-Access-Reason", max_length=500, description="Why the chart is opened; kept in the trail."
    ),
]


@router.get("/{uuid:id}/chart", response=ChartOut)
@allow("patients.view_chart")
@transaction.atomic
def read_chart(request: HttpRequest, id: UUID, why: Why = "") -> HttpResponse:
    """The chart at a glance. Opening it is recorded, with the ground; 403 `OutsideCare` says how to go on."""
    patient, by = patient_of(request, id), asker(request)
    ground = care.open_chart(patient, by=by, what="records.chart", reason=why)
    told = chart.head(patient, by=by)
    told["ground"] = _ground(ground)
    told["timeline"] = _page(timeline.page(patient, timeline.TimelineQuery.model_validate({}), by=by))
    return HttpResponse(orjson.dumps(told), content_type=KIND)


@router.get("/{uuid:id}/timeline", response=PageOut[EventOut])
@allow("patients.view_chart")
@transaction.atomic
def read_timeline(
    request: HttpRequest, id: UUID, query: Query[timeline.TimelineQuery], why: Why = ""
) -> HttpResponse:
    """Everything that happened to the patient, the latest first. Reading it is recorded."""
    patient, by = patient_of(request, id), asker(request)
    care.open_chart(patient, by=by, what="records.timeline", reason=why)
    found = timeline.page(patient, query, by=by)
    return HttpResponse(orjson.dumps(_page(found)), content_type=KIND)


def _page(found: Slice[timeline.Event]) -> dict[str, Any]:  # Any: see above
    return {"items": found.items, "next": found.next, "total": found.total}


def _ground(ground: care.Ground) -> dict[str, Any]:  # Any: see above
    return {
        "name": ground.name, "label": str(ground.label), "is_restricted": ground.is_restricted,
        "emergency_access_id": ground.access.pk if ground.access else None,
        "closes_at": ground.access.ends_at if ground.access else None,
    }  # fmt: skip

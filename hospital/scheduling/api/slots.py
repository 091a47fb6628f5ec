"""/slots: where there is still time."""

from datetime import timedelta

from django.http import HttpRequest
from django.utils.timezone import now
from ninja import Query, Router

from hospital.accounts.asking import asker
from hospital.core.access import allow

from ..finding import find_slots
from ..models import Resource
from ..schemas import SlotOut, SlotQuery, SlotsOut
from . import _rows

router = Router(tags=["appointments"])
MOST_RESOURCES = 500
LOOK_AHEAD = timedelta(days=30)


@router.get("", response=SlotsOut)
@allow("scheduling.view_agenda")
def list_slots(request: HttpRequest, query: Query[SlotQuery]) -> SlotsOut:
    """Free times, the earliest first: at most `limit`, go on from the last one's `starts_at`."""
    from_ = query.from_ or now()
    slots = find_slots(
        _rows.service(request, query.service_id), resources=_resources(request, query),
        companions=_rows.resources(request, query.companion_id), from_=from_,
        until=query.until or from_ + LOOK_AHEAD, payer_code=query.payer_code, limit=query.limit,
        by=asker(request),
    )  # fmt: skip
    items = [
        SlotOut.model_construct(
            starts_at=slot.starts_at, ends_at=slot.ends_at, resource_id=slot.resource_id,
            department_id=slot.department_id, places=slot.places,
        )
        for slot in slots
    ]  # fmt: skip
    return SlotsOut.model_construct(items=items)


def _resources(request: HttpRequest, query: SlotQuery) -> list[Resource]:
    """Those that were named, or all of the kind and the department that the asker sees."""
    if query.resource_id:
        return _rows.resources(request, query.resource_id)
    rows = Resource.objects.visible_to(asker(request)).active().filter(kind=query.kind)
    if query.department_id:
        rows = rows.filter(department=query.department_id)
    return list(rows.order_by("name", "id")[:MOST_RESOURCES])

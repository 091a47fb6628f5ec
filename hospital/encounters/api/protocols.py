"""/protocols: versions of the way to classify risk. A published one never changes."""

from typing import Any  # Any: protocols as data
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from hospital.accounts.asking import asker, row
from hospital.core.access import allow
from hospital.core.pagination import PageOut, PageQuery
from hospital.core.versions import IfMatch, tag, version_of

from .. import actions, lists
from ..models import Protocol, ProtocolVersion
from ..schemas import DifferenceOut, DraftChange, DraftIn, ProtocolIn, ProtocolOut, VersionOut, VersionWhole

router = Router(tags=["protocols"])


@router.get("", response=PageOut[ProtocolOut])
@allow("encounters.view_encounter")
def list_protocols(request: HttpRequest, query: Query[PageQuery]) -> Any:  # Any: see above
    """The protocols there are."""
    return lists.protocols(query, by=asker(request))


@router.post("", response={201: ProtocolOut})
@allow("encounters.manage_protocol")
def add_protocol(request: HttpRequest, data: ProtocolIn) -> Any:  # Any: see above
    """A protocol without a version; begin a draft next."""
    return Status(201, actions.add_protocol(by=asker(request), **data.dict()))


@router.get("/{uuid:id}/versions", response=PageOut[VersionOut])
@allow("encounters.view_encounter")
def list_versions(request: HttpRequest, id: UUID, query: Query[PageQuery]) -> Any:  # Any: see above
    """Its versions, the newest first."""
    return lists.versions(row(request, Protocol, id), query, by=asker(request))


@router.post("/{uuid:id}/versions", response={201: VersionOut})
@allow("encounters.manage_protocol")
def begin_draft(request: HttpRequest, id: UUID, data: DraftIn) -> Any:  # Any: see above
    """A draft that says what the newest version says."""
    return Status(201, actions.begin_draft(row(request, Protocol, id), note=data.note, by=asker(request)))


@router.get("/{uuid:id}/versions/{int:number}", response=VersionWhole)
@allow("encounters.view_encounter")
def get_version(request: HttpRequest, id: UUID, number: int, response: HttpResponse) -> Any:  # Any: see above
    """One version whole, with the keys of its flowcharts."""
    found = version(request, id, number)
    tag(response, found)
    return _whole(found)


@router.put("/{uuid:id}/versions/{int:number}", response=VersionWhole)
@allow("encounters.manage_protocol")
def change_draft(
    request: HttpRequest, id: UUID, number: int, data: DraftChange, if_match: IfMatch = None
) -> Any:  # Any: see above
    """Put other content in the place of the draft's."""
    was, draft = version_of(if_match), version(request, id, number)
    content = data.dict(exclude={"note"})
    changed = actions.change_draft(draft, content=content, note=data.note, version=was, by=asker(request))
    return _whole(changed)


@router.delete("/{uuid:id}/versions/{int:number}", response={204: None})
@allow("encounters.manage_protocol")
def discard_draft(request: HttpRequest, id: UUID, number: int) -> Any:  # Any: see above
    """Throw the draft away."""
    actions.discard_draft(version(request, id, number), by=asker(request))
    return Status(204, None)


@router.post("/{uuid:id}/versions/{int:number}/publication", response=VersionOut)
@allow("encounters.manage_protocol")
def publish(request: HttpRequest, id: UUID, number: int) -> Any:  # Any: see above
    """Put the draft in force, for good."""
    return actions.publish(version(request, id, number), by=asker(request))


@router.get("/{uuid:id}/versions/{int:number}/differences", response=list[DifferenceOut])
@allow("encounters.view_encounter")
def list_differences(request: HttpRequest, id: UUID, number: int) -> Any:  # Any: see above
    """What a version tells differently than the one before it."""
    after = version(request, id, number)
    rows = ProtocolVersion.objects.visible_to(asker(request)).filter(protocol=id, number__lt=number)
    before = rows.order_by("-number").first()
    names = ("what", "before", "after")
    return [dict(zip(names, line, strict=True)) for line in actions.differences(before, after)]


def version(request: HttpRequest, id: UUID, number: int) -> ProtocolVersion:
    rows = ProtocolVersion.objects.visible_to(asker(request)).select_related("protocol")
    found: ProtocolVersion = get_object_or_404(rows, protocol=id, number=number)
    return found


def _whole(found: ProtocolVersion) -> dict[str, Any]:  # Any: see above
    told = {name: getattr(found, name) for name in VersionOut.model_fields}
    charts = {chart.code: chart.pk for chart in found.flowcharts.all()}
    return told | {"content": actions.content_of(found), "flowchart_ids": charts}

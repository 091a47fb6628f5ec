"""/test-panels and /reference-ranges: what the laboratory offers, and what its values are read against."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from hospital.accounts.asking import asker
from hospital.core.access import allow
from hospital.core.pagination import PageOut, Slice, paginate
from hospital.core.versions import IfMatch, tag, version_of

from .. import actions
from ..models import ReferenceRange, TestPanel
from ..schemas import LimitsIn, PanelIn, PanelOut, PanelQuery, RangeIn, RangeOut, RangeQuery

panels = Router(tags=["catalogue"])
ranges = Router(tags=["catalogue"])


@panels.get("", response=PageOut[PanelOut])
@allow("orders.view_order")
def list_panels(request: HttpRequest, query: Query[PanelQuery]) -> Slice[TestPanel]:
    """What can be ordered by name."""
    rows = TestPanel.objects.visible_to(asker(request)).in_use().prefetch_related("lines")
    if query.category:
        rows = rows.filter(category=query.category)
    if query.q.strip():
        rows = rows.filter(name__icontains=query.q.strip())
    return paginate(rows, query, order=("name", "id"))


@panels.post("", response={201: PanelOut})
@allow("orders.manage_catalogue")
def define_panel(request: HttpRequest, data: PanelIn, response: HttpResponse) -> Status[TestPanel]:
    """Offer something to order, with the tests it consists of."""
    values = data.dict(exclude={"tests"})
    tests = [test.dict() for test in data.tests]
    panel = actions.define_panel(tests=tests, by=asker(request), **values)  # type: ignore[arg-type]  # a TestData each
    tag(response, panel)
    return Status(201, panel)


@ranges.get("", response=PageOut[RangeOut])
@allow("orders.view_order")
def list_ranges(request: HttpRequest, query: Query[RangeQuery]) -> Slice[ReferenceRange]:
    """The reference ranges in use."""
    rows = ReferenceRange.objects.visible_to(asker(request)).in_use()
    if query.code:
        rows = rows.filter(code=query.code)
    if query.q.strip():
        rows = rows.filter(display__icontains=query.q.strip())
    return paginate(rows, query, order=("display", "id"))


@ranges.post("", response={201: RangeOut})
@allow("orders.manage_catalogue")
def add_range(request: HttpRequest, data: RangeIn, response: HttpResponse) -> Status[ReferenceRange]:
    """Set the limits of a test for a sex and an age."""
    made = actions.set_range(by=asker(request), **data.dict())
    tag(response, made)
    return Status(201, made)


@ranges.patch("/{uuid:id}", response=RangeOut)
@allow("orders.manage_catalogue")
def change_range(
    request: HttpRequest, id: UUID, *, data: LimitsIn, response: HttpResponse, if_match: IfMatch = None
) -> ReferenceRange:  # fmt: skip
    """Set other limits; results that were entered before keep theirs."""
    version = version_of(if_match)
    known = get_object_or_404(ReferenceRange.objects.visible_to(asker(request)), pk=id)
    sent = data.dict(exclude_unset=True)
    row = actions.set_range(known, version=version, by=asker(request), **sent)
    tag(response, row)
    return row

"""The FHIR door: bundles in, resources out. Every route comes from the registry."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any  # Any: rows and query sets of every model

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.http import http_date
from django.utils.translation import gettext_lazy as _

from hospital.accounts.doors import DOORS
from hospital.accounts.models import User
from hospital.core.access import ANYONE, allow
from hospital.core.pagination import PageQuery
from hospital.patients import actions as patients, care
from hospital.patients.models import Patient

from . import actions, slots
from .deliver import deliver
from .fhir import reading
from .fhir.bundles import answer as bundle_of, delivery, searchset
from .fhir.capability import statement
from .fhir.door import FhirAPI, answer, body_of, check_answerable
from .fhir.kept import KEPT_PARAMS, KEPT_PERMISSION, KEPT_SORTS, is_kept, kept
from .fhir.registry import SERVED
from .fhir.search import BadSearch, Params, Rows, Search, Sorts, matching, read, uuid_of
from .fhir.served import Part, Served
from .fhir.several import paginate_all
from .fhir.wire import JSON
from .known import Known
from .models import Resource

BASE = "/fhir/R4"

fhir = FhirAPI(title="FHIR R4", version="4.0.1", urls_namespace="fhir", auth=DOORS)


@fhir.post("/R4", url_name="bundle")
@allow("integrations.import_fhir")
def take_bundle(request: HttpRequest) -> HttpResponse:
    """Take in a transaction (all or nothing) or a batch."""
    check_answerable(request)
    delivered = delivery(body_of(request), strict=True)
    _run, receipts = deliver(delivered, by=_user(request), origin=f"POST {BASE}")
    return answer(bundle_of(delivered.kind, (receipt.to_fhir() for receipt in receipts)))


fhir.post("/R4/", url_name="bundle-slash")(take_bundle)


@fhir.get("/R4/metadata", auth=None, url_name="metadata")
@allow(ANYONE)
def metadata(request: HttpRequest) -> HttpResponse:
    """What this server does."""
    check_answerable(request)
    return answer(statement(_base(request)))


def _serve(served: Served) -> None:
    """The routes of one kind of resource over a model of ours."""

    @allow(served.permission)
    def search(request: HttpRequest) -> HttpResponse:
        return _search(request, request.GET, served)

    @allow(served.permission)
    def search_posted(request: HttpRequest) -> HttpResponse:
        return _search(request, _posted(request), served)

    @allow(served.permission)
    def read_one(request: HttpRequest, id: str) -> HttpResponse:
        return _read(request, served, id)

    name = served.type.lower()
    fhir.get(f"/R4/{served.type}", url_name=f"{name}-search")(search)
    fhir.post(f"/R4/{served.type}/_search", url_name=f"{name}-search-posted")(search_posted)
    fhir.get(f"/R4/{served.type}/{{id}}", url_name=name)(read_one)


for _served in SERVED.values():
    _serve(_served)


@fhir.get("/R4/Slot", url_name="slot-search")
@allow("scheduling.view_appointment")
def search_slots(request: HttpRequest) -> HttpResponse:
    """Free times of an agenda for a service."""
    asked = _asked(request, request.GET, slots.PARAMS)
    found = slots.free(asked, by=_user(request))
    return _set(request, request.GET, found, Page(found, "", len(found)))


@fhir.get("/R4/{kind}", url_name="kept-search")
@allow(KEPT_PERMISSION)
def search_kept(request: HttpRequest, kind: str) -> HttpResponse:
    """Search among what is kept whole."""
    return _search_kept(request, request.GET, kind)


@fhir.post("/R4/{kind}/_search", url_name="kept-search-posted")
@allow(KEPT_PERMISSION)
def search_kept_posted(request: HttpRequest, kind: str) -> HttpResponse:
    """Search among what is kept whole, with the filters in the body."""
    return _search_kept(request, _posted(request), kind)


@fhir.get("/R4/{kind}/{id}", url_name="kept")
@allow(KEPT_PERMISSION)
def read_kept(request: HttpRequest, kind: str, id: str) -> HttpResponse:
    """One resource that is kept whole."""
    check_answerable(request)
    return _read_kept(request, _known(kind), id)


def _read_kept(request: HttpRequest, kind: str, id_: str) -> HttpResponse:
    row = kept(_user(request), kind).filter(pk=uuid_of(id_)).first()
    if row is None:
        raise Http404
    actions.open_resource(row, by=_user(request))
    return _one(request, _said([row])[0])


def _read(request: HttpRequest, served: Served, id_: str) -> HttpResponse:
    check_answerable(request)
    user, key = _user(request), uuid_of(id_)
    parts = [part for part in served.parts if part.to_fhir]
    found = ((part, rows(user).filter(pk=key).first()) for part in parts for rows in part.readable if key)
    part, row = next(((part, row) for part, row in found if row), (None, None))
    if part is None or row is None or part.to_fhir is None:
        if served.reads_kept:
            return _read_kept(request, served.type, id_)  # as it was delivered, under the id it had before
        raise Http404
    _open(row, part, served, user)
    return _one(request, part.to_fhir(row))


def _open(row: Any, part: Part, served: Served, user: User) -> None:  # Any: see above
    """Looking at what is personal is written down; entries of charts are opened as charts are."""
    if served.type == "Patient":
        patients.open_patient(row, by=user, what="fhir.Patient")
    elif part.patient and served.is_chart:
        care.open_chart(part.owner(row), by=user, what=f"fhir.{served.type}")
    elif part.patient:
        actions.read_resource(row, by=user, what=f"fhir.{served.type}")


def _one(request: HttpRequest, resource: JSON) -> HttpResponse:
    """A resource under the tag of its version."""
    tag = f'W/"{resource["meta"]["versionId"]}"'
    if tag in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304, headers={"ETag": tag})
    changed = datetime.fromisoformat(resource["meta"]["lastUpdated"])
    return answer(resource, ETag=tag, Last_Modified=http_date(changed.timestamp()))


def _search(request: HttpRequest, query: QueryDict, served: Served) -> HttpResponse:
    user = _user(request)
    asked = _asked(request, query, served.params)
    if served.patient and served.is_chart:
        _open_charts(asked, served, user)
    parts = [part for part in served.parts if part.knows(asked)]
    tables = [matching(part.found(user), asked, part.params) for part in parts]
    page = _page(tables, asked, served.sorts)
    _searched(served, asked, page, user)
    return _set(request, query, _told(page, tables, parts), page)


def _searched(served: Served, asked: Search, page: "Page", user: User) -> None:
    """A search among what is personal is written down, unless the charts were opened for it."""
    if served.type == "Patient" or (served.is_personal and not served.is_chart):
        if user.has_perm("patients.view_patient"):  # else nothing personal was among what is searched
            patients.searched(
                by=user, words=len(asked.filters), found=_count(page), what=f"fhir.{served.type}"
            )
    elif served.only_read and not served.is_chart and (found := page.kept):
        actions.searched_resources(by=user, kind=served.type, found=len(found))


def _told(page: "Page", tables: Sequence[Rows], parts: Sequence[Part]) -> list[JSON]:
    """The rows of a page, each as its table is said; the kept ones whole, and all at once."""
    how = {table.model: part.to_fhir for table, part in zip(tables, parts, strict=True)}
    whole = dict(zip((row.pk for row in page.kept), _said(page.kept), strict=True))
    return [said(row) if (said := how[type(row)]) else whole[row.pk] for row in page.rows]


def _open_charts(asked: Search, served: Served, user: User) -> None:
    """Open the chart that the search names; who opens every chart may also search in all of them."""
    owner = _only_patient(asked)
    patient = Patient.objects.visible_to(user).filter(pk=owner).first() if owner else None
    if patient:
        care.open_chart(patient, by=user, what=f"fhir.{served.type}")
    elif owner is None and not user.has_perm(care.ANY_CHART):
        raise BadSearch(_("Say whose: patient=…"))
    else:
        patients.searched(by=user, words=len(asked.filters), found=0, what=f"fhir.{served.type}")


def _search_kept(request: HttpRequest, query: QueryDict, kind: str) -> HttpResponse:
    user = _user(request)
    rows = kept(user, _known(kind))
    asked = _asked(request, query, KEPT_PARAMS)
    page = _page([matching(rows, asked, KEPT_PARAMS)], asked, KEPT_SORTS)
    owners = {row.patient_id for row in page.rows}
    owner = owners.pop() if len(owners) == 1 else _only_patient(asked)
    actions.searched_resources(by=user, kind=kind, found=_count(page), patient_id=owner)
    return _set(request, query, _said(page.rows), page)


def _only_patient(asked: Search) -> Any:  # Any: a UUID or None
    """The one patient that the search named, so that a count of her resources is found in her trail."""
    named = [
        one.values[0] for one in asked.filters if one.name in ("patient", "subject") and len(one.values) == 1
    ]
    return uuid_of(named[0].rpartition("/")[2]) if named else None


@dataclass(frozen=True)
class Page:
    """The rows of one page, the cursor of the next, and how many there are in all, when that was asked."""

    rows: Sequence[Any]  # Any: see above
    following: str
    total: int | None

    @property
    def kept(self) -> list[Resource]:
        """The rows that are resources kept whole."""
        return [row for row in self.rows if isinstance(row, Resource)]


def _count(page: Page) -> int:
    return page.total if page.total is not None else len(page.rows)


def _asked(request: HttpRequest, query: QueryDict, params: Params) -> Search:
    check_answerable(request)
    return read(query, params, lenient="handling=lenient" in request.headers.get("Prefer", ""))


def _page(tables: Sequence[Rows], asked: Search, sorts: Sorts) -> Page:
    if asked.only_total:
        return Page([], "", sum(rows.count() for rows in tables))
    total = sum(rows.count() for rows in tables) if asked.wants_total else None
    asked_for = PageQuery(limit=asked.count, cursor=asked.cursor, count=False)
    part = paginate_all(tables, asked_for, order=sorts.order(asked.sort))
    return Page(part.items, part.next or "", total)


def _set(request: HttpRequest, query: QueryDict, resources: Sequence[JSON], page: Page) -> HttpResponse:
    path = request.path.removesuffix("/_search")
    following = query.copy()
    following["_cursor"] = page.following
    here = request.build_absolute_uri(f"{path}?{query.urlencode()}" if query else path)
    there = request.build_absolute_uri(f"{path}?{following.urlencode()}") if page.following else ""
    return answer(searchset(_base(request), resources, here=here, following=there, total=page.total))


def _said(rows: Iterable[Resource]) -> list[JSON]:
    """Kept resources as a reader sees them, all their references found in a few queries."""
    rows = list(rows)
    known = Known.of_rows(rows)
    return [_kept_as_said(row, known) for row in rows]


def _kept_as_said(row: Resource, known: Known) -> JSON:
    here = f"{row.source}/{row.type}/{row.source_id}" if row.source else f"urn:uuid:{row.source_id}"
    return reading.to_fhir(
        row.content, id_=str(row.pk), version=row.version, moment=row.updated_at.isoformat(), source=here,
        at=lambda reference: str(known.place(reference, row.source) or reference),
    )  # fmt: skip


def _known(kind: str) -> str:
    if not is_kept(kind):
        raise Http404
    return kind


def _posted(request: HttpRequest) -> QueryDict:
    """The filters in the body, after those in the address."""
    query = request.GET.copy()
    for name, values in request.POST.lists():
        query.setlist(name, [*query.getlist(name), *values])
    return query


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri(BASE)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user

"""/departments: the tree, on any day."""

from typing import Any  # Any: ninja's responses and column values
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from hospital.accounts.asking import asker
from hospital.core.access import allow
from hospital.core.pagination import PageOut, PageQuery, Slice, paginate
from hospital.core.versions import IfMatch, tag, version_of

from .. import actions, lists
from ..models import Branch, Department, DepartmentIdentifier, Naming, Placement, today
from ..schemas import (
    AsOf,
    BranchOut,
    CloseIn,
    DepartmentChange,
    DepartmentIn,
    DepartmentOut,
    DepartmentQuery,
    IdentifierIn,
    IdentifierOut,
    MoveIn,
    NamingOut,
    PlacementOut,
    RenameIn,
)
from . import _rows

router = Router(tags=["departments"])


@router.get("", response=PageOut[DepartmentOut])
@allow("organization.view_department")
def list_departments(request: HttpRequest, query: Query[DepartmentQuery]) -> Slice[Department]:
    """Departments by code, with the names and places of a day."""
    return lists.departments(query, by=asker(request))


@router.get("/tree", response=list[BranchOut])
@allow("organization.view_department")
def tree(request: HttpRequest, query: Query[AsOf]) -> list[Branch]:
    """The departments of a day as a tree, by name."""
    return Department.objects.visible_to(asker(request)).tree(query.as_of or today())


@router.post("", response={201: DepartmentOut})
@allow("organization.manage_department")
def open_department(request: HttpRequest, data: DepartmentIn, response: HttpResponse) -> Status[Department]:
    """Open a department."""
    values = data.dict(exclude={"parent_id", "head_id", "identifiers"})
    parent = _rows.department(request, data.parent_id) if data.parent_id else None
    head = _rows.employee(request, data.head_id) if data.head_id else None
    others = [(one.system, one.value) for one in data.identifiers]
    made = actions.open_department(**values, parent=parent, head=head, identifiers=others, by=asker(request))
    tag(response, made)
    return Status(201, _rows.department(request, made.pk))


@router.get("/{uuid:id}", response=DepartmentOut)
@allow("organization.view_department")
def get_department(request: HttpRequest, id: UUID, query: Query[AsOf], response: HttpResponse) -> Department:
    """One department, with its name and place of a day."""
    department = _rows.department(request, id, query.as_of)
    tag(response, department)
    return department


@router.patch("/{uuid:id}", response=DepartmentOut)
@allow("organization.manage_department")
def change_department(
    request: HttpRequest, id: UUID, data: DepartmentChange, response: HttpResponse, if_match: IfMatch = None
) -> Department:
    """Change what is not bound to a day; what is not sent stays."""
    version, department = version_of(if_match), _rows.department(request, id)
    sent = data.dict(exclude_unset=True)
    values: dict[str, Any] = {
        name: value for name, value in sent.items() if value is not None
    }  # Any: see above
    if "head_id" in sent:
        head_id = values.pop("head_id", None)
        values["head"] = _rows.employee(request, head_id) if head_id else None
    changed = actions.change_department(department, **values, by=asker(request), version=version)
    tag(response, changed)
    return _rows.department(request, changed.pk)


@router.get("/{uuid:id}/tree", response=list[BranchOut])
@allow("organization.view_department")
def subtree(request: HttpRequest, id: UUID, query: Query[AsOf]) -> list[Branch]:
    """One department and all that is below it on a day."""
    department = _rows.department(request, id)
    return Department.objects.visible_to(asker(request)).subtree(department, query.as_of or today())


@router.get("/{uuid:id}/names", response=PageOut[NamingOut])
@allow("organization.view_department")
def list_names(request: HttpRequest, id: UUID, query: Query[PageQuery]) -> Slice[Naming]:
    """What the department was and will be called."""
    rows = Naming.objects.visible_to(asker(request)).filter(department=_rows.department(request, id))
    return paginate(rows.since(), query, order=("-since", "-id"))


@router.post("/{uuid:id}/names", response={201: NamingOut})
@allow("organization.manage_department")
def rename_department(request: HttpRequest, id: UUID, data: RenameIn) -> Status[Naming]:
    """Call it otherwise from a day on; the past keeps its names."""
    department = _rows.department(request, id)
    return Status(201, actions.rename_department(department, name=data.name, on=data.on, by=asker(request)))


@router.get("/{uuid:id}/moves", response=PageOut[PlacementOut])
@allow("organization.view_department")
def list_moves(request: HttpRequest, id: UUID, query: Query[PageQuery]) -> Slice[Placement]:
    """Where the department belonged and will belong."""
    rows = Placement.objects.visible_to(asker(request)).filter(department=_rows.department(request, id))
    return paginate(rows.since(), query, order=("-since", "-id"))


@router.post("/{uuid:id}/moves", response={201: PlacementOut})
@allow("organization.manage_department")
def move_department(request: HttpRequest, id: UUID, data: MoveIn) -> Status[Placement]:
    """Put it, with all that is below it, elsewhere from a day on."""
    department = _rows.department(request, id)
    parent = _rows.department(request, data.parent_id) if data.parent_id else None
    return Status(201, actions.move_department(department, parent=parent, on=data.on, by=asker(request)))


@router.post("/{uuid:id}/closure", response=DepartmentOut)
@allow("organization.manage_department")
def close_department(request: HttpRequest, id: UUID, data: CloseIn) -> Department:
    """Close it from a day on."""
    department = _rows.department(request, id)
    actions.close_department(department, on=data.on, reason=data.reason, by=asker(request))
    return _rows.department(request, id)


@router.get("/{uuid:id}/identifiers", response=PageOut[IdentifierOut])
@allow("organization.view_department")
def list_identifiers(request: HttpRequest, id: UUID, query: Query[PageQuery]) -> Slice[DepartmentIdentifier]:
    """What other systems call it."""
    rows = DepartmentIdentifier.objects.visible_to(asker(request)).filter(
        department=_rows.department(request, id)
    )
    return paginate(rows, query, order=("system", "id"))


@router.post("/{uuid:id}/identifiers", response={201: IdentifierOut})
@allow("organization.manage_department")
def identify(request: HttpRequest, id: UUID, data: IdentifierIn) -> Status[DepartmentIdentifier]:
    """Keep what another system calls it."""
    department = _rows.department(request, id)
    return Status(201, actions.identify_department(department, **data.dict(), by=asker(request)))

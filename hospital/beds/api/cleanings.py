"""/cleanings: what housekeeping has to do, and what it did."""

from typing import Any  # Any: rows of every model
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from hospital.accounts.asking import asker, named
from hospital.core.access import allow
from hospital.core.pagination import PageOut
from hospital.core.versions import IfMatch, tag, version_of
from hospital.organization.models import Employee

from .. import actions, lists
from ..models import Bed, Cleaning
from ..schemas import AssigneeIn, CleaningIn, CleaningOut, CleaningQuery, InspectionIn

router = Router(tags=["cleanings"])


@router.get("", response=PageOut[CleaningOut])
@allow("beds.view_bed")
def list_cleanings(request: HttpRequest, query: Query[CleaningQuery]) -> Any:  # Any: see above
    """What is to be cleaned in the beds one sees, what is due first, first."""
    return lists.cleanings(query, by=asker(request))


@router.post("", response={201: CleaningOut})
@allow("beds.place_patient")
def ask_for_cleaning(request: HttpRequest, data: CleaningIn) -> Any:  # Any: see above
    """Ask for a cleaning; for a terminal one the bed is free no more."""
    bed = named(request, Bed, data.bed_id, "bed_id")
    assignee = named(request, Employee, data.assignee_id, "assignee_id")
    told = data.dict(exclude={"bed_id", "assignee_id"})
    return Status(201, actions.ask_for_cleaning(bed, assignee=assignee, by=asker(request), **told))


@router.get("/{uuid:id}", response=CleaningOut)
@allow("beds.view_bed")
def get_cleaning(request: HttpRequest, id: UUID, response: HttpResponse) -> Any:  # Any: see above
    """One cleaning."""
    shown = _one(request, id)
    tag(response, shown)
    return shown


@router.put("/{uuid:id}/assignee", response=CleaningOut)
@allow("beds.clean_bed")
def assign_cleaning(
    request: HttpRequest, id: UUID, data: AssigneeIn, if_match: IfMatch = None
) -> Any:  # Any: see above
    """Say who cleans; null for nobody in particular."""
    version, shown = version_of(if_match), _one(request, id)
    assignee = named(request, Employee, data.assignee_id, "assignee_id")
    return actions.assign_cleaning(shown, assignee=assignee, version=version, by=asker(request))


@router.post("/{uuid:id}/beginning", response=CleaningOut)
@allow("beds.clean_bed")
def begin_cleaning(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    """At the bed, and cleaning."""
    return actions.begin_cleaning(_one(request, id), by=asker(request))


@router.post("/{uuid:id}/completion", response=CleaningOut)
@allow("beds.clean_bed")
def finish_cleaning(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    """Done: the bed is free, or waits for who inspects it."""
    return actions.finish_cleaning(_one(request, id), by=asker(request))


@router.post("/{uuid:id}/inspection", response=CleaningOut)
@allow("beds.inspect_bed")
def inspect(request: HttpRequest, id: UUID, data: InspectionIn) -> Any:  # Any: see above
    """Looked at: well done, or to be cleaned again and why."""
    return actions.inspect(_one(request, id), by=asker(request), **data.dict())


def _one(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    return get_object_or_404(Cleaning.objects.visible_to(asker(request)).select_related("bed"), pk=id)

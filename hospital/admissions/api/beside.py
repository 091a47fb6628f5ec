"""Who stays with the patient, and what she brought."""

from typing import Any  # Any: rows of every model here
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from ninja import Router, Status

from hospital.accounts.asking import asker, row
from hospital.core.access import allow

from .. import actions
from ..models import Admission, Belonging, Companion
from ..schemas import BelongingIn, BelongingOut, CompanionIn, CompanionOut, ReturnIn

router = Router(tags=["admissions"])
companions = Router(tags=["admissions"])
belongings = Router(tags=["admissions"])


@router.get("/{uuid:id}/companions", response=list[CompanionOut])
@allow("admissions.view_admission")
@transaction.atomic
def list_companions(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    """Who stays with her, and who did."""
    found = row(request, Admission, id)
    actions.open_admission(found, by=asker(request), what="admissions.companion")
    return (
        Companion.objects.visible_to(asker(request)).filter(admission=found).order_by("-since", "-id")[:100]
    )


@router.post("/{uuid:id}/companions", response={201: CompanionOut})
@allow("admissions.admit_patient")
def add_companion(request: HttpRequest, id: UUID, data: CompanionIn) -> Any:  # Any: see above
    """Somebody stays beside the bed."""
    return Status(201, actions.add_companion(row(request, Admission, id), by=asker(request), **data.dict()))


@companions.post("/{uuid:id}/departure", response=CompanionOut)
@allow("admissions.admit_patient")
def companion_leaves(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    """She has gone home."""
    return actions.companion_leaves(row(request, Companion, id), by=asker(request))


@router.get("/{uuid:id}/belongings", response=list[BelongingOut])
@allow("admissions.view_admission")
@transaction.atomic
def list_belongings(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    """What is kept for her, and what was given back."""
    found = row(request, Admission, id)
    actions.open_admission(found, by=asker(request), what="admissions.belonging")
    rows = Belonging.objects.visible_to(asker(request)).filter(admission=found)
    return rows.select_related("received_by", "returned_by").order_by("received_at", "id")[:200]


@router.post("/{uuid:id}/belongings", response={201: BelongingOut})
@allow("admissions.write_nursing")
def keep_belonging(request: HttpRequest, id: UUID, data: BelongingIn) -> Any:  # Any: see above
    """Take a thing into keeping."""
    return Status(201, actions.keep_belonging(row(request, Admission, id), by=asker(request), **data.dict()))


@belongings.post("/{uuid:id}/return", response=BelongingOut)
@allow("admissions.write_nursing")
def return_belonging(request: HttpRequest, id: UUID, data: ReturnIn) -> Any:  # Any: see above
    """Give it back."""
    return actions.return_belonging(row(request, Belonging, id), to=data.to, by=asker(request))

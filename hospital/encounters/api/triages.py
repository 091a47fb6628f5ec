"""/triages: classifications, and whether each comes out the same when it is decided again."""

from typing import Any  # Any: rows with what the lists add
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from ninja import Query, Router

from hospital.accounts.asking import asker, row
from hospital.core.access import allow
from hospital.core.pagination import PageOut
from hospital.patients import care

from .. import actions, lists
from ..models import Triage
from ..schemas import Reason, ReplayOut, TriageOut, TriageQuery

router = Router(tags=["triages"])


@router.get("", response=PageOut[TriageOut])
@allow("patients.view_chart")
@transaction.atomic
def list_triages(request: HttpRequest, query: Query[TriageQuery]) -> Any:  # Any: see above
    """Classifications of one's own departments; that they were listed is recorded."""
    found = lists.triages(query, by=asker(request))
    actions.listed(by=asker(request), found=len(found.items), what="encounters.triage")
    return found


@router.get("/{uuid:id}", response=TriageOut)
@allow("patients.view_chart")
@transaction.atomic
def get_triage(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    """One classification: a look into the chart."""
    found = row(request, Triage, id)
    care.open_chart(found.patient, by=asker(request), what="encounters.triage")
    return found


@router.get("/{uuid:id}/replay", response=ReplayOut)
@allow("patients.view_chart")
def replay(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    """Decide it again from its answers and its version of the protocol, and compare."""
    done = actions.verify(row(request, Triage, id), by=asker(request))
    return {
        "stored": done.stored, "again": done.again.colour, "decided_by": done.again.decided_by,
        "minutes": done.again.minutes, "is_equal": done.is_equal,
    }  # fmt: skip


@router.post("/{uuid:id}/withdrawal", response=TriageOut)
@allow("encounters.classify_patient")
def withdraw(request: HttpRequest, id: UUID, data: Reason) -> Any:  # Any: see above
    """It was made in error, for example for another patient; the one before it holds again."""
    return actions.withdraw_triage(row(request, Triage, id), reason=data.reason, by=asker(request))

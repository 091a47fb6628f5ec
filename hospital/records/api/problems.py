"""/patients/{id}/problems/reconciliation: the whole list looked through at once."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from hospital.accounts.asking import asker
from hospital.core.access import allow
from hospital.core.pagination import PageOut

from .. import actions, lists, schemas
from ..models import Problem
from ._asking import patient_of

router = Router(tags=["records"])


@router.post("/{uuid:id}/problems/reconciliation", response=PageOut[schemas.ProblemOut])
@allow("records.write_entry")
def reconcile_problems(request: HttpRequest, id: UUID, data: schemas.ReconciliationIn) -> HttpResponse:
    """Say what becomes of each problem; 412 when one changed since. Answers with the entries that stand."""
    patient = patient_of(request, id)
    decisions = [actions.Decision(**decision.dict()) for decision in data.decisions]
    actions.reconcile_problems(patient, decisions=decisions, by=asker(request))
    query = schemas.ProblemQuery.model_validate({"limit": 200, "is_withdrawn": False})
    return lists.many(Problem, patient, query, by=asker(request))

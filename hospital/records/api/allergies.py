"""/patients/{id}/allergy-statement: what is known of her allergies, and the word that there are none."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router

from hospital.accounts.asking import asker
from hospital.core.access import allow
from hospital.core.versions import IfMatch, version_of

from .. import actions, lists, schemas
from ..models import AllergyStatement
from ._asking import answer, chart_of, patient_of, values_of

router = Router(tags=["records"])


@router.get("/{uuid:id}/allergy-statement", response=schemas.ToldOut)
@allow("patients.view_chart")
@transaction.atomic
def read_allergy_statement(request: HttpRequest, id: UUID, response: HttpResponse) -> schemas.ToldOut:
    """Some, explicitly none, or not asked. Reading it is recorded."""
    patient = chart_of(request, id, "records.allergies")
    allergies, statement = lists.told(patient, by=asker(request))
    if statement:
        response["ETag"] = f'W/"{statement.version}"'
    said = schemas.StatementOut.from_orm(statement) if statement else None
    return schemas.ToldOut(
        state="some" if allergies else "none_known" if said else "not_asked",
        substances=[str(row) for row in allergies], statement=said,
    )  # fmt: skip


@router.post("/{uuid:id}/allergy-statement", response={201: schemas.StatementOut})
@allow("records.write_entry")
def state_no_known_allergies(request: HttpRequest, id: UUID, data: schemas.StatementIn) -> HttpResponse:
    """Say that she was asked and knows of none. 409 `HasAllergies` beside an active one."""
    patient = patient_of(request, id)
    row = actions.state_no_known_allergies(patient, by=asker(request), **values_of(request, data))
    return answer(request, row, 201)


@router.post("/{uuid:id}/allergy-statement/withdrawal", response=schemas.StatementOut)
@allow("records.write_entry")
def withdraw_allergy_statement(
    request: HttpRequest, id: UUID, data: schemas.WithdrawalIn, if_match: IfMatch = None
) -> HttpResponse:
    """Take the standing word back: nobody asked her."""
    version, by = version_of(if_match), asker(request)
    rows = AllergyStatement.objects.visible_to(by).holding().filter(patient=patient_of(request, id))
    row = get_object_or_404(rows.order_by("-occurred_at", "-id")[:1])
    return answer(request, actions.withdraw(row, because=data.reason, version=version, by=by))

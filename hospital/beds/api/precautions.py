"""/precautions: who is kept in isolation, and how."""

from typing import Any  # Any: rows of every model
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from ninja import Query, Router, Status

from hospital.accounts.asking import asker, named, row
from hospital.core.access import allow
from hospital.core.pagination import PageOut
from hospital.encounters.models import Encounter
from hospital.patients.models import Patient

from .. import actions, lists
from ..models import Precaution
from ..schemas import LiftIn, PrecautionIn, PrecautionOut, PrecautionQuery

router = Router(tags=["precautions"])


@router.get("", response=PageOut[PrecautionOut])
@allow("beds.view_bed")
@transaction.atomic
def list_precautions(request: HttpRequest, query: Query[PrecautionQuery]) -> Any:  # Any: see above
    """Precautions, the latest first. Reading them is recorded."""
    found = lists.precautions(query, by=asker(request))
    actions.listed(by=asker(request), found=len(found.items), what="beds.precautions")
    return found


@router.post("", response={201: PrecautionOut})
@allow("beds.isolate_patient")
def place_precaution(request: HttpRequest, data: PrecautionIn) -> Any:  # Any: see above
    """Keep a patient in isolation of one kind."""
    patient = named(request, Patient, data.patient_id, "patient_id")
    encounter = named(request, Encounter, data.encounter_id, "encounter_id")
    told = data.dict(exclude={"patient_id", "encounter_id"})
    return Status(201, actions.place_precaution(patient, encounter=encounter, by=asker(request), **told))


@router.post("/{uuid:id}/lifting", response=PrecautionOut)
@allow("beds.isolate_patient")
def lift_precaution(request: HttpRequest, id: UUID, data: LiftIn) -> Any:  # Any: see above
    """The patient is in this isolation no more, and why."""
    return actions.lift_precaution(row(request, Precaution, id), by=asker(request), **data.dict())

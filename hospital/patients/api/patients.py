"""/patients: find, register, open, change."""

from typing import Annotated
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Header, Query, Router

from hospital.accounts.asking import asker
from hospital.core.access import allow
from hospital.core.pagination import PageOut
from hospital.core.versions import IfMatch, version_of

from .. import actions, lists, matching
from ..models import Patient
from ..schemas import (
    ConfidentialityIn,
    DeathIn,
    IdentificationIn,
    IdentityIn,
    MatchOut,
    NewbornIn,
    PatientIn,
    PatientOut,
    PatientQuery,
    PatientRow,
    PersonIn,
    Reason,
    ReasonOut,
    UnidentifiedIn,
)

router = Router(tags=["patients"])

Why = Annotated[
    str,
    Header(
        alias="X-Access-Reason", max_length=500, description="Why the chart is opened; kept in the trail."
    ),
]


def patient_of(request: HttpRequest, id: UUID) -> Patient:
    """The patient, if she is one for the asker to see."""
    return get_object_or_404(Patient.objects.visible_to(asker(request)), pk=id)


@router.get("", response=PageOut[PatientRow])
@allow("patients.view_patient")
@transaction.atomic
def list_patients(request: HttpRequest, query: Query[PatientQuery]) -> HttpResponse:
    """Patients by name, or those that answer to `q`: at most 1,000, so that sorting never takes long.

    When nobody is spelled so, `q` finds who sounds so, and then who is nearly spelled so.
    """
    response, shown = lists.patients(query, by=asker(request))
    actions.searched(by=asker(request), words=len(query.q.split()), found=shown)
    return response


@router.post("", response={201: PatientOut})
@allow("patients.register_patient")
def register_patient(request: HttpRequest, data: PatientIn) -> HttpResponse:
    """Register a patient. 409 `LikelyDuplicate` names who she may be; `different_because` goes on."""
    return _made(request, actions.register_patient(**data.dict(), by=asker(request)))


@router.post("/unidentified", response={201: PatientOut})
@allow("patients.register_patient")
def register_unidentified(request: HttpRequest, data: UnidentifiedIn) -> HttpResponse:
    """Open a chart for a person without a name."""
    return _made(request, actions.register_unidentified(**data.dict(), by=asker(request)))


@router.post("/duplicates", response=list[MatchOut])
@allow("patients.register_patient")
@transaction.atomic
def find_duplicates(request: HttpRequest, data: PersonIn) -> list[MatchOut]:
    """Who may be this person already, the likeliest first, with the reasons. Only the trail is written."""
    found = matching.duplicates(actions.person_typed(**data.dict()), by=asker(request))
    actions.searched(by=asker(request), words=0, found=len(found), what="patients.duplicates")
    return [_match(match) for match in found]


def _match(match: matching.Match) -> MatchOut:
    patient = match.patient
    return MatchOut(
        id=patient.pk, chart_number=patient.chart_number, name=patient.name, birth_date=patient.birth_date,
        mother_name=patient.mother_name, score=match.score, is_likely=match.is_likely,
        reasons=[ReasonOut(code=r.code, text=str(r.text), weight=r.weight) for r in match.reasons],
    )  # fmt: skip


@router.get("/{uuid:id}", response=PatientOut)
@allow("patients.view_patient")
@transaction.atomic
def get_patient(request: HttpRequest, id: UUID, why: Why = "") -> HttpResponse:
    """Open a chart: it is recorded. A merged record still answers, and names the one that stands for her."""
    response = lists.patient(id, by=asker(request))
    actions.open_patient(Patient(pk=id), by=asker(request), reason=why)
    return response


@router.patch("/{uuid:id}", response=PatientOut)
@allow("patients.change_patient")
def change_identity(
    request: HttpRequest, id: UUID, data: IdentityIn, if_match: IfMatch = None
) -> HttpResponse:
    """Change who the patient is said to be; what is not sent stays."""
    version, patient = version_of(if_match), patient_of(request, id)
    changes = data.dict(exclude_unset=True)
    return _answer(request, actions.change_identity(patient, version=version, by=asker(request), **changes))


@router.post("/{uuid:id}/identification", response=PatientOut)
@allow("patients.change_patient")
def identify(
    request: HttpRequest, id: UUID, data: IdentificationIn, if_match: IfMatch = None
) -> HttpResponse:
    """Give an unidentified patient her name."""
    version, patient = version_of(if_match), patient_of(request, id)
    known = data.dict(exclude_unset=True)
    return _answer(request, actions.identify(patient, version=version, by=asker(request), **known))


@router.post("/{uuid:id}/newborns", response={201: PatientOut})
@allow("patients.register_patient")
def register_newborn(request: HttpRequest, id: UUID, data: NewbornIn) -> HttpResponse:
    """Register the child of this mother; without a name it is called after her."""
    mother = patient_of(request, id)
    known = {name: value for name, value in data.dict().items() if value not in (None, "")}
    return _made(request, actions.register_newborn(mother, by=asker(request), **known))


@router.post("/{uuid:id}/death", response=PatientOut)
@allow("patients.mark_deceased")
def mark_deceased(request: HttpRequest, id: UUID, data: DeathIn, if_match: IfMatch = None) -> HttpResponse:
    """Record that the patient died."""
    version, patient = version_of(if_match), patient_of(request, id)
    return _answer(request, actions.mark_deceased(patient, at=data.at, version=version, by=asker(request)))


@router.post("/{uuid:id}/death/reversal", response=PatientOut)
@allow("patients.mark_deceased")
def undo_death(request: HttpRequest, id: UUID, data: Reason, if_match: IfMatch = None) -> HttpResponse:
    """Take back a death that was recorded in error."""
    version, patient = version_of(if_match), patient_of(request, id)
    alive = actions.undo_death(patient, reason=data.reason, version=version, by=asker(request))
    return _answer(request, alive)


@router.put("/{uuid:id}/confidentiality", response=PatientOut)
@allow("patients.set_confidential")
def set_confidential(
    request: HttpRequest, id: UUID, data: ConfidentialityIn, if_match: IfMatch = None
) -> HttpResponse:
    """Hide the patient from who may not see confidential ones, or show her again."""
    version, patient = version_of(if_match), patient_of(request, id)
    changed = actions.set_confidential(
        patient, confidential=data.is_confidential, reason=data.reason, version=version, by=asker(request)
    )
    return _answer(request, changed)


def _answer(request: HttpRequest, patient: Patient) -> HttpResponse:
    return lists.patient(patient.pk, by=asker(request))


def _made(request: HttpRequest, patient: Patient) -> HttpResponse:
    response = _answer(request, patient)
    response.status_code = 201
    return response

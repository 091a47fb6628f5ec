"""/patients/{id}/photo: uploaded as a file, shown only to who may see the patient."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import File, Router, UploadedFile

from hospital.accounts.asking import asker
from hospital.core.access import allow
from hospital.core.versions import IfMatch, version_of

from .. import actions, lists
from ..photos import photo_response
from ..schemas import PatientOut
from .patients import patient_of

router = Router(tags=["patients"])


@router.get("/{uuid:id}/photo", response={200: bytes})
@allow("patients.view_patient")
@transaction.atomic
def get_photo(request: HttpRequest, id: UUID) -> HttpResponse:
    """The photograph, as image/jpeg."""
    patient = patient_of(request, id)
    return photo_response(actions.open_patient(patient, by=asker(request), what="patients.photo"))


@router.post("/{uuid:id}/photo", response=PatientOut)
@allow("patients.change_patient")
def set_photo(
    request: HttpRequest, id: UUID, photo: File[UploadedFile], if_match: IfMatch = None
) -> HttpResponse:
    """Keep a photograph: JPEG, PNG or WebP, at most 2 MB."""
    version, patient = version_of(if_match), patient_of(request, id)
    actions.set_photo(patient, content=photo.read(actions.MOST_BYTES + 1), version=version, by=asker(request))
    return lists.patient(id, by=asker(request))


@router.delete("/{uuid:id}/photo", response=PatientOut)
@allow("patients.change_patient")
def remove_photo(request: HttpRequest, id: UUID, if_match: IfMatch = None) -> HttpResponse:
    """Show the patient without a photograph."""
    version, patient = version_of(if_match), patient_of(request, id)
    actions.remove_photo(patient, version=version, by=asker(request))
    return lists.patient(id, by=asker(request))

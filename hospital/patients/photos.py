"""Serving a photograph: never from an address that could be guessed or shared."""

from django.core.files.storage import default_storage
from django.http import HttpResponse

from hospital.core.errors import Absent

from .models import Patient


def photo_response(patient: Patient) -> HttpResponse:
    """The patient's photograph for whoever was let in to see her, or Absent."""
    if not patient.photo or not default_storage.exists(patient.photo):
        raise Absent
    with default_storage.open(patient.photo) as file:
        response = HttpResponse(file.read(), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=300"
    response["Content-Disposition"] = "inline"
    return response

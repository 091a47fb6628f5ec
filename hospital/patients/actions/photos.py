"""The photograph: decoded and drawn anew, so that nothing but the picture is kept."""

import io
import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from hospital import audit
from hospital.accounts.models import User
from hospital.core.db import change
from hospital.core.errors import Absent, Invalid

from ..models import Patient
from .identity import held

MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 40_000_000  # a decompression bomb is refused before it is decoded
LONGEST_SIDE = 800
FORMATS = ["JPEG", "PNG", "WEBP"]


class NotAPicture(Invalid):
    message = _("Use a photo in JPEG, PNG or WebP, of at most 2 MB.")

    def __init__(self) -> None:
        super().__init__(fields={"photo": [self.message]})


@transaction.atomic
def set_photo(patient: Patient, *, content: bytes, by: User, version: int | None = None) -> Patient:
    """Keep a photograph under a name that says nothing; the one before stays in the archive."""
    by.require("patients.change_patient")
    patient = held(patient, version=version)
    picture, name = _redrawn(content), f"photos/{secrets.token_hex(16)}.jpg"
    change(patient, photo=name)
    audit.record("patients.photo_set", patient, by=by, patient_id=patient.pk)
    default_storage.save(name, ContentFile(picture))  # last: when it fails, nothing was said
    return patient


@transaction.atomic
def remove_photo(patient: Patient, *, by: User, version: int | None = None) -> Patient:
    """Show the patient without a photograph."""
    by.require("patients.change_patient")
    patient = held(patient, version=version)
    if not patient.photo:
        raise Absent
    change(patient, photo="")
    audit.record("patients.photo_removed", patient, by=by, patient_id=patient.pk)
    return patient


def _redrawn(content: bytes) -> bytes:
    """The picture as a new JPEG: upright, at most LONGEST_SIDE pixels, without what a camera adds."""
    if len(content) > MOST_BYTES:
        raise NotAPicture
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NotAPicture
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAPicture from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    drawn = io.BytesIO()
    upright.save(drawn, "JPEG", quality=85, optimize=True)
    return drawn.getvalue()

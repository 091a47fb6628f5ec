"""Serving a signed paper: as a file to keep, never as part of a page."""

from django.http import HttpResponse

from hospital.accounts.models import User

from . import actions
from .models import Consent

ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


def paper_response(consent: Consent, *, by: User) -> HttpResponse:
    """The scanned paper of a consent for whoever may see it; looking is recorded. Absent without one."""
    response = HttpResponse(actions.open_scan(consent, by=by), content_type=consent.scan_kind)
    response["Cache-Control"] = "no-store"
    response["Content-Disposition"] = f'attachment; filename="{consent.pk}.{ENDINGS[consent.scan_kind]}"'
    return response

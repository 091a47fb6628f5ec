"""Handing a file out: to take away, never to be run or guessed at by a browser."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from .files import SUFFIXES
from .models import Document


def attachment(document: Document, content: bytes) -> HttpResponse:
    """The file under a name made of its title; the browser saves it and does not look inside."""
    response = _private(content, document.mime)
    name = f"{slugify(document.title)[:80] or 'document'}.{SUFFIXES[document.mime]}"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def picture(content: bytes) -> HttpResponse:
    """The small picture, drawn by ourselves, to be seen on a page."""
    response = _private(content, "image/jpeg")
    response["Content-Disposition"] = "inline"
    return response


def _private(content: bytes, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response

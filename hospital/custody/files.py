"""How a copy leaves: as a file to be saved, never shown by the browser."""

from django.http import HttpResponse
from django.utils.timezone import localtime

from .models import Export

TYPES = {
    Export.Kind.BUNDLE: ("application/fhir+json", "bundle", "json"),
    Export.Kind.SUMMARY: ("application/fhir+json", "ips", "json"),
    Export.Kind.BOOK: ("application/pdf", "prontuario", "pdf"),
}


def attachment(content: bytes, mime: str, name: str) -> HttpResponse:
    """A file to save, which no cache keeps and no browser guesses the type of."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }  # fmt: skip
    return HttpResponse(content, content_type=mime, headers=headers)


def download(content: bytes, export: Export) -> HttpResponse:
    """The copy under a name that tells nobody whose it is."""
    mime, word, ending = TYPES[Export.Kind(export.kind)]
    day = localtime(export.created_at).strftime("%Y%m%d")
    return attachment(content, mime, f"{word}-{day}-{str(export.pk)[-6:]}.{ending}")

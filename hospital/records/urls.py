"""/chart/<patient>/…: the record, part by part."""

from django.urls import URLPattern, path

from .kinds import KINDS
from .pages import chart, documents, entries, vitals

app_name = "records"


def _of_kinds() -> list[URLPattern]:
    """The pages of each kind of entry."""
    found = []
    for noun, kind in KINDS.items():
        at = f"<uuid:patient>/{noun}"
        found += [
            path(at, entries.listing(kind), name=noun),
            path(f"{at}/new", entries.writing(kind), name=f"new_{noun}"),
            path(
                f"{at}/<uuid:entry>/withdrawal",
                entries.withdrawing(noun, kind.model, kind.title, "records.write_entry"),
                name=f"withdraw_{noun}",
            ),
        ]
        if kind.change:
            found.append(path(f"{at}/<uuid:entry>/edit", entries.changing(kind), name=f"edit_{noun}"))
    return found


urlpatterns = [
    path("<uuid:patient>", chart.chart, name="chart"),
    path("<uuid:patient>/timeline", chart.timeline, name="timeline"),
    path("<uuid:patient>/problems/reconciliation", entries.reconcile, name="reconcile"),
    path("<uuid:patient>/allergies/none-known", entries.no_known_allergies, name="no_known_allergies"),
    path(
        "<uuid:patient>/allergies/none-known/withdrawal", entries.withdraw_statement,
        name="withdraw_statement",
    ),
    path("<uuid:patient>/vitals", vitals.sets, name="vitals"),
    path("<uuid:patient>/vitals/new", vitals.take, name="take_vitals"),
    path(
        "<uuid:patient>/vitals/<uuid:entry>/withdrawal", entries.withdraw_observation,
        name="withdraw_observation",
    ),
    path("<uuid:patient>/documents", documents.documents, name="documents"),
    path("<uuid:patient>/documents/new", documents.attach, name="attach_document"),
    path("<uuid:patient>/documents/<uuid:entry>/content", documents.content, name="document_content"),
    path("<uuid:patient>/documents/<uuid:entry>/thumbnail", documents.thumbnail, name="document_thumbnail"),
    path(
        "<uuid:patient>/documents/<uuid:entry>/withdrawal", entries.withdraw_document,
        name="withdraw_document",
    ),
    *_of_kinds(),
]  # fmt: skip

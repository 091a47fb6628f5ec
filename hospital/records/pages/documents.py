"""Documents: the list, the form to attach one, the file to take away, the small picture."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hospital.accounts.asking import asker
from hospital.core.access import page

from .. import actions, lists
from ..forms import DocumentForm
from ..models import Document
from ..schemas import CodedQuery
from ..serving import attachment, picture
from ._asking import asked, chart_of, entry_of, form_page, of_chart, patient_of, sent
from .entries import parts_of


@page("patients.view_chart")
@transaction.atomic
def documents(request: HttpRequest, patient: UUID) -> HttpResponse:
    """The newest first. Looking is recorded."""
    shown, by = chart_of(request, patient, "records.documents"), asker(request)
    query = asked(request, CodedQuery)
    context = {
        "page": lists.page(Document, shown, query, by=by), "title": _("Documents"),
        "parts": parts_of(shown, "documents"), "may_write": by.has_perm("records.attach_document"),
    }  # fmt: skip
    return render(request, "records/documents.html", of_chart(request, shown, **context))


@page("records.attach_document")
def attach(request: HttpRequest, patient: UUID) -> HttpResponse:
    """Keep a file; what it is, is told by its content."""
    shown = patient_of(request, patient)
    form = DocumentForm(sent(request), request.FILES if request.method == "POST" else None)
    by = asker(request)
    done = form.attempt(actions.attach_document, shown, by=by) if request.method == "POST" else None
    if done:
        messages.success(request, _("Attached."))
        return redirect("records:documents", shown.pk)
    return form_page(
        request, shown, form, title=_("Attach document"), submit=_("Attach"),
        back=reverse("records:documents", args=[shown.pk]), part_title=_("Documents"),
    )  # fmt: skip


@page("patients.view_chart")
@transaction.atomic
def content(request: HttpRequest, patient: UUID, entry: UUID) -> HttpResponse:
    """The file, to save. Taking it is recorded."""
    row = entry_of(request, Document, patient_of(request, patient), entry)
    return attachment(row, actions.download_document(row, by=asker(request)))


@page("patients.view_chart")
@transaction.atomic
def thumbnail(request: HttpRequest, patient: UUID, entry: UUID) -> HttpResponse:
    """The small picture."""
    row = entry_of(request, Document, patient_of(request, patient), entry)
    return picture(actions.look_at_thumbnail(row, by=asker(request)))

"""Papers of one patient: written, seen as they will be printed, issued, printed again, cancelled."""

from typing import Any  # Any: initial data of forms
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from hospital.accounts.asking import asker
from hospital.core.access import page
from hospital.core.forms import version_in
from hospital.signatures.actions import licence_of
from hospital.signatures.forms import SigningForm

from .. import actions, lists
from ..forms import WhyForm
from ..models import Order, Paper
from ..paper_forms import FORMS
from ..paper_schemas import PaperQuery
from ._asking import cursor_of, form_page, of_patient, opened, paper_of, patient_of, visit_in


@page("orders.view_paper")
@transaction.atomic
def papers(request: HttpRequest, patient: UUID) -> HttpResponse:
    """What was written for the patient to take with her, the newest first."""
    shown = opened(request, patient_of(request, patient), "orders.papers")
    query = PaperQuery.model_validate({"cursor": cursor_of(request)})
    found = lists.papers(shown, query, by=asker(request))
    context = of_patient(request, shown, page=found, kinds=Paper.Kind.choices)
    return render(request, "orders/papers.html", context)


@page("orders.write_paper")
@transaction.atomic
def new_paper(request: HttpRequest, patient: UUID, kind: str) -> HttpResponse:
    """Write a draft, within a visit or without."""
    shown = patient_of(request, patient)
    if kind not in FORMS:
        raise Http404
    visit = visit_in(request, shown)
    form = FORMS[kind](request.POST or None, initial=_first(request, kind, patient))
    done = (
        form.attempt(actions.draft_paper, shown, kind=kind, visit=visit, by=asker(request))
        if request.method == "POST"
        else None
    )
    if done:
        return redirect(done)
    title = Paper.Kind(kind).label
    return form_page(
        request, shown, form, what="orders.paper", template="orders/paper_form.html", kind=kind, title=title,
        visit=visit,
    )  # fmt: skip


@page("orders.view_paper")
@transaction.atomic
def paper(request: HttpRequest, patient: UUID, id: UUID) -> HttpResponse:
    """One paper as it is or will be printed, and what can be done with it."""
    shown = paper_of(request, patient, id)
    opened(request, shown.patient, "orders.paper")
    is_author = bool(shown.author and shown.author.user_id == asker(request).pk)
    context = of_patient(request, shown.patient, paper=shown, is_author=is_author, issue=shown.standing_issue)
    return render(request, "orders/paper.html", context)


@page("orders.write_paper")
@transaction.atomic
def edit_paper(request: HttpRequest, patient: UUID, id: UUID) -> HttpResponse:
    """Write a draft anew."""
    shown = paper_of(request, patient, id)
    kind = FORMS[shown.kind]
    form = kind(request.POST or None, initial=kind.initial_of(shown.data))
    done = (
        form.attempt(actions.change_paper, shown, version=version_in(request), by=asker(request))
        if request.method == "POST"
        else None
    )
    if done:
        return redirect(done)
    return form_page(
        request, shown.patient, form, what="orders.paper", template="orders/paper_form.html", kind=shown.kind,
        title=shown.get_kind_display(), version=request.POST.get("version", shown.version),
        back=shown.get_absolute_url(),
    )  # fmt: skip


@require_POST
@page("orders.write_paper")
def issue_paper(request: HttpRequest, patient: UUID, id: UUID) -> HttpResponse:
    """Give the paper out."""
    shown = paper_of(request, patient, id)
    address = request.build_absolute_uri("/").rstrip("/")
    actions.issue_paper(shown, version=version_in(request), address=address, by=asker(request))
    messages.success(request, _("Issued. Print it, and sign it by hand unless it is signed digitally."))
    return redirect(shown)


@sensitive_post_parameters("password", "pin")
@page("orders.write_paper")
def sign_paper(request: HttpRequest, patient: UUID, id: UUID) -> HttpResponse:
    """Give the paper out with a digital signature. The credential is proven before the action begins."""
    shown, by = paper_of(request, patient, id), asker(request)
    form = SigningForm(request.POST or None, request.FILES or None)
    credential = form.credential(by) if request.method == "POST" else None
    address = request.build_absolute_uri("/").rstrip("/")
    if credential and form.attempt(
        actions.issue_paper, shown, credential=credential, version=version_in(request), address=address, by=by
    ):
        messages.success(request, _("Issued and signed."))
        return redirect(shown)
    with transaction.atomic():
        return form_page(
            request, shown.patient, form, what="orders.paper", template="orders/sign_paper.html", paper=shown,
            licence=licence_of(by), version=request.POST.get("version", shown.version),
            back=shown.get_absolute_url(),
        )  # fmt: skip


@page("orders.view_paper")
def pdf(request: HttpRequest, patient: UUID, id: UUID) -> HttpResponse:
    """The file; printing it again is recorded too."""
    shown = paper_of(request, patient, id)
    act = actions.print_paper if shown.standing_issue else actions.preview_paper
    response = HttpResponse(act(shown, by=asker(request)), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{shown.kind}-{shown.pk.hex[-8:]}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@page("orders.view_paper")
def picture(request: HttpRequest, patient: UUID, id: UUID) -> HttpResponse:
    """The first page as a picture, for the screen."""
    shown = paper_of(request, patient, id)
    response = HttpResponse(actions.picture_of(shown, by=asker(request)), content_type="image/png")
    response["Cache-Control"] = "private, no-store"
    return response


@page("orders.write_paper")
@transaction.atomic
def cancel_paper(request: HttpRequest, patient: UUID, id: UUID) -> HttpResponse:
    """Declare an issued paper void, or throw a draft away."""
    shown, form = paper_of(request, patient, id), WhyForm(request.POST or None)
    act = actions.cancel_paper if shown.standing_issue else actions.discard_paper
    done = (
        form.attempt(act, shown, version=version_in(request), by=asker(request))
        if request.method == "POST"
        else None
    )
    if done:
        messages.success(request, _("Cancelled. Whoever verifies it is told so."))
        return redirect("orders:papers", patient)
    title = _("Cancel: %(what)s") if shown.standing_issue else _("Discard draft: %(what)s")
    version = shown.standing_issue.version if shown.standing_issue else shown.version
    return form_page(
        request, shown.patient, form, what="orders.paper", title=title % {"what": shown}, submit=_("Confirm"),
        back=shown.get_absolute_url(), version=version,
    )  # fmt: skip


def _first(request: HttpRequest, kind: str, patient: UUID) -> dict[str, Any]:  # Any: see above
    """What a new form begins with: a request for tests with the open orders of the visit."""
    if kind != Paper.Kind.EXAM_REQUEST or not request.GET.get("visit"):
        return {}
    visit = visit_in(request, patient_of(request, patient))
    rows = (
        Order.objects.visible_to(asker(request)).open().filter(consultation=visit, patient=patient)
        if visit
        else []
    )
    said = [row.clinical_indication for row in rows if row.clinical_indication]
    return {"tests": "\n".join(row.display for row in rows), "clinical_indication": said[0] if said else ""}

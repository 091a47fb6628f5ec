"""Templates of visits: listed, written, changed, taken out of use."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hospital.accounts.asking import asker
from hospital.core.access import page
from hospital.core.errors import Conflict
from hospital.core.forms import version_in
from hospital.core.pagination import PageQuery, paginate

from .. import actions
from ..forms import TemplateForm
from ..models import Template
from ._asking import templates_of


@page("consultations.view_consultation")
def templates(request: HttpRequest) -> HttpResponse:
    """Those in use, by specialty."""
    query = PageQuery(cursor=request.GET.get("cursor", "")[:1000], limit=50, count=False)
    found = paginate(templates_of(request), query, order=("specialty", "name", "id"))
    return render(request, "consultations/templates.html", {"page": found})


@page("consultations.manage_template")
def new(request: HttpRequest) -> HttpResponse:
    """Write a template."""
    form = TemplateForm(request.POST or None)
    made = form.attempt(actions.write_template, by=asker(request)) if request.method == "POST" else None
    if made:
        messages.success(request, _("Template saved."))
        return redirect("consultations:templates")
    return _form(request, form, None)


@page("consultations.manage_template")
def template(request: HttpRequest, id: UUID) -> HttpResponse:
    """Change a template."""
    kept = get_object_or_404(templates_of(request), pk=id)
    initial = {name: getattr(kept, name) for name in TemplateForm.base_fields}
    form = TemplateForm(request.POST or None, initial=initial)
    saved = (
        form.attempt(actions.change_template, kept, version=version_in(request), by=asker(request))
        if request.method == "POST"
        else None
    )
    if saved:
        messages.success(request, _("Template saved."))
        return redirect("consultations:templates")
    return _form(request, form, kept)


@require_POST
@page("consultations.manage_template")
def retire(request: HttpRequest, id: UUID) -> HttpResponse:
    """Offer it no more."""
    kept = get_object_or_404(templates_of(request), pk=id)
    try:
        actions.retire_template(kept, version=version_in(request), by=asker(request))
        messages.success(request, _("Template out of use."))
    except Conflict as error:
        messages.error(request, str(error))
    return redirect("consultations:templates")


def _form(request: HttpRequest, form: TemplateForm, kept: Template | None) -> HttpResponse:
    version = request.POST.get("version", kept.version) if kept else None
    context = {"form": form, "template": kept, "version": version}
    return render(request, "consultations/template.html", context, status=422 if form.is_bound else 200)

"""The triage protocol: its versions, what a draft changes, and the draft itself."""

from typing import Any  # Any: query sets whose methods are their own
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hospital.accounts.asking import asker, row
from hospital.core.access import page
from hospital.core.forms import version_in
from hospital.core.pagination import PageQuery

from .. import actions, lists
from ..forms import DraftForm, ProtocolForm
from ..models import Protocol, ProtocolVersion
from ._asking import carried_out, status_of


@page("encounters.view_encounter")
def protocols(request: HttpRequest) -> HttpResponse:
    """The protocols there are."""
    query = PageQuery(cursor=request.GET.get("cursor", "")[:1000], limit=50, count=False)
    return render(request, "encounters/protocols.html", {"page": lists.protocols(query, by=asker(request))})


@page("encounters.manage_protocol")
def new_protocol(request: HttpRequest) -> HttpResponse:
    form = ProtocolForm(request.POST or None)
    if request.method == "POST":
        made = form.attempt(actions.add_protocol, by=asker(request))
        if made:
            return redirect(made)
    context = {"form": form, "title": _("New protocol"), "version": ""}
    return render(request, "encounters/setup_form.html", context, status=status_of(form))


@page("encounters.view_encounter")
def protocol(request: HttpRequest, id: UUID) -> HttpResponse:
    """Its versions, the newest first."""
    shown = row(request, Protocol, id)
    query = PageQuery(cursor=request.GET.get("cursor", "")[:1000], limit=50, count=False)
    page_ = lists.versions(shown, query, by=asker(request))
    in_force = ProtocolVersion.objects.visible_to(asker(request)).in_force().filter(protocol=shown).first()
    context = {"protocol": shown, "page": page_, "in_force": in_force}
    return render(request, "encounters/protocol.html", context)


@page("encounters.view_encounter")
def version(request: HttpRequest, id: UUID, number: int) -> HttpResponse:
    """One version, and what it tells differently than the one before."""
    shown = _version(request, id, number)
    before = _rows(request, id).filter(number__lt=number).order_by("-number").first()
    context = {
        "protocol": shown.protocol, "shown": shown, "before": before, "content": actions.content_of(shown),
        "differences": actions.differences(before, shown) if before else [],
    }  # fmt: skip
    return render(request, "encounters/protocol_version.html", context)


@require_POST
@page("encounters.manage_protocol")
def begin_draft(request: HttpRequest, id: UUID) -> HttpResponse:
    shown = row(request, Protocol, id)
    return carried_out(request, shown.get_absolute_url(), _("Draft begun."), actions.begin_draft, shown)


@page("encounters.manage_protocol")
def edit(request: HttpRequest, id: UUID, number: int) -> HttpResponse:
    """Write a draft: one question on a line."""
    draft = _version(request, id, number)
    form = DraftForm(request.POST or None, content=actions.content_of(draft), initial={"note": draft.note})
    if request.method == "POST":
        changed = form.attempt(actions.change_draft, draft, version=version_in(request), by=asker(request))
        if changed:
            messages.success(request, _("Draft saved."))
            return redirect(draft)
    kept = request.POST.get("version", draft.version)
    context = {"form": form, "draft": draft, "protocol": draft.protocol, "version": kept}
    return render(request, "encounters/draft.html", context, status=status_of(form))


@require_POST
@page("encounters.manage_protocol")
def publish(request: HttpRequest, id: UUID, number: int) -> HttpResponse:
    draft = _version(request, id, number)
    said = _("The protocol is in force.")
    return carried_out(request, draft.get_absolute_url(), said, actions.publish, draft)


@require_POST
@page("encounters.manage_protocol")
def discard(request: HttpRequest, id: UUID, number: int) -> HttpResponse:
    draft = _version(request, id, number)
    to = draft.protocol.get_absolute_url()
    return carried_out(request, to, _("Draft discarded."), actions.discard_draft, draft)


def _rows(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    return ProtocolVersion.objects.visible_to(asker(request)).select_related("protocol").filter(protocol=id)


def _version(request: HttpRequest, id: UUID, number: int) -> ProtocolVersion:
    found: ProtocolVersion = get_object_or_404(_rows(request, id), number=number)
    return found

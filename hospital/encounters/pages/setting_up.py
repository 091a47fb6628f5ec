"""Queues, rooms and panels as the administrator sets them up."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST

from hospital.accounts.asking import asker, row
from hospital.accounts.pages._asking import shown_once
from hospital.core.access import page
from hospital.core.forms import ActionForm, version_in

from .. import actions, lists
from ..forms import PanelForm, QueueForm, RoomForm
from ..models import Panel, Queue, Room
from ._asking import attempted, carried_out, departments, queues, status_of

PAGE = "encounters:setting_up"


@page("encounters.manage_queue")
def setting_up(request: HttpRequest) -> HttpResponse:
    """Every queue, room and panel."""
    by = asker(request)
    context = {
        "queues": lists.queues(by=by, with_closed=True), "rooms": lists.every_room(by=by),
        "panels": Panel.objects.visible_to(by).order_by("name", "id"),
    }  # fmt: skip
    return render(request, "encounters/setting_up.html", context)


@page("encounters.manage_queue")
def new_queue(request: HttpRequest) -> HttpResponse:
    form = QueueForm(request.POST or None, departments=departments(request))
    if attempted(request, form, actions.open_queue):
        messages.success(request, _("Queue opened."))
        return redirect(PAGE)
    return _form(request, form, gettext_lazy("New queue"))


@page("encounters.manage_queue")
def change_queue(request: HttpRequest, id: UUID) -> HttpResponse:
    queue = row(request, Queue, id)
    known = {name: getattr(queue, name) for name in ("name", "prefix", "purpose", "kinds", "target_minutes")}
    form = QueueForm(request.POST or None, departments=None, initial=known)
    changed = (
        form.attempt(actions.change_queue, queue, version=version_in(request), by=asker(request))
        if request.method == "POST"
        else None
    )
    if changed:
        messages.success(request, _("Changes saved."))
        return redirect(PAGE)
    version = request.POST.get("version", queue.version)
    return _form(request, form, gettext_lazy("Change queue"), version=version)


@require_POST
@page("encounters.manage_queue")
def close_queue(request: HttpRequest, id: UUID) -> HttpResponse:
    return carried_out(request, PAGE, _("Queue closed."), actions.close_queue, row(request, Queue, id))


@page("encounters.manage_queue")
def new_room(request: HttpRequest) -> HttpResponse:
    form = RoomForm(request.POST or None, departments=departments(request))
    if attempted(request, form, actions.open_room):
        messages.success(request, _("Room opened."))
        return redirect(PAGE)
    return _form(request, form, gettext_lazy("New room"))


@require_POST
@page("encounters.manage_queue")
def close_room(request: HttpRequest, id: UUID) -> HttpResponse:
    return carried_out(request, PAGE, _("Room closed."), actions.close_room, row(request, Room, id))


@page("encounters.manage_queue")
def new_panel(request: HttpRequest) -> HttpResponse:
    """A screen; its address is shown once."""
    form = PanelForm(request.POST or None, queues=queues(request))
    if request.method == "POST":
        made = form.attempt(actions.add_panel, by=asker(request))
        if made:
            told = {"panel": made.panel, "token": made.token}
            return shown_once(request, "encounters/panel_added.html", told)
    return _form(request, form, gettext_lazy("New call panel"))


@require_POST
@page("encounters.manage_queue")
def revoke_panel(request: HttpRequest, id: UUID) -> HttpResponse:
    return carried_out(request, PAGE, _("Panel revoked."), actions.revoke_panel, row(request, Panel, id))


def _form(request: HttpRequest, form: ActionForm, title: object, version: object = "") -> HttpResponse:
    context = {"form": form, "title": title, "version": version}
    return render(request, "encounters/setup_form.html", context, status=status_of(form))

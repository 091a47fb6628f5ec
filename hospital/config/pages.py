"""The settings' pages."""

from typing import Any  # Any: the user model lives in a higher layer

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hospital.core.access import actor, page
from hospital.core.forms import version_in

from . import actions, reading
from .forms import SettingForm
from .models import Revision

REVISIONS = 20


@page("config.manage_setting")
def settings(request: HttpRequest) -> HttpResponse:
    """Everything that can be set, and what it is set to."""
    return render(request, "config/settings.html", {"settings": reading.all_for(actor(request))})


@page("config.manage_setting")
def setting(request: HttpRequest, name: str) -> HttpResponse:
    """One setting: its value, its past, and a form to change it."""
    by = actor(request)
    shown = reading.one_for(by, name)
    form = SettingForm(request.POST or None, declared=shown.declared, initial={"value": shown.value})
    if request.method == "POST" and form.attempt(_change, name, version=version_in(request), by=by):
        messages.success(request, _("Changed, and in force everywhere within seconds."))
        return redirect("config:setting", name)
    past = Revision.objects.visible_to(by).filter(setting__name=name).newest_first()[:REVISIONS]
    context = {
        "shown": shown,
        "form": form,
        "past": past,
        "version": request.POST.get("version", shown.version),
    }
    return render(request, "config/setting.html", context, status=422 if form.is_bound else 200)


def _change(name: str, **arguments: Any) -> bool:  # Any: see above
    actions.change_setting(name, **arguments)
    return True

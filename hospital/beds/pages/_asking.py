"""What the pages of beds share: the rows that addresses name, and pages that ask."""

from collections.abc import Callable, Sequence
from typing import Any  # Any: whatever actions and templates take
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hospital.accounts.asking import asker, row
from hospital.core.forms import ActionForm, version_in
from hospital.core.models import Entity
from hospital.encounters.pages._asking import carried_out

from ..models import Bed, Stay, Ward

__all__ = ["above", "ask", "bed_of", "carried_out", "data", "of_bed", "of_ward", "row", "stay_of"]

Text = str | Promise
Crumbs = Sequence[tuple[Text, str]]
WARDS: Text = _("Wards")


def bed_of(request: HttpRequest, id: UUID) -> Bed:
    rows = Bed.objects.visible_to(asker(request)).select_related("ward", "room")
    found: Bed = get_object_or_404(rows, pk=id)
    return found


def stay_of(request: HttpRequest, id: UUID) -> Stay:
    rows = Stay.objects.visible_to(asker(request)).select_related("patient", "bed__ward", "bed__room")
    found: Stay = get_object_or_404(rows, pk=id)
    return found


def data(request: HttpRequest) -> Any:  # Any: a QueryDict, or nothing
    """What a form is bound to: what was posted, if anything was."""
    return request.POST if request.method == "POST" else None


def above(*more: tuple[Text, str]) -> Crumbs:
    return [(WARDS, reverse("beds:wards")), *more]


def of_ward(ward: Ward) -> Crumbs:
    return above((ward.name, ward.get_absolute_url()))


def of_bed(bed: Bed) -> Crumbs:
    return [*of_ward(bed.ward), (bed.name, bed.get_absolute_url())]


def ask(
    request: HttpRequest, form: ActionForm, action: Callable[..., Any], *arguments: object, title: Text,
    submit: Text, back: str, done: Text, crumbs: Crumbs = (), tone: str = "primary", note: Text = "",
    row: Entity | None = None, template: str = "beds/form.html", more: dict[str, Any] | None = None,
    onward: Callable[[Any], str] | None = None, **keywords: Any,  # Any: see above
) -> HttpResponse:  # fmt: skip
    """Show the form, or run the action and go `back` or `onward`; a refusal comes back on it as 422.

    With `row` the form carries the version it was opened from, and a change made since then is refused.
    """
    if row is not None and request.method == "POST":
        keywords["version"] = version_in(request)
    if request.method == "POST":
        made = form.attempt(action, *arguments, by=asker(request), **keywords)
        if made is not None:
            messages.success(request, str(done))
            return redirect(onward(made) if onward else back)
    version = None if row is None else version_in(request) if request.method == "POST" else row.version
    context = {
        "form": form, "title": title, "submit": submit, "back": back, "crumbs": crumbs or above(),
        "tone": tone, "note": note, "opened_version": version, **(more or {}),
    }  # fmt: skip
    return render(request, template, context, status=422 if form.is_bound else 200)

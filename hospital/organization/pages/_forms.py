"""A page that asks for one thing and calls one action."""

from collections.abc import Callable, Sequence
from typing import Any  # Any: whatever actions take

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from hospital.accounts.asking import asker
from hospital.core.forms import ActionForm, version_in
from hospital.core.models import Entity

Text = str | Promise
Crumbs = Sequence[tuple[Text, Text]]


def ask(
    request: HttpRequest, form: ActionForm, action: Callable[..., object], *arguments: object, title: Text,
    submit: Text, back: str, crumbs: Crumbs, done: Text, tone: str = "primary", note: Text = "",
    row: Entity | None = None, template: str = "organization/form.html", **keywords: Any,  # Any: see above
) -> HttpResponse:  # fmt: skip
    """Show the form, or run the action and go `back`; a refusal comes back on the form as 422.

    With `row` the form carries the version it was opened from, and a change made since then is refused.
    """
    if row is not None and request.method == "POST":
        keywords["version"] = version_in(request)
    if (
        request.method == "POST"
        and form.attempt(action, *arguments, by=asker(request), **keywords) is not None
    ):
        messages.success(request, str(done))
        return redirect(back)
    context = {
        "form": form, "title": title, "submit": submit, "back": back, "crumbs": crumbs, "tone": tone,
        "note": note,
        "opened_version": _version(request, row), "is_stale": _is_stale(request, row),
    }  # fmt: skip
    return render(request, template, context, status=422 if form.is_bound else 200)


def data(request: HttpRequest) -> Any:  # Any: a QueryDict, or nothing
    """What a form is bound to: what was posted, if anything was."""
    return request.POST if request.method == "POST" else None


def _version(request: HttpRequest, row: Entity | None) -> int | None:
    if row is None:
        return None
    return version_in(request) if request.method == "POST" else row.version


def _is_stale(request: HttpRequest, row: Entity | None) -> bool:
    return row is not None and request.method == "POST" and version_in(request) != row.version

"""What all these pages need: the operation an address names, and a form that calls one action."""

from collections.abc import Callable
from typing import Any  # Any: rows and action arguments
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from hospital.accounts.asking import REFUSALS, asker, tried
from hospital.core.errors import Denied
from hospital.core.forms import ActionForm
from hospital.organization.models import Department
from hospital.patients.pages._asking import of_patient

from .. import lists


def surgery_of(request: HttpRequest, id: UUID) -> Any:  # Any: with what lists.whole adds
    """The operation, if it is one for the person to see."""
    return get_object_or_404(lists.one(id, by=asker(request)))


def departments(request: HttpRequest) -> Any:  # Any: see above
    """The departments that are open today, by name."""
    return Department.objects.visible_to(asker(request)).open().named().by_name()


def asked(
    request: HttpRequest, surgery: Any, form: ActionForm, action: Callable[..., Any], subject: Any = None,
    *, title: Any, submit: Any = "", note: Any = "", version: Any = None, **kwargs: Any,  # Any: see above
) -> HttpResponse:  # fmt: skip
    """Ask what the action needs, carry it out, and go back to the operation; or show why not."""
    if request.method == "POST" and form.attempt(action, subject or surgery, by=asker(request), **kwargs):
        return redirect(surgery)
    context = of_patient(
        request, surgery.patient, form=form, title=title, surgery=surgery, note=note, submit=submit,
        version=request.POST.get("version", version) if version is not None else None,
    )  # fmt: skip
    return render(request, "surgery/form.html", context, status=422 if form.is_bound else 200)


def carried_out(
    request: HttpRequest, surgery: Any, said: Any, action: Callable[..., Any], *args: Any,
    **kwargs: Any,  # Any: see above
) -> HttpResponse:  # fmt: skip
    """Carry out a one-button step and go back, with what was done or why not as a message."""
    tried(request, said, action, *args, refusals=(*REFUSALS, Denied), **kwargs)
    return redirect(surgery)

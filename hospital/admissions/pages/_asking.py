"""What all these pages need: the stay, the beds on offer, a form that calls one action."""

from collections.abc import Callable
from typing import Any  # Any: rows and action arguments
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from hospital.accounts.asking import asker, tried
from hospital.beds.models import Bed
from hospital.core.forms import ActionForm
from hospital.organization.models import Department, Employee
from hospital.patients.pages._asking import of_patient

from .. import lists
from ..models import Admission


def stay_of(request: HttpRequest, id: UUID) -> Any:  # Any: with what lists.whole adds
    """The stay, if it is one for the person to see."""
    return get_object_or_404(lists.one(id, by=asker(request)))


def beds(request: HttpRequest) -> Any:  # Any: see above
    """The beds that can be had: free, or kept for somebody, who may be this patient."""
    rows = Bed.objects.visible_to(asker(request)).filter(state__in=("free", "reserved"))
    return rows.select_related("room", "ward").in_order()


def departments(request: HttpRequest) -> Any:  # Any: see above
    return Department.objects.visible_to(asker(request)).open().named().by_name()


def employees(request: HttpRequest) -> Any:  # Any: see above
    return Employee.objects.visible_to(asker(request)).order_by("given_name", "family_name", "id")


def attempted(
    request: HttpRequest, form: ActionForm, action: Callable[..., Any], *args: Any  # Any: see above
) -> Any:  # Any: see above  # fmt: skip
    """What the action of a form that was sent came to; None when it was not sent, or refused."""
    return form.attempt(action, *args, by=asker(request)) if request.method == "POST" else None


def ask(
    request: HttpRequest, admission: Admission, form: ActionForm, *, title: Any, submit: Any = "",
    template: str = "admissions/form.html", **more: Any,  # Any: see above
) -> HttpResponse:  # fmt: skip
    """A page with one form about a stay, under the patient's wristband."""
    context = {
        "form": form, "title": title, "submit": submit or title, "admission": admission, "version": None,
        **more,
    }  # fmt: skip
    return render(
        request, template, of_patient(request, admission.patient, **context),
        status=422 if form.is_bound else 200,
    )  # fmt: skip


def asked(
    request: HttpRequest, admission: Admission, form: ActionForm, action: Callable[..., Any],
    subject: Any = None, **page: Any,  # Any: a row and what `ask` takes
) -> HttpResponse:  # fmt: skip
    """Ask what the action needs, carry it out on the stay (or a `subject` of it), and go back to it."""
    if attempted(request, form, action, subject or admission):
        return back(request, admission.pk)
    return ask(request, admission, form, **page)


def back(request: HttpRequest, id: UUID) -> HttpResponse:
    """To the stay; to the list when it went over to a department of others."""
    found = Admission.objects.visible_to(asker(request)).filter(pk=id).first()
    return redirect(found or "admissions:admissions")


def carried_out(
    request: HttpRequest, id: UUID, said: Any, action: Callable[..., Any], *args: Any,
    **kwargs: Any,  # Any: see above
) -> HttpResponse:  # fmt: skip
    """Carry out a one-button step and go back to the stay, with what was done or why not as a message."""
    tried(request, said, action, *args, **kwargs)
    return back(request, id)

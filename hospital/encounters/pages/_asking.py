"""What all these pages need: the row an address names, the queues on offer, a form that calls one action."""

from collections.abc import Callable
from typing import Any  # Any: rows and action arguments
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from hospital.accounts.asking import asker, tried
from hospital.core.forms import ActionForm
from hospital.organization.models import Department
from hospital.patients.pages._asking import of_patient

from .. import lists
from ..models import Encounter


def encounter_of(request: HttpRequest, id: UUID) -> Any:  # Any: with what lists.whole adds
    """The encounter, if it is one for the person to see."""
    return get_object_or_404(lists.one(id, by=asker(request)))


def queues(request: HttpRequest, **which: Any) -> Any:  # Any: see above
    """The queues in use that the person sees."""
    return lists.queues(by=asker(request)).filter(**which)


def departments(request: HttpRequest) -> Any:  # Any: see above
    """The departments that are open today, by name."""
    return Department.objects.visible_to(asker(request)).open().named().by_name()


def status_of(form: ActionForm) -> int:
    """422 for a form that comes back, 200 for one that is shown first."""
    return 422 if form.is_bound else 200


def attempted(
    request: HttpRequest, form: ActionForm, action: Callable[..., Any], *args: Any  # Any: see above
) -> Any:  # Any: see above  # fmt: skip
    """What the action of a form that was sent came to; None when it was not sent, or refused."""
    return form.attempt(action, *args, by=asker(request)) if request.method == "POST" else None


def ask(
    request: HttpRequest, encounter: Encounter, form: ActionForm, *, title: Any, submit: Any = "",
    template: str = "encounters/form.html", **more: Any,  # Any: see above
) -> HttpResponse:  # fmt: skip
    """A page with one form about an encounter, under the patient's wristband."""
    context = {
        "form": form, "title": title, "submit": submit or title, "encounter": encounter, "version": None,
        **more,
    }  # fmt: skip
    return render(
        request, template, of_patient(request, encounter.patient, **context), status=status_of(form)
    )


def asked(
    request: HttpRequest, encounter: Encounter, form: ActionForm, action: Callable[..., Any],
    subject: Any = None, **page: Any,  # Any: a row and what `ask` takes
) -> HttpResponse:  # fmt: skip
    """Ask what the action needs, carry it out on the encounter (or a `subject` of it), and go back to it."""
    if attempted(request, form, action, subject or encounter):
        return redirect(encounter)
    return ask(request, encounter, form, **page)


def carried_out(
    request: HttpRequest, to: str, said: Any, action: Callable[..., Any], *args: Any,
    **kwargs: Any,  # Any: see above
) -> HttpResponse:  # fmt: skip
    """Carry out a one-button step and go back, with what was done or why not as a message."""
    tried(request, said, action, *args, **kwargs)
    return redirect(to)

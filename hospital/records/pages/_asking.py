"""What all pages of a record need: the patient whose chart is opened, her wristband, the entries by kind."""

from typing import Any, TypeVar  # Any: template contexts
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.timezone import localdate

from hospital.accounts.asking import asker
from hospital.core.forms import ActionForm
from hospital.core.pagination import PageQuery
from hospital.patients import care
from hospital.patients.models import Alert, Patient

from ..models.entries import Entry

Row = TypeVar("Row", bound=Entry)
Query = TypeVar("Query", bound=PageQuery)


def patient_of(request: HttpRequest, id: UUID) -> Patient:
    """The patient, if she is one for the person to see."""
    found: Patient = get_object_or_404(Patient.objects.visible_to(asker(request)), pk=id)
    return found


def chart_of(request: HttpRequest, id: UUID, what: str) -> Patient:
    """The patient whose chart is opened, in the part called `what`; looking is recorded."""
    patient = patient_of(request, id)
    care.open_chart(patient, by=asker(request), what=what)
    return patient


def entry_of(request: HttpRequest, model: type[Row], patient: Patient, id: UUID) -> Row:
    """The entry, if it is of this patient."""
    rows = model.objects.visible_to(asker(request)).filter(patient=patient)
    found: Row = get_object_or_404(rows, pk=id)
    return found


def of_chart(request: HttpRequest, patient: Patient, **more: Any) -> dict[str, Any]:  # Any: see above
    """What the head of every page of the chart shows, and more."""
    alerts = Alert.objects.visible_to(asker(request)).filter(patient=patient).current()
    return {
        "patient": patient, "age": patient.age(localdate()), "alerts": alerts.order_by("-created_at"),
        "chart": chart_url(patient), **more,
    }  # fmt: skip


def asked(request: HttpRequest, query: type[Query], **more: Any) -> Query:  # Any: see above
    """The page of a list that the address asks for."""
    return query.model_validate({"cursor": request.GET.get("cursor", "")[:1000], **more})


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, even nothing; None when it was only asked for."""
    return request.POST if request.method == "POST" else None


def chart_url(patient: Patient) -> str:
    """Where her chart begins."""
    try:
        return reverse("records:chart", args=[patient.pk])
    except NoReverseMatch:
        return patient.get_absolute_url()


@transaction.atomic
def form_page(
    request: HttpRequest, patient: Patient, form: ActionForm, *, title: Promise | str,
    submit: Promise | str, back: str, version: int | None = None, template: str = "records/form.html",
    **more: Any,  # Any: see above
) -> HttpResponse:  # fmt: skip
    """A page with one form about a patient, which is a look at her chart; 422 when the form was refused."""
    care.open_chart(patient, by=asker(request), what="records.form")
    kept = request.POST.get("version", version) if version is not None else None
    context = {"form": form, "title": title, "submit": submit, "back": back, "version": kept, **more}
    return render(
        request, template, of_chart(request, patient, **context), status=422 if form.is_bound else 200
    )

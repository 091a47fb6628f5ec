"""/encounters/{id}/consultations and /patients/{id}/consultations: the visits of a coming, and of a chart."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from hospital.accounts.asking import asker
from hospital.core.access import allow
from hospital.core.days import midnight
from hospital.core.pagination import PageOut, PageQuery, Slice, paginate
from hospital.core.versions import tag
from hospital.encounters.models import Encounter
from hospital.patients import care
from hospital.patients.models import Patient

from .. import actions
from ..models import Consultation, Diagnosis, Template
from ..schemas import ConsultationIn, ConsultationOut, ConsultationQuery, ConsultationRow, DiagnosisOut
from ._asking import visit_of, visits, written

encounters = Router(tags=["consultations"])
patients = Router(tags=["consultations"])
NEWEST = ("-occurred_at", "-id")


@encounters.get("/{uuid:id}/consultations", response=PageOut[ConsultationRow])
@allow("consultations.view_consultation")
@transaction.atomic
def list_encounter_consultations(
    request: HttpRequest, id: UUID, query: Query[PageQuery]
) -> Slice[Consultation]:
    """What was written of one coming, the newest first; of drafts, one's own."""
    encounter = _encounter(request, id)
    care.open_chart(encounter.patient, by=asker(request), what="consultations.consultations")
    rows = visits(request).filter(encounter=encounter).exclude(state=Consultation.State.DISCARDED)
    return paginate(rows, query, order=NEWEST)


@encounters.post("/{uuid:id}/consultations", response={201: ConsultationOut})
@allow("consultations.write_consultation")
def begin_consultation(
    request: HttpRequest, id: UUID, data: ConsultationIn, response: HttpResponse
) -> Status[Consultation]:
    """Begin the draft of a visit. 409 `DraftExists` when one's own is there already."""
    by, values = asker(request), written(request, data)
    template, source = values.pop("template_id", None), values.pop("copy_from_id", None)
    if template:
        values["template"] = get_object_or_404(Template.objects.visible_to(by).in_use(), pk=template)
    if source:
        values["copy_from"] = visit_of(request, source)
    made = actions.begin(_encounter(request, id), by=by, **values)
    tag(response, made)
    return Status(201, made)


@patients.get("/{uuid:id}/consultations", response=PageOut[ConsultationRow])
@allow("consultations.view_consultation")
@transaction.atomic
def list_patient_consultations(
    request: HttpRequest, id: UUID, query: Query[ConsultationQuery]
) -> Slice[Consultation]:
    """The visits of a chart, the newest first, also those declared an error; drafts only when asked for."""
    patient = _patient(request, id)
    care.open_chart(patient, by=asker(request), what="consultations.consultations")
    rows = visits(request).filter(patient=patient)
    rows = rows.filter(state=query.state) if query.state else rows.in_the_chart()
    if query.kind:
        rows = rows.filter(kind=query.kind)
    if query.occurred_from:
        rows = rows.filter(occurred_at__gte=midnight(query.occurred_from))
    if query.occurred_to:
        rows = rows.filter(occurred_at__lt=midnight(query.occurred_to, 1))
    return paginate(rows, query, order=NEWEST)


@patients.get("/{uuid:id}/diagnoses", response=PageOut[DiagnosisOut])
@allow("consultations.view_consultation")
@transaction.atomic
def list_patient_diagnoses(request: HttpRequest, id: UUID, query: Query[PageQuery]) -> Slice[Diagnosis]:
    """What was diagnosed in the visits of a chart, the newest first."""
    patient = _patient(request, id)
    care.open_chart(patient, by=asker(request), what="consultations.diagnosis")
    rows = Diagnosis.objects.visible_to(asker(request)).filter(patient=patient)
    rows = rows.filter(consultation__state__in=("signed", "received"))
    return paginate(rows, query, order=NEWEST)


def _encounter(request: HttpRequest, id: UUID) -> Encounter:
    rows = Encounter.objects.visible_to(asker(request)).select_related("patient")
    found: Encounter = get_object_or_404(rows, pk=id)
    return found


def _patient(request: HttpRequest, id: UUID) -> Patient:
    return get_object_or_404(Patient.objects.visible_to(asker(request)), pk=id)

"""The entries of charts that are read and searched here, each kind with its filters."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any  # Any: rows and query sets of every model

from django.db.models import F, Q

from hospital.accounts.models import User
from hospital.beds.models import Leave, Stay
from hospital.consultations.models import Consultation
from hospital.encounters.models import Encounter
from hospital.orders.models import Order, Result
from hospital.patients.models import Consent
from hospital.records.models import (
    Allergy,
    Component,
    Document,
    Immunization,
    MedicationStatement,
    Observation,
    Problem,
    Procedure,
)
from hospital.scheduling.models import Agenda, Appointment

from ..models import Resource
from ..numbers import having
from .clinical import (
    allergy,
    appointment,
    composition,
    condition,
    consent,
    document,
    encounter,
    immunization,
    medication,
    observation,
    procedure,
    report,
    request,
)
from .search import Param, Rows, Sorts, coded, codes, mapped, moments, reference, token
from .served import ANY, Served
from .surgical import SURGICAL
from .wire import JSON

NEWEST = Sorts(
    {
        "-date": ("-occurred_at", "-id"), "date": ("occurred_at", "id"), "_id": ("id",), "-_id": ("-id",),
        "_lastUpdated": ("updated_at", "id"), "-_lastUpdated": ("-updated_at", "-id"),
    },
    "-date",
)  # fmt: skip
SIGNED = Sorts(
    {
        "-date": ("-signed_at", "-id"), "date": ("signed_at", "id"), "_id": ("id",), "-_id": ("-id",),
        "_lastUpdated": ("updated_at", "id"), "-_lastUpdated": ("-updated_at", "-id"),
    },
    "-date",
)  # fmt: skip
# Where rows of several tables are read: `changed_at` is a column of the reading.
CHANGED = Sorts(
    {
        **NEWEST.allowed, "_lastUpdated": ("changed_at", "id"), "-_lastUpdated": ("-changed_at", "-id"),
    },
    "-date",
)  # fmt: skip
BY_START = Sorts(
    {
        "date": ("starts_at", "id"), "-date": ("-starts_at", "-id"), "_id": ("id",), "-_id": ("-id",),
        "_lastUpdated": ("updated_at", "id"), "-_lastUpdated": ("-updated_at", "-id"),
    },
    "date",
)  # fmt: skip
BY_KEY = Sorts({"_id": ("id",), "-_id": ("-id",)}, "_id")
WHOSE = {
    "patient": Param("reference", reference("patient_id", "Patient"), "Whose it is"),
    "subject": Param("reference", reference("patient_id", "Patient"), "Whose it is"),
}
GIVEN = {"completed": "completed", "not-done": "not_done"}


def _delivered_as(asked: Any) -> Q:  # Any: search.Asked
    """The keys of the rows that resources with these business identifiers became."""
    found = Q(pk=None)
    for value in asked.values:
        system, number = token(value)
        said = {"value": number} | ({} if system is None else {"system": system})
        found |= having(Resource, "became_id", content__identifier__contains=[said])
    return found


IDENTIFIER = {"identifier": Param("token", _delivered_as, "Number at its source")}
CODE = {"code": Param("token", coded(), "What it is about")}
DATE = {"date": Param("date", moments("occurred_at"), "When it happened")}
ENCOUNTER = {"encounter": Param("reference", reference("encounter_id", "Encounter"), "In which encounter")}


def _entries(
    kind: str, model: Any, to_fhir: Callable[[Any], JSON], params: Mapping[str, Param], *prefetch: str,
    joined: Sequence[str] = (),
) -> Served:  # Any: see above  # fmt: skip
    """A kind over entries of charts; what was withdrawn is read by its id, and not found."""

    def everything(user: User) -> Rows:
        rows: Rows = model.objects.visible_to(user).prefetch_related(*prefetch)
        return rows.select_related(*joined) if joined else rows

    return Served(
        type=kind, permission="patients.view_chart",
        found=lambda user: everything(user).filter(withdrawn_at=None), others=[everything], to_fhir=to_fhir,
        params={**ANY, **WHOSE, **IDENTIFIER, **params}, sorts=NEWEST, patient="patient_id",
    )  # fmt: skip


def _or_component(asked: Any) -> Q:  # Any: search.Asked
    """An observation by its own code, or by that of one of its parts."""
    found = coded()(asked)
    for value in asked.values:
        system, code = token(value)
        found |= having(Component, "observation", code=code, **({"system": system} if system else {}))
    return found


# Stays that are said: of a bed that was, is or will be hers.
HELD = ~Q(state="given_up") & Q(withdrawn_at=None)
AWAY = having(Leave, "stay__encounter", stay__state="present", stay__withdrawn_at=None, ended_at=None)
BACKWARDS = {"lt": "ge", "le": "gt"}


def _encounter_state(asked: Any) -> Q:  # Any: search.Asked
    """The state as it is said: who has leave from her bed is on leave, whatever the encounter is."""
    found = Q(pk=None)
    for value in asked.values:
        word = value.rpartition("|")[2]
        states = [ours for ours, theirs in encounter.STATUSES.items() if theirs == word]
        meant = Q(state__in=states)
        if word == "in-progress":
            meant &= ~AWAY
        found |= meant | (Q(state="in_progress") & AWAY if word == "onleave" else Q(pk=None))
    return found


def _with_stay(asked: Any) -> Q:  # Any: search.Asked
    """Changed since then: the encounter, or the stay that is said with it. Until then: neither after it."""
    found = Q(pk=None)
    for value in asked.values:
        one = replace(asked, values=[BACKWARDS.get(value[:2], value[:2]) + value[2:]])
        own = moments("updated_at")(one)
        changed = own | moments("admission__updated_at")(one) | having(Stay, "encounter", own)
        found |= ~changed if value[:2] in BACKWARDS else changed
    return found


def _lay_in(asked: Any) -> Q:  # Any: search.Asked
    return having(Stay, "encounter", reference("bed_id", "Location")(asked), HELD)


PROCEDURES = _entries("Procedure", Procedure, procedure.to_fhir, {
    **CODE, **DATE, **ENCOUNTER,
    "status": Param("token", mapped("status", procedure.STATUSES), "State"),
})  # fmt: skip

CHARTS = (
    _entries("Encounter", Encounter, encounter.to_fhir, {
        **DATE,
        "_lastUpdated": Param("date", _with_stay, ANY["_lastUpdated"].text),
        "status": Param("token", _encounter_state, "State"),
        "class": Param("token", mapped("kind", encounter.CLASSES), "Kind of encounter"),
        "appointment": Param("reference", reference("appointment_id", "Appointment"), "Booked as"),
        "episode-of-care": Param("reference", reference("admission__pk", "EpisodeOfCare"), "Of which stay"),
        "location": Param("reference", _lay_in, "In which bed she lay or lies"),
    }, "stays__bed__ward", "stays__leaves", joined=("admission__origin_encounter",)),
    _entries("Condition", Problem, condition.to_fhir, {
        **CODE, **ENCOUNTER,
        "clinical-status": Param("token", codes("clinical_status"), "Whether it is active"),
        "verification-status": Param("token", codes("verification"), "How sure one is"),
        "category": Param("token", mapped("category", {
            "problem-list-item": ("problem", "chronic"), "encounter-diagnosis": "encounter_diagnosis",
        }), "Problem or diagnosis of a visit"),
        "recorded-date": Param("date", moments("occurred_at"), "When it was said"),
    }),
    _entries("AllergyIntolerance", Allergy, allergy.to_fhir, {
        **CODE, **DATE,
        "clinical-status": Param("token", codes("clinical_status"), "Whether it is active"),
        "criticality": Param("token", mapped("criticality", allergy.CRITICALITY), "How dangerous it is"),
    }, "reactions"),
    _entries("Observation", Observation, observation.to_fhir, {
        **CODE, **DATE, **ENCOUNTER,
        "category": Param("token", codes("category"), "Vital signs, laboratory …"),
        "status": Param("token", codes("status"), "State of the result"),
        "combo-code": Param(
            "token", _or_component,
            "What it or one of its components is about",
        ),
    }, "components"),
    _entries("Immunization", Immunization, immunization.to_fhir, {
        **DATE,
        "vaccine-code": Param("token", coded(), "Vaccine"),
        "status": Param("token", mapped("status", GIVEN), "Given or not"),
    }),
    replace(
        PROCEDURES, sorts=CHANGED, also=[SURGICAL],
        found=lambda user: PROCEDURES.found(user).annotate(changed_at=F("updated_at")),
    ),
    _entries("MedicationStatement", MedicationStatement, medication.to_fhir, {
        **CODE,
        "status": Param("token", codes("status"), "Whether she takes it"),
        "effective": Param("date", moments("occurred_at"), "Since when"),
    }),
    _entries("ServiceRequest", Order, request.to_fhir, {
        **CODE, **ENCOUNTER,
        "authored": Param("date", moments("occurred_at"), "When it was asked for"),
        "category": Param("token", mapped("category", request.CATEGORIES), "Laboratory, imaging, procedure"),
        "priority": Param("token", codes("priority"), "How urgent it is"),
        "status": Param("token", mapped("progress__state", {
            "active": ("requested", "collected", "resulted"), "completed": ("validated", "read"),
            "revoked": "cancelled",
        }), "State"),
    }, "progress"),
    _entries("DiagnosticReport", Result, report.to_fhir, {
        **DATE,
        "code": Param("token", coded("order__"), "What it is about"),
        "based-on": Param("reference", reference("order_id", "ServiceRequest"), "The order it answers"),
        "encounter": Param("reference", reference("order__encounter_id", "Encounter"), "In which encounter"),
    }, "lines", "order"),
    _entries("DocumentReference", Document, document.to_fhir, {
        **DATE, **ENCOUNTER,
        "type": Param("token", coded(), "Kind of document"),
    }),
    _entries("Composition", Consultation, composition.to_fhir, {
        **DATE, **ENCOUNTER,
        "author": Param("reference", reference("practitioner_id", "Practitioner"), "Who wrote it"),
        "status": Param("token", mapped("state", {
            "final": ("signed", "received"), "preliminary": "draft", "entered-in-error": "entered_in_error",
        }), "State"),
    }, "diagnoses"),
    Served(
        type="Appointment", permission="scheduling.view_appointment",
        found=lambda user: Appointment.objects.visible_to(user).select_related("service").prefetch_related(
            "allocations__resource"
        ),
        to_fhir=appointment.to_fhir,
        params={
            **ANY, "patient": WHOSE["patient"],
            "date": Param("date", moments("starts_at"), "When it begins"),
            "status": Param("token", mapped("state", appointment.MEANT), "State"),
            "practitioner": Param(
                "reference", reference("allocations__resource__employee_id", "Practitioner"), "With whom"
            ),
            "service-type": Param("token", codes("service__code"), "Service"),
        },
        sorts=BY_START, patient="patient_id", is_chart=False,
    ),
    Served(
        type="Schedule", permission="scheduling.view_appointment",
        found=lambda user: Agenda.objects.visible_to(user).select_related("resource"),
        to_fhir=appointment.schedule,
        params={
            **ANY,
            "actor": Param("reference", reference("resource__employee_id", "Practitioner"), "Whose"),
        },
        sorts=BY_KEY,
    ),
    Served(
        type="Consent", permission="patients.view_consent",
        found=lambda user: Consent.objects.visible_to(user).whole(), to_fhir=consent.to_fhir,
        params={
            **ANY, **WHOSE,
            "date": Param("date", moments("signed_at"), "When it was signed"),
            "scope": Param("token", mapped("purpose", consent.SCOPES), "What for"),
        },
        sorts=SIGNED, patient="patient_id", is_chart=False,
    ),
)  # fmt: skip

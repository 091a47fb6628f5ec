"""What becomes of each kind of entry of a chart, in the order in which they refer to each other."""

from collections.abc import Callable, Mapping
from typing import Any  # Any: rows and arguments of every type

from django.db.models import Model
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital.consultations import actions as consultations
from hospital.core.errors import Invalid
from hospital.encounters import actions as encounters
from hospital.encounters.models import Encounter
from hospital.orders import actions as orders
from hospital.orders.models import Order
from hospital.organization.models import Department, Employee
from hospital.patients import actions as patients
from hospital.records import actions as records
from hospital.records.models import Observation
from hospital.scheduling import actions as scheduling
from hospital.scheduling.models import Resource, Service

from ..fhir.clinical import (
    allergy,
    appointment,
    common,
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
from ..fhir.datatypes import items
from ..fhir.wire import JSON
from .arriving import Arrival, NoHome, Translator

Read = Callable[[JSON], dict[str, Any]]  # Any: see above
Act = Callable[..., Any]  # Any: see above
BECAUSE = "Corrigido pelo sistema de origem"  # what the trail says, whoever reads it


class SaysNothing(Invalid):
    message = _("It does not say what it is about.")


class TakenBack(NoHome):
    message = _("Its sender has taken it back, so it is not written in the chart.")


def entered(read: Read, add: Act, change: Act) -> Translator:
    """A kind that becomes an entry of records: added, changed in what differs, withdrawn when taken back."""

    def become(arrival: Arrival) -> Model:
        if common.is_in_error(arrival.resource):
            raise TakenBack
        values = _worded(read(arrival.resource))
        made: Model = add(
            arrival.patient, by=arrival.by, source="imported", encounter=_encounter(arrival), **values
        )
        return made

    def changed(row: Any, arrival: Arrival, before: JSON) -> None:  # Any: see above
        if common.is_in_error(arrival.resource):
            records.withdraw(row, because=BECAUSE, by=arrival.by)
            return
        old, new = read(before), _worded(read(arrival.resource))
        values = {name: value for name, value in new.items() if old.get(name) != value}
        if values:
            change(row, by=arrival.by, **values)

    return Translator(become, changed)


def _worded(values: dict[str, Any]) -> dict[str, Any]:  # Any: see above
    if not values["display"]:
        raise SaysNothing
    return values


def _encounter(arrival: Arrival) -> Encounter | None:
    said = arrival.resource.get("encounter") or arrival.resource.get("context")
    found = arrival.one(said, Encounter)
    return found if found and found.patient_id == arrival.patient.pk else None


def _allergy(arrival: Arrival) -> Model:
    """The word that there is no allergy is an entry of its own."""
    if allergy.says_none(arrival.resource) and not common.is_in_error(arrival.resource):
        at = allergy.from_fhir(arrival.resource)["occurred_at"]
        return records.state_no_known_allergies(
            arrival.patient, by=arrival.by, source="imported", occurred_at=at, encounter=_encounter(arrival)
        )
    return ALLERGY.become(arrival)


def _observation(arrival: Arrival) -> Model:
    if not observation.has_home(arrival.resource):
        raise NoHome
    return OBSERVATION.become(arrival)


def _observation_changed(row: Any, arrival: Arrival, before: JSON) -> None:  # Any: see above
    """An observation is never altered: it is withdrawn, and what is said now is kept whole beside it."""
    if observation.from_fhir(before) != observation.from_fhir(arrival.resource):
        records.withdraw(row, because=BECAUSE, by=arrival.by)


def _past_encounter(arrival: Arrival) -> Model:
    """An encounter that ended somewhere else, or here before this system was."""
    if common.is_in_error(arrival.resource):
        raise TakenBack
    if not encounter.is_over(arrival.resource):
        raise NoHome(_("It is kept whole: only encounters that ended, with their times, are written down."))
    who = arrival.one(encounter.practitioner(arrival.resource), Employee)
    where = arrival.one(arrival.resource.get("serviceProvider"), Department)
    return encounters.take_in(
        arrival.patient,
        by=arrival.by,
        practitioner=who,
        department=where,
        **encounter.from_fhir(arrival.resource),
    )


def _order(arrival: Arrival) -> Model:
    """What was asked for elsewhere; nobody here carries it out unless it comes as one of our own."""
    if common.is_in_error(arrival.resource) or arrival.resource.get("intent") == "proposal":
        raise TakenBack
    values = _worded(request.from_fhir(arrival.resource))
    return orders.place_order(
        arrival.patient, by=arrival.by, source="imported", encounter=_encounter(arrival), **values
    )


def _report(arrival: Arrival) -> Model:
    """A released report, with the values it names; the order it answers is written down when none came."""
    if common.is_in_error(arrival.resource):
        raise TakenBack
    if not report.is_released(arrival.resource):
        raise NoHome(_("It is kept whole: a report is written in the chart once it is released."))
    named = [arrival.one(said, Observation) for said in items(arrival.resource.get("result"))]
    values: list[Any] = list(report.lines(row for row in named if row))  # Any: LineData, from JSON
    return orders.enter_result(
        _answered(arrival), by=arrival.by, source="imported", lines=values,
        text=report.conclusion(arrival.resource), occurred_at=report.taken_at(arrival.resource),
    )  # fmt: skip


def _answered(arrival: Arrival) -> Order:
    asked = (arrival.one(said, Order) for said in items(arrival.resource.get("basedOn")))
    found = next((order for order in asked if order), None)
    if found is not None and found.patient_id == arrival.patient.pk:
        return found
    values = _worded(report.order_from_fhir(arrival.resource))
    return orders.place_order(
        arrival.patient, by=arrival.by, source="imported", encounter=_encounter(arrival), **values
    )


def _document(arrival: Arrival) -> Model:
    file = document.content(arrival.resource)
    if common.is_in_error(arrival.resource):
        raise TakenBack
    if file is None:
        raise NoHome(_("It is kept whole: it brings no file of its own."))
    values = _worded(document.from_fhir(arrival.resource))
    return records.attach_document(arrival.patient, by=arrival.by, source="imported", content=file, **values)


def _consent(arrival: Arrival) -> Model:
    if not consent.is_in_force(arrival.resource):
        raise NoHome(_("It is kept whole: only consents in force are written down."))
    values = consent.from_fhir(arrival.resource)
    if not values["scope"]:
        raise SaysNothing
    return patients.write_consent(arrival.patient, by=arrival.by, source="imported", **values)


def _consent_changed(row: Any, arrival: Arrival, before: JSON) -> None:  # Any: see above
    """A consent is written once; one that is no longer in force where it comes from is revoked here, too."""
    if consent.is_in_force(arrival.resource):
        raise NoHome(_("A consent is written once. What is said now is kept whole beside it."))
    patients.revoke_consent(row, by=arrival.by, reason=BECAUSE)


def _visit(arrival: Arrival) -> Model:
    """A visit that was written elsewhere, in an encounter and by a professional that are known here."""
    if common.is_in_error(arrival.resource):
        raise TakenBack
    place, authors = _encounter(arrival), items(arrival.resource.get("author"))
    who = next((found for one in authors if (found := arrival.one(one, Employee))), None)
    values: Any = composition.from_fhir(arrival.resource)  # Any: VisitData, from JSON
    if place is None or who is None or not composition.is_final(arrival.resource) or len(values) < 2:
        raise NoHome(_("It is kept whole: it is no finished visit of an encounter and an author known here."))
    return consultations.receive(place, practitioner=who, data=values, by=arrival.by)


def _booking(arrival: Arrival) -> Model:
    """A time that is still to come, of a service and a professional of ours: it is booked, or kept whole."""
    at = appointment.starts_at(arrival.resource)
    service = Service.objects.filter(code=appointment.service_code(arrival.resource), is_active=True).first()
    people = [arrival.one(one, Employee) for one in appointment.actors(arrival.resource)]
    resources = list(Resource.objects.filter(employee__in=[one for one in people if one], is_active=True))
    if not appointment.is_to_book(arrival.resource) or not at or at <= now() or not service or not resources:
        raise NoHome(_("It is kept whole: it is no time to come of a service and a professional of ours."))
    return scheduling.book(
        arrival.patient,
        service=service,
        resources=resources,
        starts_at=at,
        by=arrival.by,
        description=appointment.comment(arrival.resource),
    )


def _booking_changed(row: Any, arrival: Arrival, before: JSON) -> None:  # Any: see above
    """What was cancelled where it comes from is cancelled here; any other change is made here by people."""
    if arrival.resource.get("status") != "cancelled":
        raise NoHome(_("It is kept whole: a booked time is moved by people."))
    scheduling.cancel(row, reason=BECAUSE, by=arrival.by)


def _stays(row: Any, arrival: Arrival, before: JSON) -> None:  # Any: see above
    """What was taken in stays as it was; what is said now is kept whole beside it."""
    raise NoHome(_("What is said now is kept whole beside what was taken in first."))


ALLERGY = entered(allergy.from_fhir, records.add_allergy, records.change_allergy)
OBSERVATION = entered(observation.from_fhir, records.record_observation, records.record_observation)
MEDICATION = entered(medication.from_fhir, records.add_medication, records.change_medication)

TRANSLATORS: Mapping[str, Translator] = {
    "Encounter": Translator(_past_encounter, _stays),
    "Condition": entered(condition.from_fhir, records.add_problem, records.change_problem),
    "AllergyIntolerance": Translator(_allergy, ALLERGY.change),
    "Observation": Translator(_observation, _observation_changed),
    "Immunization": entered(immunization.from_fhir, records.record_immunization, records.change_immunization),
    "Procedure": entered(procedure.from_fhir, records.record_procedure, records.change_procedure),
    "MedicationStatement": MEDICATION,
    "MedicationRequest": MEDICATION,
    "ServiceRequest": Translator(_order, _stays),
    "DiagnosticReport": Translator(_report, _stays),
    "DocumentReference": Translator(_document, _stays),
    "Consent": Translator(_consent, _consent_changed),
    "Composition": Translator(_visit, _stays),
    "Appointment": Translator(_booking, _booking_changed),
}

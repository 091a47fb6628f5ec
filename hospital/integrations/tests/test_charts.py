"""Entries of charts that arrive: each becomes a row of ours, is read back the same, and is never doubled."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any  # Any: JSON values

import pytest
from django.test import Client

from hospital.accounts.tests import make as accounts
from hospital.encounters.models import Encounter
from hospital.integrations.models import Resource
from hospital.integrations.receipts import Receipt
from hospital.orders.models import Order, Result
from hospital.organization.models import Employee
from hospital.patients.models import Consent, Patient
from hospital.records.models import (
    Allergy,
    AllergyStatement,
    Document,
    Immunization,
    MedicationStatement,
    Observation,
    Problem,
    Procedure,
)

from . import make

pytestmark = pytest.mark.django_db

JSON = dict[str, Any]  # Any: see above


def concept(system: str, code: str, words: str) -> JSON:
    return {"coding": [{"system": system, "code": code, "display": words}], "text": words}


def subject(person: JSON) -> JSON:
    return {"reference": f"urn:uuid:{person['id']}"}


def resource(kind: str, person: JSON, **said: Any) -> JSON:  # Any: see above
    whose = "patient" if kind in ("AllergyIntolerance", "Immunization", "Consent") else "subject"
    return {"resourceType": kind, "id": make.new_id(), whose: subject(person), **said}


def condition(person: JSON, **said: Any) -> JSON:  # Any: see above
    code = concept("http://hl7.org/fhir/sid/icd-10", "I10", "Hipertensão essencial (primária)")
    return resource("Condition", person, code=code, onsetDateTime="2019-05-02", **said)


def allergy(person: JSON, **said: Any) -> JSON:  # Any: see above
    code = concept("http://snomed.info/sct", "91936005", "Alergia a penicilina")
    return resource(
        "AllergyIntolerance", person, code=code, category=["medication"], criticality="high",
        reaction=[{"manifestation": [{"text": "Urticária"}], "severity": "severe"}], **said,
    )  # fmt: skip


def pressure(person: JSON, **said: Any) -> JSON:  # Any: see above
    parts = [
        {"code": concept("http://loinc.org", code, words),
         "valueQuantity": {"value": value, "unit": "mmHg", "code": "mm[Hg]"}}
        for code, words, value in (("8480-6", "Sistólica", 132), ("8462-4", "Diastólica", 84.5))
    ]  # fmt: skip
    code = concept("http://loinc.org", "85354-9", "Pressão arterial")
    return resource(
        "Observation", person, status="final", code=code, component=parts,
        effectiveDateTime="2024-03-01T10:20:00-03:00",
        category=[{"coding": [{"code": "vital-signs"}]}], **said,
    )  # fmt: skip


def vaccine(person: JSON, **said: Any) -> JSON:  # Any: see above
    code = concept("http://hl7.org/fhir/sid/cvx", "19", "BCG")
    return resource(
        "Immunization", person, status="completed", vaccineCode=code, occurrenceDateTime="2020-01-05",
        lotNumber="A12", **said,
    )  # fmt: skip


def procedure(person: JSON, **said: Any) -> JSON:  # Any: see above
    period = {"start": "2021-02-03T08:00:00-03:00", "end": "2021-02-03T09:30:00-03:00"}
    return resource(
        "Procedure",
        person,
        status="completed",
        code={"text": "Apendicectomia"},
        performedPeriod=period,
        **said,
    )


def medicine(person: JSON, **said: Any) -> JSON:  # Any: see above
    return resource(
        "MedicationStatement", person, status="active", dosage=[{"text": "1 comprimido pela manhã"}],
        medicationCodeableConcept={"text": "Losartana 50 mg"}, effectivePeriod={"start": "2019-06-01"},
        **said,
    )  # fmt: skip


def encounter(person: JSON, **said: Any) -> JSON:  # Any: see above
    period = {"start": "2024-03-01T10:00:00-03:00", "end": "2024-03-01T11:00:00-03:00"}
    return resource(
        "Encounter", person, status="finished", period=period, reasonCode=[{"text": "Dor de cabeça"}],
        **{"class": {"code": "AMB"}}, **said,
    )  # fmt: skip


def order(person: JSON, **said: Any) -> JSON:  # Any: see above
    code = concept("http://loinc.org", "58410-2", "Hemograma")
    return resource(
        "ServiceRequest", person, status="active", intent="order", code=code, priority="urgent",
        authoredOn="2024-03-01", category=[concept("http://snomed.info/sct", "108252007", "Laboratório")],
        **said,
    )  # fmt: skip


def report(person: JSON, *values: JSON, **said: Any) -> JSON:  # Any: see above
    return resource(
        "DiagnosticReport", person, status="final", code={"text": "Perfil lipídico"},
        category=[{"coding": [{"code": "LAB"}]}], effectiveDateTime="2024-03-01T08:00:00-03:00",
        result=[{"reference": f"urn:uuid:{value['id']}"} for value in values], **said,
    )  # fmt: skip


def document(person: JSON, **said: Any) -> JSON:  # Any: see above
    file = {"contentType": "text/plain", "data": "UmVsYXTDs3JpbyBkZSBhbHRhLg==", "title": "Relatório de alta"}
    return resource(
        "DocumentReference", person, status="current", type={"text": "Relatório"},
        content=[{"attachment": file}], date="2024-03-02T10:00:00-03:00", **said,
    )  # fmt: skip


def consent(person: JSON, **said: Any) -> JSON:  # Any: see above
    scope = concept("http://terminology.hl7.org/CodeSystem/consentscope", "research", "Pesquisa")
    return resource(
        "Consent", person, status="active", scope=scope, category=[{"text": "Estudo de hipertensão"}],
        dateTime="2024-03-02T10:00:00-03:00", provision={"type": "permit"}, **said,
    )  # fmt: skip


EVERY: list[tuple[Callable[..., JSON], Any]] = [  # Any: model classes
    (condition, Problem), (allergy, Allergy), (pressure, Observation), (vaccine, Immunization),
    (procedure, Procedure), (medicine, MedicationStatement), (encounter, Encounter), (order, Order),
    (report, Result), (document, Document), (consent, Consent),
]  # fmt: skip


def sent(*resources: JSON) -> list[Receipt]:
    _run, receipts = make.delivered(make.bundle(*resources), make.gateway())
    return list(receipts)


def delivered(made: Callable[..., JSON]) -> tuple[JSON, JSON, list[JSON]]:
    """The resource with its patient and all that must come with it."""
    person = make.patient()
    if made is report:
        value = make.observation(person, status="final")
        one = report(person, value)
        return person, one, [person, value, one]
    one = made(person)
    return person, one, [person, one]


@pytest.mark.parametrize(("made", "model"), EVERY)
def test_what_has_a_home_becomes_an_entry_of_the_chart_and_once_only(made: Any, model: Any) -> None:
    _person, one, bundle = delivered(made)
    assert [receipt.outcome for receipt in sent(*bundle)] == ["created"] * len(bundle)
    row = model.objects.get()
    assert row.source == "imported"
    kept = Resource.objects.get(source_id=one["id"])
    assert (kept.became, kept.became_id) == (row._meta.label_lower, row.pk)
    assert kept.content == one
    assert {receipt.outcome for receipt in sent(*bundle)} == {"unchanged"}
    assert model.objects.count() == 1


@pytest.mark.parametrize(("made", "model"), EVERY)
def test_it_is_read_back_as_it_was_said_and_found_by_its_patient(made: Any, model: Any) -> None:
    _person, one, bundle = delivered(made)
    sent(*bundle)
    by = Client(headers={"Authorization": f"Bearer {accounts.token(make.gateway())}"})
    kind, row = one["resourceType"], model.objects.get()
    read = by.get(f"/fhir/R4/{kind}/{row.pk}")
    assert read.status_code == 200, read.content
    told = read.json()
    assert told["resourceType"] == kind
    for name in ("status", "code", "category", "criticality", "lotNumber", "priority", "intent", "component"):
        if name in one and name not in ("component", "category", "code"):
            assert told[name] == one[name], name
    if "text" in one.get("code", {}):
        assert told["code"]["text"] == one["code"]["text"]
    found = by.get(f"/fhir/R4/{kind}?patient={Patient.objects.get().pk}").json()
    assert [entry["resource"]["id"] for entry in found["entry"]] == [str(row.pk)]


def test_what_came_before_its_patient_moves_into_the_chart_when_it_comes_again() -> None:
    person = make.patient()
    alone = condition(person)
    assert [receipt.outcome for receipt in sent(alone)] == ["kept"]
    assert not Problem.objects.exists()
    assert [receipt.outcome for receipt in sent(person, alone)] == ["created", "created"]
    assert Problem.objects.get().patient == Patient.objects.get()


def test_a_later_delivery_changes_the_entry_and_withdraws_what_was_taken_back() -> None:
    person = make.patient()
    said = condition(person)
    sent(person, said)
    over = {"clinicalStatus": {"coding": [{"code": "resolved"}]}, "abatementDateTime": "2020-01-01"}
    assert [receipt.outcome for receipt in sent(person, {**said, **over})] == ["unchanged", "changed"]
    assert Problem.objects.get().clinical_status == "resolved"
    wrong = {"verificationStatus": {"coding": [{"code": "entered-in-error"}]}}
    sent(person, {**said, **wrong})
    assert Problem.objects.get().is_withdrawn
    by = Client(headers={"Authorization": f"Bearer {accounts.token(make.gateway())}"})
    assert by.get("/fhir/R4/Condition?_summary=count").json()["total"] == 0


@pytest.mark.parametrize(
    "one",
    [
        lambda person: condition(person, verificationStatus={"coding": [{"code": "entered-in-error"}]}),
        lambda person: encounter(person) | {"status": "in-progress"},
        lambda person: pressure(person) | {"component": [], "valueRatio": {"numerator": {"value": 1}}},
        lambda person: document(person) | {"content": [{"attachment": {"url": "http://elsewhere/1"}}]},
        lambda person: report(person) | {"status": "preliminary"},
        make.plan,
    ],
)
def test_what_has_no_home_stays_whole_and_is_counted(one: Callable[[JSON], JSON]) -> None:
    person = make.patient()
    body = one(person)
    receipts = sent(person, body)
    assert [receipt.outcome for receipt in receipts] == ["created", "kept"]
    kept = Resource.objects.get(source_id=body["id"])
    assert (kept.became, kept.content) == ("", body)
    by = Client(headers={"Authorization": f"Bearer {accounts.token(make.gateway())}"})
    read = by.get(f"/fhir/R4/{body['resourceType']}/{kept.pk}")
    assert read.status_code == 200


def test_no_known_allergies_is_a_statement_of_its_own() -> None:
    person = make.patient()
    said = resource(
        "AllergyIntolerance", person, code=concept("http://snomed.info/sct", "716186003", "No known allergy")
    )
    sent(person, said)
    assert AllergyStatement.objects.get().source == "imported"
    assert not Allergy.objects.exists()


def test_an_entry_knows_the_encounter_it_was_written_in_and_a_report_its_values() -> None:
    person, doctor = make.patient(), make.practitioner()
    place = encounter(person, participant=[{"individual": subject(doctor)}])
    value = pressure(person, encounter=subject(place))
    told = report(person, value, encounter=subject(place))
    sent(person, doctor, place, value, told)
    here = Encounter.objects.get()
    assert here.practitioner == Employee.objects.get()
    assert Observation.objects.get().encounter == here
    result = Result.objects.get()
    assert result.order.encounter == here
    values = [(line.display, str((line.value or Decimal()).normalize())) for line in result.lines.all()]
    assert sorted(values) == [
        ("Diastólica", "84.5"), ("Sistólica", "132"),
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_chart_is_not_read_by_fhir_outside_ones_care() -> None:
    person = make.patient()
    sent(person, condition(person))
    patient, row = Patient.objects.get(), Problem.objects.get()
    stranger = accounts.user("patients.view_patient", "patients.view_chart")
    by = Client(headers={"Authorization": f"Bearer {accounts.token(stranger)}"})
    assert by.get(f"/fhir/R4/Condition/{row.pk}").status_code == 403
    assert by.get(f"/fhir/R4/Condition?patient={patient.pk}").status_code == 403
    assert by.get("/fhir/R4/Condition").status_code == 400
    assert by.get(f"/fhir/R4/Condition?patient={make.new_id()}").status_code in (200, 404)

"""What becomes of a delivery: rows of ours, resources kept whole, and nothing at all the second time."""

import copy
import threading
from typing import Any  # Any: JSON values

import pytest
from django.db import connection, transaction

from hospital.accounts.actions import system
from hospital.accounts.tests import make as accounts
from hospital.audit.models import Change, Event
from hospital.core.errors import Denied
from hospital.integrations.deliver import deliver_all
from hospital.integrations.fhir.bundles import BundleRefused, delivery
from hospital.integrations.fhir.datatypes import CNES, CNPJ, CNS, CPF
from hospital.integrations.models import Edition, ImportRun, Partner, PartnerIdentifier, Refusal, Resource
from hospital.organization import actions as organization
from hospital.organization.models import Employee
from hospital.organization.tests import make as places
from hospital.patients import actions as patients
from hospital.patients.models import Identifier, Patient
from hospital.patients.references import unplanned
from hospital.patients.tests import make as people

from . import make

pytestmark = pytest.mark.django_db

GOOD_CPF = "39053344705"


def outcomes(receipts: Any) -> list[str]:  # Any: receipts
    return [receipt.outcome for receipt in receipts]


def place_of(receipts: Any) -> Any:  # Any: see above, and a key
    """The key of what the first entry became."""
    return receipts[0].place.id


def with_cpf(number: str, **said: Any) -> make.JSON:  # Any: see above
    return make.patient(identifier=[{"system": CPF, "value": number}], **said)


def test_a_history_becomes_rows_of_ours_and_is_kept_whole_besides() -> None:
    history = make.history()
    run, receipts = make.delivered(make.bundle(*history), make.gateway())
    assert outcomes(receipts) == ["created"] * 5
    patient = Patient.objects.get()
    assert (patient.given_name, patient.mother_name, str(patient.birth_date)) == (
        "Maria José",
        "Ana Lima",
        "1980-05-17",
    )
    assert patient.contacts.get().value == "+5531998765432"
    assert Partner.objects.get().city == "Campinas"
    employee = Employee.objects.get()
    assert employee.is_external
    assert not employee.is_active()
    assert employee.identifiers.get().system == "http://hl7.org/fhir/sid/us-npi"
    kept = Resource.objects.filter(type="Observation", patient=patient)
    assert [row.content for row in kept.order_by("source_id")] == sorted(
        history[3:], key=lambda one: one["id"]
    )
    assert run.counts["Observation"] == {"created": 2}
    assert (run.state, run.refused, run.unresolved) == ("done", 0, 0)


def test_importing_twice_changes_nothing() -> None:
    body, by = make.bundle(*make.history()), make.gateway()
    make.delivered(body, by)
    before = Change.objects.count()
    rows = list(Resource.objects.order_by("id").values())
    _run, receipts = make.delivered(copy.deepcopy(body), by)
    assert set(outcomes(receipts)) == {"unchanged"}
    assert Change.objects.count() == before
    assert list(Resource.objects.order_by("id").values()) == rows
    assert not Edition.objects.exists()


def test_an_import_is_recorded_with_who_and_how_many() -> None:
    by = make.gateway()
    run, _receipts = make.delivered(make.bundle(*make.history()), by)
    event = Event.objects.get(verb="integrations.bundle_taken_in")
    assert (event.by_id, event.target_id, event.patient_id) == (by.pk, run.pk, Patient.objects.get().pk)
    assert event.particulars == {"created": 5, "changed": 0, "unchanged": 0, "kept": 0, "refused": 0}
    verbs = set(Event.objects.filter(by=by).values_list("verb", flat=True))
    assert {"patients.registered", "organization.employee_hired", "integrations.partner_registered"} <= verbs


def test_who_may_not_import_imports_nothing() -> None:
    with pytest.raises(Denied):
        make.delivered(make.bundle(make.patient()), accounts.user("patients.register_patient"))
    assert not ImportRun.objects.exists()


def test_importing_asks_for_the_same_permission_as_a_click() -> None:
    by = accounts.user("integrations.import_fhir")
    run, receipts = make.delivered(make.bundle(make.patient(), make.patient(), kind="batch"), by)
    assert [receipt.status for receipt in receipts] == [403, 403]
    assert run.refused == 2
    assert not Patient.objects.exists()


def test_a_transaction_is_taken_whole_or_not_at_all() -> None:
    body = make.bundle(make.organization(), make.patient(name=[]))
    with pytest.raises(BundleRefused) as refused:
        make.delivered(body, make.gateway())
    assert [issue.expression for issue in refused.value.issues] == ["Bundle.entry[1].resource.name"]
    assert not Partner.objects.exists()
    run = ImportRun.objects.get()
    assert (run.state, run.refused) == ("failed", 1)
    assert Refusal.objects.get().reasons[0]["code"] == "Nameless"


def test_in_a_batch_each_entry_stands_alone() -> None:
    body = make.bundle(make.patient(name=[]), make.patient(), kind="batch")
    run, receipts = make.delivered(body, make.gateway())
    assert outcomes(receipts) == ["refused", "created"]
    assert Patient.objects.count() == 1
    assert run.counts == {"Patient": {"refused": 1, "created": 1}}


def test_a_number_that_fails_its_check_is_kept_and_marked() -> None:
    _run, receipts = make.delivered(make.bundle(with_cpf("12345678901")), make.gateway())
    number = Identifier.objects.get()
    assert (number.value, number.is_doubtful) == ("12345678901", True)
    assert [issue.severity for issue in receipts[0].issues] == ["warning"]


def test_a_patient_of_the_same_cpf_and_birth_date_is_the_same_patient() -> None:
    known = people.patient(cpf=GOOD_CPF, birth_date="1980-05-17")
    _run, receipts = make.delivered(make.bundle(with_cpf("390.533.447-05")), make.gateway())
    assert place_of(receipts) == known.pk
    assert Patient.objects.count() == 1


def test_a_cpf_of_somebody_with_another_birth_date_is_refused() -> None:
    people.patient(cpf=GOOD_CPF, birth_date="1990-01-01")
    with pytest.raises(BundleRefused) as refused:
        make.delivered(make.bundle(with_cpf(GOOD_CPF)), make.gateway())
    assert (refused.value.status, refused.value.issues[0].name) == (409, "AnotherPersonHasIt")


def test_a_likely_duplicate_is_registered_and_the_candidate_is_recorded() -> None:
    twin = make.patient()
    make.delivered(make.bundle(twin), make.gateway())
    again = twin | {"id": make.new_id(), "identifier": []}
    _run, receipts = make.delivered(make.bundle(again), make.gateway())
    assert outcomes(receipts) == ["created"]
    event = Event.objects.get(verb="patients.registered", patient_id=place_of(receipts))
    assert len(event.particulars["candidates"]) == 1
    assert event.reason


def test_a_later_delivery_changes_what_it_says_otherwise_and_leaves_the_desks_correction() -> None:
    said, by = make.patient(), make.gateway()
    make.delivered(make.bundle(said), by)
    patient = Patient.objects.get()
    patients.change_identity(patient, version=patient.version, given_name="Maria Josefa", by=system())
    later = said | {
        "birthDate": "1981-05-17",
        "telecom": [*said["telecom"], {"system": "email", "value": "m@example.com"}],
    }
    _run, receipts = make.delivered(make.bundle(later), by)
    assert outcomes(receipts) == ["changed"]
    patient.refresh_from_db()
    assert (patient.given_name, str(patient.birth_date)) == ("Maria Josefa", "1981-05-17")
    assert patient.contacts.count() == 2
    row = Resource.objects.get()
    assert (row.content, row.version) == (later, 2)
    edition = Edition.objects.get()
    assert (edition.content, edition.number) == (said, 1)


def test_a_death_is_taken_over() -> None:
    said, by = make.patient(), make.gateway()
    make.delivered(make.bundle(said), by)
    make.delivered(make.bundle(said | {"deceasedDateTime": "2020-02-03T10:00:00Z"}), by)
    assert str(Patient.objects.get().deceased_at) == "2020-02-03 10:00:00+00:00"


def test_a_corrected_observation_replaces_the_earlier_one_also_when_it_says_less() -> None:
    person, by = make.patient(), make.gateway()
    said = make.observation(person)
    make.delivered(make.bundle(person, said), by)
    less = {name: value for name, value in said.items() if name != "valueQuantity"}
    _run, receipts = make.delivered(make.bundle(less), by)
    assert outcomes(receipts) == ["changed"]
    assert Resource.objects.get(type="Observation").content == less


def test_a_practitioner_who_comes_shortened_stays_as_she_was() -> None:
    said, by = make.practitioner(), make.gateway()
    make.delivered(make.bundle(said), by)
    _run, receipts = make.delivered(make.bundle({k: v for k, v in said.items() if k != "identifier"}), by)
    assert outcomes(receipts) == ["unchanged"]
    assert Resource.objects.get().content == said


def test_a_changed_practitioner_and_organisation_are_changed() -> None:
    doctor, clinic, by = make.practitioner(), make.organization(), make.gateway()
    make.delivered(make.bundle(doctor, clinic), by)
    doctor = doctor | {
        "gender": "male",
        "identifier": [*doctor["identifier"], {"system": CNS, "value": "123"}],
    }
    clinic = clinic | {
        "name": "Clínica Nova",
        "identifier": [*clinic["identifier"], {"system": CNES, "value": "1234567"}],
    }
    _run, receipts = make.delivered(make.bundle(doctor, clinic), by)
    assert outcomes(receipts) == ["changed", "changed"]
    employee, partner = Employee.objects.get(), Partner.objects.get()
    assert (employee.gender, employee.identifiers.count()) == ("male", 2)
    assert (partner.name, partner.identifiers.count()) == ("Clínica Nova", 2)


def test_our_own_employee_is_recognised_and_not_changed_by_a_delivery() -> None:
    ours = places.employee(identifiers=[("http://npi", "77")])
    said = make.practitioner(identifier=[{"system": "http://npi", "value": "77"}])
    by = make.gateway()
    _run, receipts = make.delivered(make.bundle(said), by)
    make.delivered(make.bundle(said | {"gender": "other"}), by)
    assert place_of(receipts) == ours.pk
    before = ours.version
    ours.refresh_from_db()
    assert (ours.version, ours.is_external) == (before, False)


def test_an_organisation_with_an_identifier_of_our_department_is_that_department() -> None:
    ward = places.department()
    organization.identify_department(ward, system="https://place", value="7", by=system())
    said = make.organization(identifier=[{"system": "https://place", "value": "7"}])
    _run, receipts = make.delivered(make.bundle(said), make.gateway())
    assert place_of(receipts) == ward.pk
    assert not Partner.objects.exists()


def test_two_establishments_of_one_company_are_two_partners() -> None:
    company = {"system": CNPJ, "value": "61590410000124"}
    first = make.organization(identifier=[company, {"system": CNES, "value": "2079127"}])
    second = make.organization(identifier=[company, {"system": CNES, "value": "2079128"}])
    again = make.organization(identifier=[{"system": CNES, "value": "2079127"}])
    make.delivered(make.bundle(first, second, again), make.gateway())
    assert Partner.objects.count() == 2
    assert not PartnerIdentifier.objects.filter(is_doubtful=True).exists()


def test_an_observation_that_comes_before_its_patient_is_hers_once_she_comes() -> None:
    person, by = make.patient(), make.gateway()
    run, receipts = make.delivered(make.bundle(make.observation(person)), by)
    assert run.unresolved == 1
    assert receipts[0].issues[0].code == "not-found"
    assert Resource.objects.get().patient is None
    make.delivered(make.bundle(person), by)
    assert Resource.objects.get(type="Observation").patient == Patient.objects.get()


def test_a_reference_may_name_a_person_by_her_number_or_by_our_id() -> None:
    person, doctor, by = make.patient(), make.practitioner(), make.gateway()
    number = doctor["identifier"][0]
    said = make.observation(
        person, performer=[{"reference": f"Practitioner?identifier={number['system']}|{number['value']}"}]
    )
    run, _receipts = make.delivered(make.bundle(said, person, doctor), by)
    assert run.unresolved == 0
    patient = Patient.objects.get()
    ours = make.observation(person, subject={"reference": f"Patient/{patient.pk}"})
    run, _receipts = make.delivered(make.bundle(ours), by)
    assert run.unresolved == 0
    assert Resource.objects.filter(type="Observation", patient=patient).count() == 2


def test_if_none_exist_leaves_who_is_here_already() -> None:
    doctor, by = make.practitioner(), make.gateway()
    make.delivered(make.bundle(doctor), by)
    number = doctor["identifier"][0]
    body = make.bundle(doctor | {"id": make.new_id(), "gender": "male"})
    body["entry"][0]["request"]["ifNoneExist"] = f"identifier={number['system']}|{number['value']}"
    _run, receipts = make.delivered(body, by)
    assert outcomes(receipts) == ["unchanged"]
    assert place_of(receipts) == Employee.objects.get().pk


def test_the_same_id_at_two_sources_is_two_resources() -> None:
    def at(base: str) -> make.JSON:
        return make.bundle(make.patient(id="1")) | {"entry": [
            {"fullUrl": f"{base}/Patient/1", "resource": make.patient(id="1"),
            "request": {"method": "POST", "url": "Patient"}},
        ]}  # fmt: skip

    by = make.gateway()
    make.delivered(at("https://one.example/fhir"), by)
    make.delivered(at("https://two.example/fhir"), by)
    assert Patient.objects.count() == 2


def test_what_has_no_id_is_known_by_its_content() -> None:
    said = {"resourceType": "Basic", "code": {"text": "x"}}
    by = make.gateway()
    make.delivered(make.bundle(said), by)
    _run, receipts = make.delivered(make.bundle(said), by)
    assert outcomes(receipts) == ["unchanged"]
    assert Resource.objects.count() == 1


def test_a_bundle_that_says_two_things_of_one_resource_is_refused() -> None:
    said = make.patient()
    with pytest.raises(BundleRefused):
        make.delivered(make.bundle(said, said | {"gender": "male"}), make.gateway())
    _run, receipts = make.delivered(make.bundle(said, copy.deepcopy(said)), make.gateway())
    assert outcomes(receipts) == ["created", "unchanged"]


def test_kept_resources_go_over_when_two_records_are_merged() -> None:
    assert "integrations.resource.patient" not in unplanned()
    make.delivered(make.bundle(*make.history()), make.gateway())
    absorbed, survivor = Patient.objects.get(), people.patient()
    patients.merge(survivor, absorbed=absorbed, reason="the same person", by=system())
    assert set(Resource.objects.filter(type="Observation").values_list("patient", flat=True)) == {survivor.pk}


@pytest.mark.django_db(transaction=True)
def test_a_bundle_that_cannot_be_taken_now_is_refused_and_stops_no_other() -> None:
    by, said = make.gateway(), {"resourceType": "Basic", "id": make.new_id()}
    twice, other = delivery(make.bundle(said)), delivery(make.bundle(make.patient()))
    runs: list[ImportRun] = []

    def second() -> None:
        try:
            runs.append(deliver_all([twice, other], expected=2, by=by, origin="test"))
        finally:
            connection.close()

    thread = threading.Thread(target=second)
    with transaction.atomic():
        make.delivered(make.bundle(said), by)
        thread.start()
        while not somebody_waits():
            pass
    thread.join()
    assert (runs[0].state, runs[0].bundles_done, runs[0].refused) == ("done", 2, 1)
    assert Refusal.objects.get().reasons[0]["code"] == "ArrivingTwice"
    assert Patient.objects.count() == 1


def somebody_waits() -> bool:
    """Whether another connection waits for what this transaction holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'")
        return cursor.fetchone() is not None


@pytest.mark.django_db(transaction=True)
def test_two_gateways_that_deliver_the_same_at_once_register_one_patient() -> None:
    body, by = make.bundle(*make.history()), make.gateway()
    found: list[list[str]] = []
    start = threading.Barrier(2)

    def run() -> None:
        try:
            start.wait()
            found.append(outcomes(make.delivered(copy.deepcopy(body), by)[1]))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _turn in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [["created"] * 5, ["unchanged"] * 5]
    assert Patient.objects.count() == 1

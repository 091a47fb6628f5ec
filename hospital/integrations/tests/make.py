"""Bundles, deliveries and people for the tests of integrations."""

import itertools
import uuid
from collections.abc import Callable, Sequence
from typing import Any  # Any: JSON values

from django.db import connection
from django.test.utils import CaptureQueriesContext

from hospital import config
from hospital.accounts.keys import remembered
from hospital.accounts.models import User
from hospital.accounts.tests import make as accounts
from hospital.integrations.deliver import deliver
from hospital.integrations.fhir.bundles import delivery
from hospital.integrations.fhir.patient import MOTHER
from hospital.integrations.models import ImportRun
from hospital.integrations.receipts import Receipt

JSON = dict[str, Any]  # Any: see above
_count = itertools.count(1)

# What the shipped role for integrations may do.
GATEWAY = (
    "integrations.import_fhir", "integrations.view_import", "integrations.view_resource",
    "integrations.view_partner", "integrations.manage_partner", "patients.view_patient",
    "patients.register_patient", "patients.change_patient", "patients.mark_deceased",
    "organization.view_department", "organization.view_employee", "organization.manage_employee",
    "patients.view_chart", "patients.open_any_chart", "patients.view_consent", "encounters.view_encounter",
    "patients.write_consent",
    "records.write_entry", "records.attach_document", "orders.view_order", "orders.place_order",
    "orders.enter_result", "consultations.write_consultation", "scheduling.view_appointment",
    "scheduling.view_every_agenda", "scheduling.book_appointment", "beds.view_bed", "beds.view_every_ward",
    "admissions.view_admission", "admissions.view_every_unit", "surgery.view_surgery",
    "surgery.view_every_unit",
)  # fmt: skip


def gateway(*more: str) -> User:
    """A machine with the shipped role for integrations."""
    return accounts.user(*GATEWAY, *more)


def plan(owner: JSON, **said: Any) -> JSON:  # Any: see above
    """A resource that our tables have no home for."""
    subject = {"reference": f"urn:uuid:{owner['id']}"}
    return {
        "resourceType": "CarePlan", "id": new_id(), "status": "active", "intent": "plan", "subject": subject,
        "title": "Fisioterapia", **said,
    }  # fmt: skip


def new_id() -> str:
    return str(uuid.uuid4())


def organization(**said: Any) -> JSON:  # Any: see above
    number = str(next(_count))
    return {
        "resourceType": "Organization", "id": new_id(), "name": f"Clínica {number}", "active": True,
        "identifier": [{"system": "https://clinics.example/id", "value": number}],
        "telecom": [{"system": "phone", "value": "11 3333-4444"}],
        "address": [{"line": ["Rua das Flores, 12"], "city": "Campinas", "state": "SP", "country": "BR"}],
    } | said  # fmt: skip


def practitioner(**said: Any) -> JSON:  # Any: see above
    number = str(next(_count))
    return {
        "resourceType": "Practitioner", "id": new_id(), "active": True, "gender": "female",
        "identifier": [{"system": "http://hl7.org/fhir/sid/us-npi", "value": number}],
        "name": [{"family": f"Médica {number}", "given": ["Rosa"]}],
    } | said  # fmt: skip


def patient(**said: Any) -> JSON:  # Any: see above
    number = next(_count)
    return {
        "resourceType": "Patient", "id": new_id(),
        "identifier": [{"system": "https://records.example/mr", "value": f"mr-{number}"}],
        "name": [{"use": "official", "family": f"Sobrenome{number}", "given": ["Maria", "José"]}],
        "gender": "female", "birthDate": "1980-05-17",
        "address": [{"line": ["Rua da Bahia, 300"], "city": "Contagem", "state": "MG", "country": "BR"}],
        "telecom": [{"system": "phone", "value": "+55 31 99876-5432", "use": "mobile"}],
        "extension": [{"url": MOTHER, "valueString": "Ana Lima"}],
    } | said  # fmt: skip


def observation(of: JSON, by: JSON | None = None, **said: Any) -> JSON:  # Any: see above
    return {
        "resourceType": "Observation", "id": new_id(), "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "8302-2"}]},
        "subject": {"reference": f"urn:uuid:{of['id']}"},
        **({"performer": [{"reference": f"urn:uuid:{by['id']}"}]} if by else {}),
        "valueQuantity": {"value": 171.5, "unit": "cm"},
    } | said  # fmt: skip


def bundle(*resources: JSON, kind: str = "transaction") -> JSON:
    """A Bundle that posts the resources, each under its urn:uuid."""
    return {"resourceType": "Bundle", "type": kind, "entry": [entry(resource) for resource in resources]}


def entry(resource: JSON) -> JSON:
    full_url = {"fullUrl": f"urn:uuid:{resource['id']}"} if "id" in resource else {}
    return {**full_url, "resource": resource, "request": {"method": "POST", "url": resource["resourceType"]}}


def history() -> list[JSON]:
    """A patient with where and by whom she was seen, and two observations."""
    place, doctor, person = organization(), practitioner(), patient()
    return [place, doctor, person, observation(person, doctor), observation(person)]


def queries(call: Callable[[], object]) -> int:
    """How many queries it takes in a process that remembers nothing."""
    remembered.forget()
    config.forget()
    with CaptureQueriesContext(connection) as seen:
        call()
    return len(seen)


def delivered(body: JSON, by: User) -> tuple[ImportRun, Sequence[Receipt]]:
    """Deliver a bundle as the door does."""
    return deliver(delivery(body), by=by, origin="test")

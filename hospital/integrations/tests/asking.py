"""What the tests of the ward ask FHIR, and the steps of a stay that they share."""

from datetime import timedelta
from typing import Any  # Any: rows, JSON values

from django.test import Client
from django.utils.timezone import now

from hospital.accounts.actions import system
from hospital.accounts.tests import make as accounts
from hospital.admissions import actions as admissions
from hospital.admissions.models import Admission
from hospital.admissions.tests import make as stays
from hospital.beds import actions as beds
from hospital.beds.models import Leave

from . import make

JSON = dict[str, Any]  # Any: see above


def gateway() -> Client:
    """A machine with the shipped role for integrations."""
    return client(*make.GATEWAY)


def client(*permissions: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {accounts.token(accounts.user(*permissions))}"})


def read(by: Client, kind: str, row: Any) -> JSON:  # Any: a row of ours
    answer = by.get(f"/fhir/R4/{kind}/{row.pk}")
    assert answer.status_code == 200, answer.content
    body: JSON = answer.json()
    assert (body["resourceType"], body["id"]) == (kind, str(row.pk))
    return body


def found(by: Client, query: str) -> list[str]:
    answer = by.get(f"/fhir/R4/{query}")
    assert answer.status_code == 200, answer.content
    return [entry["resource"]["id"] for entry in answer.json().get("entry", [])]


def leave(row: Admission) -> Admission:
    """Through every stage of the discharge."""
    row = admissions.complete_stage(row, stage="clinical", outcome="home", by=system())
    for stage in ("room", "nursing", "administrative", "physical"):
        row = admissions.complete_stage(row, stage=stage, by=system())
    return row


def away(row: Admission) -> Leave:
    """She has leave for four hours."""
    back = now() + timedelta(hours=4)
    return beds.give_leave(stays.stay(row), expected_at=back, because="velório", by=system())


def code(concept: JSON) -> str:
    return str(concept["coding"][0]["code"])


def reference(kind: str, row: Any) -> JSON:  # Any: a row of ours
    return {"reference": f"{kind}/{row.pk}"}

"""Real bundles from elsewhere: whole histories, and the examples of the Brazilian guide."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any  # Any: a report in JSON

import pytest
from django.core.management import call_command
from django.test import Client

from hospital.accounts.tests import make as accounts
from hospital.audit.models import Change
from hospital.integrations.fhir.bundles import delivery
from hospital.integrations.fhir.wire import digest, parse
from hospital.integrations.files import _open
from hospital.integrations.models import ImportRun, Resource
from hospital.organization.models import Employee
from hospital.patients.models import Identifier, Patient

from . import make
from .real import folder

pytestmark = pytest.mark.django_db

Import = Callable[..., dict[str, Any]]  # Any: see above


@pytest.fixture
def imported(tmp_path: Path) -> Import:
    """Import paths with the command; what it reports."""

    def run(*paths: Path) -> dict[str, Any]:  # Any: see above
        report = tmp_path / "report.json"
        call_command("import_fhir", *map(str, paths), "--report", str(report), stdout=io.StringIO())
        found: dict[str, Any] = json.loads(report.read_text())  # Any: see above
        return found

    return run


def test_every_history_is_imported_without_an_error_and_the_second_time_changes_nothing(
    imported: Import,
) -> None:
    histories = folder("fhir-r4-synthea")
    first = imported(histories)
    assert (first["refused"], first["unresolved_references"]) == ([], 0)
    assert first["counts"]["Patient"] == {"created": 19}
    assert Patient.objects.count() == 19
    changes, rows = Change.objects.count(), set(Resource.objects.values_list("id", "version", "updated_at"))
    second = imported(histories)
    assert all(list(outcomes) == ["unchanged"] for outcomes in second["counts"].values())
    assert second["resources"] == first["resources"]
    assert Change.objects.count() == changes
    assert set(Resource.objects.values_list("id", "version", "updated_at")) == rows


def test_nothing_of_a_history_is_lost(imported: Import) -> None:
    path = folder("fhir-r4-synthea") / "Antony_Anderson.json.gz"
    imported(path)
    with _open(path) as file:
        sent = delivery(parse(file.read())).entries
    kept = {(row.type, row.source_id): digest(row.content) for row in Resource.objects.all()}
    assert kept == {(entry.type, entry.id): entry.digest for entry in sent}
    assert (
        not Resource.objects.exclude(type__in=["Organization", "Practitioner"]).filter(patient=None).exists()
    )
    patient = Patient.objects.get()
    by = Client(headers={"Authorization": f"Bearer {accounts.token(make.gateway())}"})
    for kind in ("Observation", "Claim", "Encounter"):
        total = by.get(f"/fhir/R4/{kind}?patient={patient.pk}&_summary=count").json()["total"]
        assert total == sum(1 for entry in sent if entry.type == kind)
    name = patient.family_name.lower()
    assert (
        by.get(f"/fhir/R4/Patient?name={name}&birthdate={patient.birth_date}&_summary=count").json()["total"]
        == 1
    )


def test_the_brazilian_examples_are_imported_and_bad_numbers_are_marked(imported: Import) -> None:
    examples = folder("br-core-examples")
    report = imported(examples)
    assert (report["resources"], report["refused"]) == (40, [])
    assert report["counts"]["Patient"] == {"created": 3}
    assert set(Identifier.objects.values_list("is_doubtful", flat=True)) == {True}
    patient = Patient.objects.get(family_name="Oliveira")
    assert (patient.mother_name, patient.race_colour, patient.birth_city) == (
        "Juliana Cristina Oliveira",
        "02",
        "Belo Horizonte",
    )
    assert (patient.gender_identity, patient.birth_state, patient.nationality) == ("cis_woman", "MG", "BR")
    assert Employee.objects.get().cbo_code == "225125"
    assert Resource.objects.filter(patient=None).exclude(type__in=[
        "Organization", "Practitioner", "PractitionerRole", "Location", "HealthcareService", "Medication",
    ]).count() == 0  # fmt: skip
    assert ImportRun.objects.get().unresolved == 0
    imported(examples)
    assert Resource.objects.count() == 40

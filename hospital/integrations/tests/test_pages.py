"""The pages of integrations: imports, a file sent by hand, and what is kept of a patient."""

import json
from typing import Any  # Any: the test client's responses

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hospital.accounts.actions import system
from hospital.accounts.models import User
from hospital.accounts.tests import make as accounts
from hospital.audit.models import Access
from hospital.integrations.models import ImportRun, Resource
from hospital.patients import actions as patients
from hospital.patients.models import Patient

from . import make

pytestmark = pytest.mark.django_db


def send(by: User, body: object, name: str = "a.json") -> Any:  # Any: see above
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return accounts.browser(by).post(
        "/integrations/imports/new", {"file": SimpleUploadedFile(name, content)}, follow=True
    )


def reader() -> User:
    return accounts.user("patients.view_patient", "integrations.view_resource")


def test_a_file_sent_by_hand_is_imported_and_its_run_is_shown() -> None:
    response = send(make.gateway(), make.bundle(*make.history()))
    run = ImportRun.objects.get()
    assert response.redirect_chain[-1][0] == f"/integrations/imports/{run.pk}"
    page = response.content.decode()
    assert "Observation" in page
    assert Patient.objects.count() == 1


def test_a_refused_file_says_why_on_its_run() -> None:
    page = send(make.gateway(), make.bundle(make.patient(name=[]))).content.decode()
    assert "Não traz nome." in page


@pytest.mark.parametrize("content", [b"{", b"\x1f\x8bno gzip", b"[]", b'{"resourceType":"Bundle"}'])
def test_a_file_that_is_no_bundle_comes_back_with_the_reason(content: bytes) -> None:
    response = send(make.gateway(), content)
    assert response.status_code == 422
    assert not ImportRun.objects.exists()


def test_a_file_is_asked_for() -> None:
    assert accounts.browser(make.gateway()).post("/integrations/imports/new").status_code == 422


def test_the_list_of_imports_has_a_fixed_number_of_queries() -> None:
    by = make.gateway()
    browser = accounts.browser(by)

    def queries() -> int:
        return make.queries(lambda: browser.get("/integrations/imports"))

    send(by, make.bundle(make.patient()))
    queries()
    few = queries()
    for _turn in range(3):
        send(by, make.bundle(make.patient()))
    assert queries() == few


def test_who_may_not_see_imports_or_resources_is_refused() -> None:
    make.delivered(make.bundle(*make.history()), make.gateway())
    browser = accounts.browser(accounts.user("patients.view_patient"))
    patient, row, run = (
        Patient.objects.get(),
        Resource.objects.filter(type="Observation").first(),
        ImportRun.objects.get(),
    )
    assert row
    for path in (
        "imports",
        "imports/new",
        f"imports/{run.pk}",
        f"patients/{patient.pk}/resources",
        f"resources/{row.pk}",
    ):
        assert browser.get(f"/integrations/{path}").status_code == 403


def test_the_patients_page_counts_what_is_kept_and_leads_to_it() -> None:
    make.delivered(make.bundle(*make.history()), make.gateway())
    patient = Patient.objects.get()
    browser = accounts.browser(reader())
    assert (
        f"/integrations/patients/{patient.pk}/resources?type=Observation"
        in browser.get(patient.get_absolute_url()).content.decode()
    )
    page = browser.get(f"/integrations/patients/{patient.pk}/resources?type=Observation").content.decode()
    assert page.count("/integrations/resources/") == 2
    unseen = (
        accounts.browser(accounts.user("patients.view_patient"))
        .get(patient.get_absolute_url())
        .content.decode()
    )
    assert "/integrations/" not in unseen


def test_a_resource_is_shown_as_it_came_and_the_look_is_recorded() -> None:
    make.delivered(make.bundle(*make.history()), make.gateway())
    row = Resource.objects.filter(type="Observation").first()
    assert row
    user = reader()
    page = accounts.browser(user).get(f"/integrations/resources/{row.pk}").content.decode()
    assert "171.5" in page
    access = Access.objects.get(action="read")
    assert (access.by_id, access.patient_id, access.what) == (user.pk, row.patient_id, "fhir.Observation")


def test_what_is_kept_of_a_confidential_patient_is_not_there_for_others() -> None:
    make.delivered(make.bundle(*make.history()), make.gateway())
    patient = Patient.objects.get()
    row = Resource.objects.filter(type="Observation").first()
    assert row
    patients.set_confidential(patient, confidential=True, reason="a colleague", by=system())
    browser = accounts.browser(reader())
    for path in (f"patients/{patient.pk}/resources", f"resources/{row.pk}"):
        assert browser.get(f"/integrations/{path}").status_code == 404

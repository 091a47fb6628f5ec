"""The pages: what each is for is on it, a refusal comes back beside its field, each look leaves a trace."""

import io
from typing import Any  # Any: form data

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate
from PIL import Image

from hospital.audit.models import Access
from hospital.patients import actions
from hospital.patients.models import Patient

from . import make

pytestmark = pytest.mark.django_db

FORM = {
    "given_name": "Ana", "family_name": "de Souza", "birth_date": "04/03/1980", "birth_date_precision": "day",
    "sex": "female", "mother_name": "Maria de Souza", "race_colour": "99", "nationality": "BR",
    "language": "pt-BR", "country": "BR",
}  # fmt: skip


@pytest.fixture
def desk() -> Client:
    return make.browser(make.receptionist())


@pytest.fixture
def ward() -> Client:
    return make.browser(make.user(*make.DESK, *make.WARD))


def test_the_list_finds_a_patient_as_one_types(desk: Client) -> None:
    found, other = make.patient(given_name="Ivete", cpf=make.cpf()), make.patient(given_name="Zulmira")
    page = desk.get(reverse("patients:patients"), {"q": "ivete"}).content.decode()
    assert found.name in page
    assert other.name not in page
    assert Access.objects.get(action="search").particulars == {"words": 1, "found": 1}


def test_the_chart_shows_the_social_name_first_and_says_that_it_was_opened(desk: Client) -> None:
    names: dict[str, Any] = {"given_name": "João", "family_name": "Lima", "social_name": "Joana Lima"}
    patient = make.patient(phone="11 98888-7777", **names)
    page = desk.get(patient.get_absolute_url()).content.decode()
    assert page.index("Joana Lima") < page.index("João Lima")
    assert "(11) 98888-7777" in page
    assert Access.objects.filter(action="read", patient_id=patient.pk, what="patients.patient").count() == 1


def test_a_chart_costs_the_same_number_of_queries_however_much_is_in_it(ward: Client) -> None:
    empty, full = make.patient(), make.patient(phone="11 98888-7777", email="a@example.org", cpf=make.cpf())
    for number in range(3):
        actions.add_alert(full, text=f"Alert {number}", by=make.physician())
        actions.add_history(full, condition=f"Condition {number}", by=make.physician())
    ward.get(empty.get_absolute_url())
    counts = []
    for patient in (empty, full):
        with CaptureQueriesContext(connection) as queries:
            ward.get(patient.get_absolute_url())
        counts.append(sum("patients_" in query["sql"] for query in queries))
    assert counts[0] == counts[1] <= 12


def test_a_registration_is_one_page_and_leads_to_the_chart(desk: Client) -> None:
    assert desk.get(reverse("patients:register")).status_code == 200
    more = {"cpf": "390.533.447-05", "city": "Natal", "phone": "84 98888-7777"}
    answer = desk.post(reverse("patients:register"), FORM | more)
    patient = Patient.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, patient.get_absolute_url())
    assert patient.addresses.get().city == "Natal"
    assert str(patient.birth_date) == "1980-03-04"


def test_a_registration_without_an_address_has_none(desk: Client) -> None:
    desk.post(reverse("patients:register"), FORM)
    assert not Patient.objects.get().addresses.exists()


def test_a_refused_registration_keeps_what_was_typed_and_names_the_field(desk: Client) -> None:
    answer = desk.post(reverse("patients:register"), FORM | {"cpf": "111.111.111-11", "mother_name": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="de Souza"' in page
    assert 'id="id_mother_name-error"' in page or 'id="id_cpf-error"' in page
    assert not Patient.objects.exists()


def test_who_looks_like_someone_registered_is_shown_while_typing_and_stopped(desk: Client) -> None:
    desk.post(reverse("patients:register"), FORM)
    first = Patient.objects.get()
    again = FORM | {"given_name": "Anna", "family_name": "Sousa"}
    fragment = desk.post(reverse("patients:duplicates"), again).content.decode()
    assert first.get_absolute_url() in fragment
    assert 'name="different_because"' in fragment
    refused = desk.post(reverse("patients:register"), again)
    assert refused.status_code == 422
    assert first.get_absolute_url() in refused.content.decode()
    assert desk.post(reverse("patients:register"), again | {"different_because": "Cousin"}).status_code == 302
    assert Patient.objects.count() == 2


def test_half_a_name_is_not_looked_for(desk: Client) -> None:
    fragment = desk.post(reverse("patients:duplicates"), {"given_name": "Ana"})
    assert fragment.content.decode().strip() == ""
    assert not Access.objects.exists()


def test_someone_without_a_name_is_registered_and_identified(desk: Client) -> None:
    desk.post(reverse("patients:register_unidentified"), {"sex": "male", "years": "40"})
    patient = Patient.objects.get()
    page = reverse("patients:identify", args=[patient.pk])
    assert desk.get(page).status_code == 200
    assert desk.post(page, FORM | {"version": "1"}).status_code == 302
    patient.refresh_from_db()
    assert (patient.is_unidentified, patient.name) == (False, "Ana de Souza")


def test_a_newborn_is_registered_from_the_mothers_chart(desk: Client) -> None:
    mother = make.patient()
    page = reverse("patients:register_newborn", args=[mother.pk])
    assert desk.get(page).status_code == 200
    desk.post(page, {"birth_date": f"{localdate():%d/%m/%Y}", "sex": "female"})
    child = Patient.objects.get(mother=mother)
    assert child.get_absolute_url() in desk.get(mother.get_absolute_url()).content.decode()


def test_two_who_change_one_patient_do_not_overwrite_each_other(desk: Client) -> None:
    patient = make.patient()
    page = reverse("patients:edit", args=[patient.pk])
    assert desk.get(page).status_code == 200
    assert desk.post(page, FORM | {"family_name": "Lima", "version": "1"}).status_code == 302
    late = desk.post(page, FORM | {"family_name": "Rocha", "version": "1"})
    assert late.status_code == 422
    patient.refresh_from_db()
    assert patient.family_name == "Lima"


PARTS = {
    "identifiers": {"kind": "passport", "system": "BR", "value": "FX1"},
    "contacts": {"kind": "phone", "value": "11 98888-7777"},
    "addresses": {"use": "home", "city": "Recife", "country": "BR"},
    "guardians": {"name": "Rui", "relation": "father", "cpf": "390.533.447-05"},
    "alerts": {"kind": "fall", "severity": "danger", "text": "Falls at night"},
    "history": {"condition": "Asthma"},
}


@pytest.mark.parametrize(("noun", "data"), PARTS.items())
def test_each_part_of_the_chart_has_a_form_to_add_and_one_to_end(
    ward: Client, noun: str, data: dict[str, str]
) -> None:
    patient = make.patient()
    page = reverse("patients:add_part", args=[patient.pk, noun])
    assert ward.get(page).status_code == 200
    assert ward.post(page, {"note": ""}).status_code == 422
    assert ward.post(page, data).status_code == 302
    row = getattr(patient, noun).get()
    assert str(row) in ward.get(patient.get_absolute_url()).content.decode()
    end = reverse("patients:end_part", args=[patient.pk, noun, row.pk])
    assert ward.get(end).status_code == 200
    assert ward.post(end, {"version": "1", "reason": "Moved"}).status_code == 302
    row.refresh_from_db()
    assert row.ended_on
    assert ward.post(end, {"version": "2"}).status_code == 422


def test_a_part_of_another_chart_or_of_no_chart_is_not_found(ward: Client) -> None:
    one, other = make.patient(phone="11 98888-7777"), make.patient()
    contact = one.contacts.get()
    assert ward.get(reverse("patients:end_part", args=[other.pk, "contacts", contact.pk])).status_code == 404
    assert ward.get(reverse("patients:add_part", args=[one.pk, "nonsense"])).status_code == 404


def test_history_is_withdrawn_with_a_reason(ward: Client) -> None:
    patient = make.patient()
    row = actions.add_history(patient, condition="Asthma", by=make.physician())
    page = reverse("patients:withdraw_history", args=[patient.pk, row.pk])
    assert ward.get(page).status_code == 200
    assert ward.post(page, {"version": "1"}).status_code == 422
    assert ward.post(page, {"version": "1", "reason": "Wrong chart"}).status_code == 302
    row.refresh_from_db()
    assert row.is_withdrawn


def test_death_and_confidentiality_have_their_pages(ward: Client) -> None:
    patient = make.patient()
    steps = {
        "death": {"at": "01/02/2026 03:04"}, "undo_death": {"reason": "Slip"},
        "confidentiality": {"reason": "Fame"},
    }  # fmt: skip
    for number, (name, data) in enumerate(steps.items(), 1):
        page = reverse(f"patients:{name}", args=[patient.pk])
        assert ward.get(page).status_code == 200
        assert ward.post(page, data | {"version": str(number)}).status_code == 302, name
    patient.refresh_from_db()
    assert (patient.is_deceased, patient.is_confidential) == (False, True)


def test_the_identity_sheet_is_recorded_as_printed(desk: Client) -> None:
    patient = make.patient()
    assert desk.get(reverse("patients:identity_sheet", args=[patient.pk])).status_code == 200
    assert Access.objects.filter(action="print", patient_id=patient.pk).count() == 1


def test_a_photo_is_shown_only_to_who_may_see_the_patient(desk: Client) -> None:
    patient = make.patient()
    address = reverse("patients:photo", args=[patient.pk])
    assert desk.get(address).status_code == 404
    picture = io.BytesIO()
    Image.new("RGB", (30, 40), "red").save(picture, "PNG")
    upload = SimpleUploadedFile("me.png", picture.getvalue(), "image/png")
    change = reverse("patients:set_photo", args=[patient.pk])
    assert desk.post(change, {"photo": upload, "version": "1"}).status_code == 302
    shown = desk.get(address)
    assert shown["Content-Type"] == "image/jpeg"
    assert Image.open(io.BytesIO(shown.content)).size == (30, 40)
    assert Access.objects.filter(what="patients.photo", patient_id=patient.pk).count() == 1
    assert make.browser(make.user()).get(address).status_code == 403
    actions.set_confidential(patient, confidential=True, reason="x", by=make.physician())
    assert desk.get(address).status_code == 404


def test_who_may_not_is_refused_every_page() -> None:
    patient, nobody = make.patient(phone="11 98888-7777"), make.browser(make.user())
    addresses = [
        reverse("patients:patients"), reverse("patients:register"), reverse("patients:register_unidentified"),
        *(
            reverse(f"patients:{name}", args=[patient.pk])
            for name in (
                "patient", "edit", "identify", "register_newborn", "identity_sheet", "photo", "death",
                "undo_death", "confidentiality",
            )
        ),
        *(reverse("patients:add_part", args=[patient.pk, noun]) for noun in PARTS),
    ]  # fmt: skip
    assert {nobody.get(address).status_code for address in addresses} == {403}
    assert {Client().get(address).status_code for address in addresses} == {302}


@pytest.mark.parametrize("noun", ["alerts", "history"])
def test_the_desk_does_not_write_what_the_ward_writes(desk: Client, noun: str) -> None:
    patient = make.patient()
    assert desk.post(reverse("patients:add_part", args=[patient.pk, noun]), PARTS[noun]).status_code == 403


def test_a_merged_record_leads_to_the_one_that_stands_for_the_person(desk: Client) -> None:
    clerk = make.user(*make.DESK, "patients.merge_patient")
    survivor, absorbed = make.patient(), make.patient()
    actions.merge(survivor, absorbed=absorbed, reason="One person", by=clerk)
    page = desk.get(absorbed.get_absolute_url()).content.decode()
    assert survivor.get_absolute_url() in page
    assert reverse("patients:edit", args=[absorbed.pk]) not in page

"""What is done with patients: it works, it is denied, it comes too late, it is recorded."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any  # Any: whatever actions take

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import localdate, now
from PIL import Image

from hospital.audit.models import Change, Event
from hospital.core.errors import Denied, Invalid, Stale
from hospital.patients import actions
from hospital.patients.models import Address, Identifier, Patient

from . import make

pytestmark = pytest.mark.django_db


def last(verb: str) -> Any:  # Any: an Event
    return Event.objects.filter(verb=verb).latest("at")


def changes(patient: Patient) -> list[Any]:  # Any: Changes
    return list(Change.objects.filter(patient_id=patient.pk))


def test_names_are_kept_with_single_spaces_and_found_by_their_sound() -> None:
    patient = make.patient(given_name="  Luís   Felipe ", family_name=" de  Souza ")
    assert patient.name == "Luís Felipe de Souza"
    assert "sousa" in patient.sounds
    patient.refresh_from_db()
    assert (patient.search, patient.sort_name) == ("luis felipe de souza", "luis felipe de souza")


def test_a_list_is_sorted_by_what_people_are_called() -> None:
    patient = make.patient(given_name="Zé", social_name="Ágata Lima")
    patient.refresh_from_db()
    assert patient.sort_name == "agata lima"
    assert "ze" in patient.search


def test_every_row_of_a_chart_keeps_its_history() -> None:
    patient = make.patient(cpf=make.cpf(), phone="11 98888-7777", addresses=[{"city": "Natal"}])
    actions.change_identity(patient, family_name="Lima", version=1, by=make.receptionist())
    tables = {change.table for change in changes(patient)}
    assert tables == {"patients_patient", "patients_identifier", "patients_contact", "patients_address"}
    after = [change.after for change in changes(patient) if change.operation == "update"]
    assert [values["family_name"] for values in after] == ["Lima"]


def test_a_change_without_a_difference_changes_and_records_nothing() -> None:
    patient = make.patient()
    actions.change_identity(patient, given_name=patient.given_name, version=1, by=make.receptionist())
    assert Patient.objects.get().version == 1
    assert not Event.objects.filter(verb="patients.identity_changed").exists()


def test_what_changed_is_recorded_by_the_names_of_the_fields_only() -> None:
    patient = make.patient()
    actions.change_identity(patient, family_name="Lima", version=1, by=make.receptionist())
    assert last("patients.identity_changed").particulars == {"fields": ["family_name", "sounds"]}


@pytest.mark.parametrize(
    "change",
    [
        {"given_name": " "}, {"birth_date": None, "birth_date_precision": "day", "mother_name": ""},
        {"birth_date": date(1800, 1, 1)}, {"race_colour": "07"}, {"ethnicity": "Terena"},
        {"given_name": "A" * 101}, {"sex": "x"}, {"mother_unknown": True},
    ],
)  # fmt: skip
def test_an_identity_that_cannot_be_is_refused(change: dict[str, Any]) -> None:
    patient = make.patient()
    with pytest.raises(Invalid):
        actions.change_identity(patient, version=1, by=make.receptionist(), **change)


def test_an_unknown_birth_date_is_said_to_be_unknown() -> None:
    patient = make.patient(birth_date=None)
    assert patient.birth_date_precision == "unknown"
    assert patient.age(localdate()) is None


def test_age_counts_whole_years() -> None:
    patient = make.patient(birth_date=date(1980, 3, 4))
    assert patient.age(date(2026, 3, 3)) == 45
    assert patient.age(date(2026, 3, 4)) == 46
    assert patient.age(date(1970, 1, 1)) is None


def test_an_import_keeps_a_doubtful_number_and_marks_it() -> None:
    patient = make.patient(cpf="123.456.789-01", phone="555-1234", keep_doubtful=True)
    number = patient.identifiers.get()
    assert (number.value, number.is_doubtful) == ("123.456.789-01", True)
    assert patient.contacts.get().value == "555-1234"
    make.patient(cpf="123.456.789-01", keep_doubtful=True)
    with pytest.raises(Invalid):
        make.patient(cpf="123.456.789-01")


def test_a_number_belongs_to_one_patient_until_it_is_ended() -> None:
    desk, number = make.receptionist(), make.cpf()
    first, second = make.patient(cpf=number), make.patient()
    with pytest.raises(actions.NumberTaken):
        actions.add_identifier(second, kind="cpf", value=number, by=desk)
    actions.end_detail(first.identifiers.get(), reason="Typed wrong", by=desk)
    assert actions.add_identifier(second, kind="cpf", value=number, by=desk).is_preferred
    assert last("patients.identifier_ended").reason == "Typed wrong"


def test_a_patient_has_one_cpf_and_any_number_of_cns() -> None:
    desk = make.receptionist()
    patient = make.patient(cpf=make.cpf(), cns="898000000043208")
    with pytest.raises(actions.AlreadyHasOne):
        actions.add_identifier(patient, kind="cpf", value=make.cpf(), by=desk)
    second = actions.add_identifier(patient, kind="cns", value="700501000000003", by=desk, keep_doubtful=True)
    assert patient.identifiers.filter(kind="cns").count() == 2
    assert not second.is_preferred


def test_a_preferred_contact_takes_the_place_of_the_one_before() -> None:
    desk, patient = make.receptionist(), make.patient(phone="11 98888-1111")
    actions.add_contact(patient, value="11 98888-2222", is_preferred=True, by=desk)
    preferred = patient.contacts.filter(is_preferred=True)
    assert [contact.shown for contact in preferred] == ["(11) 98888-2222"]


def test_an_address_abroad_keeps_its_postal_code() -> None:
    desk, patient = make.receptionist(), make.patient()
    place = actions.add_address(patient, street="1 Main St", postal_code="02139-1", country="us", by=desk)
    assert (place.country, place.postal_code) == ("US", "02139-1")
    home = actions.add_address(patient, city="Natal", postal_code="59000-000", by=desk)
    assert str(home) == "Natal, 59000-000"
    with pytest.raises(Invalid):
        actions.add_address(patient, by=desk)


def test_an_end_is_not_before_the_beginning_nor_in_the_future() -> None:
    desk, patient = make.receptionist(), make.patient()
    place = actions.add_address(patient, city="Natal", starts_on=date(2020, 1, 1), by=desk)
    for day in (date(2019, 1, 1), localdate() + timedelta(days=1)):
        with pytest.raises(Invalid):
            actions.end_detail(place, on=day, by=desk)
    assert actions.end_detail(place, on=date(2021, 1, 1), by=desk).ended_on == date(2021, 1, 1)


def test_a_death_lies_between_the_birth_and_now() -> None:
    ward, patient = make.physician(), make.patient(birth_date=date(1980, 3, 4))
    for at in (now() + timedelta(hours=1), now() - timedelta(days=365 * 60)):
        with pytest.raises(Invalid):
            actions.mark_deceased(patient, at=at, by=ward)
    actions.mark_deceased(patient, at=now(), by=ward)
    with pytest.raises(Invalid):
        actions.undo_death(patient, reason=" ", by=ward)
    actions.undo_death(patient, reason="Wrong chart", by=ward)
    assert last("patients.death_undone").reason == "Wrong chart"
    with pytest.raises(actions.NotDeceased):
        actions.undo_death(patient, reason="Again", by=ward)


def test_a_newborn_is_not_a_month_old_and_has_a_mother_who_may_be_one() -> None:
    mother, father = make.patient(sex="female"), make.patient(sex="male")
    with pytest.raises(Invalid):
        make.newborn(mother, birth_date=localdate() - timedelta(days=29))
    with pytest.raises(Invalid):
        make.newborn(father)
    child = make.newborn(mother, given_name="Bento", family_name="Lima")
    assert (child.name, child.mother, child.mother_name) == ("Bento Lima", mother, mother.civil_name)


def test_who_is_identified_as_somebody_registered_is_noticed() -> None:
    rui: dict[str, Any] = {"given_name": "Rui", "family_name": "Lima", "mother_name": "Rosa Lima"}
    desk, known = make.receptionist(), make.patient(**rui)
    stranger = actions.register_unidentified(by=desk, sex="male")
    says: dict[str, Any] = rui | {"birth_date": known.birth_date}
    with pytest.raises(actions.LikelyDuplicate):
        actions.identify(stranger, version=1, by=desk, **says)
    named = actions.identify(stranger, version=1, by=desk, different_because="Both in the room", **says)
    assert last("patients.identified").particulars == {"candidates": [str(known.pk)]}
    assert not named.is_unidentified


def test_the_first_to_change_wins() -> None:
    desk, patient = make.receptionist(), make.patient()
    actions.change_identity(patient, family_name="Lima", version=1, by=desk)
    with pytest.raises(Stale):
        actions.change_identity(patient, family_name="Rocha", version=1, by=desk)


def test_a_merged_record_takes_no_changes() -> None:
    clerk = make.user(*make.DESK, *make.WARD, "patients.merge_patient")
    survivor, gone = make.patient(), make.patient(phone="11 98888-7777")
    actions.merge(survivor, absorbed=gone, reason="One person", by=clerk)
    for act in (
        lambda: actions.change_identity(gone, family_name="Lima", version=2, by=clerk),
        lambda: actions.add_contact(gone, value="11 98888-1111", by=clerk),
        lambda: actions.add_alert(gone, text="x", by=clerk),
        lambda: actions.mark_deceased(gone, by=clerk),
    ):
        with pytest.raises(actions.RecordMerged):
            act()
    gone.refresh_from_db()
    assert gone.survivor() == survivor


def refuses(*acts: Callable[[], Any]) -> bool:  # Any: see above
    """Whether each of the acts is denied and none leaves an event."""
    before = Event.objects.filter(verb__startswith="patients.").count()
    for act in acts:
        with pytest.raises(Denied), transaction.atomic():
            act()
    return Event.objects.filter(verb__startswith="patients.").count() == before


def test_nobody_without_the_right_says_who_a_patient_is() -> None:
    nobody, patient = make.user("patients.view_patient"), make.patient()
    assert refuses(
        lambda: make.patient(nobody), lambda: actions.register_unidentified(by=nobody),
        lambda: make.newborn(patient, nobody), lambda: actions.identify(patient, version=1, by=nobody),
        lambda: actions.change_identity(patient, version=1, by=nobody),
        lambda: actions.mark_deceased(patient, by=nobody),
        lambda: actions.undo_death(patient, reason="x", by=nobody),
        lambda: actions.set_confidential(patient, confidential=True, reason="x", by=nobody),
        lambda: actions.set_photo(patient, content=b"", by=nobody),
        lambda: actions.remove_photo(patient, by=nobody),
    )  # fmt: skip


def test_nobody_without_the_right_writes_in_a_chart_or_looks_into_it() -> None:
    nobody, patient = make.user("patients.view_patient"), make.patient(phone="11 98888-7777")
    alert = actions.add_alert(patient, text="x", by=make.physician())
    entry = actions.add_history(patient, condition="x", by=make.physician())
    blind, contact = make.user(), patient.contacts.get()
    assert refuses(
        lambda: actions.add_identifier(patient, kind="cpf", value=make.cpf(), by=nobody),
        lambda: actions.add_contact(patient, value="x", by=nobody),
        lambda: actions.add_address(patient, city="x", by=nobody),
        lambda: actions.add_guardian(patient, name="x", by=nobody),
        lambda: actions.end_detail(contact, by=nobody),
        lambda: actions.add_alert(patient, text="x", by=nobody), lambda: actions.end_alert(alert, by=nobody),
        lambda: actions.add_history(patient, condition="x", by=nobody),
        lambda: actions.end_history(entry, by=nobody),
        lambda: actions.withdraw_history(entry, reason="x", by=nobody),
        lambda: actions.open_patient(patient, by=blind), lambda: actions.print_patient(patient, by=blind),
        lambda: actions.searched(words=1, found=0, by=blind),
    )  # fmt: skip


PICTURE = io.BytesIO()
Image.new("RGB", (1600, 1200), "teal").save(PICTURE, "JPEG", exif=b"Exif\x00\x00secret place")


def test_a_photo_is_drawn_anew_smaller_and_without_what_the_camera_wrote() -> None:
    patient = actions.set_photo(make.patient(), content=PICTURE.getvalue(), by=make.receptionist())
    with default_storage.open(patient.photo) as file:
        kept = file.read()
    assert b"secret" not in kept
    assert Image.open(io.BytesIO(kept)).size == (800, 600)
    assert str(patient.pk) not in patient.photo
    assert patient.name.split()[0].lower() not in patient.photo
    gone = actions.remove_photo(patient, by=make.receptionist())
    assert gone.photo == ""
    assert last("patients.photo_removed").patient_id == patient.pk


@pytest.mark.parametrize(
    "content",
    [
        b"", b"not a picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a" + b"\0" * 40,
        b"\xff\xd8\xff" + b"\0" * 9, PICTURE.getvalue() + b"\0" * actions.MOST_BYTES,
    ],
)  # fmt: skip
def test_what_is_no_photo_is_refused_whatever_it_is_called(content: bytes) -> None:
    with pytest.raises(actions.NotAPicture):
        actions.set_photo(make.patient(), content=content, by=make.receptionist())


@pytest.mark.parametrize(
    ("sentence", "values"),
    [
        ("patient_has_a_given_name", {"given_name": ""}),
        ("merged_patient_names_the_survivor", {"state": "merged"}),
        ("birth_date_is_known_or_said_to_be_unknown", {"birth_date": None}),
        ("mother_is_named_or_said_to_be_unknown", {"mother_unknown": True}),
        ("ethnicity_belongs_to_indigenous_people", {"race_colour": "05"}),
        ("only_the_deceased_have_died", {"deceased_at": now()}),
        ("birth_city_code_has_7_digits", {"birth_city_code": "123"}),
    ],
)
def test_what_must_never_be_is_refused_by_the_database(sentence: str, values: dict[str, Any]) -> None:
    patient = make.patient()
    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        Patient.objects.filter(pk=patient.pk).update(**values)


def test_one_number_of_two_patients_is_refused_by_the_database() -> None:
    one, other = make.patient(cpf=make.cpf()), make.patient()
    number = one.identifiers.get()
    with pytest.raises(IntegrityError, match="one_patient_per_identifier"), transaction.atomic():
        Identifier.objects.create(patient=other, kind="cpf", system=number.system, value=number.value)
    with pytest.raises(IntegrityError, match="brazilian_cep_has_8_digits"), transaction.atomic():
        Address.objects.create(patient=other, postal_code="123")


def test_chart_numbers_rise_and_are_never_given_twice() -> None:
    first, second = make.patient(), make.patient()
    assert second.chart_number > first.chart_number
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('patients_chart_number')")
        assert cursor.fetchone()[0] > second.chart_number

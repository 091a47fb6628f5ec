"""Two records of one person become one, and exactly two again."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from hospital.accounts.models import User
from hospital.accounts.tests import make as accounts
from hospital.audit.models import Event
from hospital.core.errors import Denied, Invalid, InvalidTransition
from hospital.patients import actions
from hospital.patients.models import Contact, Merge, Patient
from hospital.patients.references import moving, unplanned

from . import make

pytestmark = pytest.mark.django_db

STAMPS = {"updated_at", "version"}


@pytest.fixture
def clerk() -> User:
    return accounts.user(
        "patients.view_patient", "patients.view_confidential", "patients.register_patient",
        "patients.change_patient", "patients.write_history", "patients.merge_patient",
    )  # fmt: skip


def ana(clerk: User, **fields: object) -> Patient:
    fields = {"phone": "11 98888-7777", "email": "ana@example.org", **fields}
    patient = make.patient(by=clerk, different_because="Another person.", **fields)
    actions.add_alert(patient, text="Falls at night", by=clerk)
    actions.add_history(patient, condition="Asthma", by=clerk)
    return patient


def state_of(*patients: Patient) -> dict[str, list[dict[str, object]]]:
    """Every row of these patients in every table, without the stamps of the two records themselves."""
    keys = [patient.pk for patient in patients]
    rows = {name: list(model._base_manager.filter(**{f"{field.name}__in": keys}).order_by("pk").values())
            for name, model, field in moving()}  # fmt: skip
    people = Patient.objects.filter(pk__in=keys).order_by("pk").values()
    rows["patients"] = [{k: v for k, v in row.items() if k not in STAMPS} for row in people]
    return rows


def test_every_reference_to_a_patient_has_its_fate_in_a_merge() -> None:
    assert unplanned() == []


def test_everything_of_the_absorbed_record_goes_over(clerk: User) -> None:
    keep, go = ana(clerk), ana(clerk)
    merged = actions.merge(keep, absorbed=go, reason="Same CPF on paper", by=clerk)
    go.refresh_from_db()
    assert (go.state, go.merged_into_id, go.survivor()) == ("merged", keep.pk, keep)
    for _name, model, field in moving():
        assert not model._base_manager.filter(**{field.name: go}).exists()
    assert keep.alerts.count() == 2
    assert {moved.reference: len(moved.rows) for moved in merged.moved.all()}["patients.contact.patient"] == 2


def test_only_one_of_two_preferred_telephones_stays_preferred(clerk: User) -> None:
    keep, go = ana(clerk), ana(clerk)
    Contact.objects.filter(kind="phone").update(is_preferred=True)
    actions.merge(keep, absorbed=go, reason="Same person", by=clerk)
    assert keep.contacts.filter(kind="phone", is_preferred=True).count() == 1


def test_what_is_taken_from_the_absorbed_record_is_chosen_group_by_group(clerk: User) -> None:
    keep, go = ana(clerk, social_name=""), ana(clerk, social_name="Bia", sex="female")
    assert {"social_name"} <= {difference.group for difference in actions.differences(keep, go)}
    actions.merge(keep, absorbed=go, reason="Same person", take=["social_name"], by=clerk)
    keep.refresh_from_db()
    assert keep.name == "Bia"
    assert "bia" in keep.search
    assert any("b" in sound for sound in keep.sounds)


def test_taking_the_merge_back_restores_every_row(clerk: User) -> None:
    keep, go = ana(clerk, social_name=""), ana(clerk, social_name="Bia")
    make.patient(by=clerk, given_name="Neném", mother=go, mother_name="Ana", different_because="Child")
    Contact.objects.filter(kind="phone").update(is_preferred=True)
    before = state_of(keep, go)
    merged = actions.merge(
        keep, absorbed=go, reason="Same person", take=["social_name", "birth_date"], by=clerk
    )
    assert state_of(keep, go) != before
    actions.undo_merge(merged, reason="Twins", by=clerk)
    assert state_of(keep, go) == before


def test_what_was_written_after_the_merge_stays_with_the_survivor(clerk: User) -> None:
    keep, go = ana(clerk), ana(clerk)
    merged = actions.merge(keep, absorbed=go, reason="Same person", by=clerk)
    later = actions.add_alert(keep, text="Deaf", by=clerk)
    actions.undo_merge(merged, reason="Twins", by=clerk)
    later.refresh_from_db()
    assert later.patient_id == keep.pk
    assert go.alerts.count() == 1


def test_a_later_edit_of_what_was_taken_stands_in_the_way(clerk: User) -> None:
    keep, go = ana(clerk, social_name=""), ana(clerk, social_name="Bia")
    merged = actions.merge(keep, absorbed=go, reason="Same person", take=["social_name"], by=clerk)
    keep.refresh_from_db()
    actions.change_identity(keep, version=keep.version, social_name="Beatriz", by=clerk)
    with pytest.raises(actions.ChangedSince) as refusal:
        actions.undo_merge(merged, reason="Twins", by=clerk)
    assert refusal.value.fields == {"changed": ["social_name"]}
    go.refresh_from_db()
    assert go.state == Patient.State.MERGED


def test_merges_are_taken_back_from_the_last_to_the_first(clerk: User) -> None:
    one, two, three = ana(clerk), ana(clerk), ana(clerk)
    before = state_of(one, two, three)
    first = actions.merge(two, absorbed=one, reason="Same person", by=clerk)
    second = actions.merge(three, absorbed=two, reason="Same person", by=clerk)
    one.refresh_from_db()
    assert one.survivor() == three
    with pytest.raises(actions.LaterMerge):
        actions.undo_merge(first, reason="No", by=clerk)
    actions.undo_merge(second, reason="No", by=clerk)
    actions.undo_merge(first, reason="No", by=clerk)
    assert state_of(one, two, three) == before


def test_what_is_confidential_stays_confidential(clerk: User) -> None:
    keep, go = ana(clerk), ana(clerk)
    Patient.objects.filter(pk=go.pk).update(is_confidential=True)
    actions.merge(keep, absorbed=go, reason="Same person", by=clerk)
    keep.refresh_from_db()
    assert keep.is_confidential


def test_who_may_not_merge_changes_nothing(clerk: User) -> None:
    keep, go = ana(clerk), ana(clerk)
    with pytest.raises(Denied):
        actions.merge(keep, absorbed=go, reason="Same person", by=accounts.user("patients.view_patient"))
    assert not Merge.objects.exists()


def test_a_record_is_not_merged_into_itself_without_reason_or_with_its_mother(clerk: User) -> None:
    keep, go = ana(clerk), ana(clerk)
    child = make.patient(
        by=clerk, given_name="Neném", mother=keep, mother_name="Ana", different_because="Child"
    )
    with pytest.raises(actions.SamePatient):
        actions.merge(keep, absorbed=keep, reason="x", by=clerk)
    with pytest.raises(Invalid):
        actions.merge(keep, absorbed=go, reason="  ", by=clerk)
    with pytest.raises(Invalid):
        actions.merge(keep, absorbed=go, reason="x", take=["password"], by=clerk)
    with pytest.raises(actions.MotherAndChild):
        actions.merge(child, absorbed=keep, reason="x", by=clerk)


def test_an_absorbed_record_takes_no_more_and_is_not_absorbed_twice(clerk: User) -> None:
    keep, go = ana(clerk), ana(clerk)
    merged = actions.merge(keep, absorbed=go, reason="Same person", by=clerk)
    with pytest.raises(actions.RecordMerged):
        actions.merge(keep, absorbed=go, reason="Again", by=clerk)
    with pytest.raises(actions.RecordMerged):
        actions.add_alert(go, text="Late", by=clerk)
    actions.undo_merge(merged, reason="Twins", by=clerk)
    with pytest.raises(InvalidTransition):
        actions.undo_merge(merged, reason="Twins", by=clerk)


def test_merging_and_taking_back_are_recorded_without_names(clerk: User) -> None:
    keep, go = ana(clerk), ana(clerk)
    merged = actions.merge(keep, absorbed=go, reason="Same CPF", by=clerk)
    actions.undo_merge(merged, reason="Twins", by=clerk)
    events = list(Event.objects.filter(verb__startswith="patients.merge").order_by("at", "id"))
    assert [event.verb for event in events] == ["patients.merged", "patients.merge_undone"]
    assert events[0].particulars["absorbed"] == str(go.pk)
    assert "Ana" not in str(events[0].particulars)


def test_the_database_refuses_half_a_taking_back(clerk: User) -> None:
    keep, go = ana(clerk), ana(clerk)
    merged = actions.merge(keep, absorbed=go, reason="Same person", by=clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Merge.objects.filter(pk=merged.pk).update(state="undone")


@pytest.mark.django_db(transaction=True)
def test_two_clerks_who_merge_the_same_two_both_ways_get_one_merge(clerk: User) -> None:
    one, two = ana(clerk), ana(clerk)
    gate, refused = threading.Barrier(2), []

    def run(keep: Patient, go: Patient) -> None:
        gate.wait()
        try:
            actions.merge(keep, absorbed=go, reason="Same person", by=clerk)
        except actions.RecordMerged as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in ((one, two), (two, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert Merge.objects.count() == 1


def test_through_the_api_a_merge_is_previewed_made_and_taken_back(clerk: User) -> None:
    keep, go = ana(clerk, social_name=""), ana(clerk, social_name="Bia")
    api = make.client(clerk)
    seen = api.get(f"/patients/{keep.pk}/merge-preview", absorbed_id=str(go.pk)).json()
    assert ("social_name", "", "Bia") in [
        (told["group"], told["survivor"], told["absorbed"]) for told in seen["differences"]
    ]
    body = {"absorbed_id": str(go.pk), "reason": "Same person", "take": ["social_name"]}
    made = api.send("POST", f"/patients/{keep.pk}/merges", body)
    assert made.status_code == 201, made.content
    again = api.send("POST", f"/patients/{keep.pk}/merges", body)
    assert (again.status_code, again.json()["type"]) == (409, "RecordMerged")
    assert [row["id"] for row in api.get(f"/patients/{keep.pk}/merges").json()["items"]] == [
        made.json()["id"]
    ]
    undoing = f"/merges/{made.json()['id']}/undoing"
    assert api.post(f"/patients/{go.pk}{undoing}", reason="Wrong address").status_code == 404
    undone = api.post(f"/patients/{keep.pk}{undoing}", reason="Twins")
    assert (undone.status_code, undone.json()["state"]) == (200, "undone")


def test_who_does_not_see_confidential_patients_cannot_merge_one(clerk: User) -> None:
    keep, go = ana(clerk), ana(clerk)
    Patient.objects.filter(pk=go.pk).update(is_confidential=True)
    desk = make.client(accounts.user("patients.view_patient", "patients.merge_patient"))
    answer = desk.post(f"/patients/{keep.pk}/merges", absorbed_id=str(go.pk), reason="Same person")
    assert answer.status_code == 404

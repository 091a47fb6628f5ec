"""Patients come to beds, move, change and leave; a bed is never given twice, and never given dirty."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from hospital.accounts.actions import system
from hospital.audit.models import Event
from hospital.beds import actions
from hospital.beds.models import Bed, BedStep, Cleaning, Stay
from hospital.core.errors import Absent, Denied, Invalid, InvalidTransition

from . import make

pytestmark = pytest.mark.django_db


def verbs(stay: Stay) -> list[str]:
    return list(Event.objects.filter(target_id=stay.pk).order_by("at", "id").values_list("verb", flat=True))


def test_a_patient_lies_down_in_a_free_bed_and_the_statement_says_so() -> None:
    bed = make.bed()
    nurse = make.nurse(bed.ward.department)
    stay = make.stay(bed, by=nurse)
    bed.refresh_from_db()
    assert (stay.state, bed.state) == ("present", "occupied")
    step = BedStep.objects.filter(bed=bed).latest("at", "id")
    assert (step.before, step.after, step.by, step.stay) == ("free", "occupied", nurse, stay)
    assert verbs(stay) == ["beds.occupied"]


def test_who_may_not_place_patients_or_works_elsewhere_places_nobody() -> None:
    bed, who = make.bed(), make.patient()
    visit = make.encounter(bed.ward.department, who)
    with pytest.raises(Denied):
        actions.occupy(bed, patient=who, encounter=visit, by=make.user(*make.SEES))
    with pytest.raises(Absent):
        actions.occupy(bed, patient=who, encounter=visit, by=make.nurse(make.department()))


def test_the_second_nurse_is_told_who_took_the_bed_and_not_for_whom() -> None:
    bed = make.bed()
    first = make.stay(bed, by=make.nurse(bed.ward.department))
    with pytest.raises(actions.BedTaken) as refusal:
        make.stay(bed)
    assert "Ana Souza" in str(refusal.value)
    assert first.patient.family_name not in str(refusal.value)


def test_a_patient_has_one_bed() -> None:
    stay = make.stay()
    with pytest.raises(actions.AlreadyInABed):
        make.stay(make.bed(), stay.patient)


def test_the_encounter_is_one_of_the_patient() -> None:
    bed = make.bed()
    with pytest.raises(Invalid):
        make.stay(bed, encounter=make.encounter(bed.ward.department))


def test_a_dirty_bed_is_given_to_nobody_until_it_is_cleaned() -> None:
    stay = make.stay()
    actions.vacate(stay, by=system())
    bed = Bed.objects.get(pk=stay.bed_id)
    assert bed.state == "dirty"
    assert Cleaning.objects.get(bed=bed).kind == "terminal"
    with pytest.raises(actions.BedNotFree):
        make.stay(bed)
    assert make.cleaned(bed).state == "free"
    make.stay(bed)


def test_the_database_itself_frees_no_bed_that_was_not_cleaned() -> None:
    stay = make.stay()
    actions.vacate(stay, by=system())
    for values in ({"state": "free"}, {"state": "free", "cleaned_at": now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Bed.objects.filter(pk=stay.bed_id).update(**values)


def test_the_database_itself_puts_no_two_patients_in_one_bed_nor_one_in_two() -> None:
    stay = make.stay()
    for bed, who in ((stay.bed, make.patient()), (make.bed(), stay.patient)):
        other = Stay(
            bed=bed, patient=who, encounter=stay.encounter, state="present", begins_at=now(),
            recorded_by=system(),
        )  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            other.save(force_insert=True)


def test_a_past_stay_that_overlaps_another_is_refused() -> None:
    stay = make.stay(at=now() - timedelta(hours=3))
    actions.vacate(stay, by=system(), at=now() - timedelta(hours=1))
    bed = make.cleaned(Bed.objects.get(pk=stay.bed_id))
    with pytest.raises(actions.BedTaken):
        make.stay(bed, at=now() - timedelta(hours=2))
    with pytest.raises(actions.AlreadyInABed):
        make.stay(make.bed(), stay.patient, at=now() - timedelta(hours=2))


def test_a_move_ends_one_stay_and_begins_the_next_at_the_same_moment() -> None:
    stay, bed = make.stay(), make.bed()
    made = actions.move_stay(stay, bed=bed, because="isolation", by=system())
    stay.refresh_from_db()
    assert (stay.state, stay.ends_at) == ("ended", made.begins_at)
    assert made.moved_from_id == stay.pk
    assert Bed.objects.get(pk=stay.bed_id).state == "dirty"
    assert Bed.objects.get(pk=bed.pk).state == "occupied"
    assert "beds.moved" in verbs(made)
    with pytest.raises(actions.NotInThisBed):
        actions.move_stay(stay, bed=make.bed(), because="again", by=system())


def test_a_move_says_why_and_goes_to_a_free_bed() -> None:
    stay = make.stay()
    with pytest.raises(Invalid):
        actions.move_stay(stay, bed=make.bed(), because=" ", by=system())
    with pytest.raises(actions.BedTaken):
        actions.move_stay(stay, bed=make.stay().bed, because="x", by=system())
    with pytest.raises(Denied):
        actions.move_stay(stay, bed=make.bed(), because="x", by=make.user(*make.SEES, "beds.view_every_ward"))
    stay.refresh_from_db()
    assert stay.state == "present"


def test_nobody_leaves_before_she_came() -> None:
    stay = make.stay()
    with pytest.raises(Invalid):
        actions.vacate(stay, by=system(), at=stay.begins_at - timedelta(minutes=1))


def test_who_has_left_leaves_no_second_time() -> None:
    stay = make.stay()
    actions.vacate(stay, by=system())
    with pytest.raises(actions.NotInThisBed):
        actions.vacate(stay, by=system())
    assert verbs(stay) == ["beds.occupied", "beds.vacated"]
    with pytest.raises(Denied):
        actions.vacate(make.stay(), by=make.user(*make.SEES))


def test_two_patients_change_beds() -> None:
    first, second = make.stay(), make.stay()
    ours, theirs = actions.swap(first, second, because="noise", by=system())
    assert (ours.bed_id, ours.patient_id) == (second.bed_id, first.patient_id)
    assert (theirs.bed_id, theirs.patient_id) == (first.bed_id, second.patient_id)
    assert set(Bed.objects.filter(pk__in=[first.bed_id, second.bed_id]).values_list("state", flat=True)) == {
        "occupied"
    }
    assert Cleaning.objects.filter(kind="concurrent").count() == 2
    assert "beds.swapped" in verbs(ours)
    with pytest.raises(actions.NotInThisBed):
        actions.swap(first, second, because="noise", by=system())


def test_a_newborn_lies_with_the_mother_and_goes_where_she_goes() -> None:
    mother = make.stay()
    child = make.newborn(mother.patient)
    baby = make.stay(mother.bed, child, with_mother=mother)
    made = actions.move_stay(mother, bed=make.bed(), because="quiet", by=system())
    moved = Stay.objects.present().get(patient=child)
    assert (moved.bed_id, moved.with_mother_id, moved.moved_from_id) == (made.bed_id, made.pk, baby.pk)
    assert Bed.objects.get(pk=mother.bed_id).state == "dirty"


def test_a_newborn_who_leaves_first_leaves_the_bed_to_the_mother() -> None:
    mother = make.stay()
    baby = make.stay(mother.bed, make.newborn(mother.patient), with_mother=mother)
    actions.vacate(baby, by=system())
    assert Bed.objects.get(pk=mother.bed_id).state == "occupied"
    actions.vacate(mother, by=system())
    assert Bed.objects.get(pk=mother.bed_id).state == "dirty"


def test_twins_who_stay_when_the_mother_leaves_have_the_bed() -> None:
    mother = make.stay()
    for _twin in range(2):
        make.stay(mother.bed, make.newborn(mother.patient), with_mother=mother)
    actions.vacate(mother, by=system())
    twins = list(Stay.objects.present().filter(bed=mother.bed_id).order_by("id"))
    assert [row.with_mother_id for row in twins] == [None, twins[0].pk]
    assert Bed.objects.get(pk=mother.bed_id).state == "occupied"
    for row in reversed(twins):
        actions.vacate(row, by=system())
    assert Bed.objects.get(pk=mother.bed_id).state == "dirty"


def test_a_newborn_changes_beds_with_nobody() -> None:
    mother = make.stay()
    baby = make.stay(mother.bed, make.newborn(mother.patient), with_mother=mother)
    with pytest.raises(actions.LiesWithMother):
        actions.swap(baby, make.stay(), because="x", by=system())


def test_a_bed_that_does_not_suit_is_used_only_by_who_may_and_says_why() -> None:
    bed = make.bed(make.ward(sex="male"))
    nurse, who = make.nurse(bed.ward.department), make.patient()
    with pytest.raises(actions.Unsuitable) as refusal:
        make.stay(bed, who, by=nurse)
    assert "sex" in refusal.value.fields
    with pytest.raises(Denied):
        make.stay(bed, who, by=nurse, overridden_because="no other")
    head = make.nurse(bed.ward.department, "beds.override_conflict")
    assert make.stay(bed, who, by=head, overridden_because="no other").overridden_because == "no other"


def test_ages_and_the_sex_of_the_room_are_asked() -> None:
    children = make.bed(make.ward(kind="paediatric", age_to=14))
    with pytest.raises(actions.Unsuitable) as refusal:
        make.stay(children, make.adult())
    assert "age" in refusal.value.fields
    shared = make.room(sex="same")
    make.stay(make.bed(shared))
    with pytest.raises(actions.Unsuitable):
        make.stay(make.bed(shared), make.patient(sex="male"))
    make.stay(make.bed(shared), make.patient(sex="female"))


def test_who_is_isolated_lies_where_the_room_is_made_for_it_and_with_nobody_else() -> None:
    who = make.patient()
    actions.place_precaution(who, kind="contact", because="KPC", by=system())
    with pytest.raises(actions.Unsuitable) as refusal:
        make.stay(make.bed(), who)
    assert "isolation" in refusal.value.fields
    made_for_it = make.room(isolation=["contact"])
    make.stay(make.bed(made_for_it), who)
    with pytest.raises(actions.Unsuitable):
        make.stay(make.bed(made_for_it), make.patient())


def test_leave_keeps_the_bed_and_ends_when_she_is_back() -> None:
    stay = make.stay()
    leave = actions.give_leave(stay, expected_at=make.hours(4), because="funeral", by=system())
    with pytest.raises(actions.OnLeaveAlready):
        actions.give_leave(stay, expected_at=make.hours(4), because="funeral", by=system())
    with pytest.raises(actions.OnLeave):
        actions.move_stay(stay, bed=make.bed(), because="x", by=system())
    actions.return_from_leave(leave, by=system())
    with pytest.raises(actions.LeaveOver):
        actions.cancel_leave(leave, because="x", by=system())
    again = actions.give_leave(stay, expected_at=make.hours(4), because="bank", by=system())
    actions.vacate(stay, by=system())
    again.refresh_from_db()
    assert again.ended_at
    assert again.returned_at is None
    with pytest.raises(Denied):
        actions.give_leave(make.stay(), expected_at=make.hours(4), because="x", by=make.user())


def test_the_dead_are_put_in_no_bed() -> None:
    from hospital.patients.actions import mark_deceased

    who = make.patient()
    visit = make.encounter(make.department(), who)
    mark_deceased(who, by=system())
    with pytest.raises(actions.PatientDied):
        make.stay(make.bed(), who, encounter=visit)


def test_an_occupied_bed_is_neither_blocked_nor_closed() -> None:
    bed = make.stay().bed
    for step in (actions.block, actions.send_to_maintenance, actions.close_bed):
        with pytest.raises(InvalidTransition):
            step(bed, because="x", by=system())

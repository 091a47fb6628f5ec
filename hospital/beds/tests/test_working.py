"""Reservations, requests, cleaning, what is blocked, and setting up."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from hospital import config
from hospital.accounts.actions import system
from hospital.audit.models import Event
from hospital.beds import actions, lists
from hospital.beds.models import Bed, BedRequest, Cleaning, Precaution, Stay
from hospital.config.actions import change_setting
from hospital.core.errors import Absent, Denied, Invalid, InvalidTransition, Stale
from hospital.patients.care import OutsideCare

from . import make

pytestmark = pytest.mark.django_db


def state(bed: Bed) -> str:
    return Bed.objects.get(pk=bed.pk).state


def test_a_reserved_bed_is_given_to_nobody_else_and_becomes_hers() -> None:
    stay = make.reserved()
    with pytest.raises(actions.BedTaken) as refusal:
        make.stay(stay.bed)
    assert "Hospital" in str(refusal.value)
    came = make.stay(stay.bed, stay.patient)
    assert (came.pk, came.state, came.expires_at) == (stay.pk, "present", None)


def test_a_reservation_that_ran_out_is_no_obstacle() -> None:
    stay = make.reserved()
    Stay.objects.filter(pk=stay.pk).update(begins_at=make.hours(-2), expires_at=make.hours(-1))
    other = make.stay(stay.bed)
    stay.refresh_from_db()
    assert (stay.state, other.state) == ("given_up", "present")


def test_the_sweep_gives_back_what_ran_out() -> None:
    stay, kept = make.reserved(), make.reserved()
    Stay.objects.filter(pk=stay.pk).update(begins_at=make.hours(-2), expires_at=make.hours(-1))
    assert actions.release_expired(by=system()) == 1
    assert (state(stay.bed), state(kept.bed)) == ("free", "reserved")
    assert Event.objects.filter(verb="beds.reservation_expired", target_id=stay.pk).exists()


def test_a_reservation_is_given_back_with_a_reason() -> None:
    stay = make.reserved()
    with pytest.raises(Invalid):
        actions.give_up(stay, because="", by=system())
    with pytest.raises(Denied):
        actions.give_up(stay, because="x", by=make.user(*make.SEES))
    actions.give_up(stay, because="she went home", by=system())
    assert state(stay.bed) == "free"
    with pytest.raises(InvalidTransition):
        actions.give_up(stay, because="again", by=system())


@pytest.mark.parametrize("until", [-1, 24 * 8])
def test_a_bed_is_reserved_for_a_while_that_makes_sense(until: int) -> None:
    with pytest.raises(Invalid):
        make.reserved(until=make.hours(until))


def test_who_comes_to_another_bed_gives_hers_back() -> None:
    stay = make.reserved()
    make.stay(make.bed(), stay.patient)
    assert state(stay.bed) == "free"


def test_requests_wait_by_priority_and_then_by_time() -> None:
    last, first, second = make.request(), make.request(priority=1), make.request(priority=1)
    assert list(BedRequest.objects.waiting().in_turn()) == [first, second, last]
    actions.change_priority(last, priority=1, because="worse", by=make.regulator())
    assert BedRequest.objects.waiting().in_turn().first() == last
    with pytest.raises(Denied):
        actions.change_priority(first, priority=3, because="x", by=make.user(*make.SEES))
    with pytest.raises(Denied):
        actions.ask_for_bed(make.patient(), reason="x", by=make.user(*make.SEES))


def test_a_request_is_reserved_waits_again_and_is_answered() -> None:
    request = make.request()
    stay = make.reserved(who=request.patient, request=request)
    request.refresh_from_db()
    assert (request.state, request.stay_id) == ("reserved", stay.pk)
    actions.give_up(stay, because="broken", by=system())
    request.refresh_from_db()
    assert (request.state, request.stay_id) == ("waiting", None)
    made = make.stay(make.bed(), request.patient)
    request.refresh_from_db()
    assert (request.state, request.stay_id) == ("filled", made.pk)
    with pytest.raises(actions.RequestClosed):
        actions.cancel_request(request, because="late", by=system())


def test_a_bed_of_another_ward_answers_no_request_unless_it_is_said_so() -> None:
    icu = make.ward(kind="icu")
    request = make.request(ward=icu)
    make.stay(make.bed(), request.patient)
    request.refresh_from_db()
    assert request.state == "waiting"
    stay = Stay.objects.present().get(patient=request.patient)
    actions.move_stay(stay, bed=make.bed(icu), because="sepsis", by=system())
    request.refresh_from_db()
    assert request.state == "filled"


def test_a_cancelled_request_gives_its_bed_back() -> None:
    request = make.request()
    stay = make.reserved(who=request.patient, request=request)
    actions.cancel_request(request, because="died elsewhere", by=system())
    request.refresh_from_db()
    assert (request.state, state(stay.bed)) == ("cancelled", "free")
    make.request(request.patient)


def test_a_request_knows_the_isolation_of_the_patient() -> None:
    who = make.patient()
    actions.place_precaution(who, kind="droplet", because="flu", by=system())
    assert make.request(who).isolation == ["droplet"]
    with pytest.raises(actions.AsksAlready):
        make.request(who)
    with pytest.raises(Invalid):
        make.request(isolation=["magic"])


def test_isolation_is_placed_once_and_lifted_with_a_reason_by_who_has_her_in_care() -> None:
    stay = make.stay()
    nurse, stranger = make.nurse(stay.bed.ward.department), make.nurse(make.department())
    with pytest.raises(OutsideCare):
        actions.place_precaution(stay.patient, kind="contact", because="KPC", by=stranger)
    made = actions.place_precaution(stay.patient, kind="contact", because="KPC", by=nurse)
    with pytest.raises(actions.PrecautionThere):
        actions.place_precaution(stay.patient, kind="contact", because="KPC", by=nurse)
    actions.lift_precaution(made, because="negative", by=nurse)
    with pytest.raises(actions.PrecautionLifted):
        actions.lift_precaution(made, because="negative", by=nurse)
    assert not Precaution.objects.open().filter(patient=stay.patient).exists()


def test_a_cleaning_that_is_inspected_frees_the_bed_only_then() -> None:
    change_setting("beds.inspection", value=True, version=0, reason="audit", by=system())
    config.forget()
    stay = make.stay()
    actions.vacate(stay, by=system())
    task = Cleaning.objects.get(bed=stay.bed)
    cleaner = make.cleaner()
    actions.begin_cleaning(task, by=cleaner)
    actions.finish_cleaning(task, by=cleaner)
    assert state(stay.bed) == "cleaning"
    with pytest.raises(Denied):
        actions.inspect(task, is_ok=True, by=cleaner)
    actions.inspect(task, is_ok=False, because="hair", by=system())
    again = Cleaning.objects.open().get(bed=stay.bed)
    assert (state(stay.bed), again.state, again.assignee_id) == ("dirty", "asked", cleaner.employee.pk)
    actions.begin_cleaning(again, by=cleaner)
    actions.finish_cleaning(again, by=cleaner)
    actions.inspect(again, is_ok=True, by=system())
    steps = list(stay.bed.steps.order_by("at", "id").values_list("after", flat=True))
    assert steps[-3:] == ["cleaning", "inspected", "free"]


def test_a_ward_knows_how_long_its_beds_take_to_become_clean() -> None:
    stay = make.stay(at=now() - timedelta(hours=2))
    actions.vacate(stay, by=system(), at=now() - timedelta(minutes=90))
    assert lists.turnaround(stay.bed.ward, by=system()).p50 is None
    make.cleaned(stay.bed)
    found = lists.turnaround(stay.bed.ward, by=system())
    assert (found.cleanings, found.p50, found.p90) == (1, 90, 90)


def test_cleaning_goes_step_by_step_and_is_done_by_who_may() -> None:
    stay = make.stay()
    actions.vacate(stay, by=system())
    task = Cleaning.objects.get(bed=stay.bed)
    with pytest.raises(Denied):
        actions.begin_cleaning(task, by=make.nurse(stay.bed.ward.department))
    with pytest.raises(InvalidTransition):
        actions.finish_cleaning(task, by=system())
    cleaner = make.cleaner()
    assert actions.begin_cleaning(task, by=cleaner).assignee == cleaner.employee
    with pytest.raises(InvalidTransition):
        actions.begin_cleaning(task, by=cleaner)
    actions.finish_cleaning(task, by=cleaner)
    assert Event.objects.filter(target_id=task.pk, verb="beds.cleaning_finished").exists()
    with pytest.raises(InvalidTransition):
        actions.inspect(task, is_ok=True, by=system())


def test_a_concurrent_cleaning_leaves_the_patient_in_the_bed() -> None:
    stay = make.stay()
    task = actions.ask_for_cleaning(stay.bed, kind="concurrent", by=system())
    actions.begin_cleaning(task, by=system())
    actions.finish_cleaning(task, by=system())
    assert state(stay.bed) == "occupied"
    with pytest.raises(InvalidTransition):
        actions.ask_for_cleaning(stay.bed, kind="terminal", by=system())
    with pytest.raises(Invalid):
        actions.ask_for_cleaning(stay.bed, kind="magic", by=system())


def test_a_task_is_given_to_somebody_and_is_late_after_its_time() -> None:
    bed = make.bed()
    task = actions.ask_for_cleaning(bed, kind="terminal", by=system(), due_at=now() - timedelta(minutes=1))
    assert task.is_overdue
    assert list(Cleaning.objects.overdue()) == [task]
    someone = make.employee()
    assert actions.assign_cleaning(task, assignee=someone, by=make.cleaner()).assignee == someone
    with pytest.raises(Denied):
        actions.assign_cleaning(task, assignee=None, by=make.user(*make.PLACES, "beds.view_every_ward"))
    with pytest.raises(actions.CleaningAsked):
        actions.ask_for_cleaning(bed, kind="terminal", by=system())


def test_a_blocked_bed_comes_back_as_it_was_and_a_mended_one_is_dirty() -> None:
    clean, stay = make.bed(), make.stay()
    actions.vacate(stay, by=system())
    for bed in (clean, stay.bed):
        actions.block(bed, because="no staff", by=system())
        actions.release(bed, by=system())
    assert (state(clean), state(stay.bed)) == ("free", "dirty")
    actions.send_to_maintenance(clean, because="brake", by=system())
    actions.release(clean, by=system())
    assert state(clean) == "dirty"
    assert state(make.cleaned(clean)) == "free"
    with pytest.raises(InvalidTransition):
        actions.release(clean, by=system())
    with pytest.raises(Denied):
        actions.block(clean, because="x", by=make.user(*make.SEES, "beds.view_every_ward"))
    with pytest.raises(Absent):
        actions.block(clean, because="x", by=make.nurse(make.department()))


def test_a_closed_bed_stands_no_more_and_is_cleaned_when_it_is_put_up_again() -> None:
    bed = make.bed(is_clean=False)
    actions.close_bed(bed, because="sold", by=system())
    assert not Bed.objects.standing().filter(pk=bed.pk).exists()
    assert Cleaning.objects.get(bed=bed).state == "cancelled"
    with pytest.raises(Denied):
        actions.reopen_bed(bed, by=make.nurse(bed.ward.department))
    actions.reopen_bed(bed, by=system())
    assert state(make.cleaned(bed)) == "free"


def test_wards_rooms_and_beds_have_names_of_their_own() -> None:
    ward = make.ward(code="UTI")
    with pytest.raises(actions.WardCodeTaken):
        make.ward(code="uti")
    room = make.room(ward, number="1")
    with pytest.raises(actions.RoomNumberTaken):
        make.room(ward, number="1")
    make.bed(room, name="A")
    with pytest.raises(actions.BedNameTaken):
        make.bed(make.room(ward), name="a")
    for wrong in ({"kind": "zz"}, {"name": ""}):
        with pytest.raises(Invalid):
            make.bed(room, **wrong)
    with pytest.raises(Invalid):
        make.ward(age_from=10, age_to=2)
    with pytest.raises(Denied):
        actions.open_ward(department=ward.department, code="x", name="x", by=make.nurse(ward.department))


def test_changes_are_made_from_the_present_version() -> None:
    bed = make.bed()
    actions.change_bed(bed, version=bed.version, name="Z9", by=system())
    with pytest.raises(Stale):
        actions.change_bed(bed, version=bed.version, name="Z8", by=system())
    ward = make.stay().bed.ward
    with pytest.raises(actions.WardInUse):
        actions.change_ward(ward, version=ward.version, is_active=False, by=system())
    room = actions.change_room(bed.room, version=bed.room.version, isolation=["airborne"], by=system())
    assert room.isolation == ["airborne"]
    with pytest.raises(Invalid):
        actions.change_room(room, version=room.version, isolation=["x"], by=system())


def test_an_empty_bed_is_wheeled_to_another_ward_and_a_used_one_is_not() -> None:
    bed, room = make.bed(), make.room()
    moved = actions.change_bed(bed, version=bed.version, room=room, by=system())
    assert (moved.room_id, moved.ward_id) == (room.pk, room.ward_id)
    used = make.stay().bed
    with pytest.raises(actions.BedInUse):
        actions.change_bed(used, version=Bed.objects.get(pk=used.pk).version, room=room, by=system())


def test_a_bed_that_stood_here_before_the_system_did_says_since_when() -> None:
    since = now() - timedelta(days=30)
    bed = make.bed(since=since)
    assert (bed.stepped_at, bed.cleaned_at, bed.steps.get().at) == (since, since, since)
    with pytest.raises(Invalid) as refusal:
        make.bed(since=now() + timedelta(hours=1))
    assert refusal.value.fields.keys() == {"since"}

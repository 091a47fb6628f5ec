"""Who waits for what, who gets what becomes free, and in which order."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import now

from hospital.accounts.actions import system
from hospital.audit.models import Event
from hospital.booking import actions
from hospital.booking.models import Offer, Opening, Wish
from hospital.booking.subscribers import offer_freed_time
from hospital.config.actions import change_setting
from hospital.core.db import change
from hospital.core.errors import Denied, Invalid, InvalidTransition
from hospital.organization.models import today
from hospital.patients.actions import mark_deceased, merge
from hospital.scheduling import actions as scheduling

from . import make

pytestmark = pytest.mark.django_db


def test_a_patient_waits_for_a_service_once() -> None:
    service, desk, patient = make.service(), make.desk(), make.patient()
    wish = make.wish(service, patient=patient, by=desk)
    with pytest.raises(actions.WaitsAlready):
        make.wish(service, patient=patient, by=desk)
    assert wish.state == "waiting"
    event = Event.objects.get(verb="booking.wished", target_id=wish.pk)
    assert (event.patient_id, event.by_id) == (patient.pk, desk.pk)


def test_who_may_not_keep_the_list_puts_nobody_on_it() -> None:
    with pytest.raises(Denied):
        make.wish(make.service(), by=make.user("booking.view_wish", "patients.view_patient"))


def test_nobody_waits_for_what_is_over_or_after_her_death() -> None:
    with pytest.raises(Invalid):
        make.wish(make.service(), starts_on=date(2020, 1, 1), ends_on=date(2020, 1, 2))
    dead = make.patient()
    mark_deceased(dead, by=system())
    with pytest.raises(scheduling.PatientIsDead):
        make.wish(make.service(), patient=dead)


def test_the_first_in_rank_gets_the_offer_and_the_order_is_on_record() -> None:
    doctor, service = make.agenda().resource, make.service()
    young = make.wish(service, patient=make.patient(birth_date=date(2000, 1, 1)))
    sixty = make.wish(service, patient=make.patient(birth_date=today() - timedelta(days=366 * 65)))
    eighty = make.wish(service, patient=make.patient(birth_date=today() - timedelta(days=366 * 85)))
    urgent = make.wish(service, patient=make.patient(birth_date=date(2001, 1, 1)), priority=1)
    opening = make.opening(doctor)
    offer = Offer.objects.get(opening=opening)
    assert (offer.wish, offer.rank, offer.state) == (urgent, 1, "standing")
    order = Event.objects.get(verb="booking.offered", target_id=offer.pk).particulars["order"]
    assert order == [str(wish.pk) for wish in (urgent, eighty, sixty, young)]


def test_a_time_is_offered_only_to_whom_it_suits() -> None:
    doctor, other, service = make.agenda().resource, make.practitioner(), make.service()
    make.wish(service, resource=other, priority=1)
    make.wish(service, starts_on=today() + timedelta(days=5), priority=1)
    make.wish(service, part_of_day="afternoon", priority=1)
    make.wish(make.service(duration=300), priority=1)
    busy = make.patient()
    make.appointment(make.agenda().resource, patient=busy, starts_at=make.at(8, days=2))
    make.wish(service, patient=busy, priority=1)
    right = make.wish(service, resource=doctor, part_of_day="morning")
    opening = make.opening(doctor)
    assert [offer.wish for offer in opening.offers.all()] == [right]


def test_a_cancelled_appointment_is_offered_once_however_often_it_is_heard() -> None:
    doctor, service = make.agenda().resource, make.service()
    wish = make.wish(service)
    freed = make.freed(doctor, service)
    event = Event.objects.get(verb="scheduling.cancelled", target_id=freed.pk)
    offer_freed_time(event)
    offer_freed_time(event)
    opening = Opening.objects.get()
    assert (opening.resource, opening.starts_at, opening.event_id) == (doctor, freed.starts_at, event.pk)
    assert Offer.objects.get().wish == wish


def test_a_moved_appointment_frees_the_time_it_had() -> None:
    doctor, service = make.agenda().resource, make.service()
    make.wish(service)
    booked = make.appointment(doctor, service=service, starts_at=make.at(8, days=2))
    scheduling.move(booked, starts_at=make.at(9, days=2), by=system())
    offer_freed_time(Event.objects.get(verb="scheduling.moved", target_id=booked.pk))
    assert Opening.objects.get().starts_at == make.at(8, days=2)


def test_nothing_is_opened_when_nobody_waits_or_the_time_was_given_away() -> None:
    doctor, service = make.agenda().resource, make.service()
    freed = make.freed(doctor, service)
    event = Event.objects.get(verb="scheduling.cancelled", target_id=freed.pk)
    offer_freed_time(event)
    make.wish(service)
    make.appointment(doctor, service=service, starts_at=freed.starts_at)
    offer_freed_time(event)
    assert not Opening.objects.exists()


def test_an_accepted_offer_is_a_booking_and_accepting_twice_is_accepting_once() -> None:
    doctor, service, desk = make.agenda().resource, make.service(), make.desk()
    wish = make.wish(service)
    offer = make.opening(doctor).offers.get()
    booked = actions.accept_offer(offer, by=desk)
    again = actions.accept_offer(offer, by=desk)
    wish.refresh_from_db()
    assert booked == again == wish.appointment
    assert (booked.patient, booked.starts_at, wish.state) == (wish.patient, offer.starts_at, "booked")
    assert Opening.objects.get().state == "taken"
    assert Event.objects.filter(verb="booking.offer_accepted", target_id=offer.pk, by_id=desk.pk).count() == 1


def test_an_offer_nobody_answers_goes_to_the_next() -> None:
    doctor, service = make.agenda().resource, make.service()
    first, second = make.wish(service), make.wish(service)
    offer = make.opening(doctor).offers.get()
    change(offer, offered_at=now() - timedelta(hours=2), deadline=now() - timedelta(hours=1))
    assert actions.lapse_offers(by=system()) == 1
    assert actions.lapse_offers(by=system()) == 0
    offer.refresh_from_db()
    first.refresh_from_db()
    assert (offer.state, first.state) == ("lapsed", "waiting")
    assert Offer.objects.standing().get().wish == second
    with pytest.raises(actions.OfferOver):
        actions.accept_offer(offer, by=make.desk())


def test_a_declined_offer_goes_to_the_next_and_ends_when_nobody_is_left() -> None:
    doctor, service, desk = make.agenda().resource, make.service(), make.desk()
    first = make.wish(service)
    opening = make.opening(doctor)
    offer = actions.decline_offer(opening.offers.get(), by=desk)
    first.refresh_from_db()
    assert (offer.state, first.state) == ("declined", "waiting")
    assert actions.offer_next(opening, by=system()) == []
    opening.refresh_from_db()
    assert opening.state == "gone"


def test_an_offer_of_a_time_that_the_desk_gave_away_is_lost_and_another_is_made() -> None:
    doctor, service, desk = make.agenda().resource, make.service(), make.desk()
    wish = make.wish(service)
    offer = make.opening(doctor).offers.get()
    make.appointment(doctor, service=service, starts_at=offer.starts_at)
    with pytest.raises(actions.OfferLost) as lost:
        actions.accept_offer(offer, by=desk)
    another = lost.value.another
    offer.refresh_from_db()
    assert another
    assert (offer.state, another.wish, another.state) == ("lost", wish, "standing")
    assert another.starts_at != offer.starts_at
    assert actions.accept_offer(another, by=desk).patient == wish.patient


def test_as_many_get_the_same_offer_as_the_hospital_says() -> None:
    change_setting("booking.offers_at_once", value=2, version=0, reason="flu", by=system())
    doctor, service, desk = make.agenda().resource, make.service(), make.desk()
    wishes = [make.wish(service) for _ in range(3)]
    opening = make.opening(doctor)
    assert {offer.wish for offer in opening.offers.all()} == set(wishes[:2])
    actions.accept_offer(opening.offers.get(wish=wishes[1]), by=desk)
    assert opening.offers.get(wish=wishes[0]).state == "lost"
    wishes[0].refresh_from_db()
    assert wishes[0].state == "waiting"


def test_who_leaves_the_list_gives_her_offer_back() -> None:
    doctor, service, desk = make.agenda().resource, make.service(), make.desk()
    first, second = make.wish(service), make.wish(service)
    opening = make.opening(doctor)
    actions.withdraw_wish(first, reason="moved away", by=desk)
    assert opening.offers.get().state == "withdrawn"
    [idle] = actions.idle_openings()
    assert len(actions.offer_next(idle, by=system())) == 1
    assert Offer.objects.standing().get().wish == second
    with pytest.raises(InvalidTransition):
        actions.withdraw_wish(first, reason="again", by=desk)


def test_a_wish_ends_with_its_last_day() -> None:
    wish = make.wish(make.service())
    change(wish, starts_on=today() - timedelta(days=9), ends_on=today() - timedelta(days=1))
    assert actions.expire_wishes(by=system()) == 1
    wish.refresh_from_db()
    assert wish.state == "expired"


def test_a_changed_wish_keeps_its_place() -> None:
    wish, desk = make.wish(make.service()), make.desk()
    since = wish.wished_at
    changed = actions.change_wish(wish, version=wish.version, priority=1, by=desk)
    assert (changed.priority, changed.wished_at) == (1, since)


def test_two_records_of_one_person_that_wait_for_the_same_wait_once_after_the_merge() -> None:
    service, one, two = make.service(), make.patient(), make.patient()
    kept, ended = make.wish(service, patient=one), make.wish(service, patient=two)
    merge(one, absorbed=two, reason="same person", by=system())
    ended.refresh_from_db()
    kept.refresh_from_db()
    assert (kept.state, ended.state, ended.patient) == ("waiting", "withdrawn", one)


def test_the_list_is_seen_by_unit_and_confidential_patients_by_few() -> None:
    doctor = make.practitioner()
    elsewhere = make.wish(make.service(), resource=doctor)
    anywhere = make.wish(make.service())
    nurse = make.user("booking.view_wish", "patients.view_patient")
    assert set(Wish.objects.visible_to(nurse)) == {anywhere}
    assert set(Wish.objects.visible_to(make.desk())) == {elsewhere, anywhere}
    change(anywhere.patient, is_confidential=True)
    assert set(Wish.objects.visible_to(make.desk())) == {elsewhere}

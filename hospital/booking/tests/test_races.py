"""What two patients, or a patient and the desk, can do at once."""

import pytest

from hospital.accounts.actions import system
from hospital.booking import actions
from hospital.booking.models import Offer, Opening, Wish
from hospital.config.actions import change_setting
from hospital.scheduling.models import Appointment
from tests.race import race

from . import make

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_who_accept_at_once_are_one_winner_and_one_who_gets_the_next() -> None:
    change_setting("booking.offers_at_once", value=2, version=0, reason="flu", by=system())
    doctor, service = make.agenda().resource, make.service()
    for _ in range(2):
        make.wish(service)
    opening = make.opening(doctor)
    offers = list(opening.offers.order_by("rank"))
    outcomes = race(2, lambda number: actions.accept_offer(offers[number], by=system()))
    won = [outcome for outcome in outcomes if isinstance(outcome, Appointment)]
    lost = [outcome for outcome in outcomes if isinstance(outcome, actions.OfferLost)]
    assert (len(won), len(lost)) == (1, 1)
    assert lost[0].another
    assert lost[0].another.starts_at != opening.starts_at
    assert lost[0].another.wish.patient_id != won[0].patient_id
    assert Appointment.objects.filter(starts_at=opening.starts_at).count() == 1
    assert Opening.objects.get(pk=opening.pk).state == "taken"


def test_one_offer_accepted_on_two_telephones_is_one_booking() -> None:
    doctor, service = make.agenda().resource, make.service()
    make.wish(service)
    offer = make.opening(doctor).offers.get()
    outcomes = race(4, lambda number: actions.accept_offer(offer, by=system()))
    assert all(isinstance(outcome, Appointment) for outcome in outcomes)
    assert Appointment.objects.count() == 1


def test_a_patient_put_on_the_list_by_two_desks_waits_once() -> None:
    service, patient = make.service(), make.patient()
    outcomes = race(3, lambda number: make.wish(service, patient=patient))
    assert sum(isinstance(outcome, actions.WaitsAlready) for outcome in outcomes) == 2
    assert Wish.objects.count() == 1


def test_a_time_opened_by_two_workers_is_offered_once() -> None:
    doctor, service = make.agenda().resource, make.service()
    make.wish(service)
    event = make.freed(doctor, service).pk
    race(
        3, lambda number: actions.open_time(doctor, starts_at=make.at(8, days=2), event_id=event, by=system())
    )
    assert (Opening.objects.count(), Offer.objects.count()) == (1, 1)


def test_the_same_booking_sent_many_times_is_one_booking() -> None:
    doctor, service, patient = make.agenda().resource, make.service(is_bookable_online=True), make.patient()
    outcomes = race(
        4,
        lambda number: actions.book_own(
            patient,
            service=service,
            resource=doctor,
            starts_at=make.at(8, days=2),
            request_id="one",
            by=system(),
        ),
    )
    assert {outcome.pk for outcome in outcomes if isinstance(outcome, Appointment)} == {
        Appointment.objects.get().pk
    }


def test_a_code_opens_one_visit_however_many_use_it_at_once() -> None:
    who, number = make.identified()
    assert who.birth_date
    code = actions.ask_code(cpf=number, birth_date=who.birth_date, by=system())
    told = actions.tell_code(code, by=system())
    outcomes = race(3, lambda n: actions.enter(code.pk, code=told, by=system()))
    assert sum(isinstance(outcome, actions.WrongCode) for outcome in outcomes) == 2

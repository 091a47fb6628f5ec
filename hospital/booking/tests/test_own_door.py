"""The patients' door: codes, visits, and what a patient does with her own appointments."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import now

from hospital.accounts.actions import system
from hospital.audit.models import Change, Event
from hospital.booking import actions
from hospital.booking.models import Code, Reminder, Visit
from hospital.core.db import change
from hospital.core.errors import Absent, Denied
from hospital.core.origin import Origin, current
from hospital.patients.actions import mark_deceased
from hospital.scheduling import actions as scheduling

from . import make

pytestmark = pytest.mark.django_db


def ask(cpf: str, born: date) -> Code:
    return actions.ask_code(cpf=cpf, birth_date=born, by=system())


def test_the_right_code_begins_a_visit_once() -> None:
    who, number = make.identified()
    assert who.birth_date
    code = ask(number, who.birth_date)
    told = actions.tell_code(code, by=make.desk())
    entered = actions.enter(code.pk, code=told, by=system())
    assert actions.visit_of(entered.token).patient == who
    with pytest.raises(actions.WrongCode):
        actions.enter(code.pk, code=told, by=system())
    verbs = set(Event.objects.filter(patient_id=who.pk).values_list("verb", flat=True))
    assert {"booking.code_asked", "booking.code_told", "booking.visit_begun"} <= verbs


def test_who_is_unknown_gets_a_row_like_everybody_and_no_code_opens_it() -> None:
    _who, number = make.identified()
    strangers = ask(make.cpf(), date(1990, 1, 1)), ask(number, date(1901, 1, 1))
    assert [code.patient for code in strangers] == [None, None]
    for code in strangers:
        with pytest.raises(actions.WrongCode):
            actions.enter(code.pk, code="000000", by=system())
        code.refresh_from_db()
        assert code.tries == 1


def test_five_wrong_tries_end_a_code() -> None:
    who, number = make.identified()
    assert who.birth_date
    code = ask(number, who.birth_date)
    told = actions.tell_code(code, by=make.desk())
    wrong = f"{(int(told) + 1) % 1_000_000:06d}"
    for _ in range(5):
        with pytest.raises(actions.WrongCode):
            actions.enter(code.pk, code=wrong, by=system())
    with pytest.raises(actions.WrongCode):
        actions.enter(code.pk, code=told, by=system())
    assert Event.objects.filter(verb="booking.code_refused", target_id=code.pk).count() == 5


def test_a_code_ends_after_ten_minutes_or_with_the_next_one() -> None:
    who, number = make.identified()
    assert who.birth_date
    code = ask(number, who.birth_date)
    told = actions.tell_code(code, by=make.desk())
    newer = ask(number, who.birth_date)
    with pytest.raises(actions.WrongCode):
        actions.enter(code.pk, code=told, by=system())
    told = actions.tell_code(newer, by=make.desk())
    change(newer, expires_at=now() - timedelta(seconds=1))
    with pytest.raises(actions.WrongCode):
        actions.enter(newer.pk, code=told, by=system())


def test_codes_are_limited_for_a_person_and_for_an_address() -> None:
    who, number = make.identified()
    assert who.birth_date
    for _ in range(5):
        ask(number, who.birth_date)
    with pytest.raises(actions.TooManyCodes):
        ask(number, who.birth_date)
    unknown = make.cpf()
    for _ in range(5):
        ask(unknown, date(1990, 1, 1))
    with pytest.raises(actions.TooManyCodes):
        ask(unknown, date(1990, 1, 1))
    mark = current.set(Origin(face="page", address="10.0.0.9"))
    try:
        for _ in range(60):
            ask(make.cpf(), date(1990, 1, 1))
        with pytest.raises(actions.TooManyCodes):
            ask(make.cpf(), date(1990, 1, 1))
    finally:
        current.reset(mark)


def test_neither_the_code_nor_the_cpf_is_in_the_database_or_the_trail() -> None:
    who, number = make.identified()
    assert who.birth_date
    code = ask(number, who.birth_date)
    told = actions.tell_code(code, by=make.desk())
    row = Code.objects.values().get(pk=code.pk)
    kept = [str(list(Change.objects.filter(table="booking_code").values())), str(row)]
    kept.append(str(list(Event.objects.filter(target_id=code.pk).values())))
    assert not any(number in text or told in text.replace(str(code.pk), "") for text in kept)
    change(code, expires_at=now() - timedelta(seconds=1))
    actions.forget_codes(by=system())
    code.refresh_from_db()
    assert bytes(code.sealed) == b""


def test_a_code_is_told_by_the_desk_alone() -> None:
    who, number = make.identified()
    assert who.birth_date
    code = ask(number, who.birth_date)
    with pytest.raises(Denied):
        actions.tell_code(code, by=make.user("booking.view_wish"))
    assert not Code.objects.visible_to(make.user("booking.view_wish")).exists()


def test_a_visit_ends_when_she_leaves_when_time_is_over_and_when_she_dies() -> None:
    who, token = make.visit()
    actions.end_visit(actions.visit_of(token), by=system())
    with pytest.raises(actions.VisitOver):
        actions.visit_of(token)
    who, token = make.visit(who)
    Visit.objects.filter(patient=who).update(expires_at=now())
    with pytest.raises(actions.VisitOver):
        actions.visit_of(token)
    who, token = make.visit(who)
    mark_deceased(who, by=system())
    with pytest.raises(actions.VisitOver):
        actions.visit_of(token)
    with pytest.raises(actions.VisitOver):
        actions.visit_of("")


def test_a_patient_books_moves_and_cancels_her_own() -> None:
    doctor, service, who = make.agenda().resource, make.service(is_bookable_online=True), make.patient()
    booked = actions.book_own(
        who, service=service, resource=doctor, starts_at=make.at(8, days=3), request_id="a", by=system()
    )
    assert (booked.channel, booked.patient) == ("online", who)
    twice = actions.book_own(
        who, service=service, resource=doctor, starts_at=make.at(8, days=3), request_id="b", by=system()
    )
    assert twice == booked
    moved = actions.move_own(booked, patient=who, resource=doctor, starts_at=make.at(9, days=3), by=system())
    assert moved.starts_at == make.at(9, days=3)
    assert actions.cancel_own(moved, patient=who, by=system()).state == "cancelled"
    moved.refresh_from_db()
    assert actions.cancel_own(moved, patient=who, by=system()).state == "cancelled"


def test_nobody_touches_what_belongs_to_another() -> None:
    booked, other = make.appointment(starts_at=make.at(8, days=3)), make.patient()
    with pytest.raises(Absent):
        actions.cancel_own(booked, patient=other, by=system())
    with pytest.raises(Absent):
        actions.move_own(
            booked, patient=other, resource=make.agenda().resource, starts_at=make.at(9, days=3), by=system()
        )


def test_the_policy_of_the_hospital_holds_online() -> None:
    doctor, who = make.agenda().resource, make.patient()
    open_, closed = make.service(is_bookable_online=True), make.service()
    tries = [
        (closed, make.at(8, days=3), actions.NotOnline),
        (open_, now() + timedelta(minutes=5), actions.TooSoon),
        (open_, make.at(8, days=80), actions.TooFarAhead),
    ]
    for service, starts_at, refusal in tries:
        with pytest.raises(refusal):
            actions.book_own(
                who, service=service, resource=doctor, starts_at=starts_at, request_id="", by=system()
            )
    for number in range(5):
        at = make.at(8, days=3 + number)
        actions.book_own(who, service=open_, resource=doctor, starts_at=at, request_id="", by=system())
    with pytest.raises(actions.TooMany):
        actions.book_own(
            who, service=open_, resource=doctor, starts_at=make.at(9, days=3), request_id="", by=system()
        )


def test_it_is_too_late_to_change_what_is_near() -> None:
    doctor, service, who = make.agenda().resource, make.service(is_bookable_online=True), make.patient()
    near = make.appointment(doctor, patient=who, service=service, starts_at=make.at(8, days=2))
    change(near, starts_at=now() + timedelta(hours=5), ends_at=now() + timedelta(hours=6))
    with pytest.raises(actions.TooLateOnline):
        actions.cancel_own(near, patient=who, by=system())


def test_a_reminder_is_due_two_days_and_one_day_before_once_each() -> None:
    booked = make.appointment(starts_at=make.at(8, days=5))
    assert actions.remind(by=system()) == 0
    moment = now()
    change(booked, starts_at=moment + timedelta(hours=47), ends_at=moment + timedelta(hours=48))
    change(booked, created_at=moment - timedelta(days=9))
    assert actions.remind(by=system()) == 1
    assert actions.remind(by=system()) == 0
    scheduling.cancel(make.appointment(starts_at=make.at(9, days=2)), reason="x", by=system())
    change(booked, starts_at=moment + timedelta(hours=20), ends_at=moment + timedelta(hours=21))
    assert actions.remind(by=system()) == 1
    assert sorted(Reminder.objects.values_list("days_before", flat=True)) == [1, 2]
    assert Event.objects.filter(verb="booking.reminder_due", patient_id=booked.patient_id).count() == 2


def test_who_booked_an_hour_ago_is_not_reminded_of_tomorrow() -> None:
    make.appointment(starts_at=make.at(8, days=1))
    assert actions.remind(by=system()) == 0

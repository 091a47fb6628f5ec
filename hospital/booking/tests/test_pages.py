"""The waiting list at reception, and the patients' own door in a browser."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from hospital.accounts.actions import system
from hospital.audit.models import Access
from hospital.booking import actions
from hospital.booking.models import Code, Offer, Wish
from hospital.config.actions import change_setting
from hospital.organization.models import today
from hospital.patients.models import Patient
from hospital.scheduling.models import Appointment

from . import make

pytestmark = pytest.mark.django_db
COOKIE = "booking_visit"


def html(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.content[:300]
    return answer.content.decode()


def visitor() -> tuple[Patient, Client]:
    """A patient in her browser, with her code shown."""
    who, token = make.visit()
    browser = Client()
    browser.cookies[COOKIE] = token
    return who, browser


def test_the_list_stands_in_rank_order_and_says_why() -> None:
    browser, service = make.browser(make.desk()), make.service()
    old = make.patient(birth_date=today().replace(year=today().year - 85, day=1))
    later, first = make.wish(service), make.wish(service, patient=old)
    text = html(browser, "/waiting-list/")
    assert text.index(first.patient.name) < text.index(later.patient.name)
    assert "80 anos" in text
    assert Access.objects.filter(what="booking.wish", action="search").exists()


@pytest.mark.parametrize("many", [2, 12])
def test_a_longer_list_costs_no_more_queries(
    many: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser, service, doctor = make.browser(make.desk()), make.service(), make.practitioner()
    for _ in range(many):
        make.wish(service, resource=doctor)
    html(browser, "/waiting-list/")
    with django_assert_max_num_queries(14):
        html(browser, "/waiting-list/")


def test_a_patient_is_put_on_the_list_changed_and_taken_off() -> None:
    browser, service, patient = make.browser(make.desk()), make.service(), make.patient()
    assert patient.name in html(browser, f"/waiting-list/new?patient={patient.pk}")
    sent = {
        "patient": patient.pk, "service": service.pk, "starts_on": today().isoformat(),
        "ends_on": today().isoformat(), "part_of_day": "any", "priority": 2,
    }  # fmt: skip
    answer = browser.post("/waiting-list/new", sent)
    wish = Wish.objects.get()
    assert answer["Location"] == f"/waiting-list/{wish.pk}"
    assert browser.post("/waiting-list/new", sent).status_code == 422
    changed = sent | {"priority": 1, "version": wish.version}
    assert browser.post(f"/waiting-list/{wish.pk}/edit", changed).status_code == 302
    assert browser.post(f"/waiting-list/{wish.pk}/edit", changed).status_code == 422
    assert browser.post(f"/waiting-list/{wish.pk}/withdrawal", {"reason": "conseguiu"}).status_code == 302
    wish.refresh_from_db()
    assert (wish.priority, wish.state) == (1, "withdrawn")
    assert "conseguiu" in html(browser, f"/waiting-list/{wish.pk}")


def test_the_desk_answers_an_offer_by_telephone_and_is_told_who_was_faster() -> None:
    change_setting("booking.offers_at_once", value=2, version=0, reason="flu", by=system())
    browser, doctor, service = make.browser(make.desk()), make.agenda().resource, make.service()
    first, second = make.wish(service), make.wish(service)
    make.opening(doctor)
    mine, other = Offer.objects.get(wish=first), Offer.objects.get(wish=second)
    assert browser.post(f"/waiting-list/offers/{mine.pk}/acceptance").status_code == 302
    answer = browser.post(f"/waiting-list/offers/{other.pk}/acceptance", follow=True)
    assert "mais rápid" in answer.content.decode()
    assert Offer.objects.standing().get().wish == second
    assert first.patient.name in html(browser, "/waiting-list/offers?state=accepted")


def test_a_code_is_asked_for_told_by_the_desk_and_shown_at_the_door() -> None:
    who, number = make.identified()
    assert who.birth_date
    stranger, desk = Client(), make.browser(make.desk())
    answer = stranger.post("/book", {"cpf": number, "birth_date": who.birth_date.isoformat()})
    place = answer["Location"]
    assert who.name in html(desk, "/waiting-list/codes")
    told = desk.post(f"/waiting-list/codes/{Code.objects.get().pk}").content.decode()
    shown = re.search(r'told-code">(\d{3} \d{3})<', told)
    assert shown
    assert who.name not in html(desk, "/waiting-list/codes")
    assert stranger.post(place, {"code": "1"}).status_code == 422
    answer = stranger.post(place, {"code": shown[1]})
    assert answer["Location"] == "/book/mine"
    cookie = answer.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/book")
    assert who.name in html(stranger, "/book/mine")


def test_somebody_unknown_gets_the_same_answer() -> None:
    who, number = make.identified()
    assert who.birth_date
    pages = []
    for cpf, born in ((number, who.birth_date.isoformat()), (make.cpf(), "1990-01-01")):
        stranger = Client()
        answer = stranger.post("/book", {"cpf": cpf, "birth_date": born})
        key = answer["Location"].rpartition("/")[2]
        text = re.sub(
            r'[\w-]{64,}|value="[^"]*"|content="[^"]*"|nonce-\S+', "", html(stranger, answer["Location"])
        )
        pages.append((answer.status_code, text.replace(key, "")))
    assert pages[0] == pages[1]


def test_too_many_codes_are_refused_in_the_same_words_for_everybody() -> None:
    who, number = make.identified()
    assert who.birth_date
    for cpf, born in ((number, who.birth_date.isoformat()), (make.cpf(), "1990-01-01")):
        for _ in range(5):
            assert Client().post("/book", {"cpf": cpf, "birth_date": born}).status_code == 302
        answer = Client().post("/book", {"cpf": cpf, "birth_date": born})
        assert answer.status_code == 422
        assert "Aguarde uma hora" in answer.content.decode()


def test_a_patient_books_moves_and_cancels_in_her_browser() -> None:
    who, browser = visitor()
    doctor, service = make.agenda().resource, make.service(is_bookable_online=True)
    text = html(browser, f"/book/times?service={service.pk}")
    link = re.search(r"/book/times/confirmation\?[^\"]+", text)
    assert link
    page = html(browser, link[0].replace("&amp;", "&"))
    hidden = dict(re.findall(r'name="(service|at|request_id)" value="([^"]*)"', page))
    for _ in range(2):
        assert browser.post("/book/times/confirmation", hidden)["Location"] == "/book/mine"
    booked = Appointment.objects.get()
    assert (booked.patient, booked.channel, booked.allocations.get().resource) == (who, "online", doctor)
    booked = make.appointment(doctor, patient=who, service=service, starts_at=make.at(10, days=4))
    assert "/moves" in html(browser, "/book/mine")
    sent = {"at": f"{doctor.pk} {make.at(11, days=4).isoformat()}"}
    assert browser.post(f"/book/appointments/{booked.pk}/moves", sent)["Location"] == "/book/mine"
    booked.refresh_from_db()
    assert booked.starts_at == make.at(11, days=4)
    assert service.name in html(browser, f"/book/appointments/{booked.pk}/cancellation")
    assert browser.post(f"/book/appointments/{booked.pk}/cancellation").status_code == 302
    booked.refresh_from_db()
    assert booked.state == "cancelled"


def test_a_patient_waits_takes_an_offer_and_stops_waiting() -> None:
    who, browser = visitor()
    doctor, service = make.agenda().resource, make.service(is_bookable_online=True)
    sent = {
        "service": service.pk, "starts_on": today().isoformat(), "part_of_day": "any",
        "ends_on": make.at(8, days=9).date().isoformat(),
    }  # fmt: skip
    assert browser.post("/book/wishes/new", sent).status_code == 302
    make.opening(doctor)
    offer = Offer.objects.get()
    assert str(offer.pk) in html(browser, "/book/mine")
    assert browser.post(f"/book/offers/{offer.pk}/acceptance").status_code == 302
    assert Appointment.objects.get().patient == who
    other = make.wish(make.service(), patient=who)
    assert browser.post(f"/book/wishes/{other.pk}/withdrawal").status_code == 302
    other.refresh_from_db()
    assert other.state == "withdrawn"


def test_a_patient_never_sees_or_touches_what_belongs_to_another() -> None:
    _who, browser = visitor()
    doctor, service = make.agenda().resource, make.service(is_bookable_online=True)
    hers = make.appointment(doctor, service=service, starts_at=make.at(9, days=3))
    wish = make.wish(service)
    make.opening(doctor)
    offer = Offer.objects.get(wish=wish)
    text = html(browser, "/book/mine") + html(browser, f"/book/times?service={service.pk}")
    assert hers.patient.name not in text
    assert str(hers.pk) not in text
    assert str(offer.pk) not in text
    html(browser, f"/book/appointments/{hers.pk}/cancellation", 404)
    for place in (
        f"appointments/{hers.pk}/cancellation", f"appointments/{hers.pk}/moves",
        f"offers/{offer.pk}/acceptance",
        f"offers/{offer.pk}/refusal", f"wishes/{wish.pk}/withdrawal",
    ):  # fmt: skip
        assert browser.post(f"/book/{place}").status_code == 404
    hers.refresh_from_db()
    assert hers.state == "booked"


def test_without_a_code_every_page_leads_to_the_door() -> None:
    booked = make.appointment()
    for browser in (Client(), make.browser(make.desk())):
        for place in ("mine", "times", "times/confirmation", "wishes/new", f"appointments/{booked.pk}/moves"):
            answer = browser.get(f"/book/{place}")
            assert (answer.status_code, answer["Location"]) == (302, "/book")


def test_who_leaves_has_left() -> None:
    _who, browser = visitor()
    token = browser.cookies[COOKIE].value
    assert browser.post("/book/leave").status_code == 302
    browser.cookies[COOKIE] = token
    assert browser.get("/book/mine").status_code == 302
    with pytest.raises(actions.VisitOver):
        actions.visit_of(token)


def test_no_page_of_the_list_is_open_to_whom_it_is_not_for() -> None:
    nobody, wish = make.browser(make.user()), make.wish(make.service())
    for place in ("", "new", "offers", "codes", str(wish.pk), f"{wish.pk}/edit", f"{wish.pk}/withdrawal"):
        assert nobody.get(f"/waiting-list/{place}").status_code == 403

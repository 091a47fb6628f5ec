"""The pages that set up who can be booked, when, for what."""

import pytest
from django.test import Client

from hospital.organization.models import today
from hospital.scheduling.models import Agenda, Holiday, Quota, Resource, Service, Template

from . import make

pytestmark = pytest.mark.django_db


def manager() -> Client:
    more = ("organization.view_department", "organization.view_employee")
    return make.browser(make.user(*make.MANAGES, *more))


def test_a_practitioner_is_made_bookable_and_her_week_is_set() -> None:
    browser = manager()
    department = make.department()
    employee = make.employee(department)
    sent = {"kind": "practitioner", "employee": employee.pk, "department": department.pk, "capacity": 1}
    answer = browser.post("/agenda/resources/new", sent)
    resource = Resource.objects.get()
    assert answer["Location"] == f"/agenda/resources/{resource.pk}"
    answer = browser.post(f"/agenda/resources/{resource.pk}/agendas/new", {"starts_on": today().isoformat()})
    agenda = Agenda.objects.get()
    assert answer["Location"] == f"/agenda/agendas/{agenda.pk}/week"
    service = make.service()
    rows = {
        "from_day": today().isoformat(), "week-TOTAL_FORMS": 3, "week-INITIAL_FORMS": 0,
        "week-0-weekday": 1, "week-0-opens_at": "08:00", "week-0-closes_at": "12:00",
        "week-0-slot_minutes": 20, "week-0-capacity": 2, "week-0-services": [service.pk],
        "week-0-quotas": "SUS=5, UNIMED=3",
        "week-1-weekday": 2, "week-1-opens_at": "13:00", "week-1-closes_at": "17:00",
        "week-1-slot_minutes": 30, "week-1-capacity": 1,
    }  # fmt: skip
    assert browser.post(answer["Location"], rows).status_code == 302
    assert set(Template.objects.values_list("weekday", "slot_minutes")) == {(1, 20), (2, 30)}
    assert dict(Quota.objects.values_list("payer_code", "most")) == {"SUS": 5, "UNIMED": 3}
    the_week_is_shown(browser, agenda, service)


def the_week_is_shown(browser: Client, agenda: Agenda, service: Service) -> None:
    """On the agenda's page, and again where it is changed."""
    shown = browser.get(f"/agenda/agendas/{agenda.pk}").content.decode()
    assert service.name in shown
    assert "SUS 5" in shown
    again = browser.get(f"/agenda/agendas/{agenda.pk}/week").content.decode()
    assert "SUS=5, UNIMED=3" in again


def test_hours_that_overlap_or_say_too_little_are_refused_and_stay_typed() -> None:
    browser, agenda = manager(), make.agenda(week=())
    rows = {
        "from_day": today().isoformat(), "week-TOTAL_FORMS": 2, "week-INITIAL_FORMS": 0,
        "week-0-weekday": 1, "week-0-opens_at": "08:00", "week-0-closes_at": "12:00",
        "week-0-slot_minutes": 20, "week-0-capacity": 1,
        "week-1-weekday": 1, "week-1-opens_at": "11:00", "week-1-closes_at": "13:00",
        "week-1-slot_minutes": 20, "week-1-capacity": 1,
    }  # fmt: skip
    assert browser.post(f"/agenda/agendas/{agenda.pk}/week", rows).status_code == 422
    bad = rows | {"week-1-opens_at": "", "week-1-quotas": "SUS"}
    answer = browser.post(f"/agenda/agendas/{agenda.pk}/week", bad)
    assert answer.status_code == 422
    assert "08:00" in answer.content.decode()
    assert not Template.objects.exists()


def test_extra_hours_and_the_end_of_an_agenda() -> None:
    browser, agenda = manager(), make.agenda()
    day = make.monday().isoformat()
    sent = {
        "day": day,
        "opens_at": "18:00",
        "closes_at": "20:00",
        "slot_minutes": 30,
        "capacity": 1,
        "reason": "fila",
    }
    assert browser.post(f"/agenda/agendas/{agenda.pk}/extra-hours", sent).status_code == 302
    assert Template.objects.filter(is_extra=True).count() == 1
    assert (
        browser.post(f"/agenda/agendas/{agenda.pk}/end", {"ends_on": day, "reason": "saiu"}).status_code
        == 302
    )
    agenda.refresh_from_db()
    assert agenda.ends_on == make.monday()


def test_a_service_is_added_and_changed_from_its_present_version() -> None:
    browser = manager()
    values = {
        "code": "CONS", "name": "Consulta", "duration": 30, "buffer_before": 0, "buffer_after": 5,
        "capacity": 1,
        "modality": "in_person", "is_bookable_online": "on",
    }  # fmt: skip
    assert browser.post("/agenda/services/new", values).status_code == 302
    service = Service.objects.get()
    assert service.is_bookable_online
    changed = values | {"name": "Consulta médica", "is_active": "on", "version": service.version}
    assert browser.post(f"/agenda/services/{service.pk}/edit", changed).status_code == 302
    assert browser.post(f"/agenda/services/{service.pk}/edit", changed).status_code == 422
    assert "Consulta médica" in browser.get("/agenda/services").content.decode()


def test_a_resource_goes_out_of_use() -> None:
    browser, room = manager(), make.room()
    sent = {
        "name": room.name, "department": room.department_id, "capacity": 3, "version": room.version
    }  # fmt: skip
    assert browser.post(f"/agenda/resources/{room.pk}/edit", sent).status_code == 302
    room.refresh_from_db()
    assert (room.is_active, room.capacity) == (False, 3)
    assert room.name not in browser.get("/agenda/resources").content.decode()
    assert room.name in browser.get("/agenda/resources?with_inactive=on").content.decode()


def test_a_holiday_is_entered_and_taken_back() -> None:
    browser = manager()
    day = make.monday()
    assert (
        browser.post(
            "/agenda/holidays/new", {"day": day.isoformat(), "name": "Padroeira", "scope": "state"}
        ).status_code
        == 302
    )
    assert "Padroeira" in browser.get(f"/agenda/holidays?year={day.year}").content.decode()
    assert browser.post(f"/agenda/holidays/{Holiday.objects.get().pk}/withdrawal").status_code == 302
    assert Holiday.objects.standing().count() == 0


def test_what_is_set_up_is_seen_but_not_changed_by_the_desk() -> None:
    browser, room, agenda = make.browser(make.desk()), make.room(), make.agenda()
    assert browser.get(f"/agenda/resources/{room.pk}").status_code == 200
    assert browser.get(f"/agenda/agendas/{agenda.pk}").status_code == 200
    for place in (f"resources/{room.pk}/edit", f"agendas/{agenda.pk}/week", "services/new", "holidays/new"):
        assert browser.get(f"/agenda/{place}").status_code == 403

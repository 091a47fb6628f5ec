"""The chart: all that matters on one scroll, the timeline behind it, and what it costs to open."""

from datetime import timedelta
from typing import Any  # Any: JSON bodies

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from hospital.accounts.models import User
from hospital.audit.models import Access
from hospital.core.pagination import BadCursor
from hospital.patients import actions as patients
from hospital.patients.models import Patient
from hospital.records import actions, chart, timeline
from hospital.records.chart_schemas import ChartOut, EventOut
from hospital.records.statements import _remembered

from . import make
from .many import grown

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> User:
    more = ("patients.open_any_chart", "orders.view_order", "orders.view_paper", "patients.write_history")
    return make.user(*make.READS, *make.WRITES, *more)


def full(by: User) -> Patient:
    """A patient with one of everything in her record."""
    patient = make.patient()
    make.problem(patient, by)
    make.allergy(patient, by)
    make.medication(patient, by)
    make.immunization(patient, by)
    make.observation(patient, by, interpretation="L")
    make.document(patient, by)
    make.vitals(patient, by, at=now() - timedelta(hours=4))
    make.vitals(patient, by, at=now() - timedelta(hours=1), pulse=135, weight="70.5")
    patients.add_alert(patient, kind="infection", severity="danger", text="KPC", by=by)
    return patient


def everything(patient: Patient, by: User, **asked: Any) -> list[timeline.Event]:  # Any: see above
    """All pages of a timeline."""
    found: list[timeline.Event] = []
    cursor = ""
    while True:
        page = timeline.page(
            patient, timeline.TimelineQuery.model_validate({"cursor": cursor, **asked}), by=by
        )
        found += page.items
        if page.next is None:
            return found
        cursor = page.next


def test_the_head_tells_what_must_be_known_at_once(by: User) -> None:
    told = chart.head(full(by), by=by)
    assert [row["display"] for row in told["problems"]] == ["Asma"]
    assert [row["display"] for row in told["allergies"]] == ["Dipirona"]
    assert [row["text"] for row in told["isolation"]] == ["KPC"]
    assert told["weight"].value == 70.5
    assert [row["display"] for row in told["laboratory"]] == ["Hemoglobina"]
    assert [score.total for score in told["news2"]] == [3, 0]
    assert (told["news2"][0].trend, told["news2"][0].risk) == ("up", "low-medium")
    pulse = next(vital for vital in told["vitals"] if vital["name"] == "pulse")["series"][0]
    assert [point.value for point in pulse.points] == [70, 135]


def test_what_was_withdrawn_leaves_the_head_and_stays_in_the_timeline(by: User) -> None:
    patient = make.patient()
    problem = make.problem(patient, by)
    actions.withdraw(problem, because="outra paciente", by=by)
    assert chart.head(patient, by=by)["problems"] == []
    event = timeline.page(patient, timeline.TimelineQuery.model_validate({}), by=by).items[0]
    assert (event.is_withdrawn, event.withdrawn_because) == (True, "outra paciente")


def test_one_moment_at_the_bedside_is_one_event(by: User) -> None:
    patient = make.patient()
    make.vitals(patient, by)
    events = everything(patient, by)
    assert [event.kind for event in events] == ["vitals"] * len(events)
    told = {row["display"] for event in events for row in event.extra["values"]}
    assert len(told) > 4
    assert len(events) == 1


def test_the_timeline_is_filtered_by_kind_day_and_author(by: User) -> None:
    patient, other = full(by), make.office()
    make.problem(patient, other, code="M10.9", display="Gota", occurred_at=now() - timedelta(days=40))
    assert {event.kind for event in everything(patient, by, kind="problem,allergy")} == {"problem", "allergy"}
    assert {event.title for event in everything(patient, by, author_id=other.pk)} == {"Gota"}
    old = (now() - timedelta(days=30)).date()
    assert {event.title for event in everything(patient, by, until=old)} == {"Gota"}
    assert "Gota" not in {event.title for event in everything(patient, by, since=old)}


def test_pages_leave_nothing_out_and_say_nothing_twice(by: User) -> None:
    patient = full(by)
    grown(patient, by, observations=120, problems=40)
    whole = everything(patient, by, limit=200)
    paged = everything(patient, by, limit=7)
    assert [event.id for event in paged] == [event.id for event in whole]
    keys = [(event.occurred_at, event.id) for event in whole]
    assert keys == sorted(keys, reverse=True)
    assert len(set(keys)) == len(keys)


def test_a_statement_is_right_for_the_next_user_and_patient_too(by: User) -> None:
    one, other = full(by), make.patient()
    _remembered.clear()
    assert everything(one, by)
    assert everything(other, by) == []
    assert chart.head(other, by=make.fresh(by))["patient"]["name"] == other.name
    blind = make.user("patients.view_patient", "patients.open_any_chart")
    assert everything(one, blind, kind="problem") == []


def test_a_cursor_of_nowhere_is_refused(by: User) -> None:
    for cursor in ("x", "WzEsMl0", "WyJhIiwiYiJd"):
        with pytest.raises(BadCursor):
            timeline.page(make.patient(), timeline.TimelineQuery.model_validate({"cursor": cursor}), by=by)


def test_the_api_gives_what_it_declares_and_records_the_opening(by: User) -> None:
    patient, api = full(by), make.client(by)
    answer = api.get(f"/patients/{patient.pk}/chart")
    told = ChartOut.model_validate(answer.json())
    assert told.ground.name == "office"
    assert {event.kind for event in told.timeline.items} >= {"vitals", "problem", "document", "observation"}
    page = api.get(f"/patients/{patient.pk}/timeline", limit=2, kind="vitals")
    assert [EventOut.model_validate(row).kind for row in page.json()["items"]] == ["vitals", "vitals"]
    looks = Access.objects.filter(patient_id=patient.pk, what__in=["records.chart", "records.timeline"])
    assert {look.particulars["ground"] for look in looks} == {"office"}
    assert looks.count() == 2


def test_the_api_refuses_who_does_not_care_for_her_and_says_how_to_go_on() -> None:
    patient = make.patient()
    answer = make.client(make.stranger()).get(f"/patients/{patient.pk}/chart")
    assert (answer.status_code, answer.json()["type"]) == (403, "OutsideCare")
    assert answer.json()["fields"]["emergency_access"][0].endswith(
        f"/patients/{patient.pk}/emergency-accesses"
    )


def test_the_page_shows_the_band_the_curves_with_their_figures_and_the_timeline(by: User) -> None:
    patient = full(by)
    page = make.browser(by).get(reverse("records:chart", args=[patient.pk])).content.decode()
    for said in (
        "Dipirona",
        "KPC",
        "Asma",
        "Losartana",
        "Influenza",
        "Laudo de fora",
        "NEWS2 3",
        "70,5",
        "<polyline",
    ):
        assert said in page, said
    assert "135" in page
    assert page.count('class="moment') > 5
    assert 'class="curve-table"' in page


def test_who_is_outside_care_gets_the_form_to_break_the_glass() -> None:
    patient, nurse = make.patient(), make.user(*make.READS, "patients.break_glass")
    place = reverse("records:chart", args=[patient.pk])
    answer = make.browser(nurse).get(place)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert reverse("patients:break_glass", args=[patient.pk]) in page
    assert f'name="next" value="{place}"' in page
    without = make.browser(make.user(*make.READS)).get(place)
    assert without.status_code == 403
    assert reverse("patients:break_glass", args=[patient.pk]) not in without.content.decode()


def test_the_banner_is_on_the_chart_while_an_emergency_opens_it() -> None:
    patient, nurse = make.patient(), make.user(*make.READS, "patients.break_glass")
    patients.break_glass(patient, reason="parada na recepção", by=nurse)
    for name in ("records:chart", "records:timeline", "records:problems"):
        page = make.browser(nurse).get(reverse(name, args=[patient.pk])).content.decode()
        assert 'class="emergency"' in page, name


def test_opening_the_chart_costs_twelve_queries_at_most_however_much_is_in_it(by: User) -> None:
    patient, browser = full(by), make.browser(by)
    place = reverse("records:chart", args=[patient.pk])
    browser.get(place)  # a worker that begins reads its settings

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(place).status_code == 200
        return sum("SAVEPOINT" not in query["sql"] for query in queries)

    few = cost()
    grown(patient, by, observations=400, problems=100)
    assert cost() == few
    assert few <= 12

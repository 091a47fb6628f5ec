"""The auditor's pages: lists with filters, one row in full, files, and the state of the chain."""

from typing import Any  # Any: pytest-django's fixtures

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from hospital import audit
from hospital.audit.models import Access, Change, Event
from hospital.core.ids import uuid7

from . import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """The auditor's."""
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(make.auditor())
    return client


def read(client: Client, name: str, *args: object, **query: str) -> str:
    response = client.get(reverse(f"audit:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("name", ["events", "accesses", "changes"])
def test_nobody_but_the_auditor_opens_the_trail(name: str) -> None:
    client = Client()
    client.force_login(make.somebody("accounts.manage_user"))
    assert client.get(reverse(f"audit:{name}")).status_code == 403


def test_an_event_is_found_by_what_happened_and_opens_with_what_it_changed(client: Client) -> None:
    person = make.somebody()
    type(person)._default_manager.filter(pk=person.pk).update(description="on leave")
    event = audit.record("audit.chain_verified", person, by=person, reason="because")
    listed = read(client, "events", verb="audit.chain_verified")
    assert "Audit trail verified: whole" in listed
    assert reverse("audit:event", args=[event.pk]) in listed
    shown = read(client, "event", event.pk)
    assert "because" in shown
    assert "<ins>on leave</ins>" in shown


def test_a_change_opens_with_the_event_it_belongs_to(client: Client) -> None:
    person = make.somebody()
    event = audit.record("audit.tested", person, by=person)
    change = Change.objects.filter(row_id=str(person.pk)).get()
    assert reverse("audit:change", args=[change.pk]) in read(client, "changes", row_id=str(person.pk))
    assert reverse("audit:event", args=[event.pk]) in read(client, "change", change.pk)


def test_opening_what_concerns_a_patient_is_recorded(client: Client) -> None:
    person, patient = make.somebody(), uuid7()
    seen = audit.access("read", by=person, patient_id=patient, what="audit.event")
    assert reverse("audit:access", args=[seen.pk]) in read(client, "accesses", patient_id=str(patient))
    read(client, "access", seen.pk)
    left = Access.objects.filter(patient_id=patient).exclude(pk=seen.pk).order_by("at")
    assert [(row.action, row.what) for row in left] == [("search", "audit.access"), ("read", "audit.access")]


def test_a_filter_that_makes_no_sense_finds_nothing_and_says_so(client: Client) -> None:
    person = make.somebody()
    event = audit.record("audit.tested", person, by=person)
    shown = read(client, "events", patient_id="not an id")
    assert reverse("audit:event", args=[event.pk]) not in shown
    assert 'aria-invalid="true"' in shown
    assert client.get(reverse("audit:export_events", args=["csv"]), {"patient_id": "x"}).status_code == 404


def test_the_list_is_taken_away_as_a_file_with_its_filter(client: Client) -> None:
    person = make.somebody()
    audit.record("audit.tested", person, by=person)
    assert reverse("audit:export_events", args=["csv"]) in read(client, "events", verb="")
    response = client.get(reverse("audit:export_events", args=["ndjson"]), {"username": person.username})
    assert len(response.getvalue().splitlines()) == 1
    assert Access.objects.get(action="export").particulars["filters"] == {"username": True}
    assert client.get(reverse("audit:export_events", args=["exe"])).status_code == 404


@pytest.mark.parametrize("name", ["events", "accesses", "changes"])
def test_a_page_asks_the_database_as_often_for_many_rows_as_for_one(
    client: Client, name: str, django_assert_max_num_queries: Any  # Any: see above
) -> None:  # fmt: skip
    for _ in range(20):
        person = make.somebody()
        audit.record("audit.tested", person, by=person)
        audit.access("read", by=person, what="test")
    read(client, name)
    with django_assert_max_num_queries(13):
        read(client, name)


@pytest.mark.django_db(transaction=True)
def test_the_state_of_the_chain_is_green_then_red(client: Client) -> None:
    make.trail(6)
    assert "Not verified yet" in read(client, "events")
    client.post(reverse("audit:verify"))
    assert "Whole" in read(client, "events")
    row = Event.objects.order_by("transaction").first()
    assert row is not None
    with make.as_owner() as cursor:
        cursor.execute("UPDATE audit_event SET reason = 'nothing' WHERE id = %s", [row.pk])
    client.post(reverse("audit:verify"))
    shown = read(client, "events")
    assert "Altered" in shown
    assert f"event {row.pk}" in shown


def test_the_trail_speaks_portuguese(client: Client) -> None:
    person = make.somebody()
    audit.record("audit.chain_verified", person, by=person)
    with override("pt-br"):
        page = client.get(reverse("audit:events"), headers={"Accept-Language": "pt-br"}).content.decode()
    assert "Trilha de auditoria" in page
    assert "Trilha verificada: íntegra" in page

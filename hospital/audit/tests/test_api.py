"""The auditor asks the trail through the API; nobody else does, and her asking leaves its own trace."""

import csv
import io
import json
from datetime import timedelta
from typing import Any  # Any: JSON bodies

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localdate

from hospital import audit
from hospital.audit import files
from hospital.audit.models import Access, Change, Event
from hospital.core.ids import uuid7

from . import make

pytestmark = pytest.mark.django_db

ROUTES = [
    "events",
    "accesses",
    "changes",
    "events/export",
    "accesses/export",
    "changes/export",
    "verification",
]


@pytest.fixture
def client() -> Client:
    """The auditor's."""
    client = Client()
    client.force_login(make.auditor())
    return client


def get(client: Client, path: str, **query: Any) -> Any:  # Any: see above
    response = client.get(f"/api/v1/audit/{path}", query)
    assert response.status_code == 200, response.content
    return response.json()


@pytest.mark.parametrize("path", ROUTES)
def test_nobody_but_the_auditor_reads_the_trail(path: str) -> None:
    client = Client()
    assert client.get(f"/api/v1/audit/{path}").status_code == 401
    client.force_login(make.somebody("accounts.manage_user"))
    assert client.get(f"/api/v1/audit/{path}").status_code == 403


@pytest.mark.parametrize("path", ["events", "accesses", "changes"])
def test_one_row_that_is_not_there_is_not_found(client: Client, path: str) -> None:
    if path != "accesses":
        assert client.get(f"/api/v1/audit/{path}/{uuid7()}").status_code == 404


def test_events_come_newest_first_and_are_found_by_each_filter(client: Client) -> None:
    one, two, patient = make.somebody(), make.somebody(), uuid7()
    first = audit.record("audit.tested", two, by=one, patient_id=patient, reason="why")
    last = audit.record("audit.probed", one, by=two)
    everything = [row["id"] for row in get(client, "events")["items"]]
    assert everything.index(str(last.pk)) < everything.index(str(first.pk))
    today = localdate()
    for query in (
        {"by_id": str(one.pk)}, {"username": one.username.upper()}, {"patient_id": str(patient)},
        {"verb": "audit.tested"}, {"target_id": str(two.pk)}, {"request_id": str(first.request_id)},
        {"since": str(today), "until": str(today), "by_id": str(one.pk)},
    ):  # fmt: skip
        assert [row["id"] for row in get(client, "events", **query)["items"]] == [str(first.pk)], query
    assert get(client, "events", until=str(today - timedelta(days=1)))["items"] == []
    assert get(client, "events", username="nobody at all")["items"] == []


def test_the_pages_of_the_trail_follow_each_other(client: Client) -> None:
    person = make.somebody()
    made = [str(audit.record("audit.tested", person, by=person).pk) for _ in range(5)]
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = get(client, "events", verb="audit.tested", limit=2, cursor=cursor)
        seen += [row["id"] for row in page["items"]]
        cursor = page["next"]
    assert seen == made[::-1]


def test_an_event_shows_what_it_changed_field_by_field(client: Client) -> None:
    person = make.somebody()
    type(person)._default_manager.filter(pk=person.pk).update(description="on leave")
    event = audit.record("audit.tested", person, by=person)
    shown = get(client, f"events/{event.pk}")
    change = next(
        row for row in shown["changes"] if row["operation"] == "update" and row["row_id"] == str(person.pk)
    )
    assert (change["before"], change["after"]) == ({"description": ""}, {"description": "on leave"})


def test_a_change_names_its_columns_in_the_list_and_its_values_alone(client: Client) -> None:
    person = make.somebody()
    type(person)._default_manager.filter(pk=person.pk).update(description="on leave")
    event = audit.record("audit.tested", person, by=person)
    listed = get(client, "changes", row_id=str(person.pk), operation="update")["items"]
    assert [row["fields"] for row in listed] == [["description"]]
    assert "before" not in listed[0]
    assert str(event.pk) in [row["id"] for row in listed[0]["events"]]
    assert get(client, f"changes/{listed[0]['id']}")["after"] == {"description": "on leave"}
    by_actor = get(client, "changes", username=person.username, row_id=str(person.pk))["items"]
    assert len(by_actor) == Change.objects.filter(row_id=str(person.pk)).count()


def test_asking_about_a_patient_is_itself_recorded(client: Client) -> None:
    patient = uuid7()
    for path in ("events", "accesses", "changes"):
        get(client, path, patient_id=str(patient))
        get(client, path)
    left = Access.objects.filter(action="search").order_by("at")
    assert [(row.what, row.patient_id) for row in left] == [
        ("audit.event", patient), ("audit.access", patient), ("audit.change", patient),
    ]  # fmt: skip


def test_who_saw_the_patient_is_answered(client: Client) -> None:
    nurse, patient = make.somebody(), uuid7()
    audit.access("read", by=nurse, patient_id=patient, what="patients.patient", reason="shift")
    audit.access("read", by=nurse, patient_id=uuid7(), what="patients.patient")
    rows = get(client, "accesses", patient_id=str(patient), action="read")["items"]
    assert [(row["by"]["username"], row["reason"]) for row in rows] == [(nurse.username, "shift")]


def test_an_export_holds_every_row_and_leaves_a_trace(client: Client) -> None:
    person = make.somebody()
    for number in range(3):
        audit.record("audit.tested", person, by=person, reason=f"reason {number}")
    response = client.get("/api/v1/audit/events/export", {"verb": "audit.tested"})
    assert response["Content-Disposition"].endswith('.csv"')
    rows = list(csv.DictReader(io.StringIO(response.getvalue().decode())))
    assert [row["reason"] for row in rows] == ["reason 0", "reason 1", "reason 2"]
    assert all(row["system"].startswith("Hospital ") for row in rows)
    moment = parse_datetime(rows[0]["at"])
    assert moment is not None
    assert moment.tzinfo is not None
    left = Access.objects.get(action="export")
    assert left.what == "audit.event"
    assert left.particulars == {"form": "csv", "filters": {"verb": "audit.tested"}}


@pytest.mark.parametrize("stretch", [1, 2, 5, 7])
def test_a_long_export_comes_in_stretches_with_every_row_once(
    client: Client, monkeypatch: pytest.MonkeyPatch, stretch: int
) -> None:
    monkeypatch.setattr(files, "CHUNK", stretch)
    person = make.somebody()
    with transaction.atomic():  # all in one moment: only the key tells the rows apart
        ids = [audit.record("audit.tested", person, by=person).pk for _ in range(5)]
    response = client.get("/api/v1/audit/events/export", {"verb": "audit.tested"})
    rows = csv.DictReader(io.StringIO(response.getvalue().decode()))
    assert sorted(row["id"] for row in rows) == sorted(map(str, ids))


def test_an_export_that_nobody_reads_to_its_end_holds_no_cursor(client: Client) -> None:
    audit.record("audit.tested", make.somebody(), by=make.somebody())
    response = client.get("/api/v1/audit/events/export")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_cursors")
        assert cursor.fetchone() == (0,)
    response.close()


def test_a_cell_that_a_spreadsheet_would_run_is_quoted(client: Client) -> None:
    person = make.somebody()
    for start in ("=", "+", "-", "@", "\t"):
        audit.record("audit.tested", person, by=person, reason=f"{start}HYPERLINK()")
    response = client.get("/api/v1/audit/events/export", {"verb": "audit.tested"})
    rows = csv.DictReader(io.StringIO(response.getvalue().decode()))
    assert {row["reason"][0] for row in rows} == {"'"}


def test_changes_are_exported_as_lines_of_json_with_their_values(client: Client) -> None:
    person = make.somebody()
    response = client.get("/api/v1/audit/changes/export", {"row_id": str(person.pk), "form": "ndjson"})
    rows = [json.loads(line) for line in response.getvalue().splitlines()]
    assert [row["after"]["username"] for row in rows] == [person.username]


def test_who_only_looks_does_not_export() -> None:
    client = Client()
    client.force_login(make.somebody("audit.view_trail"))
    assert client.get("/api/v1/audit/events/export").status_code == 403


@pytest.mark.parametrize(("path", "queries"), [("events", 6), ("accesses", 6), ("changes", 7)])
def test_a_list_asks_the_database_as_often_for_many_rows_as_for_one(
    client: Client, path: str, queries: int, django_assert_max_num_queries: Any  # Any: a fixture
) -> None:  # fmt: skip
    for _ in range(20):
        person = make.somebody()
        audit.record("audit.tested", person, by=person)
        audit.access("read", by=person, what="test")
    get(client, path)
    with django_assert_max_num_queries(queries):
        assert len(get(client, path)["items"]) >= 20


@pytest.mark.django_db(transaction=True)
def test_the_chain_is_verified_on_request_and_the_result_stays(client: Client) -> None:
    assert get(client, "verification")["state"] == "empty"
    assert client.post("/api/v1/audit/verification", {}, "application/json").status_code == 409
    make.trail(6)
    assert get(client, "verification")["state"] == "unverified"
    response = client.post("/api/v1/audit/verification", {"anchor": make.head()}, "application/json")
    assert (response.status_code, response.json()["state"]) == (201, "whole")
    shown = get(client, "verification")
    assert shown["last"]["is_whole"]
    assert shown["last"]["fault"] is None


@pytest.mark.django_db(transaction=True)
def test_a_broken_chain_turns_red_and_names_the_row(client: Client) -> None:
    make.trail(6)
    row = Event.objects.order_by("transaction").last()
    assert row is not None
    with make.as_owner() as cursor:
        cursor.execute("UPDATE audit_event SET reason = 'nothing' WHERE id = %s", [row.pk])
    client.post("/api/v1/audit/verification", {}, "application/json")
    shown = get(client, "verification")
    assert shown["state"] == "broken"
    assert (shown["last"]["fault"]["fault"], shown["last"]["fault"]["row"]) == ("edited", str(row.pk))


@pytest.mark.django_db(transaction=True)
def test_a_long_chain_is_left_to_the_worker(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hospital.audit.actions.AT_ONCE", 0)
    make.trail(3)
    assert client.post("/api/v1/audit/verification", {}, "application/json").status_code == 202

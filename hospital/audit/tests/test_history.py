"""Every table that holds a fact keeps what became of its rows, whoever writes them."""

import pytest
from django.apps import apps
from django.db import connection

from hospital.audit.models import Change

from . import make

# Tables of ours that keep no history, and why.
EXCUSED = {
    "audit_event": "the trail itself",
    "audit_access": "the trail itself",
    "audit_change": "the trail itself",
    "audit_link": "seals of the trail",
    "audit_block": "seals of the trail",
    "beds_bedstep": "append-only: each row tells of a change",
    "scheduling_step": "append-only: each row tells of a change",
    "signatures_version": "append-only, and a chain of its own tells of every change",
    "terminology_codesystem": "names of published systems, written with the load that the trail tells of",
    "terminology_edition": "written once, with its load",
    "terminology_concept": "effective-dated: what a code meant on a day stays in its rows",
    "terminology_load": "a report; begun, finished and failed are events",
    "integrations_importrun": "a report; what an import wrote is kept by the tables it wrote",
    "integrations_refusal": "written once, with its import",
    "integrations_resource": "every content that was ever delivered stays, in the row or in its editions",
    "integrations_edition": "append-only",
    "accounts_keptresponse": "an answer kept for two days for whoever asks again; what was done is kept",
    "accounts_lockout": "failed sign-ins are events; the count is thrown away",
    "accounts_session": "ends and begins are events; the rest is the present page of a browser",
}


@pytest.mark.django_db
def test_every_table_keeps_its_history_or_has_an_excuse() -> None:
    ours = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("hospital.")
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'keep_history'")
        kept = {table for (table,) in cursor.fetchall()}
    assert ours | {"mfa_authenticator"} <= kept | set(EXCUSED), "neither kept nor excused"
    assert not kept & set(EXCUSED), "kept: needs no excuse"
    assert set(EXCUSED) <= ours, "an excuse for a table that is not there"


@pytest.mark.django_db
def test_a_bulk_write_is_kept_row_by_row_with_only_what_differs() -> None:
    people = [make.somebody(), make.somebody()]
    type(people[0])._default_manager.filter(pk__in=[p.pk for p in people]).update(description="on leave")
    kept = Change.objects.filter(operation="update", row_id__in=[str(p.pk) for p in people])
    assert [(change.before, change.after) for change in kept] == [
        ({"description": ""}, {"description": "on leave"})
    ] * 2


@pytest.mark.django_db
def test_raw_sql_is_kept_too() -> None:
    person = make.somebody()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {person._meta.db_table} SET name = 'Z' WHERE id = %s", [person.pk])  # noqa: S608  # its own table
    change = Change.objects.filter(row_id=str(person.pk), operation="update").get()
    assert change.after is not None
    assert change.after["name"] == "Z"
    assert "name" in change.fields


@pytest.mark.django_db
def test_what_is_secret_is_not_in_the_trail() -> None:
    person = make.somebody()
    person.set_password("correct horse 1")
    person.save()
    kept = Change.objects.filter(row_id=str(person.pk))
    assert person.password not in str([(change.before, change.after) for change in kept])
    assert (kept.get(operation="update").after or {})["password"] == "***"


@pytest.mark.django_db
def test_a_change_that_is_no_fact_leaves_nothing() -> None:
    person = make.somebody()
    type(person)._default_manager.filter(pk=person.pk).update(version=7)
    assert not Change.objects.filter(row_id=str(person.pk), operation="update").exists()

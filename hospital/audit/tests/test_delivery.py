"""What happened reaches who is wired to hear it, once the transaction stands."""

from typing import Any  # Any: see work()

import pytest
from asgiref.sync import async_to_sync
from django.conf import LazySettings
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from hospital import audit
from hospital.audit import tasks

from . import make, subscribers

HEAR, STUMBLE = (f"hospital.audit.tests.subscribers.{name}" for name in ("hear", "stumble"))


@pytest.fixture(autouse=True)
def wired(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)  # the worker's threads keep none
    settings.WIRING = {"audit.tested": [STUMBLE, HEAR]}
    subscribers.heard.clear()


@pytest.mark.django_db(transaction=True)
def test_each_subscriber_hears_the_event_and_a_failing_one_holds_nobody_up() -> None:
    person = make.somebody()
    event = audit.record("audit.tested", person, by=person)
    work()
    assert subscribers.heard == [str(event.pk)]
    stumbled = ProcrastinateJob.objects.get(args__subscriber=STUMBLE)
    assert (stumbled.status, stumbled.attempts) == ("todo", 1)
    assert stumbled.scheduled_at is not None


@pytest.mark.django_db(transaction=True)
def test_an_event_that_is_rolled_back_reaches_nobody() -> None:
    person = make.somebody()
    with transaction.atomic():
        audit.record("audit.tested", person, by=person)
        transaction.set_rollback(True)
    work()
    assert subscribers.heard == []
    assert not ProcrastinateJob.objects.filter(task_name="audit.deliver").exists()


@pytest.mark.django_db(transaction=True)
def test_the_job_of_a_worker_that_died_is_given_to_another() -> None:
    person = make.somebody()
    event = audit.record("audit.tested", person, by=person)
    die_at_work()
    async_to_sync(tasks.retry_stalled.func)(timestamp=0)
    work()
    assert subscribers.heard == [str(event.pk)]


@pytest.mark.django_db(transaction=True)
def test_a_job_that_kills_every_worker_is_given_up() -> None:
    person = make.somebody()
    audit.record("audit.tested", person, by=person)
    die_at_work(attempts=tasks.MOST_ATTEMPTS - 1)
    async_to_sync(tasks.retry_stalled.func)(timestamp=0)
    assert {job.status for job in ProcrastinateJob.objects.filter(task_name="audit.deliver")} == {"failed"}


@pytest.mark.django_db(transaction=True)
def test_the_worker_seals_the_trail() -> None:
    make.somebody()
    tasks.seal.configure().defer(timestamp=0)
    work()
    assert ProcrastinateJob.objects.filter(task_name="audit.seal", status="succeeded").exists()


def work() -> None:
    """Let a worker do what there is to do."""
    connector: Any = app.connector  # Any: only the connector of Django knows that of the worker
    worker = app.with_connector(connector.get_worker_connector())
    worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False, delete_jobs="never")


def die_at_work(*, attempts: int = 0) -> None:
    """Leave every job as a worker does that was killed a minute ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) "
            "VALUES (now() - interval '1 minute') RETURNING id"
        )
        worker = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s, attempts = %s",
            [worker, attempts],
        )

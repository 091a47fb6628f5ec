from datetime import timedelta

import pytest
from django.utils.timezone import now
from procrastinate.contrib.django import app

from hospital.accounts import tasks
from hospital.accounts.models import Lockout, Session
from hospital.accounts.tests import make

pytestmark = pytest.mark.django_db


def test_the_worker_throws_away_ended_sessions_and_old_failures_every_hour() -> None:
    make.browser(make.user())
    make.browser(make.user())
    ended = Session.objects.earliest("created_at")
    Session.objects.filter(pk=ended.pk).update(expire_date=now())
    make.Api().post("/sessions", username="nobody", password="wrong 123")
    make.Api().post("/sessions", username="somebody", password="wrong 123")
    Lockout.objects.filter(pk=Lockout.objects.earliest("id").pk).update(updated_at=now() - timedelta(days=8))
    tasks.sweep(timestamp=0)
    assert not Session.objects.filter(pk=ended.pk).exists()
    assert (Session.objects.count(), Lockout.objects.count()) == (1, 1)


def test_the_worker_knows_the_job_and_its_hour() -> None:
    assert "accounts.sweep" in app.tasks
    assert any(task.task.name == "accounts.sweep" for task in app.periodic_registry.periodic_tasks.values())

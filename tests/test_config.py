"""Settings: declared in code, changed while the system runs, refused outside their range."""

from typing import Any  # Any: whatever JSON may hold

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from hospital import config
from hospital.accounts.tests import make
from hospital.audit.models import Change, Event
from hospital.config.actions import NoSuchSetting, change_setting
from hospital.config.models import Revision, Setting
from hospital.config.registry import REGISTRY, Declared
from hospital.config.values import REMEMBERED_FOR, Present
from hospital.core.errors import Denied, Invalid, Stale

from .race import race

pytestmark = pytest.mark.django_db
IDLE = "session.idle_minutes"


def test_a_setting_is_its_default_until_it_is_changed() -> None:
    assert config.value(IDLE) == 15


def test_a_setting_that_nobody_declared_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        config.value("session.colour")
    with pytest.raises(NoSuchSetting):
        change_setting("session.colour", value=1, version=0, reason="x", by=make.admin())


@pytest.mark.parametrize("declared", REGISTRY.values(), ids=list(REGISTRY))
def test_every_default_is_within_its_own_range(declared: Declared) -> None:
    assert declared.check(declared.default) == declared.default


@pytest.mark.parametrize("value", [0, 61, "15", True, 1.5, None])
def test_a_value_outside_the_range_or_of_another_kind_is_refused(value: Any) -> None:
    with pytest.raises(Invalid) as refused:
        change_setting(IDLE, value=value, version=0, reason="x", by=make.admin())
    assert "value" in refused.value.fields


def test_the_idle_lock_cannot_be_switched_off() -> None:
    assert REGISTRY[IDLE].low >= 1


def test_a_change_is_kept_with_its_reason_and_recorded() -> None:
    admin = make.admin()
    change_setting(IDLE, value=5, version=0, reason="Shared computers", by=admin)
    change_setting(IDLE, value=10, version=1, reason="Too short", by=admin)
    past = [(row.before, row.after, row.reason, row.by_id) for row in Revision.objects.order_by("id")]
    assert past == [(15, 5, "Shared computers", admin.pk), (5, 10, "Too short", admin.pk)]
    event = Event.objects.filter(verb="config.setting_changed").latest("id")
    assert (event.particulars["setting"], event.particulars["after"]) == (IDLE, 10)
    assert Change.objects.filter(table="config_setting").exists()


def test_nothing_is_kept_of_a_change_to_the_same_value() -> None:
    change_setting(IDLE, value=15, version=0, reason="x", by=make.admin())
    assert not Revision.objects.exists()


def test_a_reason_is_asked_for() -> None:
    with pytest.raises(Invalid):
        change_setting(IDLE, value=5, version=0, reason=" ", by=make.admin())


def test_a_change_made_from_an_old_version_is_refused() -> None:
    admin = make.admin()
    change_setting(IDLE, value=5, version=0, reason="x", by=admin)
    with pytest.raises(Stale):
        change_setting(IDLE, value=6, version=0, reason="x", by=admin)


def test_only_who_manages_settings_changes_one() -> None:
    with pytest.raises(Denied):
        change_setting(IDLE, value=5, version=0, reason="x", by=make.user())


def test_another_worker_knows_within_five_seconds() -> None:
    time = [1000.0]
    worker = Present(lambda: time[0])
    assert worker.value(IDLE) == 15
    change_setting(IDLE, value=5, version=0, reason="x", by=make.admin())
    assert worker.value(IDLE) == 15
    time[0] += REMEMBERED_FOR
    assert REMEMBERED_FOR < 5
    assert worker.value(IDLE) == 5


def test_a_worker_asks_the_database_once_for_many_readings(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    worker = Present(lambda: 1000.0)
    with django_assert_num_queries(1):
        for name in REGISTRY:
            worker.value(name)


@pytest.mark.django_db(transaction=True)
def test_of_two_changes_at_once_one_is_told_that_it_is_late() -> None:
    admin = make.admin()
    ends = race(2, lambda i: change_setting(IDLE, value=5 + i, version=0, reason="x", by=admin))
    assert sorted(isinstance(end, Stale) for end in ends) == [False, True]
    assert Setting.objects.get().version == 1


class TestTheApi:
    def test_lists_every_setting(self, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        api = make.client(make.admin())
        with django_assert_num_queries(5):
            rows = api.get("/settings").json()
        assert [row["name"] for row in rows] == list(REGISTRY)
        idle = next(row for row in rows if row["name"] == IDLE)
        assert idle | {"label": "", "help": "", "unit": ""} == {
            "name": IDLE, "label": "", "help": "", "unit": "", "kind": "number", "low": 1, "high": 60,
            "default": 15, "value": 15, "version": 0,
        }  # fmt: skip

    def test_changes_one_from_the_version_that_was_read(self) -> None:
        api = make.client(make.admin())
        assert api.get(f"/settings/{IDLE}")["ETag"] == 'W/"0"'
        assert api.put(f"/settings/{IDLE}", value=5, reason="x").status_code == 428
        changed = api.put(f"/settings/{IDLE}", 0, value=5, reason="x")
        assert (changed.status_code, changed["ETag"], changed.json()["value"]) == (200, 'W/"1"', 5)
        assert api.put(f"/settings/{IDLE}", 0, value=6, reason="x").status_code == 412
        (row,) = api.get(f"/settings/{IDLE}/revisions").json()["items"]
        assert (row["before"], row["after"]) == (15, 5)

    def test_refuses_what_does_not_exist_or_is_out_of_range(self) -> None:
        api = make.client(make.admin())
        assert api.get("/settings/moon").status_code == 404
        assert api.put("/settings/moon", 0, value=5, reason="x").status_code == 404
        assert api.put(f"/settings/{IDLE}", 0, value=0, reason="x").json()["fields"]["value"]

    def test_is_closed_to_others(self) -> None:
        assert make.client(make.user()).get("/settings").status_code == 403


class TestThePages:
    def test_change_a_setting(self) -> None:
        browser = make.browser(make.admin())
        assert browser.get("/settings/").status_code == 200
        answer = browser.post(f"/settings/{IDLE}", {"value": "5", "reason": "x", "version": "0"})
        assert answer.status_code == 302
        assert Setting.objects.get().value == 5

    @pytest.mark.parametrize(
        "sent", [{"value": "0"}, {"value": "x"}, {"reason": ""}, {"version": "7"}, {"version": "x"}]
    )
    def test_come_back_with_what_is_wrong(self, sent: dict[str, str]) -> None:
        browser = make.browser(make.admin())
        answer = browser.post(f"/settings/{IDLE}", {"value": "5", "reason": "x", "version": "0"} | sent)
        assert answer.status_code == 422
        assert answer.context["form"].errors
        assert not Revision.objects.exists()

    def test_are_closed_to_others(self) -> None:
        assert make.browser(make.user()).get("/settings/").status_code == 403
        assert Client().get("/settings/").status_code == 302

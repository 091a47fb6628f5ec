"""A POST that carries an Idempotency-Key is done once, however often and however fast it is sent."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Event
from typing import Any  # Any: JSON bodies

import psycopg
import pytest
from django.db import connection, connections
from django.utils.timezone import now

from hospital.accounts import actions
from hospital.accounts.models import KeptResponse, Role
from hospital.accounts.tests import make
from hospital.audit.models import Event as Happened
from tests.race import race

pytestmark = pytest.mark.django_db
DESK: dict[str, Any] = {"code": "desk", "name": "Desk", "permissions": []}


def keeper() -> make.Api:
    return make.client(make.user("accounts.manage_role", "accounts.view_user"))


def test_the_same_request_again_gets_the_same_answer_and_does_nothing() -> None:
    api = keeper()
    first, again = api.post("/roles", _key="k1", **DESK), api.post("/roles", _key="k1", **DESK)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert first["ETag"] == again["ETag"]
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert Role.objects.filter(code="desk").count() == 1
    assert Happened.objects.filter(verb="accounts.role_defined", target_id=first.json()["id"]).count() == 1


def test_another_content_under_the_same_key_is_refused() -> None:
    api = keeper()
    api.post("/roles", _key="k1", **DESK)
    answer = api.post("/roles", _key="k1", **DESK | {"name": "Other"})
    assert (answer.status_code, answer.json()["type"]) == (422, "KeyReused")


def test_another_key_is_another_request() -> None:
    api = keeper()
    api.post("/roles", _key="k1", **DESK)
    assert api.post("/roles", _key="k2", **DESK).json()["type"] == "RoleExists"


def test_without_a_key_nothing_is_kept() -> None:
    keeper().post("/roles", **DESK)
    assert not KeptResponse.objects.exists()


def test_keys_belong_to_who_sent_them() -> None:
    keeper().post("/roles", _key="k1", **DESK)
    answer = keeper().post("/roles", _key="k1", **DESK | {"code": "other"})
    assert answer.status_code == 201


def test_a_refusal_is_not_kept_so_that_asking_again_may_succeed() -> None:
    api = keeper()
    role = make.role(code="desk")
    assert api.post("/roles", _key="k1", **DESK).status_code == 409
    role.grants.all().delete()
    role.delete()
    assert api.post("/roles", _key="k1", **DESK).status_code == 201


@pytest.mark.parametrize("key", ["x" * 256, ""])
def test_a_key_has_a_length(key: str) -> None:
    answer = keeper().send("POST", "/roles", body=DESK, **{"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["type"]) == (422, "KeyTooLong")


def test_a_stranger_with_a_key_is_told_to_sign_in() -> None:
    assert make.Api().post("/roles", _key="k1", **DESK).status_code == 401
    assert make.Api("hsp_made-up").post("/roles", _key="k1", **DESK).status_code == 401


def test_an_answer_that_held_a_secret_is_not_kept_and_not_done_again() -> None:
    api = make.client(make.admin())
    sent = {"username": "eva", "name": "Eva"}
    first = api.post("/users", _key="k1", **sent)
    again = api.post("/users", _key="k1", **sent)
    assert (again.status_code, again.json()["type"]) == (409, "ShownOnce")
    assert first.json()["initial_password"] not in str(
        [bytes(row.body) for row in KeptResponse.objects.all()]
    )


def test_a_wrong_password_counts_though_it_came_with_a_key() -> None:
    api = make.client(make.user())
    for number in range(5):
        api.post("/me/password", _key=f"k{number}", password="wrong 123", new_password="madrugada 4")
    answer = api.post("/me/password", _key="k9", password=make.PASSWORD, new_password="madrugada 4")
    assert answer.status_code == 429


def test_kept_answers_are_thrown_away_after_two_days() -> None:
    api = keeper()
    api.post("/roles", _key="k1", **DESK)
    api.post("/roles", _key="k2", **DESK | {"code": "other"})
    KeptResponse.objects.filter(key="k1").update(created_at=now() - timedelta(hours=49))
    assert actions.sweep(by=actions.system()) == 1
    assert [row.key for row in KeptResponse.objects.all()] == ["k2"]


@pytest.mark.django_db(transaction=True)
def test_twins_at_the_same_moment_make_one_row() -> None:
    user = make.user("accounts.manage_role", "accounts.view_user")
    clients = [make.client(user) for _i in range(6)]
    answers: list[Any] = race(6, lambda i: clients[i].post("/roles", _key="k1", **DESK))
    statuses = sorted(answer.status_code for answer in answers)
    assert set(statuses) <= {201, 409}
    assert 201 in statuses
    assert {answer.json()["type"] for answer in answers if answer.status_code == 409} <= {"InFlight"}
    assert Role.objects.filter(code="desk").count() == 1
    assert clients[0].post("/roles", _key="k1", **DESK)["Idempotency-Replayed"] == "true"


@pytest.mark.django_db(transaction=True)
def test_a_twin_that_comes_while_the_first_is_carried_out_is_told_so() -> None:
    """The first is held up in the middle by a table that somebody else has locked."""
    user = make.user("accounts.manage_role", "accounts.view_user")
    first, twin = make.client(user), make.client(user)
    with ThreadPoolExecutor(1) as pool, somebody_holding("accounts_role") as is_waited_for:
        answer = pool.submit(in_a_thread, lambda: first.post("/roles", _key="k1", **DESK))
        assert is_waited_for()
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '3s'")
        told = twin.post("/roles", _key="k1", **DESK)
    assert (told.status_code, told.json()["type"]) == (409, "InFlight")
    assert answer.result().status_code == 201


@contextmanager
def somebody_holding(table: str) -> Iterator[Callable[[], bool]]:
    """A table nobody can write until the block ends; the yielded function waits until one tries."""
    here = connection.get_connection_params()
    wanted = {name: here[name] for name in ("host", "port", "user", "password", "dbname") if here.get(name)}
    with psycopg.connect(**wanted) as other:
        other.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")

        def is_waited_for() -> bool:
            waiting = "SELECT 1 FROM pg_locks WHERE relation = %s::regclass AND NOT granted"
            pause = Event()
            return any(other.execute(waiting, [table]).fetchone() or pause.wait(0.05) for _try in range(400))

        yield is_waited_for


def in_a_thread(call: Callable[[], Any]) -> Any:  # Any: see above
    try:
        return call()
    finally:
        connections.close_all()

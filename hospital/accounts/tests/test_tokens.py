"""Keys to the API: shown once, limited, ending, and refused everywhere soon after they are revoked."""

from datetime import timedelta
from typing import Any  # Any: JSON bodies

import pytest
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from hospital.accounts import actions
from hospital.accounts.actions.tokens import AlreadyRevoked, Issued, MoreThanOwn, OnlyForMachines
from hospital.accounts.keys import REMEMBERED_FOR, Remembered, digest
from hospital.accounts.models import Token, User
from hospital.accounts.tests import make
from hospital.audit.models import Change, Event
from hospital.core.errors import Denied, Invalid

pytestmark = pytest.mark.django_db
VIEW = "accounts.view_user"


class Clock:
    """A worker's clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


def soon(days: float = 30) -> str:
    return (now() + timedelta(days=days)).isoformat()


def issue(user: User, *scopes: str, days: float = 30) -> Issued:
    ends = now() + timedelta(days=days)
    return actions.issue_personal_token(name="script", scopes=scopes or [VIEW], expires_at=ends, by=user)


def test_a_key_is_shown_once_and_kept_as_a_digest() -> None:
    answer = make.client(make.user(VIEW)).post("/tokens", name="script", scopes=[VIEW], expires_at=soon())
    assert answer.status_code == 201
    key = answer.json()["token"]
    row = Token.objects.get(name="script")
    assert row.digest == digest(key)
    assert key.startswith(row.prefix)
    assert key not in str(list(Change.objects.values())) + str(list(Event.objects.values()))
    assert "token" not in make.Api(key).get("/tokens").json()["items"][0]


def test_a_key_does_no_more_than_its_scopes() -> None:
    user = make.user(VIEW, "accounts.manage_user")
    client = make.Api(issue(user, VIEW).key)
    assert client.get("/users").status_code == 200
    assert client.post("/users", username="eva", name="Eva").status_code == 403
    assert client.get("/me").json()["permissions"] == [VIEW]


def test_a_key_does_no_more_than_its_person_may_now() -> None:
    user = make.user(VIEW)
    key = issue(user).key
    actions.take_role(user, role=user.roles.get(), by=make.admin())
    assert make.Api(key).get("/users").status_code == 403


def test_nobody_issues_more_than_her_own() -> None:
    with pytest.raises(MoreThanOwn):
        issue(make.user(VIEW), "accounts.manage_user")


def test_a_key_cannot_issue_a_wider_key() -> None:
    user = make.user(VIEW, "accounts.manage_user")
    client = make.Api(issue(user, VIEW).key)
    sent: dict[str, Any] = {"name": "wide", "scopes": [VIEW, "accounts.manage_user"], "expires_at": soon()}
    assert client.post("/tokens", **sent).json()["type"] == "MoreThanOwn"
    assert client.post("/tokens", **sent | {"scopes": []}).status_code == 422


@pytest.mark.parametrize("days", [-1, 366])
def test_a_key_ends_within_the_limit(days: int) -> None:
    with pytest.raises(Invalid):
        issue(make.user(VIEW), days=days)


def test_a_key_that_has_ended_opens_nothing() -> None:
    key = issue(make.user(VIEW)).key
    Token.objects.update(expires_at=now())
    assert make.Api(key).get("/me").status_code == 401


def test_a_machine_works_by_token() -> None:
    admin, machine = make.admin(), make.user(VIEW, kind="machine", password=None)
    sent: dict[str, Any] = {
        "name": "bridge",
        "scopes": [VIEW],
        "expires_at": soon(),
        "user_id": str(machine.pk),
    }
    answer = make.client(admin).post("/tokens", **sent)
    assert make.Api(answer.json()["token"]).get("/users").status_code == 200


def test_no_key_is_issued_in_the_name_of_a_person() -> None:
    admin, person = make.admin(), make.user(VIEW)
    ends = now() + timedelta(days=1)
    with pytest.raises(OnlyForMachines):
        actions.issue_machine_token(person, name="x", scopes=[VIEW], expires_at=ends, by=admin)


def test_only_who_manages_tokens_issues_a_machines() -> None:
    machine = make.user(VIEW, kind="machine", password=None)
    with pytest.raises(Denied):
        actions.issue_machine_token(
            machine, name="x", scopes=[VIEW], expires_at=now() + timedelta(days=1), by=make.user(VIEW)
        )


def test_a_revoked_key_opens_nothing_and_stays_listed() -> None:
    user = make.user(VIEW)
    issued, client = issue(user), make.client(user)
    assert client.delete(f"/tokens/{issued.token.pk}").status_code == 204
    assert make.Api(issued.key).get("/me").status_code == 401
    assert [row["is_usable"] for row in client.get("/tokens", kind="personal").json()["items"]] == [False]
    assert Event.objects.filter(verb="accounts.token_revoked", target_id=issued.token.pk).exists()
    with pytest.raises(AlreadyRevoked):
        actions.revoke_token(issued.token, by=user)


def test_somebody_elses_key_does_not_exist() -> None:
    theirs = issue(make.user(VIEW)).token
    assert make.client(make.user(VIEW)).delete(f"/tokens/{theirs.pk}").status_code == 404


def test_who_manages_tokens_revokes_any() -> None:
    theirs = issue(make.user(VIEW))
    assert make.client(make.admin()).delete(f"/tokens/{theirs.token.pk}").status_code == 204
    assert make.Api(theirs.key).get("/me").status_code == 401


@pytest.mark.parametrize("end", ["deactivate", "lock", "revoke"])
def test_another_worker_refuses_within_five_seconds(end: str) -> None:
    """The other worker is one whose memory nobody clears: it has only its clock."""
    admin, user = make.admin(), make.user(VIEW)
    issued, clock = issue(user), Clock()
    worker = Remembered(clock)
    assert worker.find(issued.key) is not None
    if end == "deactivate":
        actions.deactivate_user(user, reason="Left", by=admin)
    elif end == "lock":
        actions.lock_user(user, reason="Lost", by=admin)
    else:
        actions.revoke_token(issued.token, by=user)
    clock.time += REMEMBERED_FOR
    assert REMEMBERED_FOR < 5
    assert worker.find(issued.key) is None


def test_a_worker_asks_the_database_once_for_many_requests(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    key, worker = issue(make.user(VIEW)).key, Remembered(Clock())
    worker.find(key)
    with django_assert_num_queries(0):
        worker.find(key)


def test_when_a_key_was_last_used_is_known_but_is_no_history() -> None:
    issued = issue(make.user(VIEW))
    make.Api(issued.key).get("/me")
    assert Token.objects.get(pk=issued.token.pk).last_used_at is not None
    changes = Change.objects.filter(table="accounts_token", row_id=str(issued.token.pk))
    assert [change.operation for change in changes] == ["insert"]

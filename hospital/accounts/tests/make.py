"""People, keys and clients for tests, made by the real actions. For the apps above accounts too."""

import itertools
import json
from typing import Any  # Any: JSON bodies, and the test client's responses, which have json()

from django.test import Client

from hospital import config
from hospital.accounts import actions
from hospital.accounts.keys import remembered
from hospital.accounts.models import Role, User
from hospital.core.versions import etag

PASSWORD = "ronda 7 da noite"
_count = itertools.count(1)


def role(*permissions: str, **fields: str) -> Role:
    """A role of the hospital's own with these permissions."""
    number = next(_count)
    values = {"code": f"role-{number}", "name": f"Role {number}"} | fields
    return actions.define_role(permissions=permissions, by=actions.system(), **values)


def user(*permissions: str, **fields: Any) -> User:  # Any: whatever create_user takes
    """Somebody with exactly these permissions, who has changed her first password already (to PASSWORD)."""
    values: dict[str, Any] = {
        "must_change_password": False,
        "username": f"user{next(_count)}",
        "name": "Ana Souza",
        "password": PASSWORD,
    } | fields
    made = actions.create_user(**values, by=actions.system())
    if permissions:
        actions.give_role(made, role=role(*permissions), by=actions.system())
    return fresh(made)


def admin(**fields: Any) -> User:  # Any: see above
    """An administrator of accounts: she may do all there is to do with users, roles, tokens and settings."""
    return user(
        "accounts.view_user", "accounts.manage_user", "accounts.grant_role", "accounts.manage_role",
        "accounts.manage_token", "config.manage_setting", **fields,
    )  # fmt: skip


def fresh(of: User) -> User:
    """The user as the next request would read her, with her present permissions."""
    return User.objects.get(pk=of.pk)


def token(of: User) -> str:
    """The key of a sign-in through the API."""
    return actions.begin_session(by=of).key


class Api:
    """A client of /api/v1 with a bearer token: `api.get("/users")`, `api.post("/users", name=…)`."""

    def __init__(self, key: str = "", **headers: str) -> None:
        self.headers = headers | ({"Authorization": f"Bearer {key}"} if key else {})
        self.client = Client()

    def get(self, path: str, **query: Any) -> Any:  # Any: see above
        return self.send("GET", path, query=query)

    def post(self, path: str, _key: str = "", **body: Any) -> Any:  # Any: see above
        """POST; `_key` is the Idempotency-Key."""
        return self.send("POST", path, body=body, **({"Idempotency-Key": _key} if _key else {}))

    def patch(self, path: str, row: Any = None, **body: Any) -> Any:  # Any: see above
        """PATCH from the version of `row`, an entity or a version number; None sends no If-Match."""
        return self.send("PATCH", path, body=body, **_if_match(row))

    def put(self, path: str, row: Any = None, **body: Any) -> Any:  # Any: see above
        return self.send("PUT", path, body=body, **_if_match(row))

    def delete(self, path: str, **headers: str) -> Any:  # Any: see above
        return self.send("DELETE", path, **headers)

    def send(
        self, method: str, path: str, body: Any = None, query: Any = None, **headers: str
    ) -> Any:  # Any: see above
        """Any request; a worker that remembers nothing answers it."""
        remembered.forget()
        config.forget()
        request: dict[str, Any] = {"headers": self.headers | headers, "query_params": query}  # Any: see above
        if body is not None:
            request |= {"data": json.dumps(body, default=str), "content_type": "application/json"}
        if method == "GET":
            return self.client.get(f"/api/v1{path}", **request)
        return self.client.generic(method, f"/api/v1{path}", **request)


def client(of: User, **headers: str) -> Api:
    """An API client signed in as `of`."""
    return Api(token(of), **headers)


def browser(of: User) -> Client:
    """A browser that is signed in as `of`."""
    made = Client()
    made.force_login(of)
    return made


def _if_match(row: Any) -> dict[str, str]:  # Any: see above
    if row is None:
        return {}
    return {"If-Match": f'W/"{row}"' if isinstance(row, int) else etag(row)}

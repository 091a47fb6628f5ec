"""The published contract: OpenAPI 3.1, every refusal declared, and an API that keeps to it."""

import json
import re
from collections.abc import Iterator
from typing import Any  # Any: OpenAPI documents are JSON

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from hospital.core.access import ANYONE
from hospital.core.api import REFUSALS
from hospital.site.api import api
from hospital.site.wsgi import application

from .routes import routes
from .sizes import size
from .world import World

CASES = size("CASES", 3)  # per operation and role; more also brings the unlikely methods and bodies
CHECKS = [not_a_server_error, response_schema_conformance, status_code_conformance]
PHASES = [Phase.generate] if CASES < 10 else [Phase.explicit, Phase.generate]
# What would end the caller's own token or account: the cases after it would all be 401.
SUICIDAL = "^/api/v1/(sessions|tokens)"

WITHOUT_VERSION = {"/api/v1/employees/{id}/user": "refused when there is a user already"}

DOCUMENT = json.loads(json.dumps(api.get_openapi_schema(), default=str))  # as it is served: labels are lazy
schema = schemathesis.openapi.from_dict(DOCUMENT)
schema.app = application


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:  # Any: see above
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def declared(operation: dict[str, Any]) -> set[str]:  # Any: see above
    return {str(status) for status in operation["responses"]}


def test_the_document_is_openapi_3_1() -> None:
    assert DOCUMENT["openapi"].startswith("3.1")


def test_every_operation_declares_how_it_can_refuse() -> None:
    always = {"400", "401", "403", "404", "409", "422"}
    silent = [f"{method} {path}" for method, path, found in operations() if always - declared(found)]
    assert not silent
    assert {400, 401, 403, 404, 409, 412, 422, 428, 429} <= REFUSALS.keys()


def test_every_operation_that_takes_a_version_declares_412_and_428() -> None:
    for method, path, operation in operations():
        names = {parameter["name"].lower() for parameter in operation.get("parameters", ())}
        if "if-match" in names:
            assert {"412", "428"} <= declared(operation), f"{method} {path}"


def test_every_change_takes_a_version() -> None:
    changing = [(path, operation) for method, path, operation in operations() if method in ("PUT", "PATCH")]
    for path, operation in changing:
        if path in WITHOUT_VERSION:
            continue
        assert "if-match" in {p["name"].lower() for p in operation.get("parameters", ())}, path


def test_every_route_of_the_api_is_in_the_document() -> None:
    written = {(method, path) for method, path, _ in operations()}
    served = {(r.method, r.path) for r in routes() if r.is_api and r.path.startswith("/api/v1/")}
    assert served == written


def test_schemas_of_one_name_stay_apart() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    for shape, states in (
        ("PatientRow", ["active", "merged", "entered_in_error"]),
        ("MergeOut", ["done", "undone"]),
    ):
        name = schemas[shape]["properties"]["state"]["$ref"].rpartition("/")[2]
        assert schemas[name]["enum"] == states
    referred = set(re.findall(r"#/components/schemas/([^\"]+)", json.dumps(DOCUMENT)))
    assert referred <= schemas.keys()


def test_the_document_says_who_may_call() -> None:
    by_place = {(r.method, r.path): r.permission for r in routes() if r.is_api}
    for method, path, operation in operations():
        assert operation["x-permission"] == by_place[method, path]
        assert operation["x-permission"] != ANYONE or operation.get("security") is None


@pytest.fixture
def kept_open() -> Iterator[None]:
    """What Django's own test client does too: a request does not close the connection of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("kept_open")
@pytest.mark.parametrize("role", ["admin", "everything"])
@schema.exclude(path_regex=SUICIDAL).parametrize()
@settings(
    max_examples=CASES, deadline=None, derandomize=True, phases=PHASES,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
def test_the_api_keeps_to_its_contract(case: Any, undone: World, role: str) -> None:
    with transaction.atomic():
        response = case.call(headers={"Authorization": f"Bearer {undone.key(role)}"})
        transaction.set_rollback(True)
    case.validate_response(response, checks=CHECKS)

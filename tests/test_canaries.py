"""What is written about a patient stays in her record: it is in no log, address, refusal, trail or metric."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any  # Any: JSON bodies

import pytest
from django.db import connection

from hospital.accounts.tests import make
from hospital.audit.models import Access, Event
from hospital.site.database import external

from .routes import READ, routes
from .world import World

CANARY = "Zorbalina"  # in no dictionary, and in no other test
NUMBER = "52998224725"  # a CPF with right check digits, in no other test
WORDS = (CANARY, CANARY.lower(), NUMBER, "529.982.247-25", "911112222")
PATIENT: dict[str, Any] = {  # Any: see above
    "given_name": CANARY, "family_name": f"{CANARY} Filha", "social_name": f"{CANARY} Sol",
    "mother_name": f"{CANARY} Mãe", "birth_date": "1977-07-07", "cpf": NUMBER, "phone": "+5511911112222",
    "email": f"{CANARY}@example.com", "description": f"{CANARY} chegou", "birth_city": CANARY,
    "addresses": [{"street": f"Rua {CANARY}", "city": CANARY, "district": CANARY, "note": CANARY}],
    "guardians": [{"name": f"{CANARY} Tia", "phone": "+5511911112222", "note": CANARY}],
    "contacts": [{"value": "+5511911112222", "note": CANARY}],
}  # fmt: skip
PARTS: dict[str, dict[str, str]] = {
    "alerts": {"text": f"{CANARY} cai"},
    "history": {"condition": CANARY, "medication": CANARY, "note": CANARY},
    "identifiers": {"kind": "rg", "system": "SSP", "value": CANARY},
    "addresses": {"street": CANARY},
    "contacts": {"kind": "email", "value": f"outra.{CANARY}@example.com"},
    "guardians": {"name": CANARY},
}


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that any logger says, down to the last detail."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    root = logging.getLogger()
    levels = {
        logger: logger.level for logger in (root, logging.getLogger("hospital"), logging.getLogger("django"))
    }
    root.addHandler(handler)
    for logger in levels:
        logger.setLevel(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(
        logging.INFO
    )  # silent unless somebody asks for statements
    yield text
    root.removeHandler(handler)
    for logger, level in levels.items():
        logger.setLevel(level)


def found_in(text: str) -> list[str]:
    return [word for word in WORDS if word in text]


def test_nothing_of_a_patient_leaves_her_record(undone: World, log: io.StringIO) -> None:
    api = make.Api(undone.key("everything"))
    made = api.post("/patients", **PATIENT)
    assert made.status_code == 201, made.content
    place = f"/patients/{made.json()['id']}"
    for part, body in PARTS.items():
        assert api.post(f"{place}/{part}", **body).status_code == 201, part
    api.get("/patients", q=CANARY)
    api.get("/patients", q=NUMBER)
    api.patch(place, make_version(api, place), social_name=f"{CANARY} Lua")
    told = [refusal.content.decode() for refusal in refusals(api, place)]
    assert "request=" in log.getvalue()
    assert found_in("".join(told)) == []
    assert found_in(log.getvalue()) == []
    assert found_in(trail()) == []
    assert found_in(undone.client("everything").get("/metrics").content.decode()) == []


def make_version(api: make.Api, place: str) -> int:
    return int(api.get(place).json()["version"])


def refusals(api: make.Api, place: str) -> Iterator[Any]:  # Any: responses
    """Every kind of no that a person who typed a patient's data can get."""
    yield api.post("/patients", **PATIENT)
    yield api.post("/patients", **{**PATIENT, "cpf": "52998224700"})
    yield api.post("/patients", **{**PATIENT, "birth_date": "2999-01-01"})
    yield api.post(f"{place}/identifiers", kind="cpf", value=NUMBER)
    yield api.patch(place, 1, social_name=CANARY)
    yield api.patch(place, social_name=CANARY)
    yield api.post(f"{place}/contacts", kind="email", value=f"{CANARY} at example")
    yield api.get("/patients", q=CANARY, sort=CANARY)


def trail() -> str:
    """What events and accesses keep beside ids: the reasons that people gave are theirs to word."""
    rows = [row for kind in (Event, Access) for row in kind.objects.values_list("particulars", flat=True)]
    return json.dumps(rows, default=str, ensure_ascii=False)


def test_no_address_names_a_patient() -> None:
    """Patients stand in addresses by id only; what is searched for stands behind them and is not logged."""
    named = {"name", "cpf", "cns", "mother_name", "given_name"}
    reading = [route for route in routes() if route.method == READ and "patient" in route.path.lower()]
    assert not [str(route) for route in reading if named & set(route.parameters)]


@pytest.mark.skipif(external(), reason="the server's settings are its owner's")
def test_the_server_keeps_no_statement_with_values(undone: World) -> None:
    with connection.cursor() as cursor:
        for setting, value in (("log_statement", "none"), ("log_min_duration_statement", "-1")):
            cursor.execute(f"SHOW {setting}")
            assert cursor.fetchone() == (value,)

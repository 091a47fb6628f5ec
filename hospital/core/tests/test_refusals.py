"""Every refusal has one body, in the client's language, with the status that its kind means."""

import json

import pytest
from django.utils.translation import override

from hospital.core.errors import (
    Absent,
    Conflict,
    Denied,
    DomainError,
    Invalid,
    InvalidTransition,
    Stale,
    VersionMissing,
)
from hospital.core.problems import problem, refusal


class BedTaken(Conflict):
    message = "Another patient is in this bed."


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Denied(), 403), (Absent(), 404), (BedTaken(), 409), (InvalidTransition(), 409), (Invalid(), 422),
        (Stale(), 412), (VersionMissing(), 428), (DomainError(), 409),
    ],
)  # fmt: skip
def test_each_kind_of_refusal_has_its_status(error: DomainError, status: int) -> None:
    assert refusal(error).status_code == status


def test_a_refusal_names_itself_its_fields_and_a_reference() -> None:
    response = refusal(BedTaken(fields={"bed": ["taken"]}))
    body = json.loads(response.content)
    assert response["Content-Type"] == "application/problem+json"
    assert (body["type"], body["detail"]) == ("BedTaken", "Another patient is in this bed.")
    assert body["fields"] == {"bed": ["taken"]}
    assert len(body["reference"]) == 36


def test_the_words_follow_the_language_of_the_client() -> None:
    with override("pt-br"):
        assert json.loads(refusal(Denied()).content)["detail"] == "Você não tem permissão para fazer isto."
    with override("en"):
        assert json.loads(refusal(Denied()).content)["detail"] == "You do not have permission to do this."


def test_headers_are_given_with_underscores() -> None:
    assert problem(429, "LockedOut", Retry_After="60")["Retry-After"] == "60"

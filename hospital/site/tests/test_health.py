import logging

import pytest
from django.db import OperationalError, connections
from django.test import Client

from hospital.site import health


@pytest.mark.django_db
def test_the_hospital_says_that_it_lives_and_is_ready(client: Client) -> None:
    assert client.get("/health/live").json() == {"status": "live"}
    assert client.get("/health/ready").json()["status"] == "ready"


@pytest.mark.django_db
def test_waiting_migrations_mean_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_migrated", [])
    with connections["default"].cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'accounts'")
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["type"]) == (503, "DatabaseBehind")


def test_a_silent_database_means_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = connections["default"].copy()
    nobody.settings_dict = {**nobody.settings_dict, "HOST": "/nowhere"}
    monkeypatch.setattr(health, "connections", {"default": nobody})
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["type"]) == (503, "DatabaseAway")
    assert client.get("/health/live").status_code == 200
    assert "hospital_database_up 0.0" in client.get("/metrics").content.decode()


@pytest.mark.django_db
def test_metrics_count_requests_by_route_and_never_by_path(client: Client) -> None:
    client.get("/health/live?name=Canary")
    client.get("/nowhere/Canary")
    text = client.get("/metrics").content.decode()
    assert 'hospital_requests_total{method="GET",route="/health/live",status="200"}' in text
    assert 'route="none",status="404"' in text
    assert "hospital_database_up 1.0" in text
    assert "hospital_process_resident_bytes{" in text
    assert "Canary" not in text


@pytest.mark.django_db
def test_metrics_are_for_this_machine(client: Client) -> None:
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404


@pytest.mark.django_db
def test_another_network_may_be_let_in(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOSPITAL_METRICS_FROM", "203.0.113.0/24")
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 200
    assert client.get("/metrics").status_code == 404


def test_the_access_log_names_the_route_only(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "hospital.access"):
        client.get("/health/live?name=Canary")
    assert "method=GET route=/health/live status=200" in caplog.text
    assert "Canary" not in caplog.text


@pytest.mark.parametrize("address", ["/api/v1/me", "/accounts/login/"])
def test_a_silent_database_is_said_with_503_and_when_to_come_again(
    client: Client, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    client.raise_request_exception = False
    client.cookies["session"] = "somebody"

    def away(*_: object) -> None:
        raise OperationalError("the database is away")

    monkeypatch.setattr(connections["default"], "ensure_connection", away)
    answer = client.get(address, headers={"Authorization": "Bearer somebody"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")

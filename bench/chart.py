#!/usr/bin/env python3
"""The chart of a patient with many events, and the statements it asks alone, by bare psycopg, in turns.

    bench/chart.py [--events 10000] [--times 100]

In this process, without a server around it, on the database of bench/run.py.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any  # Any: what a call gives back

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psycopg

from bench.run import DATABASE, prepare
from hospital.site.cluster import OWNER, default_cluster

PATIENTS = 20_000


def main() -> None:
    options = arguments()
    cluster = default_cluster()
    cluster.start()
    prepare(cluster, PATIENTS)
    ask, statements = chart(options.events)
    with psycopg.connect(cluster.url(OWNER, DATABASE), autocommit=True) as link:
        measured = in_turns(
            {"ours": ask, "raw": lambda: [link.execute(text).fetchall() for text in statements]},
            options.times,
        )
    for name, moments in measured.items():
        ordered = sorted(moments)
        middle, late = statistics.median(ordered), ordered[int(len(ordered) * 0.95) - 1]
        print(f"{name:5} p50 {middle * 1000:6.1f} ms   p95 {late * 1000:6.1f} ms")
    print(f"ratio {statistics.median(measured['raw']) / statistics.median(measured['ours']):.2f}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=100)
    return parser.parse_args()


def chart(events: int) -> tuple[Callable[[], Any], list[str]]:  # Any: a response
    """What asks for the chart of a patient with so many events, and the statements that it takes."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from hospital.accounts import actions
    from hospital.patients.models import Patient
    from hospital.records.tests.many import grown

    by = actions.system()
    patient = Patient.objects.active().order_by("-id")[0]
    grown(patient, by, observations=events * 2, problems=events // 2)  # four readings are one event
    client = Client(headers={"Authorization": f"Bearer {actions.begin_session(by=opener(by)).key}"})

    def ask() -> Any:  # Any: see above
        response = client.get(f"/api/v1/patients/{patient.pk}/chart")
        assert response.status_code == 200, response.content
        return response

    ask()
    with CaptureQueriesContext(connection) as queries:
        ask()
    return ask, [query["sql"] for query in queries if query["sql"].startswith(("SELECT", "WITH"))]


def opener(by: Any) -> Any:  # Any: a User, known once Django is set up
    """Somebody whose office opens every chart."""
    from hospital.accounts import actions
    from hospital.accounts.models import Role, User

    known = User.objects.filter(username="bench-archive").first()
    if known:
        return known
    user = actions.create_user(username="bench-archive", name="Arquivo", must_change_password=False, by=by)
    actions.give_role(user, role=Role.objects.get(code="archive"), by=by)
    return User.objects.get(pk=user.pk)


def in_turns(calls: dict[str, Callable[[], Any]], times: int) -> dict[str, list[float]]:
    """The seconds that each call took, one after the other, so often."""
    found: dict[str, list[float]] = {name: [] for name in calls}
    for _turn in range(times):
        for name, call in calls.items():
            began = time.perf_counter()
            call()
            found[name].append(time.perf_counter() - began)
    return found


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""The bed board of a large house, and the statements it asks alone, by bare psycopg, in turns.

    bench/board.py [--beds 1000] [--times 50]

In this process, without a server around it, on the database of bench/run.py. `page` is the whole page.
"""

import argparse
import gc
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any  # Any: rows of every model, and what a call gives back
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psycopg

from bench.chart import in_turns, opener
from bench.run import DATABASE, prepare
from hospital.site.cluster import OWNER, default_cluster

PATIENTS = 20_000
WARD = 30  # beds of one
SOON = 0.3  # seconds


def main() -> int:
    options = arguments()
    cluster = default_cluster()
    cluster.start()
    prepare(cluster, PATIENTS)
    fill(options.beds)
    calls, statements = board()
    with psycopg.connect(cluster.url(OWNER, DATABASE), autocommit=True) as link:
        raw = {"raw": lambda: [link.execute(text).fetchall() for text in statements]}
        measured = in_turns(calls | raw, options.times)
    middle = {}
    for name, moments in measured.items():
        ordered = sorted(moments)
        middle[name], late = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95) - 1]
        print(f"{name:5} p50 {middle[name] * 1000:6.1f} ms   p95 {late * 1000:6.1f} ms")
    print(f"ratio {middle['raw'] / middle['api']:.2f}, {len(statements)} statements")
    return int(middle["api"] > SOON)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--beds", type=int, default=1000)
    parser.add_argument("--times", type=int, default=50)
    return parser.parse_args()


def board() -> tuple[dict[str, Callable[[], Any]], list[str]]:  # Any: a response
    """What asks for the board as JSON and as a page, and the statements that it takes."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from hospital.accounts import actions
    from hospital.accounts.tests.make import browser

    reader = opener(actions.system())
    machine = Client(headers={"Authorization": f"Bearer {actions.begin_session(by=reader).key}"})
    person = browser(reader)

    def ask(client: Client, place: str) -> Any:  # Any: see above
        response = client.get(place)
        assert response.status_code == 200, response.content
        return response

    calls: dict[str, Callable[[], Any]] = {  # Any: a response
        "api": lambda: ask(machine, "/api/v1/beds/board"),
        "page": lambda: ask(person, "/beds/board"),
    }
    for call in calls.values():
        call()
    gc.collect()
    gc.freeze()  # as hospital/site/wsgi.py does
    with CaptureQueriesContext(connection) as queries:
        calls["api"]()
    return calls, [query["sql"] for query in queries if query["sql"].lstrip().startswith(("SELECT", "WITH"))]


def fill(beds: int) -> None:
    """So many beds, nine in ten with a patient who has an allergy and two sets of vital signs.

    One patient is admitted by the actions; the rows of the others are made after hers.
    """
    from hospital.accounts import actions as accounts
    from hospital.beds.models import Bed
    from hospital.patients.models import Patient

    missing = beds - Bed.objects.count()
    if missing <= 0:
        return
    people = list(Patient.objects.active().order_by("-id")[: missing + 1])
    by = accounts.system()
    wards = _wards(missing, by)
    _clone(people, wards, by)


def _wards(beds: int, by: Any) -> list[Any]:  # Any: see above
    """Empty beds in wards of WARD."""
    from hospital.beds import actions
    from hospital.beds.models import Bed
    from hospital.organization.tests.make import department

    made: list[Bed] = []
    while len(made) < beds:
        number = len(made) // WARD
        ward = actions.open_ward(
            department=department(f"Unidade {number}", code=f"BENCH{number}"), code=f"B{number}",
            name=f"Ala {number:02}", floor=f"{number // 4}º andar", by=by,
        )  # fmt: skip
        room = actions.open_room(ward, number="1", by=by)
        made += [actions.add_bed(room, name=f"{number:02}-{n:02}", by=by) for n in range(WARD)]
    return made[:beds]


def _clone(people: Sequence[Any], beds: Sequence[Any], by: Any) -> None:  # Any: see above
    """The first patient is admitted, told and measured; nine in ten of the others after her."""
    from hospital.admissions import actions as admissions
    from hospital.admissions.models import Admission
    from hospital.beds.models import Bed, Stay
    from hospital.encounters.models import Encounter
    from hospital.records import actions as records
    from hospital.records.models import Allergy, Component, Observation

    first, bed = people[0], beds[0]
    admissions.admit_now(first, bed=bed, reason="Pneumonia", expected_days=5, by=by)
    records.add_allergy(first, display="Dipirona", criticality="high", by=by)
    for _set in range(2):
        records.take_vitals(first, readings=READINGS, by=by)
    held = [place for number, place in enumerate(beds[1:]) if number % 10]
    for patient, place in zip(people[1:], held, strict=False):
        new: dict[Any, Any] = {}  # Any: see above
        for model in (Encounter, Admission, Stay, Allergy, Observation):
            for row in model._default_manager.filter(patient=first):
                copied = _copy(row, new, patient=patient)
                if isinstance(copied, Stay):
                    copied.bed = place
                copied.save(force_insert=True)
        for part in Component.objects.filter(observation__patient=first):
            _copy(part, new).save(force_insert=True)
        Bed.objects.filter(pk=place.pk).update(state="occupied")


READINGS = {
    "systolic": 118, "diastolic": 74, "pulse": 104, "respiratory_rate": 22, "temperature": "38.2",
    "oxygen_saturation": 96, "breathing": "air", "consciousness": "A",
}  # fmt: skip


def _copy(row: Any, new: dict[Any, Any], **values: Any) -> Any:  # Any: see above
    """The row once more, under new keys where it names rows that were copied before."""
    from hospital.core.ids import uuid7

    copied = type(row)()
    for field in row._meta.concrete_fields:
        if not field.generated:
            value = getattr(row, field.attname)
            setattr(copied, field.attname, new.get(value, value) if isinstance(value, UUID) else value)
    if getattr(row, "taken_in", None):
        copied.taken_in = new.setdefault(row.taken_in, uuid7())
    copied.pk = new.setdefault(row.pk, uuid7())
    for name, value in values.items():
        setattr(copied, name, value)
    return copied


if __name__ == "__main__":
    sys.exit(main())

"""Many clients want one time of an agenda at once, through a real web server: only its places are given."""

import http.client
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import psycopg

from hospital.site.cluster import DATABASE, OWNER

from .sizes import size
from .survival import PATIENCE, Site, _manage, site

CLIENTS = size("CLIENTS", 40)
SLOTS = size("SLOTS", 2)
PREPARED = """
from datetime import date, time
from hospital.accounts.actions import system
from hospital.organization import actions as organization
from hospital.patients import actions as patients
from hospital.scheduling import actions
by, since = system(), date(2020, 1, 1)
place = organization.open_department(code="AMB", name="Ambulatorio", opened_on=since, by=by)
doctor = organization.hire(given_name="Rita", family_name="Nunes", hired_on=since, by=by)
resource = actions.add_resource(department=place, employee=doctor, capacity=7, by=by)
hours = [dict(weekday=d, opens_at=time(0), closes_at=time(23, 59), capacity=7) for d in range(1, 8)]
actions.open_agenda(resource, starts_on=since, week=hours, by=by)
services = [actions.add_service(code=f"S{n}", name=f"S{n}", capacity=n, by=by) for n in (1, 7)]
names = dict(family_name="Teste", mother_name="Maria", different_because="proof")
people = [patients.register_patient(given_name=f"P{n}", **names, by=by).pk for n in range(%d)]
print("made", resource.pk, *[service.pk for service in services], *people)
"""
OVERLAPS = """
SELECT count(*) FROM scheduling_allocation a JOIN scheduling_allocation b
  ON a.resource_id = b.resource_id AND a.seat = b.seat AND a.id < b.id AND a.period && b.period
"""


def test_of_many_clients_exactly_as_many_get_the_time_as_it_has_places() -> None:
    with site() as hospital:
        made = _manage(hospital.environment, "shell", "-c", PREPARED % CLIENTS).split("made ")[1].split()
        resource, alone, group, *people = made
        for number in range(SLOTS):
            service, places = (group, 7) if number % 2 else (alone, 1)
            moment = f"2031-03-{1 + number % 28:02}T{8 + number // 28:02}:00:00-03:00"
            body: dict[str, object] = {"service_id": service, "resource_ids": [resource], "starts_at": moment}
            answers = at_once(hospital, [body | {"patient_id": patient} for patient in people])
            assert answers == {201: places, 409: CLIENTS - places}
        with psycopg.connect(hospital.cluster.url(OWNER, DATABASE)) as link:
            assert link.execute(OVERLAPS).fetchone() == (0,)


def at_once(hospital: Site, bodies: list[dict[str, object]]) -> Counter[int]:
    """The statuses of all the requests, sent at the same moment, each over a connection of its own."""
    gate = Barrier(len(bodies))

    def send(body: dict[str, object]) -> int:
        link = http.client.HTTPConnection("127.0.0.1", hospital.port, timeout=PATIENCE)
        headers = {"Authorization": f"Bearer {hospital.key}", "Content-Type": "application/json"}
        link.connect()
        gate.wait(PATIENCE)
        try:
            link.request("POST", "/api/v1/appointments", json.dumps(body), headers)
            answer = link.getresponse()
            answer.read()
            return answer.status
        finally:
            link.close()

    with ThreadPoolExecutor(len(bodies)) as pool:
        return Counter(pool.map(send, bodies))

"""What two people can do at once."""

import threading
from datetime import date
from typing import Any  # Any: whatever a thread makes

import pytest
from django.db import connection, transaction

from hospital.patients import actions
from hospital.patients.models import Contact, Identifier, Patient
from tests.race import at_once

from . import make

ANA: dict[str, Any] = {  # Any: whatever a registration takes
    "given_name": "Ana", "family_name": "Souza", "birth_date": date(1980, 3, 4), "mother_name": "Maria Souza",
}  # fmt: skip


WAITING = """
SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


@pytest.mark.django_db(transaction=True)
def test_of_two_registrations_with_one_cpf_one_is_made() -> None:
    one, other = make.client(make.receptionist()), make.client(make.receptionist())
    other_name = {**ANA, "given_name": "Rui", "birth_date": "1950-01-01", "mother_name": "Rosa"}
    answers = at_once(
        lambda: one.post("/patients", **ANA, cpf="390.533.447-05", different_because="x"),
        lambda: other.post("/patients", **other_name, cpf="390.533.447-05", different_because="x"),
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    lost = next(answer.json() for answer in answers if answer.status_code == 409)
    assert (lost["type"], list(lost["fields"])) == ("NumberTaken", ["cpf"])
    assert Identifier.objects.count() == Patient.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_person_registered_at_two_desks_at_once_is_noticed() -> None:
    desk, is_registered, may_commit = make.receptionist(), threading.Event(), threading.Event()

    def first() -> Patient:
        with transaction.atomic():
            made = actions.register_patient(**ANA, by=desk)
            is_registered.set()
            may_commit.wait(20)
            return made

    def second() -> Patient:
        is_registered.wait(20)
        try:
            return actions.register_patient(**ANA, by=desk)
        finally:
            may_commit.set()

    def watch() -> None:
        """Let the first commit once the second waits for it; without the lock the second never waits."""
        is_registered.wait(20)
        with connection.cursor() as cursor:
            while not may_commit.is_set():
                cursor.execute(WAITING)
                if cursor.fetchone()[0]:
                    may_commit.set()

    answers = [type(answer).__name__ for answer in at_once(first, second, watch)]
    assert answers[:2] == ["Patient", "LikelyDuplicate"]
    assert Patient.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_contacts_preferred_at_once_leave_one_preferred() -> None:
    desk, patient = make.receptionist(), make.patient()
    at_once(*(
        (lambda value=value: actions.add_contact(patient, value=value, is_preferred=True, by=desk))
        for value in ("11 98888-1111", "11 98888-2222")
    ))  # fmt: skip
    assert Contact.objects.count() == 2
    assert Contact.objects.filter(is_preferred=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_changes_from_one_version_one_is_made() -> None:
    desk, patient = make.receptionist(), make.patient()
    answers = at_once(*(
        (lambda name=name: actions.change_identity(patient, family_name=name, version=1, by=desk))
        for name in ("Lima", "Rocha")
    ))  # fmt: skip
    assert sorted(type(answer).__name__ for answer in answers) == ["Patient", "Stale"]


@pytest.mark.django_db(transaction=True)
def test_a_contact_is_not_ended_twice_nor_a_death_recorded_twice() -> None:
    ward, patient = make.user(*make.DESK, *make.WARD), make.patient(phone="11 98888-1111")
    contact = patient.contacts.get()
    ends = at_once(*[lambda: actions.end_detail(contact, by=ward)] * 2)
    assert sorted(type(answer).__name__ for answer in ends) == ["AlreadyEnded", "Contact"]
    deaths = at_once(*[lambda: actions.mark_deceased(patient, by=ward)] * 2)
    assert sorted(type(answer).__name__ for answer in deaths) == ["AlreadyDeceased", "Patient"]

"""What two people do at the same moment through the API: one gets it, the others are told why not."""

from collections import Counter

import pytest

from hospital.accounts import actions as accounts
from hospital.accounts.models import Role, User
from hospital.accounts.tests import make
from hospital.audit.models import Event
from hospital.patients.models import Identifier, Patient

from .families import PEOPLE
from .race import answered, race
from .sizes import size
from .world import World

DESKS = size("DESKS", 16)
ROUNDS = size("ROUNDS", 2)
PERSON = {
    "given_name": "Rute",
    "family_name": "Sampaio",
    "mother_name": "Clarice",
    "birth_date": "1969-09-30",
}


def somebody() -> dict[str, str]:
    person = PEOPLE.person()
    return {
        "given_name": person.given, "family_name": person.family, "mother_name": person.mother,
        "birth_date": str(person.born),
    }  # fmt: skip


def at_the_desk(world: World) -> make.Api:
    return make.Api(world.key("everything"))


@pytest.mark.parametrize("number", range(ROUNDS))
def test_one_cpf_registered_at_many_desks_is_one_patient(world: World, number: int) -> None:
    cpf = PEOPLE.cpf()
    api = [at_the_desk(world) for _ in range(DESKS)]

    people = [somebody() for _ in range(DESKS)]

    def register(i: int) -> int:
        return int(api[i].post("/patients", cpf=cpf, different_because="no", **people[i]).status_code)

    assert Counter(answered(race(DESKS, register))) == {201: 1, 409: DESKS - 1}
    assert Identifier.objects.filter(kind="cpf", value=cpf).count() == 1


@pytest.mark.parametrize("number", range(ROUNDS))
def test_one_person_registered_at_many_desks_is_one_patient(world: World, number: int) -> None:
    api = [at_the_desk(world) for _ in range(DESKS)]
    person = somebody()
    before = Patient.objects.count()
    answers = answered(race(DESKS, lambda i: api[i].post("/patients", **person).status_code))
    assert Counter(answers) == {201: 1, 409: DESKS - 1}
    assert Patient.objects.count() == before + 1


@pytest.mark.parametrize("number", range(ROUNDS))
def test_of_many_changes_from_one_version_one_wins(world: World, number: int) -> None:
    patient = world.families[0]["patient"]
    row = Patient.objects.get(pk=patient.pk)
    api = [at_the_desk(world) for _ in range(8)]
    answers = answered(
        race(8, lambda i: api[i].patch(f"/patients/{row.pk}", row, description=f"{number} {i}").status_code)
    )
    assert Counter(answers) == {200: 1, 412: 7}
    assert Patient.objects.get(pk=row.pk).version == row.version + 1


@pytest.mark.parametrize("number", range(ROUNDS))
def test_one_idempotency_key_sent_many_times_is_one_patient(world: World, number: int) -> None:
    api = [at_the_desk(world) for _ in range(8)]
    person = somebody()
    before = Patient.objects.count(), Event.objects.filter(verb="patients.registered").count()

    def register(i: int) -> tuple[int, str]:
        answer = api[i].post("/patients", _key=f"race-{number}", **person)
        return answer.status_code, answer.json().get("id", "")

    answers = set(answered(race(8, register)))
    assert {status for status, _ in answers} <= {201, 409}
    assert len({row for status, row in answers if status == 201}) == 1
    after = Patient.objects.count(), Event.objects.filter(verb="patients.registered").count()
    assert after == (before[0] + 1, before[1] + 1)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_two_administrators_cannot_close_each_others_account(world: World, number: int) -> None:
    admins = [_administrator(world, f"chief-{number}-{i}") for i in range(2)]
    for other in User.objects.administrators().exclude(pk__in=[admin.pk for admin in admins]):
        accounts.deactivate_user(other, reason="alone", by=world.system)
    api = [make.Api(make.token(admin)) for admin in admins]
    answers = answered(
        race(2, lambda i: api[i].post(f"/users/{admins[1 - i].pk}/deactivation", reason="race").status_code)
    )
    assert min(answers) == 200
    assert max(answers) in (401, 403, 409)
    assert User.objects.administrators().count() == 1


def _administrator(world: World, username: str) -> User:
    user = accounts.create_user(
        username=username, name="Chefe", password=make.PASSWORD, must_change_password=False, by=world.system
    )
    accounts.give_role(user, role=Role.objects.get(code="admin"), by=world.system)
    return user


def test_a_fault_in_a_run_is_not_hidden(world: World) -> None:
    with pytest.raises(ZeroDivisionError):
        race(2, lambda i: 1 // (1 - i))

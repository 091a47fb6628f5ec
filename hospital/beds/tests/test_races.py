"""Many nurses want one bed at the same moment, through the API, in real threads."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any  # Any: whatever a thread makes

import pytest
from django.db import connection

from hospital.accounts.actions import system
from hospital.beds import actions
from hospital.beds.models import Bed, Cleaning, Stay
from tests.race import at_once

from . import make

pytestmark = pytest.mark.django_db(transaction=True)

OVERLAPS = """
SELECT count(*) FROM beds_stay a JOIN beds_stay b ON a.id < b.id AND a.period && b.period
 WHERE a.state <> 'given_up' AND b.state <> 'given_up'
   AND (a.bed_id = b.bed_id AND NOT a.is_with_mother AND NOT b.is_with_mother OR a.patient_id = b.patient_id)
"""


def overlaps() -> int:
    with connection.cursor() as cursor:
        cursor.execute(OVERLAPS)
        return int(cursor.fetchone()[0])


def posts(desk: make.Api, path: str, body: dict[str, Any]) -> int:  # Any: see above
    api = make.Api(desk.headers["Authorization"].removeprefix("Bearer "))
    return int(api.post(path, **body).status_code)


def kinds(answers: list[Any]) -> Counter[str]:  # Any: see above
    return Counter(type(answer).__name__ for answer in answers)


def test_of_32_nurses_on_one_bed_one_gets_it() -> None:
    bed = make.bed()
    people = [make.patient() for _ in range(32)]
    visits = [make.encounter(bed.ward.department, who) for who in people]
    desk = make.client(make.regulator("encounters.view_every_unit"))
    bodies = [
        {"bed_id": bed.pk, "patient_id": visit.patient_id, "encounter_id": visit.pk} for visit in visits
    ]
    answers = at_once(*[partial(posts, desk, "/stays", body) for body in bodies])
    assert Counter(answers) == {201: 1, 409: 31}
    assert (Stay.objects.present().count(), overlaps()) == (1, 0)


def test_of_two_beds_for_one_patient_she_gets_one() -> None:
    who = make.patient()
    beds = [make.bed() for _ in range(8)]
    visit = make.encounter(beds[0].ward.department, who)
    desk = make.client(make.regulator("encounters.view_every_unit"))
    bodies = [{"bed_id": bed.pk, "patient_id": who.pk, "encounter_id": visit.pk} for bed in beds]
    answers = at_once(*[partial(posts, desk, "/stays", body) for body in bodies])
    assert Counter(answers) == {201: 1, 409: 7}
    assert (Bed.objects.filter(state="occupied").count(), overlaps()) == (1, 0)


def test_of_reservations_and_admissions_on_one_bed_one_wins() -> None:
    bed = make.bed()
    jobs: list[Callable[[], Any]] = [partial(make.reserved, bed, make.patient()) for _ in range(4)]
    for _ in range(4):
        who = make.patient()
        visit = make.encounter(bed.ward.department, who)
        jobs.append(partial(make.stay, bed, who, encounter=visit))
    assert kinds(at_once(*jobs)) == {"Stay": 1, "BedTaken": 7}
    assert overlaps() == 0


def test_moves_that_cross_do_not_wait_for_each_other_for_ever() -> None:
    stays = [make.stay() for _ in range(4)]
    free = make.bed()
    jobs: list[Callable[[], Any]] = [
        partial(actions.move_stay, stay, bed=free, because="view", by=system()) for stay in stays
    ]
    assert kinds(at_once(*jobs)) == {"Stay": 1, "BedTaken": 3}
    first, second = Stay.objects.present().order_by("pk")[:2]
    jobs = [
        partial(actions.swap, first, second, because="noise", by=system()),
        partial(actions.swap, second, first, because="noise", by=system()),
    ]
    assert kinds(at_once(*jobs)) == {"tuple": 1, "NotInThisBed": 1}
    assert overlaps() == 0


def test_who_moves_and_who_leaves_at_once_does_one_of_the_two() -> None:
    stay, bed = make.stay(), make.bed()
    answers = at_once(*[
        partial(actions.move_stay, stay, bed=bed, because="x", by=system()),
        partial(actions.vacate, stay, by=system()),
    ])  # fmt: skip
    assert kinds(answers) == {"Stay": 1, "NotInThisBed": 1}


def test_two_cleaners_begin_one_task_once() -> None:
    stay = make.stay()
    actions.vacate(stay, by=system())
    task = Cleaning.objects.get(bed=stay.bed)
    answers = at_once(*[partial(actions.begin_cleaning, task, by=make.cleaner()) for _ in range(4)])
    assert kinds(answers) == {"Cleaning": 1, "InvalidTransition": 3}


def test_one_patient_is_asked_for_once() -> None:
    who = make.patient()
    answers = at_once(*[partial(make.request, who) for _ in range(4)])
    assert kinds(answers) == {"BedRequest": 1, "AsksAlready": 3}

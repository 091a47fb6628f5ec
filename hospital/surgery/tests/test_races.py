"""Many people want the same theatre at the same moment, through the API, in real threads."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any  # Any: whatever a thread makes

import pytest

from hospital.core.errors import DomainError
from hospital.scheduling.models import Allocation
from hospital.surgery import actions
from hospital.surgery.models import Surgery
from tests.race import at_once

from . import make

pytestmark = pytest.mark.django_db(transaction=True)


def statuses(jobs: list[Callable[[], Any]]) -> Counter[Any]:  # Any: see above
    return Counter(at_once(*jobs))


def test_thirty_two_clients_on_one_theatre_book_it_once() -> None:
    centre = make.Centre()
    key = make.client(centre.surgeon).headers["Authorization"].removeprefix("Bearer ")
    surgeons = [make.employee(centre.of) for _ in range(32)]
    waiting = [centre.authorised(surgeon=who) for who in surgeons]
    sent: dict[str, Any] = {"theatre_id": centre.theatre.pk, "starts_at": make.start(1).isoformat()}

    def book(one: Surgery) -> int:
        return int(make.Api(key).post(f"/surgeries/{one.pk}/schedule", **sent).status_code)

    assert statuses([partial(book, one) for one in waiting]) == {201: 1, 409: 31}
    assert Allocation.objects.filter(resource=centre.theatre, holds=True).count() == 1
    assert Surgery.objects.filter(state="scheduled").count() == 1


def test_one_surgeon_is_not_in_two_theatres() -> None:
    centre = make.Centre()
    key = make.client(centre.surgeon).headers["Authorization"].removeprefix("Bearer ")
    rows = [(centre.authorised(), make.theatre(centre.of)) for _ in range(6)]

    def book(pair: Any) -> int:  # Any: an operation and a theatre
        one, theatre = pair
        sent: dict[str, Any] = {"theatre_id": theatre.pk, "starts_at": make.start(1).isoformat()}
        return int(make.Api(key).post(f"/surgeries/{one.pk}/schedule", **sent).status_code)

    assert statuses([partial(book, pair) for pair in rows]) == {201: 1, 409: 5}


def test_two_emergencies_bump_an_operation_once() -> None:
    centre = make.Centre()
    elective = centre.scheduled(make.start(0, minutes=5))
    rows = [
        centre.request(priority="emergency", surgeon=make.employee(centre.of)) for _ in range(2)
    ]  # fmt: skip

    def insert(one: Surgery) -> str:
        try:
            actions.insert_emergency(
                one, theatre=centre.theatre, starts_at=make.start(), because="x", by=centre.surgeon
            )
        except DomainError as error:
            return type(error).__name__
        return "done"

    assert statuses([partial(insert, one) for one in rows]) == {"done": 1, "Full": 1}
    elective.refresh_from_db()
    assert elective.state == "authorised"


def test_of_two_who_sign_for_one_role_one_does() -> None:
    centre = make.Centre()
    one = centre.in_room()
    actions.answer_phase(one, name="sign_in", answers=make.RIGHT["sign_in"], by=centre.nurse)

    def sign(by: Any) -> str:  # Any: a user
        try:
            actions.sign_phase(one, name="sign_in", by=by)
        except actions.SignedForThisRole:
            return "late"
        return "signed"

    assert statuses([partial(sign, who) for who in (centre.nurse, centre.scrub)]) == {"signed": 1, "late": 1}

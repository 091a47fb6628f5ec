"""The rules of the trail hold behind every face."""

from collections.abc import Callable

import pytest

from hospital import audit
from hospital.audit import actions
from hospital.audit.models import Access, Event
from hospital.core.actors import Actor
from hospital.core.errors import Denied
from hospital.core.ids import uuid7

from . import make

pytestmark = pytest.mark.django_db

ACTIONS: dict[str, Callable[[Event, Actor], object]] = {
    "search": lambda event, by: actions.search("event", patient_id=uuid7(), by=by),
    "open": lambda event, by: actions.open_row(event, by=by),
    "export": lambda event, by: actions.export("event", form="csv", filters={}, by=by),
    "ask": lambda event, by: actions.ask_verification(by=by),
    "verify": lambda event, by: actions.verify_chain(by=by),
}


@pytest.mark.parametrize("name", ACTIONS)
def test_who_may_not_leaves_no_trace_of_having_looked(name: str) -> None:
    person = make.somebody("accounts.manage_user")
    event = audit.record("audit.tested", person, by=person)
    with pytest.raises(Denied):
        ACTIONS[name](event, person)
    assert not Access.objects.exists()


def test_to_look_is_not_to_take_away() -> None:
    reader = make.somebody("audit.view_trail")
    with pytest.raises(Denied):
        actions.export("event", form="csv", filters={}, by=reader)


def test_an_export_keeps_its_filters_but_nothing_that_was_typed() -> None:
    auditor, patient = make.auditor(), uuid7()
    filters = {"patient_id": patient, "username": "Maria da Silva", "verb": "audit.tested", "since": None}
    left = actions.export("event", form="csv", filters=filters, by=auditor)
    assert left.patient_id == patient
    assert left.particulars == {"form": "csv", "filters": {"username": True, "verb": "audit.tested"}}


def test_opening_what_concerns_nobody_leaves_nothing() -> None:
    auditor = make.auditor()
    actions.open_row(audit.record("audit.tested", auditor, by=auditor), by=auditor)
    assert not Access.objects.exists()

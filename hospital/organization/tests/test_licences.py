"""Licences: whether somebody may practise on a day, and why not."""

import pytest
from django.utils import translation

from hospital.accounts.actions import system
from hospital.accounts.tests import make as accounts
from hospital.audit.models import Event
from hospital.core.errors import Denied, Invalid, Stale
from hospital.organization import actions
from hospital.organization.actions import licences
from hospital.organization.models import Licence

from . import make

pytestmark = pytest.mark.django_db


def test_a_licence_is_registered_without_dots_and_recorded() -> None:
    made = make.licence(make.employee(), number="123.456-x", category="enf")
    assert str(made) == "COREN-SP 123456X-ENF"
    assert Event.objects.get(verb="organization.licence_registered").particulars["council"] == "COREN"


def test_a_licence_is_of_one_person() -> None:
    make.licence(make.employee(), number="1")
    with pytest.raises(licences.LicenceTaken):
        make.licence(make.employee(), number="1")
    make.licence(make.employee(), number="1", uf="RJ")


def test_what_makes_no_sense_is_refused() -> None:
    someone = make.employee()
    for data in (
        {"number": "--"},
        {"council": "XYZ"},
        {"uf": "XX"},
        {"valid_until": make.LONG_AGO.replace(year=2000)},
    ):
        with pytest.raises(Invalid):
            make.licence(someone, **data)


def test_a_licence_is_in_force_through_its_last_day() -> None:
    someone = make.employee()
    made = make.licence(someone, valid_from=make.soon(-10), valid_until=make.soon(3))
    force = {day: actions.licence_in_force(someone, at=make.soon(day)) for day in (-11, -10, 0, 3, 4)}
    assert force == {-11: None, -10: made, 0: made, 3: made, 4: None}
    assert [made.is_in_force(make.soon(day)) for day in (-11, -10, 0, 3, 4)] == [
        False,
        True,
        True,
        True,
        False,
    ]
    assert actions.licence_in_force(someone, councils=["CRM"]) is None


def test_a_nurse_with_a_licence_may_practise() -> None:
    nurse = make.unit_nurse(make.department())
    made = make.licence(nurse.employee)
    assert actions.require_licence(nurse, ["COREN", "CRM"]) == made


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        (None, "You have no licence of COREN."),
        ({"valid_until": make.soon(-1)}, "was valid until"),
        ({"valid_from": make.soon(2)}, "is valid only from"),
    ],
)
def test_without_a_licence_in_force_the_reason_is_told(fields: dict[str, object] | None, why: str) -> None:
    nurse = make.unit_nurse(make.department())
    if fields:
        make.licence(nurse.employee, **fields)
    with translation.override("en"), pytest.raises(actions.LicenceNotInForce, match=why):
        actions.require_licence(nurse, ["COREN"])


def test_a_user_who_is_no_employee_or_has_left_practises_nothing() -> None:
    with pytest.raises(actions.LicenceNotInForce):
        actions.require_licence(accounts.user())
    nurse = make.unit_nurse(make.department())
    make.licence(nurse.employee)
    actions.dismiss(nurse.employee, reason="x", on=make.soon(-1), by=system())
    with pytest.raises(actions.LicenceNotInForce):
        actions.require_licence(nurse)
    actions.require_licence(nurse, at=make.soon(-1))


def test_licences_of_who_works_here_that_end_soon_are_listed() -> None:
    soon = make.licence(make.employee(), valid_until=make.soon(30))
    over = make.licence(make.employee(), valid_until=make.soon(-1))
    make.licence(make.employee(), valid_until=make.soon(31))
    make.licence(make.employee())
    gone = make.employee()
    make.licence(gone, valid_until=make.soon(1))
    actions.dismiss(gone, reason="x", on=make.soon(-1), by=system())
    assert set(Licence.objects.expiring(30)) == {soon, over}


def test_a_renewal_comes_from_the_present_version() -> None:
    made = make.licence(make.employee(), valid_until=make.soon(1))
    renewed = actions.change_licence(made, valid_until=None, version=1, by=system())
    assert renewed.valid_until is None
    with pytest.raises(Stale):
        actions.change_licence(made, valid_until=make.soon(9), version=1, by=system())
    assert Event.objects.filter(verb="organization.licence_changed").count() == 1


def test_who_may_not_registers_nothing() -> None:
    nurse = make.unit_nurse(make.department())
    made = make.licence(nurse.employee)
    with pytest.raises(Denied):
        actions.register_licence(nurse.employee, council="CRM", uf="SP", number="9", by=nurse)
    with pytest.raises(Denied):
        actions.change_licence(made, number="9", by=nurse)

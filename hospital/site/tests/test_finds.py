"""The command bar and the first page: what they find, for whom, and what they leave in the trail."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from hospital.accounts.models import User
from hospital.accounts.tests import make
from hospital.audit.models import Access
from hospital.audit.opened import last_opened
from hospital.organization.actions import open_department
from hospital.organization.models import today
from hospital.patients import actions as patients
from hospital.patients.tests.make import patient, physician, receptionist
from hospital.site import cards, finds

from .test_pages import enter, text

pytestmark = pytest.mark.django_db


def labels(user: User, words: str) -> set[str]:
    return {str(hit.label) for group in finds.groups(user, words) for hit in group.hits}


def test_a_patient_is_found_by_name_without_accents_and_by_chart_number() -> None:
    seen = patient(given_name="Éder", family_name="Conceição")
    user = receptionist()

    assert seen.name in labels(user, "eder conc")
    assert seen.name in labels(user, str(seen.chart_number))


def test_a_patient_is_called_by_the_social_name() -> None:
    seen = patient(given_name="Rui", family_name="Prado", social_name="Ana Prado")

    assert "Ana Prado" in labels(receptionist(), "prado")
    assert seen.civil_name not in labels(receptionist(), "prado")


def test_two_of_the_same_name_are_told_apart() -> None:
    for _time in range(2):
        patient(given_name="Maria", family_name="Silva")

    hits = [
        hit for group in finds.groups(receptionist(), "maria silva") for hit in group.hits if hit.is_person
    ]

    assert len({hit.note for hit in hits}) == 2


def test_who_may_not_see_patients_finds_none_and_leaves_no_trace() -> None:
    seen = patient(given_name="Éder")
    before = Access.objects.count()

    assert seen.name not in labels(make.user("accounts.view_user"), "eder")
    assert Access.objects.count() == before


def test_a_confidential_patient_is_found_only_by_who_may_see_such() -> None:
    seen = patient(given_name="Éder")
    patients.set_confidential(seen, confidential=True, reason="VIP", by=physician())

    assert seen.name not in labels(receptionist(), "eder")
    assert seen.name in labels(physician(), "eder")


def test_looking_for_a_patient_is_recorded_without_the_words() -> None:
    user = receptionist()

    finds.groups(user, "maria silva")

    trace = Access.objects.get(by=user)
    assert (trace.action, trace.what, trace.particulars) == (
        "search", "site.command_bar", {"words": 2, "found": 0},
    )  # fmt: skip


def test_one_letter_looks_for_nobody() -> None:
    user = receptionist()

    finds.groups(user, "m")

    assert not Access.objects.filter(by=user).exists()


def test_a_department_is_found_by_its_name_and_opens() -> None:
    user = make.user("organization.view_department", "organization.manage_department")
    department = open_department(code="CLM", name="Clínica Médica", opened_on=today(), by=user)

    hits = [hit for group in finds.groups(user, "clinica") for hit in group.hits]

    assert department.get_absolute_url() in {hit.href for hit in hits}


def test_what_one_opened_last_comes_first_and_once() -> None:
    user = receptionist()
    first, second = patient(), patient()
    for seen in (first, second, first):
        patients.open_patient(seen, by=user)

    assert [row.patient for row in cards.opened_last(user)] == [first, second]


def test_what_others_opened_is_not_shown() -> None:
    patients.open_patient(patient(), by=receptionist())

    assert cards.opened_last(receptionist()) == []


def test_a_patient_who_became_confidential_leaves_the_first_page() -> None:
    user, seen = receptionist(), patient()
    patients.open_patient(seen, by=user)
    patients.set_confidential(seen, confidential=True, reason="VIP", by=physician())

    assert cards.opened_last(user) == []


def test_showing_names_on_the_first_page_is_recorded() -> None:
    user = receptionist()
    patients.open_patient(patient(), by=user)

    cards.opened_last(user)

    assert Access.objects.filter(by=user, action="search", what="site.opened_last").count() == 1


def test_what_was_opened_long_ago_is_not_shown() -> None:
    user = receptionist()
    patients.open_patient(patient(), by=user)

    assert last_opened(by=user, limit=8, at=now() + timedelta(days=31)) == []


def test_the_figure_of_today_counts_the_rows_of_its_list() -> None:
    user = receptionist()
    patient(by=user), patient(by=user)

    figure = next(row for row in cards.figures(user) if "patients" in row.href)
    page = text(enter(user), figure.href)

    assert figure.value == page.count("data-row")


def test_the_first_page_of_somebody_who_may_do_everything_stays_cheap(
    django_assert_max_num_queries: object,
) -> None:
    from hospital.core.access import declared_permissions

    client = enter(make.user(*declared_permissions()))
    client.get("/")

    with django_assert_max_num_queries(17):  # type: ignore[operator]  # a pytest fixture
        client.get("/")

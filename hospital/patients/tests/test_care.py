"""Whose chart may be opened: in care, kept out by the patient, and by breaking the glass."""

from datetime import timedelta
from typing import Any  # Any: whatever the actions take

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from hospital.accounts.models import User
from hospital.accounts.tests.make import PASSWORD
from hospital.audit.models import Access, Event
from hospital.core.errors import Denied, Invalid
from hospital.organization.tests import make as staff
from hospital.patients import actions, care
from hospital.patients.models import Alert, EmergencyAccess, Patient
from tests.race import race

from . import make

pytestmark = pytest.mark.django_db

WHY = "parada cardíaca na recepção"
BREAKS = ("patients.view_patient", "patients.view_chart", "patients.break_glass", "patients.write_history")
REVIEWS = ("patients.view_patient", "patients.review_emergency_access", "patients.give_access_log")


@pytest.fixture(autouse=True)
def care_is_an_alert(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever wrote an alert cares for the patient: the apps above say what it really is."""
    kind = care.Care(
        "alert", "Wrote an alert", lambda user, key: Alert.objects.filter(patient=key, recorded_by=user)
    )
    monkeypatch.setattr(care, "_kinds", [kind])


@pytest.fixture
def nurse() -> User:
    return make.user(*BREAKS)


@pytest.fixture
def officer() -> User:
    return make.user(*REVIEWS)


def in_care(nurse: User, **fields: Any) -> Patient:  # Any: see above
    patient = make.patient(**fields)
    actions.add_alert(patient, text="Cai", by=nurse)
    return patient


def broken(by: User, patient: Patient | None = None) -> EmergencyAccess:
    return actions.break_glass(patient or make.patient(), reason=WHY, by=by)


def at(access: EmergencyAccess, **moments: Any) -> EmergencyAccess:  # Any: see above
    """The access as if it had begun at another moment: only the test can turn the clock."""
    EmergencyAccess.objects.filter(pk=access.pk).update(**moments)
    return EmergencyAccess.objects.get(pk=access.pk)


def begun(access: EmergencyAccess, ago: timedelta) -> EmergencyAccess:
    start = now() - ago
    return at(access, began_at=start, ends_at=start + timedelta(minutes=30))


def test_care_opens_the_chart_and_the_trail_says_so(nurse: User) -> None:
    patient = in_care(nurse)
    assert care.open_chart(patient, by=nurse, what="patients.patient").name == "alert"
    look = Access.objects.get(what="patients.patient", patient_id=patient.pk)
    assert (look.reason, look.particulars) == ("alert", {"ground": "alert"})


def test_nobody_else_opens_it_and_is_told_what_would(nurse: User) -> None:
    patient = make.patient()
    with pytest.raises(care.OutsideCare) as refused, transaction.atomic():
        care.open_chart(patient, by=nurse, what="patients.patient")
    assert refused.value.fields["emergency_access"] == [
        f"POST /api/v1/patients/{patient.pk}/emergency-accesses"
    ]
    assert not Access.objects.filter(patient_id=patient.pk, what="patients.patient").exists()


def test_the_ground_costs_one_query_however_many_kinds_of_care_there_are(
    nurse: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = in_care(nurse)
    monkeypatch.setattr(care, "_kinds", care._kinds * 5)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        care.require(patient, by=nurse)
    assert len(queries) == 1


def test_broken_glass_opens_one_chart_for_half_an_hour(nurse: User, officer: User) -> None:
    access = broken(nurse)
    assert access.ends_at - access.began_at == timedelta(minutes=30)
    assert access.notified == [officer.pk]
    ground = care.open_chart(access.patient, by=nurse, what="patients.patient")
    assert (ground.name, ground.access) == ("emergency", access)
    told = Access.objects.get(patient_id=access.patient_id, what="patients.patient").particulars
    assert told == {"ground": "emergency", "emergency": str(access.pk), "restricted": False}
    with pytest.raises(care.OutsideCare):
        care.require(make.patient(), by=nurse)
    with pytest.raises(care.OutsideCare):
        care.require(access.patient, by=make.user(*BREAKS))
    begun(access, timedelta(minutes=30))
    with pytest.raises(care.OutsideCare):
        care.require(access.patient, by=nurse)


def test_breaking_the_glass_is_recorded_with_the_reason(nurse: User, officer: User) -> None:
    access = broken(nurse)
    event = Event.objects.get(verb="patients.glass_broken")
    assert (event.by, event.patient_id, event.reason) == (nurse, access.patient_id, WHY)
    assert event.particulars["notified"] == 1


def test_the_glass_is_broken_with_a_reason_by_who_may_and_only_out_of_care(nurse: User) -> None:
    with pytest.raises(Denied):
        broken(make.user("patients.view_patient", "patients.view_chart"))
    with pytest.raises(Invalid) as short:
        actions.break_glass(make.patient(), reason="   parada  ", by=nurse)
    assert list(short.value.fields) == ["reason"]
    with pytest.raises(actions.InYourCare):
        broken(nurse, in_care(nurse))
    access = broken(nurse)
    with pytest.raises(actions.GlassBrokenAlready):
        broken(nurse, access.patient)
    assert not EmergencyAccess.objects.exclude(pk=access.pk).exists()


def test_the_database_keeps_the_half_hour_and_the_reason(nurse: User, officer: User) -> None:
    access = broken(nurse)
    for wrong in (
        {"ends_at": access.ends_at + timedelta(minutes=1)}, {"reason": "short"},
        {"closed_at": access.ends_at + timedelta(seconds=1)},
        {"reviewed_at": now(), "reviewed_by": nurse, "finding": "justified", "finding_text": "x"},
        {"reviewed_at": now(), "reviewed_by": officer, "finding": "justified", "finding_text": ""},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            at(access, **wrong)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_break_the_glass_at_once_for_one_user_one_does() -> None:
    nurse, patient = make.user(*BREAKS), make.patient()
    outcomes = race(2, lambda _number: actions.break_glass(patient, reason=WHY, by=make.fresh(nurse)))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["EmergencyAccess", "GlassBrokenAlready"]
    assert EmergencyAccess.objects.count() == 1


def test_it_is_closed_early_by_who_opened_it_and_may_be_opened_again(nurse: User) -> None:
    access = broken(nurse)
    with pytest.raises(Denied):
        actions.end_early(access, by=make.user(*BREAKS))
    actions.end_early(access, by=nurse)
    assert Event.objects.filter(verb="patients.emergency_access_ended", by=nurse).exists()
    with pytest.raises(care.OutsideCare):
        care.require(access.patient, by=nurse)
    with pytest.raises(actions.EmergencyAccessOver):
        actions.end_early(access, by=nurse)
    assert broken(nurse, access.patient).is_under_way


def test_a_privacy_officer_judges_once_and_never_herself(nurse: User, officer: User) -> None:
    access = broken(nurse)
    finding: dict[str, Any] = {  # Any: see above
        "finding": "justified", "finding_text": "Estava sozinha no plantão",
    }  # fmt: skip
    with pytest.raises(Denied):
        actions.review_emergency_access(access, by=nurse, **finding)
    with pytest.raises(Invalid):
        actions.review_emergency_access(access, finding="justified", finding_text=" ", by=officer)
    judged = actions.review_emergency_access(access, by=officer, **finding)
    assert judged.get_finding_display()
    event = Event.objects.get(verb="patients.emergency_access_reviewed")
    assert (event.by, event.particulars) == (officer, {"finding": "justified", "hours_late": 0})
    with pytest.raises(actions.AlreadyReviewed):
        actions.review_emergency_access(access, by=officer, **finding)
    both = make.user(*BREAKS, *REVIEWS)
    with pytest.raises(actions.OwnEmergencyAccess):
        actions.review_emergency_access(broken(both), by=both, **finding)


def test_what_nobody_judged_in_three_days_is_overdue(nurse: User) -> None:
    late, fresh = begun(broken(nurse), timedelta(hours=72)), begun(broken(nurse), timedelta(hours=71))
    assert (late.is_overdue, fresh.is_overdue) == (True, False)
    assert list(EmergencyAccess.objects.overdue()) == [late]


def test_whom_the_patient_keeps_out_stays_out_though_in_care(nurse: User) -> None:
    department = staff.department()
    doctor = make.fresh(staff.person(department, *BREAKS))
    patient = in_care(doctor)
    consenting = make.user("patients.view_patient", "patients.view_consent", "patients.write_consent")
    kinds: tuple[dict[str, Any], ...] = (  # Any: see above
        {"professional": doctor.employee.pk}, {"department": department.pk},
        {"role": doctor.grants.get().role_id},
    )  # fmt: skip
    for whom in kinds:
        care.require(patient, by=doctor)
        kept = actions.add_restriction(patient, reason="É minha vizinha", by=consenting, **whom)
        with pytest.raises(care.OutsideCare) as refused:
            care.require(patient, by=doctor)
        assert refused.value.is_restricted
        actions.revoke_restriction(kept, reason="Mudou de ideia", by=consenting)


def test_a_restriction_of_a_unit_keeps_out_who_works_below_it(nurse: User) -> None:
    clinic = staff.department()
    doctor = make.fresh(staff.person(staff.department(parent=clinic), *BREAKS))
    patient = in_care(doctor)
    by = make.user("patients.write_consent")
    actions.add_restriction(patient, reason="Ninguém da clínica", department=clinic.pk, by=by)
    with pytest.raises(care.OutsideCare):
        care.require(patient, by=doctor)


def test_an_emergency_passes_a_restriction_and_is_flagged(nurse: User) -> None:
    doctor = make.fresh(staff.person(None, *BREAKS))
    patient = in_care(doctor)
    by = make.user("patients.write_consent")
    actions.add_restriction(patient, reason="Ex-marido", professional=doctor.employee.pk, by=by)
    access = broken(doctor, patient)
    assert access.was_restricted
    ground = care.open_chart(patient, by=doctor, what="patients.patient")
    assert (ground.name, ground.is_restricted) == ("emergency", True)
    assert Access.objects.get(what="patients.patient").particulars["restricted"] is True


def test_an_access_into_a_record_goes_on_when_the_record_is_merged(nurse: User) -> None:
    access, survivor = broken(nurse), make.patient()
    by = make.user("patients.view_patient", "patients.merge_patient")
    actions.merge(survivor, absorbed=access.patient, reason="mesma pessoa", by=by)
    assert care.require(survivor, by=nurse).access == access


def test_my_patients_are_those_in_my_care_and_those_i_broke_the_glass_for(nurse: User) -> None:
    mine, other, opened = in_care(nurse), make.patient(), broken(nurse).patient
    page = make.browser(nurse).get(reverse("care:my_patients")).content.decode()
    assert mine.name in page
    assert opened.name in page
    assert other.name not in page
    assert Access.objects.get(what="patients.my_patients").particulars == {"found": 2}


def test_the_api_wants_the_password_again_and_says_how_to_go_on(nurse: User, officer: User) -> None:
    patient, api = make.patient(), make.client(nurse)
    path = f"/patients/{patient.pk}/emergency-accesses"
    refused = api.post(path, reason=WHY, password="wrong")
    assert (refused.status_code, list(refused.json()["fields"])) == (422, ["password"])
    assert Event.objects.filter(verb="accounts.sign_in_failed").exists()
    opened = api.post(path, reason=WHY, password=PASSWORD)
    assert (opened.status_code, opened.json()["is_under_way"]) == (201, True)
    again = api.post(path, reason=WHY, password=PASSWORD)
    assert (again.status_code, again.json()["type"]) == (409, "GlassBrokenAlready")
    queue = make.client(officer).get("/emergency-accesses", is_reviewed=False).json()["items"]
    assert [row["reason"] for row in queue] == [WHY]
    key = queue[0]["id"]
    judged = make.client(officer).send(
        "POST", f"/emergency-accesses/{key}/review",
        {"finding": "justified", "finding_text": "ok, de plantão"},
        **{"If-Match": 'W/"1"'},
    )  # fmt: skip
    assert (judged.status_code, judged.json()["finding"]) == (200, "justified")
    assert api.post(f"/emergency-accesses/{key}/closure").status_code == 200


def test_the_page_opens_the_chart_with_the_password_and_shows_the_banner(nurse: User, officer: User) -> None:
    patient, browser = make.patient(), make.browser(nurse)
    place = reverse("patients:break_glass", args=[patient.pk])
    wrong = browser.post(place, {"reason": WHY, "password": "errada"})
    assert wrong.status_code == 422
    assert not EmergencyAccess.objects.exists()
    done = browser.post(place, {"reason": WHY, "password": PASSWORD, "next": f"/chart/{patient.pk}"})
    assert (done.status_code, done["Location"]) == (302, f"/chart/{patient.pk}")
    page = browser.get(patient.get_absolute_url()).content.decode()
    assert 'class="emergency"' in page
    assert "30 min" in page
    closed = browser.post(reverse("care:end_early", args=[EmergencyAccess.objects.get().pk]))
    assert closed["Location"] == patient.get_absolute_url()
    assert 'class="emergency"' not in browser.get(patient.get_absolute_url()).content.decode()


def test_nobody_is_sent_to_a_place_that_is_not_the_patients(nurse: User) -> None:
    patient = make.patient()
    place = reverse("patients:break_glass", args=[patient.pk])
    done = make.browser(nurse).post(
        place, {"reason": WHY, "password": PASSWORD, "next": "https://example.org/"}
    )
    assert done["Location"] == patient.get_absolute_url()


def test_the_privacy_officer_sees_what_waits_everywhere_and_judges_it(nurse: User, officer: User) -> None:
    access, browser = begun(broken(nurse), timedelta(hours=80)), make.browser(officer)
    home = browser.get(reverse("home")).content.decode()
    assert reverse("care:emergency_accesses") in home
    queue = browser.get(reverse("care:emergency_accesses")).content.decode()
    assert access.patient.name in queue
    assert "alarm-clock" in queue  # overdue
    place = access.get_absolute_url()
    assert WHY in browser.get(place).content.decode()
    done = browser.post(place, {"finding": "not_justified", "finding_text": "Não atendia", "version": 1})
    assert done.status_code == 302
    assert EmergencyAccess.objects.get().finding == "not_justified"
    assert Event.objects.get(verb="patients.emergency_access_reviewed").particulars["hours_late"] == 8


def test_the_log_tells_who_opened_the_chart_when_what_and_why(nurse: User, officer: User) -> None:
    patient = in_care(nurse)
    care.open_chart(patient, by=nurse, what="patients.patient")
    rows = make.client(officer).get(f"/patients/{patient.pk}/access-log").json()["items"]
    look = next(row for row in rows if row["ground"])
    assert (look["who"], look["ground"]) == (nurse.name, "Wrote an alert")
    assert look["roles"] == nurse.role_names
    assert make.client(nurse).get(f"/patients/{patient.pk}/access-log").status_code == 403


def test_the_log_holds_what_was_opened_of_a_record_merged_since(nurse: User, officer: User) -> None:
    gone, survivor = in_care(nurse), make.patient()
    care.open_chart(gone, by=nurse, what="patients.patient")
    by = make.user("patients.view_patient", "patients.merge_patient")
    actions.merge(survivor, absorbed=gone, reason="mesma pessoa", by=by)
    rows = make.client(officer).get(f"/patients/{survivor.pk}/access-log").json()["items"]
    assert any(row["who"] == nurse.name and row["ground"] == "Wrote an alert" for row in rows)


def test_a_printed_log_is_recorded_as_printing(officer: User, nurse: User) -> None:
    patient, browser = in_care(nurse), make.browser(officer)
    care.open_chart(patient, by=nurse, what="patients.patient")
    shown = browser.get(reverse("patients:access_log", args=[patient.pk])).content.decode()
    assert nurse.name in shown
    printed = browser.get(reverse("patients:print_access_log", args=[patient.pk])).content.decode()
    assert nurse.name in printed
    actions_seen = (
        Access.objects.filter(what="patients.access_log").order_by("at").values_list("action", flat=True)
    )
    assert list(actions_seen) == ["read", "print"]


@pytest.mark.parametrize("name", ["care:my_patients", "care:emergency_accesses"])
def test_lists_of_care_cost_the_same_however_long_they_are(name: str, nurse: User, officer: User) -> None:
    user = nurse if name == "care:my_patients" else officer
    browser = make.browser(user)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(reverse(name)).status_code == 200
        return len(queries)

    in_care(nurse)
    broken(nurse)
    few = cost()
    for _number in range(4):
        in_care(nurse)
        broken(nurse)
    assert cost() == few

"""The pages: each opens, refuses in words, and stays quick."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from hospital.accounts.actions import system
from hospital.admissions import actions
from hospital.admissions.models import Admission, Round

from . import make
from .test_nursing import WRITES

pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    return reverse(f"admissions:{name}", args=args)


def test_every_page_opens() -> None:
    ward = make.ward()
    by = make.whoever(ward.department, "patients.register_patient")
    one, planned = make.admitted(make.bed(ward), days=1), make.planned(ward.department)
    entry = actions.write_round(one, assessment="Melhor", by=by)
    for name in ("note", "handover", "fluid", "score"):
        WRITES[name](one, by)
    companion = actions.add_companion(one, name="Rosa", by=by)
    thing = actions.keep_belonging(one, description="Relógio", by=by)
    warning = actions.escalate(one.patient_id, taken_in=one.pk, score=8, at=now(), by=system())
    assert not companion.until
    assert warning
    done, leaving = make.reach("discharged", make.bed(ward)), make.reach("nursing", make.bed(ward))
    of_parts = [
        url("waive", one.pk, "belongings", thing.pk), url("return_belonging", one.pk, thing.pk),
        url("answer", one.pk, warning.pk), url("withdraw", one.pk, "rounds", entry.pk),
        url("admission", done.pk), url("admission", leaving.pk), url("reverse", leaving.pk),
    ]  # fmt: skip
    browser = make.browser(by)
    for path in (*pages_of(one, planned), *of_parts, url("order", make.patient().pk)):
        answer = browser.get(path)
        assert answer.status_code == 200, path


def pages_of(one: Admission, planned: Admission) -> list[str]:
    plain = ("authorise", "admission", "readiness")
    forms = (
        "transfer", "diet", "expected", "reverse", "death", "evasion", "write_round", "write_note",
        "hand_over", "record_fluid", "add_companion", "keep_belonging",
    )  # fmt: skip
    return [
        url("admissions"), url("census"), url("nominal"),
        *(url(name, planned.pk) for name in (*plain, "put_off", "admit", "cancel")),
        *(url(name, one.pk) for name in (*plain, *forms)),
        *(url("score_risk", one.pk, scale) for scale in ("braden", "morse")),
        *(url("stage", one.pk, stage) for stage in ("clinical", "physical")),
    ]  # fmt: skip


def test_a_patient_stays_and_goes_by_clicks() -> None:
    ward = make.ward()
    by, bed, who = make.whoever(ward.department), make.bed(ward), make.patient()
    browser = make.browser(by)
    sent = {
        "department": str(ward.department_id), "ward": str(ward.pk), "origin": "elective",
        "reason": "Pneumonia", "expected_days": "5", "bed_priority": "2",
    }  # fmt: skip
    assert browser.post(url("order", who.pk), sent).status_code == 302
    one = Admission.objects.get(patient=who)
    assert browser.post(url("admit", one.pk), {"bed": str(bed.pk)}).status_code == 302
    browser.post(url("write_round", one.pk), {"assessment": "Melhor", "pending": "nothing"})
    assert Round.objects.filter(admission=one).count() == 1
    other = make.bed(ward)
    browser.post(url("transfer", one.pk), {"bed": str(other.pk), "because": "janela"})
    for stage in ("clinical", "room", "nursing", "administrative", "physical"):
        said = {"outcome": "home"} if stage == "clinical" else {}
        assert browser.post(url("stage", one.pk, stage), said).status_code == 302, stage
    one.refresh_from_db()
    assert (one.state, one.outcome) == ("discharged", "home")


def test_a_stage_is_offered_to_who_may_do_it_and_to_nobody_else() -> None:
    ward = make.ward()
    one = make.admitted(make.bed(ward))
    offered = url("stage", one.pk, "clinical").encode()
    for by, may in ((make.physician(ward.department), True), (make.nurse(ward.department), False)):
        page = make.browser(by).get(url("admission", one.pk)).content
        assert (offered in page) is may


def test_a_bed_that_was_taken_meanwhile_says_by_whom() -> None:
    ward = make.ward()
    by, bed = make.whoever(ward.department), make.bed(ward)
    first, second = make.planned(ward.department), make.planned(ward.department)
    colleague = make.whoever(ward.department)
    form = make.browser(by).get(url("admit", second.pk))
    assert form.status_code == 200
    actions.admit(first, bed=bed, by=colleague)
    answer = make.browser(by).post(url("admit", second.pk), {"bed": str(bed.pk)})
    assert answer.status_code == 422


def test_the_desk_sees_no_clinical_facts() -> None:
    one = make.admitted()
    actions.write_note(one, text="Segredo clínico", by=system())
    text = make.browser(make.clerk()).get(url("admission", one.pk)).content.decode()
    assert "Segredo clínico" not in text


@pytest.mark.parametrize("name", ["admissions", "admission", "census", "nominal"])
def test_a_longer_list_asks_no_more_questions(name: str) -> None:
    ward = make.ward()
    by = make.whoever(ward.department)
    one = make.admitted(make.bed(ward))
    path = url(name, one.pk) if name == "admission" else url(name)
    browser = make.browser(by)
    counts = []
    for _ in range(2):
        for _more in range(3):
            make.admitted(make.bed(ward))
            for write in WRITES.values():
                write(one, by)
        browser.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(path).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[1] <= 45

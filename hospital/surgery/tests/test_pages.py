"""The pages: each opens, refuses in words, and stays quick."""

from types import SimpleNamespace
from typing import Any  # Any: rows

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hospital.surgery import actions
from hospital.surgery.models import Surgery
from hospital.surgery.readiness import open_surgeries

from . import make

pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    return reverse(f"surgery:{name}", args=args)


@pytest.fixture
def centre() -> make.Centre:
    return make.Centre()


FORMS = (
    "change", "procedures", "assess", "authorise", "schedule", "insert_emergency", "unschedule", "cancel",
    "withdraw", "send_back", "enter", "delay", "anaesthesia", "begin", "finish", "leave_room",
    "leave_recovery", "add_member", "surgeon", "consent", "start_count", "specimen", "implant", "line",
    "aldrete",
)  # fmt: skip


def of_parts(one: Surgery) -> list[str]:
    counts: Any = one.counts.first()
    return [
        url("revoke_consent", one.pk, one.consents.get().pk), url("add_to_count", one.pk, counts.pk),
        url("finish_count", one.pk, counts.pk), url("explain_count", one.pk, counts.pk),
        url("withdraw_implant", one.pk, one.implants.get().pk),
        *(url(name, one.pk, phase) for name in ("phase", "waive") for phase in make.RIGHT),
    ]  # fmt: skip


def test_every_page_opens(centre: make.Centre) -> None:
    one = centre.done()
    with_parts = centre.in_progress(starts_at=make.start(0, minutes=65))
    centre.counted(with_parts)
    actions.use_implant(with_parts, what="Tela", maker="F", lot="1", by=centre.nurse)
    actions.take_specimen(with_parts, what="Saco", label="1", by=centre.nurse)
    actions.write_anaesthesia(with_parts, kind="event", what="Bloqueio", by=centre.nurse)
    waits = centre.authorised()
    browser = make.browser(centre.surgeon)
    pages = [url(name) for name in ("map", "waiting", "surgeries", "implants")]
    pages += [url("surgery", row.pk) for row in (one, with_parts, waits)]
    pages += [url("request", one.patient_id), *(url(name, with_parts.pk) for name in FORMS)]
    for path in (*pages, *of_parts(with_parts)):
        assert browser.get(path).status_code == 200, path


def test_an_operation_is_done_by_clicks(centre: make.Centre) -> None:
    one = centre.request()
    surgeon, nurse = make.browser(centre.surgeon), make.browser(centre.nurse)
    surgeon.post(url("authorise", one.pk), {"authorisation": "123"})
    sent = {
        "theatre": str(centre.theatre.pk), "starts_at": make.start().strftime("%Y-%m-%dT%H:%M"),
        "minutes": "60", "anaesthetist": str(make.employee_of(centre.anaesthetist).pk),
    }  # fmt: skip
    booked = surgeon.post(url("schedule", one.pk), sent)
    assert booked.status_code == 302, booked.content.decode()
    nurse.post(url("call", one.pk))
    nurse.post(url("enter", one.pk), {"delay": "transport"})
    nurse.post(url("consent", one.pk), {"kind": "surgery", "procedure": "Hérnia", "laterality": "left"})
    nurse.post(url("add_member", one.pk), {
        "employee": str(make.employee_of(centre.nurse).pk), "role": "circulating",
    })  # fmt: skip
    for name in ("sign_in", "time_out"):
        nurse.post(url("phase", one.pk, name), make.RIGHT[name] | {"laterality": "left"})
        for who in (surgeon, nurse, make.browser(centre.anaesthetist)):
            who.post(url("sign", one.pk, name))
    surgeon.post(url("begin", one.pk), {"at": ""})
    one.refresh_from_db()
    assert (one.state, one.delay, one.authorisation) == ("in_progress", "transport", "123")


def test_what_is_refused_stays_typed_and_says_why(centre: make.Centre) -> None:
    one = actions.enter_room(centre.called(), by=centre.nurse)
    sent = {"kind": "surgery", "procedure": "Hérnia à direita", "laterality": "right"}
    answer = make.browser(centre.nurse).post(url("consent", one.pk), sent)
    assert answer.status_code == 422
    assert "Hérnia à direita" in answer.content.decode()


def test_who_is_not_at_work_there_finds_nothing(centre: make.Centre) -> None:
    one = centre.scheduled()
    stranger = make.browser(make.person(make.department(), *make.PHYSICIANS))
    assert stranger.get(url("surgery", one.pk)).status_code == 404
    assert one.patient.given_name not in stranger.get(url("map")).content.decode()


@pytest.mark.parametrize("name", ["map", "waiting", "surgeries"])
def test_a_longer_list_asks_no_more_questions(name: str, centre: make.Centre) -> None:
    browser, counts = make.browser(centre.nurse), []
    for number in range(2):
        centre.scheduled(make.start(0, minutes=70 * number))
        centre.authorised()
        browser.get(url(name))
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(url(name)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_patients_page_leads_to_her_operations(centre: make.Centre) -> None:
    one = centre.scheduled()
    text = (
        make.browser(centre.surgeon).get(reverse("patients:patient", args=[one.patient_id])).content.decode()
    )
    assert url("surgery", one.pk) in text
    assert url("request", one.patient_id) in text


def test_an_open_operation_keeps_a_patient_from_leaving(centre: make.Centre) -> None:
    one = centre.called()
    stay = SimpleNamespace(pk=None, encounter_id=None, patient_id=one.patient_id)
    assert [blocker.row for blocker in open_surgeries(stay)] == [str(one.pk)]
    actions.cancel(one, code="bed", by=centre.surgeon)
    assert open_surgeries(stay) == []

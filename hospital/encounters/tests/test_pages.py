"""The pages: each opens, refuses in words, and stays quick."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hospital.accounts.actions import system
from hospital.encounters import actions
from hospital.encounters.models import Encounter, Flowchart, Protocol, Queue, QueueEntry

from . import make

pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    return reverse(f"encounters:{name}", args=args)


def patients_pages(
    came: Encounter, entry: QueueEntry, seen: Encounter, planned: Encounter, chart: Flowchart
) -> list[str]:
    return [
        url("reception"), url("walk_in"), url("walk_in") + "?q=ba", url("receive", came.patient_id),
        url("triage_unregistered"), url("encounters"), url("encounter", came.pk), url("encounter", seen.pk),
        url("encounter", entry.encounter_id), url("enqueue", came.pk), url("arrive", planned.pk),
        url("choose_flowchart", came.pk), url("classify", came.pk, chart.pk),
        url("classify", entry.encounter_id, chart.pk), url("hold", seen.pk), url("finish", seen.pk),
        url("leave", came.pk), url("cancel", came.pk), url("transfer", came.pk),
        url("facts", entry.encounter_id, entry.pk),
    ]  # fmt: skip


def queues_pages(first: Queue, care: Queue, entry: QueueEntry, other: QueueEntry) -> list[str]:
    return [
        url("queues"), url("queue", care.pk), url("queue", first.pk), url("change_queue", care.pk),
        url("call", care.pk, entry.pk), url("call", care.pk, other.pk),
    ]  # fmt: skip


def set_up_pages(panel: actions.Installed, protocol: Protocol) -> list[str]:
    return [
        url("setting_up"), url("new_queue"), url("new_room"), url("new_panel"),
        url("panel", panel.token), url("panel_calls", panel.token), url("protocols"), url("new_protocol"),
        url("protocol", protocol.pk), url("protocol_version", protocol.pk, 1),
        url("protocol_version", protocol.pk, 2), url("edit_draft", protocol.pk, 2),
    ]  # fmt: skip


def test_every_page_opens() -> None:
    of = make.department("Pronto-socorro")
    nurse = make.nurse(of, "encounters.manage_queue", "encounters.manage_protocol")
    first, care, room, chart = make.triage_queue(of), make.queue(of), make.room(of), make.flowchart()
    came = make.arrived(of, queue=first)
    entry = make.queued(care, nurse, "red", facts=["pregnant"])
    other = make.queued(care, nurse, "green")
    actions.call_next(first, room=room, by=nurse)
    seen = make.being_seen(of, nurse)
    planned = actions.plan(make.patient(), department=of, at=came.occurred_at, by=nurse)
    protocol = make.protocol().protocol
    actions.begin_draft(protocol, by=system())
    panel = actions.add_panel(name="Sala", queues=[care], by=nurse)
    browser = make.browser(nurse)
    of_patients = patients_pages(came, entry, seen, planned, chart)
    for path in (*of_patients, *queues_pages(first, care, entry, other), *set_up_pages(panel, protocol)):
        assert browser.get(path).status_code == 200, path


def test_a_patient_is_received_classified_called_and_seen_by_clicks() -> None:
    of = make.department()
    nurse, room, chart = make.nurse(of), make.room(of), make.flowchart()
    first = make.triage_queue(of, kinds=["emergency"])
    care, who, browser = make.queue(of), make.patient(), make.browser(nurse)
    browser.post(url("receive", who.pk), {"queue": str(first.pk), "reason": "Dor", "priority": "routine"})
    came = Encounter.objects.get(patient=who)
    assert (came.state, came.kind) == ("waiting", "emergency")
    browser.post(url("call_next", first.pk), {"room": str(room.pk)})
    sent = {"complaint": "Dor no peito", "spo2": "88", "temperature": "37,2", "pain": "3"}
    done = browser.post(url("classify", came.pk, chart.pk), {**sent, "queue": str(care.pk)})
    assert done.status_code == 302
    entry = QueueEntry.objects.standing().get(encounter=came)
    assert (entry.queue, entry.urgency) == (care, 2)
    browser.post(url("call", care.pk, entry.pk), {"room": str(room.pk)})
    browser.post(url("begin", care.pk, entry.pk))
    browser.post(url("finish", came.pk), {"disposition": "discharged"})
    came.refresh_from_db()
    assert came.state == "finished"


def test_what_is_refused_stays_typed_and_says_why() -> None:
    of = make.department()
    nurse, chart = make.nurse(of), make.flowchart()
    came = make.arrived(of)
    answer = make.browser(nurse).post(
        url("classify", came.pk, chart.pk), {"complaint": "Dor", "spo2": "300", "answers": ["vomito"]}
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "300" in text
    assert 'value="vomito" checked' in text


def test_triage_without_registration_takes_six_inputs() -> None:
    of = make.department()
    nurse, care, chart = make.nurse(of), make.queue(of), make.flowchart("outros")
    browser = make.browser(nurse)
    page = browser.get(url("triage_unregistered")).content.decode()
    form = page[
        page.index('<form method="post" class="form') : page.index("</form>", page.index("form-foot"))
    ]
    assert sum(form.count(f"<{tag} name=") for tag in ("input", "select", "textarea")) <= 6
    finding = chart.version_of.discriminators.get(code="dor-cardiaca")
    sent = {
        "complaint": "Dor no peito", "flowchart": str(chart.pk), "finding": str(finding.pk), "sex": "male",
        "years": "60", "queue": str(care.pk),
    }  # fmt: skip
    assert browser.post(url("triage_unregistered"), sent).status_code == 302
    triage = Encounter.objects.get().triages.get()
    assert (triage.flowchart.code, triage.colour.code) == ("dor-toracica", "orange")


def test_the_desk_sees_no_clinical_facts() -> None:
    of = make.department()
    came = make.arrived(of)
    make.triage(came, make.nurse(of), complaint="Segredo clínico", vitals={"pain": 5})
    text = make.browser(make.receptionist()).get(url("encounter", came.pk)).content.decode()
    assert "Segredo clínico" not in text


@pytest.mark.parametrize("name", ["queue", "reception", "encounters"])
def test_a_longer_list_asks_no_more_questions(name: str) -> None:
    of = make.department()
    nurse = make.nurse(of)
    care = make.queue(of)
    path = url(name, care.pk) if name == "queue" else url(name)
    browser = make.browser(nurse)
    counts = []
    for _ in range(2):
        for colour in ("yellow", "green", ""):
            make.queued(care, nurse, colour, facts=["pregnant"])
        make.being_seen(of, nurse)
        browser.get(path)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert browser.get(path).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[1] <= 30


def test_priority_by_law_is_corrected_from_the_version_that_was_seen() -> None:
    of = make.department()
    nurse = make.nurse(of)
    entry = make.queued(make.queue(of), nurse, "green")
    desk, place = make.browser(make.receptionist()), url("facts", entry.encounter_id, entry.pk)
    sent = {"facts": ["pregnant"], "version": entry.version}
    assert desk.post(place, sent).status_code == 302
    late = desk.post(place, sent | {"facts": []})
    assert late.status_code == 422
    assert QueueEntry.objects.get(pk=entry.pk).facts == ["pregnant"]

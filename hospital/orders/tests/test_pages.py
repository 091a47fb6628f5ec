"""The pages: what each is for is on it, a refusal stays beside its field, each look leaves a trace."""

import io
from typing import Any  # Any: form data

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hospital.audit.models import Access
from hospital.orders import actions
from hospital.orders.caring import requested
from hospital.orders.models import CriticalNotice, Order, Paper, Result

from . import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def doctor() -> Any:  # Any: a User
    return make.doctor()


@pytest.fixture
def desk(doctor: Any) -> Client:  # Any: see above
    return make.browser(doctor)


@pytest.fixture
def bench() -> Client:
    return make.browser(make.lab())


def test_several_panels_are_ordered_on_one_page(desk: Client) -> None:
    patient, panel = make.patient(), make.panel("Hemograma completo")
    address = reverse("orders:new_orders", args=[patient.pk])
    assert "Hemograma completo" in desk.get(address).content.decode()
    image = make.panel("Tomografia de crânio sem contraste")
    answer = desk.post(address, {
        "favourites": [str(panel.pk)], "imaging": [str(image.pk)], "display": "Vitamina D",
        "category": "laboratory", "priority": "urgent", "clinical_indication": "Queda",
    })  # fmt: skip
    assert answer.status_code == 302
    assert set(Order.objects.values_list("display", flat=True)) == {panel.name, image.name, "Vitamina D"}
    assert Order.objects.filter(priority="urgent", clinical_indication="Queda").count() == 3


def test_an_empty_order_is_refused_on_its_page(desk: Client) -> None:
    make.panel()
    answer = desk.post(reverse("orders:new_orders", args=[make.patient().pk]), {"priority": "routine"})
    assert answer.status_code == 422


def test_the_worklist_finds_a_tube_by_its_barcode(bench: Client) -> None:
    order, other = make.collected(), make.collected()
    page = bench.get(reverse("orders:worklist"), {"q": order.specimens.get().barcode}).content.decode()
    assert order.patient.name in page
    assert other.patient.name not in page
    assert Access.objects.get(action="search").what == "orders.worklist"


def test_the_most_urgent_order_comes_first(bench: Client) -> None:
    routine, stat = make.order(), make.order(priority="stat")
    page = bench.get(reverse("orders:worklist")).content.decode()
    assert page.index(stat.patient.name) < page.index(routine.patient.name)


def test_a_worklist_costs_the_same_number_of_queries_however_long_it_is(bench: Client) -> None:
    counts = []
    for more in (1, 4):
        for _place in range(more):
            make.collected()
        bench.get(reverse("orders:worklist"))
        with CaptureQueriesContext(connection) as queries:
            bench.get(reverse("orders:worklist"))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14


def test_a_specimen_is_collected_and_its_labels_are_printed() -> None:
    order, nurse = make.order(), make.browser(make.nurse())
    page = reverse("orders:collect", args=[order.patient_id, order.pk])
    assert nurse.post(page, {"tubes": ["serum", "edta"]}).status_code == 302
    labels = nurse.get(reverse("orders:labels", args=[order.patient_id, order.pk]))
    assert labels.content.startswith(b"%PDF")
    assert Access.objects.filter(action="print", what="orders.label", patient_id=order.patient_id).exists()
    specimen = order.specimens.earliest("number")
    address = reverse("orders:reject_specimen", args=[order.patient_id, order.pk, specimen.pk])
    assert nurse.get(address).status_code == 200
    assert nurse.post(address, {"because": "Hemolisada", "version": specimen.version}).status_code == 302


def test_a_result_is_entered_in_a_grid_and_validated_by_somebody_else(bench: Client, desk: Client) -> None:
    order = make.collected()
    address = reverse("orders:enter", args=[order.patient_id, order.pk])
    assert 'data-critical-high="6.5"' in bench.get(address).content.decode()
    version = order.progress.version
    assert bench.post(address, {"v0": "140", "v1": "muito", "version": version}).status_code == 422
    assert bench.post(address, {"v0": "140", "v1": "7,0", "version": version}).status_code == 302
    result = Result.objects.get()
    assert result.is_critical
    page = desk.get(order.get_absolute_url()).content.decode()
    assert "7,0" not in page
    validation = reverse("orders:validate", args=[order.patient_id, order.pk, result.pk])
    assert bench.post(validation, {"version": 1}).status_code == 403
    other = make.browser(make.lab())
    assert other.post(validation, {"version": 1}).status_code == 302
    assert other.post(validation, {"version": 2}).status_code == 409


def test_a_value_below_what_is_measured_is_kept_in_words(bench: Client) -> None:
    order = make.collected()
    address = reverse("orders:enter", args=[order.patient_id, order.pk])
    bench.post(address, {"v1": "< 1,5", "version": order.progress.version})
    assert Result.objects.get().lines.get().text == "< 1,5"


def test_a_result_is_corrected_from_what_was_entered(bench: Client) -> None:
    result = make.released("6.9")
    address = reverse("orders:correct", args=[result.patient_id, result.order_id, result.pk])
    assert "6,9" in bench.get(address).content.decode()
    assert bench.post(address, {"v1": "4,2"}).status_code == 422
    assert bench.post(address, {"v1": "4,2", "because": "Amostra trocada"}).status_code == 302
    page = bench.get(result.order.get_absolute_url()).content.decode()
    assert "Amostra trocada" in page


def test_the_inbox_holds_what_one_asked_for_until_it_is_read(
    doctor: Any, desk: Client
) -> None:  # Any: see above
    mine = make.released(of=make.collected(of=make.order(by=doctor)))
    make.released()
    page = desk.get(reverse("orders:inbox")).content.decode()
    assert page.count("<h2>") == 1
    assert mine.patient.name in page
    read = reverse("orders:read", args=[mine.patient_id, mine.order_id, mine.pk])
    assert desk.post(read, {"note": "ok", "inbox": "1"}).status_code == 302
    assert mine.patient.name not in desk.get(reverse("orders:inbox")).content.decode()


def test_a_critical_result_is_acknowledged_on_its_page(desk: Client) -> None:
    make.released("7.1")
    notice = CriticalNotice.objects.get()
    assert notice.patient.name in desk.get(reverse("orders:critical")).content.decode()
    address = reverse("orders:acknowledge", args=[notice.pk])
    assert "7,1" in desk.get(address).content.decode()
    assert desk.post(address, {"told": "", "version": 1}).status_code == 422
    assert desk.post(address, {"told": "Eu mesma", "measure": "Gluconato", "version": 1}).status_code == 302
    assert notice.patient.name not in desk.get(reverse("orders:critical")).content.decode()
    assert notice.patient.name in desk.get(reverse("orders:critical"), {"all": "1"}).content.decode()


def test_results_over_time_are_drawn(desk: Client) -> None:
    patient = make.patient()
    for value in ("4.1", "4.4", "5.6"):
        make.released(value, of=make.collected(of=make.order(patient)))
    address = reverse("orders:trend", args=[patient.pk])
    page = desk.get(address, {"system": "http://loinc.org", "code": "2823-3"}).content.decode()
    assert page.count("<circle") == 3
    assert "+1,2" in page
    assert desk.get(reverse("orders:results", args=[patient.pk])).status_code == 200
    assert desk.get(address).status_code == 200


def test_an_order_is_cancelled_on_its_page(desk: Client) -> None:
    order = make.order()
    address = reverse("orders:cancel", args=[order.patient_id, order.pk])
    assert desk.get(address).status_code == 200
    assert desk.post(address, {"reason": "", "version": 1}).status_code == 422
    assert desk.post(address, {"reason": "Duplicado", "version": 1}).status_code == 302
    assert "Duplicado" in desk.get(order.get_absolute_url()).content.decode()
    assert (
        desk.get(reverse("orders:orders", args=[order.patient_id]), {"state": "cancelled"}).status_code == 200
    )


def test_a_prescription_is_written_and_changed(desk: Client) -> None:
    patient = make.patient()
    address = reverse("orders:new_paper", args=[patient.pk, "prescription"])
    assert desk.get(address).status_code == 200
    assert desk.post(address, {"form": "special", "item0_drug": "Clonazepam 2 mg"}).status_code == 422
    answer = desk.post(address, {"form": "simple", "item0_drug": "Dipirona 1 g", "item1_drug": "Soro oral"})
    paper = Paper.objects.get()
    assert answer["Location"] == paper.get_absolute_url()
    assert len(paper.data["items"]) == 2
    edit = reverse("orders:edit_paper", args=[patient.pk, paper.pk])
    assert "Soro oral" in desk.get(edit).content.decode()
    assert (
        desk.post(edit, {"form": "simple", "item0_drug": "Dipirona 500 mg", "version": 1}).status_code == 302
    )
    assert desk.post(edit, {"form": "simple", "item0_drug": "x", "version": 1}).status_code == 422


def test_a_paper_is_seen_issued_printed_and_cancelled(doctor: Any, desk: Client) -> None:  # Any: see above
    make.house()
    paper = make.paper(by=doctor)
    row = [paper.patient_id, paper.pk]
    assert desk.get(reverse("orders:picture", args=row)).content.startswith(b"\x89PNG")
    assert desk.get(reverse("orders:pdf", args=row)).content.startswith(b"%PDF")
    assert desk.post(reverse("orders:issue_paper", args=row), {"version": 1}).status_code == 302
    assert desk.get(reverse("orders:picture", args=row)).status_code == 200
    assert Paper.objects.get().issue.code in desk.get(paper.get_absolute_url()).content.decode()
    assert desk.get(reverse("orders:cancel_paper", args=row)).status_code == 200
    answer = desk.post(reverse("orders:cancel_paper", args=row), {"reason": "Dose", "version": 1})
    assert answer.status_code == 302
    assert desk.get(reverse("orders:papers", args=[paper.patient_id])).status_code == 200


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("certificate", {"days": "3", "starts_on": "20/11/2026"}),
        ("referral", {"specialty": "Cardiologia", "priority": "urgent", "reason": "Sopro"}),
        ("exam_request", {"tests": "Hemograma\nGlicemia"}),
        ("report", {"text": "Em acompanhamento."}),
        ("attendance_declaration", {"on": "20/11/2026", "starts_at": "08:00", "ends_at": "09:00"}),
    ],
)
def test_the_other_papers_are_written_each_on_its_form(desk: Client, kind: str, data: dict[str, str]) -> None:
    address = reverse("orders:new_paper", args=[make.patient().pk, kind])
    assert desk.get(address).status_code == 200
    assert desk.post(address, data).status_code == 302
    paper = Paper.objects.get(kind=kind)
    assert desk.get(reverse("orders:edit_paper", args=[paper.patient_id, paper.pk])).status_code == 200
    assert desk.get(reverse("orders:pdf", args=[paper.patient_id, paper.pk])).content.startswith(b"%PDF")


def test_a_certificate_with_a_diagnosis_asks_for_consent(desk: Client) -> None:
    address = reverse("orders:new_paper", args=[make.patient().pk, "certificate"])
    assert desk.post(address, {"days": "3", "cid_code": "J11", "cid_display": "Influenza"}).status_code == 422
    assert desk.get(reverse("orders:new_paper", args=[make.patient().pk, "horoscope"])).status_code == 404


def test_whoever_holds_a_paper_verifies_it_and_learns_nothing_of_the_patient(
    doctor: Any,
) -> None:  # Any: see above
    make.house()
    paper = make.paper(by=doctor)
    issue = actions.issue_paper(paper, by=doctor)
    pdf = actions.print_paper(Paper.objects.get(pk=paper.pk), by=doctor)
    stranger = Client()
    found = stranger.get(reverse("orders:verify"), {"code": issue.code.lower().replace("-", " ")})
    assert found["Location"] == reverse("orders:verified", args=[issue.code])
    page = stranger.get(found["Location"]).content.decode()
    assert doctor.employee.civil_name in page
    assert issue.digest in page
    assert paper.patient.given_name not in page
    assert "data de nascimento" not in page.lower()
    same = stranger.post(found["Location"], {"file": io.BytesIO(pdf)}).content.decode()
    other = stranger.post(found["Location"], {"file": io.BytesIO(pdf + b" ")}).content.decode()
    assert "é o que foi emitido" in same
    assert "é outro" in other
    assert stranger.get(reverse("orders:verified", args=["AAAA-AAAA-AAAA-AAAA"])).status_code == 404
    actions.cancel_paper(Paper.objects.get(pk=paper.pk), reason="x", by=doctor)
    assert "cancelado" in stranger.get(found["Location"]).content.decode()


def test_codes_cannot_be_tried_one_after_the_other() -> None:
    stranger = Client(REMOTE_ADDR="203.0.113.9")
    answers = [
        stranger.get(reverse("orders:verified", args=["AAAA-AAAA-AAAA-AAAA"])).status_code
        for _place in range(21)
    ]
    assert answers == [404] * 20 + [429]
    assert (
        Client(REMOTE_ADDR="203.0.113.10")
        .get(reverse("orders:verified", args=["AAAA-AAAA-AAAA-AAAA"]))
        .status_code
        == 404
    )


def test_the_laboratory_sets_its_own_limits(bench: Client, desk: Client) -> None:
    from hospital.orders.models import ReferenceRange

    make.panel()
    row = ReferenceRange.objects.get(code="2823-3")
    assert "Potássio" in bench.get(reverse("orders:ranges"), {"q": "pot"}).content.decode()
    address = reverse("orders:edit_range", args=[row.pk])
    assert bench.get(address).status_code == 200
    values = {
        "low": "3,4",
        "high": "5",
        "critical_low": "2,5",
        "critical_high": "6,5",
        "version": row.version,
    }
    assert bench.post(address, {**values, "high": "1"}).status_code == 422
    assert bench.post(address, values).status_code == 302
    row.refresh_from_db()
    assert str(row.high) == "5.0000"
    assert desk.get(address).status_code == 403


def test_a_chart_outside_ones_care_stays_closed() -> None:
    order, stranger = make.order(), make.browser(make.doctor(anywhere=False))
    for name, args in (
        ("orders", [order.patient_id]),
        ("order", [order.patient_id, order.pk]),
        ("papers", [order.patient_id]),
    ):
        assert stranger.get(reverse(f"orders:{name}", args=args)).status_code == 403


def test_who_asked_may_open_the_order_and_who_did_not_may_not() -> None:
    doctor, other = make.doctor(), make.doctor(anywhere=False)
    order = make.order(by=doctor)
    assert requested(doctor, order.patient_id).exists()
    assert not requested(other, order.patient_id).exists()
    assert make.browser(other).get(order.get_absolute_url()).status_code == 403

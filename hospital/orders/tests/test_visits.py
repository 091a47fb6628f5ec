"""What is ordered and written within a visit is signed with it, and nothing is added to a signed visit."""

from typing import Any  # Any: a User and her visit

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from hospital.consultations import signing
from hospital.consultations.actions import VisitSigned, sign_visit
from hospital.consultations.models import Consultation
from hospital.consultations.tests import make as visits
from hospital.orders import actions
from hospital.orders.models import Order, Paper
from hospital.orders.visits import NotHerVisit
from hospital.signatures.credentials import Proven

from . import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def written() -> tuple[Any, Consultation]:  # Any: see above
    """A doctor with a visit that is a draft."""
    doctor = visits.doctor(None, *make.DOCTOR)
    return doctor, visits.draft(doctor)


Written = tuple[Any, Consultation]  # Any: see above


def _in(visit: Consultation, by: Any) -> tuple[Order, Paper]:  # Any: see above
    """An order and a prescription of the visit."""
    make.panel()
    order = make.order(visit.patient, by=by, visit=visit, clinical_indication="Fadiga")
    content = {"items": [make.PILL]}
    return order, actions.draft_paper(visit.patient, kind="prescription", data=content, visit=visit, by=by)


def test_orders_and_papers_of_a_visit_are_signed_with_it(written: Written) -> None:
    doctor, visit = written
    order, _paper = _in(visit, doctor)
    assert (order.encounter, order.department) == (visit.encounter, visit.encounter.department)
    content = signing.plain_content(visit)
    assert content["orders"][0]["display"] == order.display
    assert content["papers"][0]["data"]["items"][0]["drug"] == make.PILL["drug"]
    lines = str(signing.shown(content))
    assert "Fadiga" in lines
    assert make.PILL["drug"] in lines


def test_nothing_is_added_to_a_signed_visit_and_nothing_in_it_changes(written: Written) -> None:
    doctor, visit = written
    order, paper = _in(visit, doctor)
    sign_visit(visit, credential=Proven(doctor.pk), by=doctor)
    visit = Consultation.objects.get(pk=visit.pk)
    with pytest.raises(VisitSigned):
        make.order(visit.patient, by=doctor, visit=visit)
    with pytest.raises(VisitSigned):
        actions.draft_paper(visit.patient, kind="report", data={"text": "x"}, visit=visit, by=doctor)
    with pytest.raises(VisitSigned):
        actions.change_paper(paper, data={"items": [{"drug": "Outro"}]}, version=paper.version, by=doctor)
    for attack in (Order.objects.filter(pk=order.pk).delete, lambda: Paper.objects.update(data={})):
        with pytest.raises(IntegrityError), transaction.atomic():
            attack()
    assert Order.objects.count() == 1


def test_what_becomes_of_an_order_goes_on_after_the_signature(
    written: tuple[Any, Consultation],
) -> None:  # Any: see above
    make.house()
    doctor, visit = written
    make.panel()
    order = make.order(visit.patient, by=doctor, visit=visit)
    paper = actions.draft_paper(visit.patient, kind="report", data={"text": "x"}, visit=visit, by=doctor)
    sign_visit(visit, credential=Proven(doctor.pk), by=doctor)
    signed = signing.plain_content(Consultation.objects.get(pk=visit.pk))
    result = make.released(of=make.collected(of=order))
    actions.read_result(result, by=doctor)
    actions.issue_paper(paper, by=doctor)
    actions.cancel_paper(Paper.objects.get(pk=paper.pk), reason="x", by=doctor)
    after = signing.plain_content(Consultation.objects.get(pk=visit.pk))
    assert (after["orders"], after["papers"]) == (signed["orders"], signed["papers"])


def test_an_order_belongs_to_the_patient_of_its_visit(
    written: tuple[Any, Consultation],
) -> None:  # Any: see above
    doctor, visit = written
    other = visits.encounter(doctor).patient
    make.panel()
    with pytest.raises(NotHerVisit):
        make.order(other, by=doctor, visit=visit)


def test_the_pages_order_and_write_within_the_visit(
    written: tuple[Any, Consultation],
) -> None:  # Any: see above
    doctor, visit = written
    panel, browser = make.panel(), make.browser(doctor)
    address = reverse("orders:new_orders", args=[visit.patient_id]) + f"?visit={visit.pk}"
    assert str(visit.pk) in browser.get(address).content.decode()
    browser.post(address, {"favourites": [str(panel.pk)], "priority": "routine", "visit": str(visit.pk)})
    assert Order.objects.get().consultation == visit
    papers = reverse("orders:new_paper", args=[visit.patient_id, "exam_request"]) + f"?visit={visit.pk}"
    assert panel.name in browser.get(papers).content.decode()
    browser.post(papers, {"tests": panel.name, "visit": str(visit.pk)})
    assert Paper.objects.get().consultation == visit


def test_a_paper_is_signed_on_its_page(written: tuple[Any, Consultation]) -> None:  # Any: see above
    make.house()
    doctor, visit = written
    paper = actions.draft_paper(visit.patient, kind="report", data={"text": "x"}, by=doctor)
    browser, address = make.browser(doctor), reverse("orders:sign_paper", args=[visit.patient_id, paper.pk])
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"password": "errada", "version": 1}).status_code == 422
    assert browser.post(address, {"password": visits.PASSWORD, "version": 1}).status_code == 302
    assert Paper.objects.get().issue.is_signed


def test_the_page_of_a_visit_leads_to_its_orders_and_papers_and_back(written: Written) -> None:
    doctor, visit = written
    browser, edit = make.browser(doctor), reverse("consultations:edit", args=[visit.pk])
    page = browser.get(edit).content.decode()
    asks = f"{reverse('orders:new_orders', args=[visit.patient_id])}?visit={visit.pk}"
    writes = f"{reverse('orders:new_paper', args=[visit.patient_id, 'prescription'])}?visit={visit.pk}"
    assert asks in page
    assert writes in page
    sent = browser.post(asks, {"display": "Hemograma", "category": "laboratory", "priority": "routine"})
    assert sent["Location"] == edit
    assert Order.objects.get().consultation == visit

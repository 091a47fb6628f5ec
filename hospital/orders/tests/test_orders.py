"""Orders and what is taken for them: asked for, collected, rejected, cancelled; and never altered."""

import pytest
from django.db import IntegrityError, connection, transaction

from hospital.audit.models import Event
from hospital.core.errors import Denied, Invalid, InvalidTransition, Stale
from hospital.orders import actions
from hospital.orders.models import Order
from hospital.organization.actions import LicenceNotInForce
from hospital.patients.care import OutsideCare

from . import make

pytestmark = pytest.mark.django_db


def test_an_order_says_what_is_asked_for_and_who_asks() -> None:
    doctor = make.doctor()
    order = make.order(by=doctor, clinical_indication="Câimbras", priority="urgent")
    assert (order.display, order.category, order.code) == ("Eletrólitos", "laboratory", "24326-1")
    assert order.requested_by == doctor.employee
    assert order.progress.state == "requested"
    event = Event.objects.get(verb="orders.order_placed")
    assert (event.patient_id, event.particulars["priority"]) == (order.patient_id, "urgent")


def test_who_has_no_licence_in_force_orders_nothing() -> None:
    with pytest.raises(LicenceNotInForce):
        make.order(by=make.user(*make.DOCTOR, make.ANYWHERE))


def test_who_may_not_order_is_denied() -> None:
    with pytest.raises(Denied):
        make.order(by=make.nurse())


def test_nobody_orders_for_a_patient_outside_her_care() -> None:
    with pytest.raises(OutsideCare):
        make.order(by=make.doctor(anywhere=False))


def test_an_order_without_words_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        make.order(display=" ")
    assert "display" in refusal.value.fields


def test_several_orders_are_placed_together_or_not_at_all() -> None:
    patient, doctor = make.patient(), make.doctor()
    with pytest.raises(Invalid):
        actions.place_orders(patient, orders=[{"display": "Lactato"}, {"display": ""}], by=doctor)
    assert not Order.objects.exists()
    with pytest.raises(Invalid):
        actions.place_orders(patient, orders=[], by=doctor)


def test_a_collection_gives_each_tube_a_label_and_moves_the_order() -> None:
    order = make.order()
    specimens = actions.collect(order, tubes=["serum", "edta", "serum"], by=make.nurse())
    assert [specimen.tube for specimen in specimens] == ["serum", "edta"]
    assert len({specimen.barcode for specimen in specimens}) == 2
    assert len(specimens[0].barcode) == 10
    assert order.progress.state == "collected"
    assert Event.objects.filter(verb="orders.specimen_collected").count() == 2


def test_the_tube_of_the_panel_is_taken_when_none_is_named() -> None:
    order = make.order(panel=make.panel("Hemograma completo"))
    assert actions.collect(order, by=make.nurse())[0].tube == "edta"


def test_a_tube_is_collected_once() -> None:
    order = make.collected()
    with pytest.raises(actions.AlreadyCollected):
        actions.collect(order, by=make.nurse())


def test_nothing_is_collected_for_an_image() -> None:
    order = make.order(panel=make.panel("Radiografia de tórax PA e perfil"))
    with pytest.raises(actions.NothingToCollect):
        actions.collect(order, by=make.nurse())


def test_a_rejected_specimen_is_collected_again() -> None:
    order, nurse = make.collected(), make.nurse()
    specimen = order.specimens.get()
    actions.reject_specimen(specimen, because="Hemolisada", by=nurse)
    order = Order.objects.get(pk=order.pk)
    assert order.progress.state == "requested"
    actions.collect(order, by=nurse)
    assert order.specimens.count() == 2
    with pytest.raises(actions.SpecimenRejected):
        actions.reject_specimen(specimen, because="again", by=nurse)
    assert Event.objects.get(verb="orders.specimen_rejected").reason == "Hemolisada"


def test_who_does_not_collect_is_denied() -> None:
    with pytest.raises(Denied):
        actions.collect(make.order(), by=make.doctor())


def test_an_order_is_cancelled_for_a_reason_while_it_has_no_result() -> None:
    doctor, order = make.doctor(), make.order()
    with pytest.raises(Invalid):
        actions.cancel_order(order, reason=" ", by=doctor)
    with pytest.raises(Stale):
        actions.cancel_order(order, reason="Pedido em duplicidade", version=9, by=doctor)
    actions.cancel_order(order, reason="Pedido em duplicidade", by=doctor)
    assert order.progress.state == "cancelled"
    assert Event.objects.get(verb="orders.order_cancelled").reason == "Pedido em duplicidade"
    with pytest.raises(InvalidTransition):
        actions.cancel_order(make.released().order, reason="late", by=doctor)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE orders_order SET display = 'Outro'",
        "UPDATE orders_order SET priority = 'stat'",
        "DELETE FROM orders_order",
        "UPDATE orders_line SET value = 9",
        "UPDATE orders_result SET text = 'outro'",
        "DELETE FROM orders_result",
        "UPDATE orders_specimen SET tube = 'edta'",
        "UPDATE orders_reading SET note = 'x'",
    ],
)
def test_what_was_written_stays_whoever_asks_the_database(sql: str) -> None:
    result = make.released()
    actions.read_result(result, by=make.doctor())
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_only_the_patient_of_an_order_may_become_another() -> None:
    order, other = make.order(), make.patient()
    Order.objects.filter(pk=order.pk).update(patient=other)
    assert Order.objects.get(pk=order.pk).patient == other


def test_who_carries_out_an_order_has_the_patient_in_care_until_a_week_after() -> None:
    lab, order = make.lab(anywhere=False), make.collected()
    result = actions.enter_result(order, lines=[{**make.POTASSIUM, "value": "4"}], by=lab)
    actions.validate_result(result, by=make.lab(anywhere=False))
    stranger = make.order(display="Biópsia", category="procedure")
    actions.cancel_order(stranger, reason="erro", by=make.doctor())
    with pytest.raises(OutsideCare):
        actions.enter_result(stranger, text="x", by=lab)

"""Results: entered, read against the ranges, validated by another, corrected, read; critical ones told."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any  # Any: whatever the actions take

import pytest
from django.utils.timezone import localdate, now

from hospital.accounts.actions import system
from hospital.audit.models import Event
from hospital.core.errors import Denied, Invalid
from hospital.orders import actions
from hospital.orders.interpretation import LineData
from hospital.orders.models import CriticalNotice, Line, ReferenceRange, Result
from hospital.orders.models.catalogue import ADULT

from . import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("value", "reading"),
    [
        ("4,1", "normal"), ("3.4", "low"), ("5.2", "high"), ("6.5", "critical_high"), ("2,5", "critical_low"),
    ],
)  # fmt: skip
def test_a_value_is_read_against_the_range_of_its_test(value: str, reading: str) -> None:
    line = make.resulted(value).lines.get()
    assert line.interpretation == reading
    assert (line.low, line.high) == (Decimal("3.5"), Decimal("5.1"))


def test_a_woman_is_read_against_the_range_for_women() -> None:
    blood: LineData = {
        "system": "http://loinc.org",
        "code": "718-7",
        "display": "Hemoglobina",
        "unit": "g/dL",
        "value": "12.5",
    }
    readings = {}
    for sex in ("female", "male"):
        order = make.collected(of=make.order(make.patient(sex=sex)))
        readings[sex] = actions.enter_result(order, lines=[blood], by=make.lab()).lines.get().interpretation
    assert readings == {"female": "normal", "male": "low"}


def test_a_child_is_not_read_against_the_ranges_of_adults() -> None:
    child = make.patient(birth_date=localdate() - timedelta(days=400))
    line = make.resulted("6.9", of=make.collected(of=make.order(child))).lines.get()
    assert (line.interpretation, line.low) == ("", None)


def test_limits_that_come_with_a_value_are_kept() -> None:
    line: LineData = {**make.POTASSIUM, "value": "5.4", "low": "3", "high": "5.5"}
    result = actions.enter_result(make.collected(), lines=[line], by=make.lab())
    assert result.lines.get().high == Decimal("5.5")


def test_a_result_needs_a_value_or_a_report_and_numbers_that_are_numbers() -> None:
    order, lab = make.collected(), make.lab()
    typed: list[LineData] = [{**make.POTASSIUM, "value": value} for value in ("", "muito", "NaN")]
    for lines in ([], *([line] for line in typed)):
        with pytest.raises(Invalid):
            actions.enter_result(order, lines=lines, by=lab)
    assert not Result.objects.exists()


def test_a_result_waits_for_its_specimen_but_an_image_does_not() -> None:
    lab = make.lab()
    with pytest.raises(actions.NotCollected):
        actions.enter_result(make.order(), text="x", by=lab)
    image = make.order(panel=make.panel("Radiografia de tórax PA e perfil"))
    result = actions.enter_result(image, text="Sem alterações.", by=lab)
    assert result.order.progress.state == "resulted"


def test_an_order_has_one_result_and_a_cancelled_one_none() -> None:
    result, lab = make.resulted(), make.lab()
    with pytest.raises(actions.HasResult):
        make.resulted(of=result.order)
    order = make.order()
    actions.cancel_order(order, reason="erro", by=make.doctor())
    with pytest.raises(actions.OrderIsCancelled):
        actions.enter_result(order, text="x", by=lab)


def test_nobody_validates_what_she_entered() -> None:
    lab = make.lab()
    result = make.resulted(by=lab)
    with pytest.raises(actions.ValidatesOwn):
        actions.validate_result(result, by=lab)
    assert actions.validate_result(result, by=make.lab()).order.progress.state == "validated"
    assert Event.objects.filter(verb="orders.result_validated").count() == 1


def test_a_result_is_validated_once() -> None:
    with pytest.raises(actions.ResultValidated):
        actions.validate_result(make.released(), by=make.lab())


def test_who_does_not_validate_is_denied() -> None:
    with pytest.raises(Denied):
        actions.validate_result(make.resulted(), by=make.doctor())
    with pytest.raises(Denied):
        actions.enter_result(make.collected(), text="x", by=make.doctor())


def test_the_doctor_sees_a_result_only_when_it_is_validated() -> None:
    doctor, result = make.doctor(), make.resulted()
    assert not Result.objects.visible_to(doctor).exists()
    assert not Line.objects.visible_to(doctor).exists()
    assert Result.objects.visible_to(make.lab()).exists()
    actions.validate_result(result, by=make.lab())
    assert Result.objects.visible_to(doctor).exists()


def test_a_correction_is_a_new_result_and_the_old_one_stays() -> None:
    old = make.released("6.9")
    new = actions.correct_result(
        old, lines=[{**make.POTASSIUM, "value": "4.2"}], because="Amostra trocada", by=make.lab()
    )
    assert new.order.progress.state == "resulted"
    assert Result.objects.current().get() == new
    assert old.lines.get().value == Decimal("6.9")
    actions.validate_result(new, by=make.lab())
    assert Event.objects.get(verb="orders.result_corrected").reason == "Amostra trocada"
    with pytest.raises(actions.ResultSuperseded):
        actions.correct_result(old, text="x", because="again", by=make.lab())
    with pytest.raises(actions.ResultSuperseded):
        actions.read_result(old, by=make.doctor())


def test_a_correction_says_why() -> None:
    with pytest.raises(Invalid):
        actions.correct_result(make.released(), text="x", because=" ", by=make.lab())


def test_reading_a_result_takes_it_from_the_inbox_once() -> None:
    doctor, result = make.doctor(), make.released()
    reading = actions.read_result(result, note="Repetir em 3 meses", by=doctor)
    assert reading.result.order.progress.state == "read"
    with pytest.raises(actions.ReadAlready):
        actions.read_result(result, by=doctor)
    actions.read_result(result, by=make.doctor())
    with pytest.raises(actions.NotValidated):
        actions.read_result(make.resulted(), by=doctor)
    with pytest.raises(Denied):
        actions.read_result(result, by=make.lab())


def test_a_critical_result_must_be_acknowledged_once_it_is_validated() -> None:
    result = make.resulted("7.1")
    assert result.is_critical
    assert not CriticalNotice.objects.exists()
    actions.validate_result(result, by=make.lab())
    notice = CriticalNotice.objects.get()
    assert timedelta(minutes=29) < notice.due_at - now() <= timedelta(minutes=30)
    doctor = make.doctor()
    with pytest.raises(Invalid):
        actions.acknowledge(notice, told="", by=doctor)
    actions.acknowledge(notice, told="Eu mesma, por telefone", measure="Gluconato de cálcio", by=doctor)
    notice.refresh_from_db()
    assert notice.acknowledged_by == doctor
    with pytest.raises(actions.AlreadyAcknowledged):
        actions.acknowledge(notice, told="outra", by=make.doctor())
    with pytest.raises(Denied):
        actions.acknowledge(notice, told="x", by=make.lab())


def test_an_overdue_critical_result_is_said_once() -> None:
    make.released("7.1")
    assert actions.find_overdue(by=system()) == 0
    CriticalNotice.objects.update(overdue_at=None)
    late = now() - timedelta(minutes=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hospital.orders.models.results.now", lambda: late + timedelta(hours=2))
        assert actions.find_overdue(by=system()) == 1
        assert actions.find_overdue(by=system()) == 0
    assert Event.objects.filter(verb="orders.critical_overdue").count() == 1


def test_an_import_needs_no_specimen_no_second_person_and_no_licence() -> None:
    machine = make.user(*make.CHART, "orders.place_order", "orders.enter_result", make.ANYWHERE)
    when = now() - timedelta(days=400)
    order = make.order(
        by=machine,
        display="Potassium",
        code="2823-3",
        system="http://loinc.org",
        source="imported",
        occurred_at=when,
    )
    result = actions.enter_result(
        order, lines=[{**make.POTASSIUM, "value": "4"}], source="imported", occurred_at=when, by=machine
    )
    assert result.is_released
    assert order.progress.state == "read"
    assert Result.objects.visible_to(make.doctor()).get() == result


def test_only_who_may_open_every_chart_imports() -> None:
    with pytest.raises(Denied):
        make.order(by=make.doctor(anywhere=False), source="imported", display="x")


def test_the_shipped_tests_come_once_and_what_the_laboratory_set_stays() -> None:
    lab = make.lab()
    assert actions.ship_catalogue(by=lab) > 60
    assert actions.ship_catalogue(by=lab) == 0
    potassium = ReferenceRange.objects.get(code="2823-3")
    actions.set_range(potassium, high=Decimal("5.0"), version=potassium.version, by=lab)
    assert make.resulted("5.05").lines.get().interpretation == "high"


def test_ranges_do_not_overlap_and_their_limits_are_in_order() -> None:
    lab = make.lab()
    one: dict[str, Any] = {"system": "x", "code": "k", "display": "K"}  # Any: a RangeData
    actions.set_range(**one, age_from=0, age_to=ADULT, low=Decimal(3), by=lab)
    actions.set_range(**one, age_from=ADULT, low=Decimal(3), by=lab)
    with pytest.raises(actions.RangeOverlaps):
        actions.set_range(**one, age_from=400, by=lab)
    with pytest.raises(Invalid):
        actions.set_range(**one, sex="male", low=Decimal(3), high=Decimal(2), by=lab)
    with pytest.raises(Invalid):
        actions.set_range(**one, sex="male", age_from=10, age_to=10, by=lab)
    with pytest.raises(Denied):
        actions.set_range(**one, by=make.doctor())


def test_a_panel_has_a_name_of_its_own() -> None:
    lab = make.lab()
    made = actions.define_panel(name="Meu painel", tests=[{"display": "Potássio", "code": "2823-3"}], by=lab)
    assert made.lines.get().display == "Potássio"
    with pytest.raises(actions.PanelExists):
        actions.define_panel(name="Meu painel", by=lab)
    with pytest.raises(Denied):
        actions.define_panel(name="Outro", by=make.doctor())


def test_a_person_of_unknown_age_is_taken_for_an_adult() -> None:
    make.panel()
    found = ReferenceRange.objects.covering(sex="female", born=None, on=date(2026, 1, 1))
    assert found.filter(code="718-7").get().sex == "female"

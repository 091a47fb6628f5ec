"""Orders of the demo hospital in every stage, a year of results, a critical potassium, and papers."""

import random
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any  # Any: what an action takes

from django.utils.timezone import now

from hospital import config
from hospital.accounts.models import User
from hospital.config.actions import change_setting
from hospital.config.models import Setting
from hospital.encounters import actions as encounters
from hospital.orders import actions
from hospital.orders.models import Order, PanelLine, Paper, ReferenceRange, TestPanel
from hospital.orders.shipped import LOINC
from hospital.organization.models import Department
from hospital.patients import care
from hospital.patients.models import Patient

HOUSE = {
    "hospital.address": "Rua das Acácias, 100, Centro, Santos, SP, 11010-000",
    "hospital.contact": "(13) 3333-4444 · contato@santaclara.example", "hospital.cnes": "1234567",
    "hospital.city": "Santos",
}  # fmt: skip
PATIENTS = 14

# What a panel answers in this story; what is not named is in the middle of its range.
Values = Mapping[str, str]
KIDNEY: Values = {"3091-6": "118", "2160-0": "3.4"}
POTASSIUM: Values = {"2951-2": "138", "2823-3": "7.1", "2075-0": "101"}
ANAEMIA: Values = {"718-7": "9.8", "4544-3": "30.5", "787-2": "74"}
CHEST = "Campos pulmonares sem opacidades.\nÁrea cardíaca normal.\nSeios costofrênicos livres."

# Panel, priority, indication, how far it has come, and its answer.
STORY: tuple[tuple[str, str, str, str, Values], ...] = (
    ("Hemograma completo", "routine", "Fadiga há três meses", "requested", {}),
    ("Troponina I ultrassensível", "stat", "Dor torácica em aperto", "requested", {}),
    ("Glicemia de jejum", "routine", "Rastreamento", "requested", {}),
    ("Urina tipo 1 (EAS)", "urgent", "Disúria e febre", "collected", {}),
    ("Coagulograma", "routine", "Pré-operatório", "collected", {}),
    ("Lactato", "stat", "Suspeita de sepse", "collected", {}),
    ("Ureia e creatinina", "urgent", "Edema e oligúria", "resulted", KIDNEY),
    ("Perfil lipídico", "routine", "Dislipidemia em tratamento", "resulted", {"13457-7": "162"}),
    ("Hemograma completo", "routine", "Sangramento menstrual aumentado", "validated", ANAEMIA),
    ("Eletrólitos", "urgent", "Doença renal, fraqueza muscular", "validated", POTASSIUM),
    ("TSH e T4 livre", "routine", "Hipotireoidismo em reposição", "validated", {"3016-3": "8.2"}),
    ("Proteína C reativa", "urgent", "Febre há cinco dias", "read", {"1988-5": "84"}),
    ("Radiografia de tórax PA e perfil", "routine", "Tosse há três semanas", "requested", {}),
    ("Radiografia de tórax PA e perfil", "urgent", "Dispneia", "validated", {}),
    ("Mamografia bilateral", "routine", "Rastreamento", "cancelled", {}),
)
YEAR = ("Hemoglobina glicada", "Ureia e creatinina", "Eletrólitos", "Perfil lipídico")
DRIFT = {"4548-4": (8.9, 6.8), "2160-0": (1.1, 1.9), "3091-6": (38, 74), "2823-3": (4.2, 5.6),
         "2093-3": (248, 186), "13457-7": (168, 112)}  # fmt: skip
PAPERS: tuple[tuple[str, dict[str, Any]], ...] = (  # Any: see above
    ("prescription", {"items": [
        {"drug": "Amoxicilina 500 mg, cápsula", "dose": "1 cápsula", "route": "via oral",
         "frequency": "a cada 8 horas", "duration": "por 7 dias", "quantity": "21 (vinte e uma) cápsulas"},
        {"drug": "Dipirona 1 g, comprimido", "dose": "1 comprimido", "route": "via oral",
         "frequency": "a cada 6 horas, se dor ou febre", "quantity": "10 (dez) comprimidos"},
    ], "advice": "Beber bastante água.\nVoltar se a febre passar de 48 horas."}),
    ("prescription", {"form": "special", "items": [
        {"drug": "Clonazepam 2 mg, comprimido", "dose": "1 comprimido", "route": "via oral",
         "frequency": "à noite", "duration": "por 60 dias", "quantity": "60 (sessenta) comprimidos"},
    ]}),
    ("certificate", {"days": 3, "purpose": "trabalho"}),
    ("referral", {"specialty": "Nefrologia", "priority": "urgent",
                  "reason": "Piora da função renal nos últimos 12 meses, com potássio elevado.",
                  "summary": "Diabetes e hipertensão há 15 anos. Creatinina de 1,1 para 1,9 mg/dL."}),
    ("exam_request", {"items": [{"display": "Ultrassonografia de rins e vias urinárias"},
                                {"display": "Relação albumina/creatinina em amostra isolada"}],
                      "clinical_indication": "Doença renal do diabetes"}),
)  # fmt: skip


def fill_orders(*, by: User) -> int:
    """The laboratory in mid-morning, and the papers of a day; how many orders there are then."""
    doctor = User.objects.get(username="physician")
    dice = random.Random(10)  # noqa: S311  what is measured is no secret of the demo
    actions.ship_catalogue(by=by)
    _house(by)
    people = list(_people(doctor, by=by))
    for number, (name, priority, indication, stage, values) in enumerate(STORY):
        patient = people[number % len(people)]
        asked = now() - timedelta(minutes=25 + 11 * number)
        order = actions.place_order(
            patient, panel=TestPanel.objects.get(name=name), priority=priority, by=doctor, occurred_at=asked,
            clinical_indication=indication, department=_unit(doctor),
        )  # fmt: skip
        _advance(order, stage, values, dice, doctor=doctor, by=by)
    for patient in people[:2]:
        _year(patient, dice, doctor=doctor, by=by)
    _papers(people[0], doctor)
    return Order.objects.count()


def _house(by: User) -> None:
    """Where the hospital is, so that its papers may be issued."""
    for name, value in HOUSE.items():
        kept = Setting.objects.filter(name=name).first()
        if kept is None or not kept.value:
            version = kept.version if kept else 0
            change_setting(name, value=value, version=version, reason="Hospital de demonstração", by=by)
    config.forget()  # the papers below are issued from these values, in one transaction with them too


def _unit(doctor: User) -> Department:
    found = Department.objects.units_of(doctor).order_by("code").first()
    assert found is not None
    return found


def _people(doctor: User, *, by: User) -> Iterator[Patient]:
    """Grown-ups whom the doctor has in her care; who is not comes for a visit."""
    rows = Patient.objects.active().filter(
        is_deceased=False, is_confidential=False, birth_date__lt="2000-01-01"
    )
    for patient in rows.order_by("pk")[:PATIENTS]:
        if care.ground_of(patient, by=doctor) is None:
            encounters.receive(
                patient, department=_unit(doctor), kind="outpatient", reason="Consulta", by=by,
                at=now() - timedelta(hours=6),
            )  # fmt: skip
        yield patient


def _advance(
    order: Order, stage: str, values: Values, dice: random.Random, *, doctor: User, by: User
) -> None:  # fmt: skip
    """Bring the order as far as the story says; whoever enters is not who validates."""
    if stage == "cancelled":
        actions.cancel_order(order, reason="Exame feito há dois meses em outro serviço", by=doctor)
    if stage in ("requested", "cancelled"):
        return
    if order.category == "laboratory":
        actions.collect(order, at=order.occurred_at + timedelta(minutes=9), by=by)
    if stage == "collected":
        return
    text = "" if order.category == "laboratory" else CHEST
    first = User.objects.filter(username="laboratory").first() or doctor
    result = actions.enter_result(order, lines=_lines(order, values, dice), text=text, by=by)
    if stage in ("validated", "read"):
        actions.validate_result(result, by=first if first.has_perm("orders.validate_result") else doctor)
    if stage == "read":
        actions.read_result(result, note="Iniciado antibiótico", by=doctor)


def _year(patient: Patient, dice: random.Random, *, doctor: User, by: User) -> None:
    """Six sets of results over a year, some of which get better and some worse."""
    for step in range(5):
        when = now() - timedelta(days=360 - 75 * step, hours=3)
        part = step / 4
        values = {code: f"{a + (b - a) * part:.1f}" for code, (a, b) in DRIFT.items()}
        for name in YEAR:
            _received(patient, name, values, dice, when, doctor=doctor, by=by)


def _received(
    patient: Patient, name: str, values: Values, dice: random.Random, when: datetime, *, doctor: User,
    by: User,
) -> None:  # fmt: skip
    """A result of the past, as it came over from the system before this one."""
    order = actions.place_order(
        patient, panel=TestPanel.objects.get(name=name), requested_by=doctor.employee, source="imported",
        occurred_at=when, by=by,
    )  # fmt: skip
    actions.enter_result(order, lines=_lines(order, values, dice), source="imported", occurred_at=when, by=by)


def _lines(order: Order, values: Values, dice: random.Random) -> list[Any]:  # Any: a LineData
    """A value for each test of the panel."""
    tests = order.panel.lines.order_by("position") if order.panel else []
    return [
        {
            "system": LOINC, "code": test.code, "display": test.display, "unit": test.unit,
            **_answer(test, values, dice),
        }
        for test in tests
    ]  # fmt: skip


def _answer(test: PanelLine, values: Values, dice: random.Random) -> Values:
    if test.is_text:
        return {"text": "Ausente"}
    return {"value": values.get(test.code) or _middle(test.code, dice)}


def _middle(code: str, dice: random.Random) -> str:
    """Somewhere in the middle of what is ordinary."""
    kept = ReferenceRange.objects.filter(code=code).order_by("-sex").first()
    low = kept.low if kept and kept.low is not None else Decimal(0)
    high = kept.high if kept and kept.high is not None else (low * 2 or Decimal(1))
    places = 3 if high - low < Decimal("0.1") else 1
    return f"{low + (high - low) * Decimal(str(round(dice.uniform(0.3, 0.7), 3))):.{places}f}"


def _papers(patient: Patient, doctor: User) -> None:
    """One of each that is issued, one draft, one that was cancelled."""
    for kind, data in PAPERS:
        paper = actions.draft_paper(patient, kind=kind, data=data, by=doctor)
        actions.issue_paper(paper, by=doctor)
    wrong = actions.draft_paper(patient, kind="certificate", data={"days": 30}, by=doctor)
    actions.issue_paper(wrong, by=doctor)
    actions.cancel_paper(Paper.objects.get(pk=wrong.pk), reason="Número de dias errado", by=doctor)
    actions.draft_paper(patient, kind="report", data={"text": "Em acompanhamento nesta unidade."}, by=doctor)

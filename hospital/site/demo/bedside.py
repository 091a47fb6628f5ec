"""What is measured and written at the bedsides of the demo hospital."""

import random
from collections.abc import Mapping
from datetime import timedelta
from typing import Any  # Any: whatever the actions take

from django.utils.timezone import now

from hospital.accounts.models import User
from hospital.admissions import actions
from hospital.admissions.models import Admission
from hospital.organization.models import today
from hospital.records.actions import add_allergy, state_no_known_allergies, take_vitals
from hospital.records.models import Allergy

from .records import CALM

Readings = Mapping[str, Any]  # Any: see above
ADULT, GROWN_UP = 16, 18
ILL: Readings = {**CALM, "pulse": 94, "respiratory_rate": 20, "temperature": 37.9, "systolic": 108}
WORSE: Readings = {
    **CALM, "respiratory_rate": 23, "pulse": 112, "temperature": 38.7, "oxygen_saturation": 93,
    "systolic": 102,
}  # fmt: skip
WORST: Readings = {
    **CALM, "respiratory_rate": 25, "pulse": 118, "temperature": 38.9, "oxygen_saturation": 93,
    "systolic": 96, "diastolic": 58, "breathing": "oxygen", "oxygen_flow": 3,
}  # fmt: skip
# By diagnosis: what was measured ten hours ago and two; everybody else is calm.
COURSES: Mapping[str, tuple[Readings, Readings]] = {
    "A41.9": (WORSE, WORST), "K92.2": (CALM, ILL), "J44.1": (ILL, WORSE), "J15.9": (WORSE, ILL),
    "J96.0": (WORST, WORSE), "N10": (ILL, CALM), "D70": (CALM, ILL), "I61.9": (ILL, ILL),
    "O14.9": ({**CALM, "systolic": 158, "diastolic": 102}, {**CALM, "systolic": 152, "diastolic": 98}),
}  # fmt: skip
CAME = (
    "Admitida na unidade em maca, acompanhada. Orientada sobre a unidade, campainha e grades elevadas. "
    "Pulseira conferida com dois identificadores."
)
NOTES = (
    "Sono e repouso preservados. Aceitou toda a dieta. Diurese presente na comadre. Sem queixas.",
    "Refere dor leve em repouso, medicada conforme prescrição com alívio em 40 minutos.",
    "Banho no leito com auxílio. Mudança de decúbito a cada duas horas. Pele íntegra em região sacra.",
    "Acesso venoso periférico em antebraço esquerdo, sem sinais flogísticos. Trocado curativo.",
    "Deambulou no corredor com auxílio. Recusou o lanche da tarde; comunicada a nutrição.",
    "Curativo de ferida operatória limpo e seco. Dreno com débito serossanguinolento em pequena quantidade.",
)
ROUNDS = (
    ("Melhora clínica, afebril há 24 horas.", "Manter antibiótico. Exames de controle amanhã.", "nothing"),
    ("Estável, aguarda exame de imagem.", "Tomografia hoje à tarde. Jejum de seis horas.", "exam"),
    ("Sem intercorrências. Alta em breve.", "Reconciliar medicamentos, orientar família.", "nothing"),
    ("Aguarda avaliação da cardiologia.", "Cobrar parecer. Manter monitorização.", "opinion"),
    ("Estável, dependente para as atividades.", "Serviço social: vaga de longa permanência.", "social"),
)
SITUATIONS = (
    ("Febre persistente, sinais vitais piorando nas últimas oito horas",
     "Rever antibiótico com o plantonista; sinais vitais de hora em hora"),
    ("Estável, sem dor, sem febre há 24 horas", "Manter plano; orientar alta provável amanhã"),
    ("Risco alto de queda, confusa à noite", "Grades elevadas, cama baixa, acompanhante ciente"),
)  # fmt: skip
BRADEN = ("sensory_perception", "moisture", "activity", "mobility", "nutrition", "friction")
MORSE = ("history", "secondary", "aid", "access", "gait", "mental")
FRAIL, FIRM = (3, 3, 1, 2, 2, 1), (4, 4, 4, 4, 3, 3)
FALLS, STEADY = (25, 15, 15, 20, 10, 15), (0, 15, 0, 20, 0, 0)
FLUIDS = (
    (11, "intravenous", 500), (10, "urine", 350), (8, "oral", 200), (6, "urine", 280),
    (5, "intravenous", 500), (3, "drain", 60),
)  # fmt: skip
ALLERGIES = (
    ("Dipirona", "medication", "high"),
    ("Penicilina", "medication", "high"),
    ("Látex", "environment", "high"),
    ("Contraste iodado", "medication", "low"),
    ("Camarão", "food", "low"),
)
COMPANIONS = (("Marlene Prado", "child"), ("Osvaldo Teles", "spouse"), ("Ivone Saraiva", "sibling"))


def write_at_the_bedside(users: Mapping[str, User], *, by: User) -> None:
    """Vital signs, notes, rounds, scores, fluids and handovers of everybody who is in a bed."""
    nurse = User.objects.get(pk=users["nurse"].pk)
    doctor = User.objects.get(pk=users["physician"].pk)
    other = User.objects.get(pk=users["theatre-nurse"].pk)
    dice = random.Random(43)  # noqa: S311  the same night at every run, on purpose
    rows = Admission.objects.under_way().select_related("patient", "ward").order_by("admitted_at", "pk")
    for number, admission in enumerate(rows.exclude(origin="birth")):
        _ask_for_allergies(admission, number, by=nurse)
        _measure(admission, dice, by=nurse)
        _note(admission, number, nurse=nurse, doctor=doctor)
        _score(admission, number, by=nurse)
        if number % 9 == 4:
            _fluids(admission, by=nurse)
        if number % 6 == 1:
            _hand_over(admission, number, nurse, other)
        if number % 7 == 2:
            _bring(admission, number, by=by)


def _ask_for_allergies(admission: Admission, number: int, *, by: User) -> None:
    """Most were asked when they came, and some do not stand something; what is known stays as it is."""
    patient, at = admission.patient, admission.admitted_at
    if number % 8 == 5 or Allergy.objects.active().filter(patient=patient).exists():
        return
    if number % 6 == 2:
        what, kind, how = ALLERGIES[number // 6 % len(ALLERGIES)]
        add_allergy(patient, display=what, category=kind, criticality=how, occurred_at=at, by=by)
    else:
        state_no_known_allergies(patient, occurred_at=at, by=by)


def _measure(admission: Admission, dice: random.Random, *, by: User) -> None:
    """Vital signs as her illness goes; a child's without what is scored in adults."""
    age = admission.patient.age(today()) or 0
    for hours, readings in zip((2, 10), reversed(COURSES.get(admission.code, (CALM,))), strict=False):
        at = now() - timedelta(hours=hours, minutes=dice.randrange(40))
        if admission.admitted_at and at > admission.admitted_at:
            values = {**readings, "pulse": int(readings["pulse"]) + dice.randint(-6, 6)}
            values["oxygen_saturation"] = int(readings["oxygen_saturation"]) - dice.choice((0, 0, 1, 2, 3))
            if age < ADULT:
                values = {"pulse": 112, "respiratory_rate": 28, "temperature": 37.2, "oxygen_saturation": 97}
            take_vitals(admission.patient, readings=values, at=at, confirmed=True, by=by)


def _note(admission: Admission, number: int, *, nurse: User, doctor: User) -> None:
    """On admission, in the course, and the round of the day."""
    assert admission.admitted_at
    came = admission.admitted_at + timedelta(minutes=20)
    later = now() - timedelta(minutes=90 + 7 * number % 60)
    if number % 4 == 0:
        actions.write_note(admission, kind="admission", text=CAME, at=came, by=nurse)
    elif later > came:
        actions.write_note(admission, text=NOTES[number % len(NOTES)], at=later, by=nurse)
    if number % 3 == 1 and later > came:
        assessment, plan, pending = ROUNDS[number // 3 % len(ROUNDS)]
        actions.write_round(admission, assessment=assessment, plan=plan, pending=pending, at=later, by=doctor)


def _score(admission: Admission, number: int, *, by: User) -> None:
    """Braden and Morse of the grown-ups: those who are old are frail."""
    age = admission.patient.age(today()) or 0
    if age < GROWN_UP or number % 3:
        return
    frail = age > 70 or bool(admission.ward and admission.ward.kind == "icu")
    for scale, names, points in (
        ("braden", BRADEN, FRAIL if frail else FIRM), ("morse", MORSE, FALLS if frail else STEADY)
    ):  # fmt: skip
        actions.score_risk(admission, scale=scale, items=dict(zip(names, points, strict=True)), by=by)


def _fluids(admission: Admission, *, by: User) -> None:
    for hours, kind, amount in FLUIDS:
        at = now() - timedelta(hours=hours)
        if admission.admitted_at and at > admission.admitted_at:
            actions.record_fluid(admission, kind=kind, millilitres=amount, at=at, by=by)


def _hand_over(admission: Admission, number: int, nurse: User, other: User) -> None:
    """Handed over to the next shift; two of three are taken over."""
    situation, recommendation = SITUATIONS[number // 6 % len(SITUATIONS)]
    row = actions.give_handover(
        admission, situation=situation, background=admission.display, recommendation=recommendation,
        assessment=f"Internada por: {admission.reason}.", by=nurse,
    )  # fmt: skip
    if number % 18 != 1:
        actions.take_over(row, by=other)


def _bring(admission: Admission, number: int, *, by: User) -> None:
    """Somebody stays with her, and something of hers is kept."""
    name, relation = COMPANIONS[number // 7 % len(COMPANIONS)]
    actions.add_companion(admission, name=name, relation=relation, phone="+5513900001234", by=by)
    what, where = "Óculos e prótese dentária", "Armário da enfermaria"
    actions.keep_belonging(admission, description=what, kept_in=where, by=by)

"""What is in the charts of the demo hospital: problems, allergies, medicines, vital signs, vaccines."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any  # Any: whatever the actions take

from django.utils.timezone import get_current_timezone, localdate, now

from hospital.accounts.models import User
from hospital.patients import care
from hospital.patients.models import Patient
from hospital.records import actions

from .people import Maker

CHARTS = 40
CID10 = "http://hl7.org/fhir/sid/icd-10"
CVX = "http://hl7.org/fhir/sid/cvx"
LOINC = "http://loinc.org"


Result = tuple[str, str, str, float, float, float]  # code, words, unit, value, low, high


@dataclass(frozen=True)
class Story:
    """What somebody has, does not stand and takes; and the middle of what is measured."""

    problems: Sequence[tuple[str, str, str]]  # code, words, category
    medicines: Sequence[tuple[str, str]]  # words, dosage
    allergies: Sequence[Mapping[str, Any]] = ()  # Any: see above
    family: Sequence[tuple[str, str]] = ()  # relationship, words
    social: Sequence[Mapping[str, Any]] = ()  # Any: see above
    readings: Mapping[str, Any] | None = None  # Any: see above
    results: Sequence[Result] = ()


CALM: Mapping[str, Any] = {  # Any: see above
    "systolic": 118, "diastolic": 74, "pulse": 72, "respiratory_rate": 16, "temperature": 36.5,
    "oxygen_saturation": 98, "breathing": "air", "consciousness": "A", "pain": 0,
}  # fmt: skip
NEVER = {"kind": "tobacco", "status": "never"}
DRINKS = {"kind": "alcohol", "status": "current", "amount": 2, "unit": "doses por semana"}
PENICILLIN = {
    "display": "Penicilina", "category": "medication", "criticality": "high", "verification": "confirmed",
    "reactions": [{"display": "Edema de glote", "severity": "severe"}],
}  # fmt: skip
DIPYRONE = {
    "display": "Dipirona", "category": "medication", "criticality": "low",
    "reactions": [{"display": "Urticária", "severity": "moderate"}],
}  # fmt: skip
SHRIMP = {
    "display": "Camarão", "category": "food", "criticality": "high",
    "reactions": [{"display": "Broncoespasmo", "severity": "severe"}],
}  # fmt: skip

STORIES = (
    Story(
        [("I10", "Hipertensão essencial (primária)", "chronic"),
         ("E78.5", "Hiperlipidemia não especificada", "problem")],
        [("Losartana potássica 50 mg", "1 comprimido de 12 em 12 horas"),
         ("Sinvastatina 20 mg", "1 comprimido à noite")],
        [DIPYRONE], [("father", "Infarto do miocárdio")],
        [{"kind": "tobacco", "status": "former", "amount": 20, "unit": "anos-maço",
         "detail": "Parou em 2012"}, DRINKS],
        {"systolic": 148, "diastolic": 92, "pulse": 78, "weight": 82.4, "height": 168},
        [("2093-3", "Colesterol total", "mg/dL", 214, 0, 190), ("2160-0", "Creatinina",
         "mg/dL", 1.1, 0.7, 1.3)],
    ),
    Story(
        [("E11.9", "Diabetes mellitus tipo 2 sem complicações", "chronic"),
         ("E66.9", "Obesidade não especificada", "problem")],
        [("Metformina 850 mg", "1 comprimido no almoço e no jantar"), ("Insulina NPH", "12 UI às 22 h")],
        [], [("mother", "Diabetes mellitus tipo 2"), ("sister", "Diabetes mellitus tipo 2")],
        [NEVER, {"kind": "activity", "status": "current", "detail": "Caminhada três vezes por semana"}],
        {"glucose": 168, "weight": 96.2, "height": 171, "systolic": 132, "diastolic": 84},
        [("4548-4", "Hemoglobina glicada", "%", 8.2, 4, 5.6), ("1558-6", "Glicemia de jejum",
         "mg/dL", 154, 70, 99)],
    ),
    Story(
        [("J44.9", "Doença pulmonar obstrutiva crônica não especificada", "chronic"),
         ("Z72.0", "Uso do tabaco", "problem")],
        [("Formoterol + budesonida 12/400 mcg", "1 inalação de 12 em 12 horas"),
         ("Tiotrópio 2,5 mcg", "2 inalações pela manhã")],
        [PENICILLIN], [("father", "Enfisema pulmonar")],
        [{"kind": "tobacco", "status": "current", "amount": 20, "unit": "cigarros por dia"},
         {"kind": "occupation", "detail": "Pedreiro aposentado"}],
        {"oxygen_saturation": 90, "oxygen_scale": "2", "respiratory_rate": 20, "pulse": 88,
        "weight": 58.3, "height": 164},
    ),
    Story(
        [("J45.9", "Asma não especificada", "chronic"), ("J30.4", "Rinite alérgica não especificada",
         "problem")],
        [("Salbutamol 100 mcg", "2 jatos se falta de ar")], [SHRIMP],
        [("mother", "Asma")], [NEVER], {"oxygen_saturation": 97, "respiratory_rate": 17},
    ),
    Story(
        [("F41.1", "Ansiedade generalizada", "problem")], [("Sertralina 50 mg", "1 comprimido pela manhã")],
        [], [("mother", "Depressão")], [DRINKS, NEVER], {},
        [("3016-3", "TSH", "mU/L", 2.4, 0.4, 4.5)],
    ),
    Story([], [], [], [], [NEVER], {"weight": 67.5, "height": 172}),
)  # fmt: skip

# The calendar of the Programa Nacional de Imunizações, in months of life: what a child is given and when.
VACCINES = (
    (0, "19", "BCG", 0, "right_arm", "intradermal"), (0, "08", "Hepatite B", 0, "left_thigh",
    "intramuscular"),
    (2, "198", "Pentavalente", 1, "left_thigh", "intramuscular"), (2, "119", "Rotavírus", 1, "mouth", "oral"),
    (2, "10", "Poliomielite inativada", 1, "right_thigh", "intramuscular"),
    (2, "177", "Pneumocócica 10-valente", 1, "right_thigh", "intramuscular"),
    (3, "103", "Meningocócica C", 1, "left_thigh", "intramuscular"),
    (4, "198", "Pentavalente", 2, "left_thigh", "intramuscular"), (4, "119", "Rotavírus", 2, "mouth", "oral"),
    (4, "10", "Poliomielite inativada", 2, "right_thigh", "intramuscular"),
    (6, "198", "Pentavalente", 3, "left_thigh", "intramuscular"),
    (9, "183", "Febre amarela", 1, "left_arm", "subcutaneous"),
    (12, "03", "Tríplice viral", 1, "left_arm", "subcutaneous"),
    (15, "94", "Tetraviral", 1, "left_arm", "subcutaneous"),
)  # fmt: skip
# Median weight, length and head of the first five years, by months: a child of the demo grows beside them.
GROWTH = (
    (0, 3.3, 49.5, 34.2), (2, 5.3, 57.8, 38.7), (4, 6.7, 63.0, 41.0),
    (6, 7.6, 66.7, 42.8), (12, 9.3, 74.9, 45.5), (18, 10.6, 81.5, 46.8),
    (24, 11.8, 87.0, 47.7), (36, 14.1, 95.6, 49.0), (60, 18.2, 109.7, 50.4),
)  # fmt: skip
# A day on which somebody gets worse, hour by hour: what an early warning is for.
WORSE: Sequence[tuple[int, Mapping[str, Any]]] = (  # Any: readings
    (20, {"respiratory_rate": 18, "pulse": 88, "temperature": 37.4}),
    (14, {"respiratory_rate": 21, "pulse": 98, "temperature": 38.2, "oxygen_saturation": 95}),
    (8, {"respiratory_rate": 23, "pulse": 112, "temperature": 38.7, "oxygen_saturation": 93,
    "systolic": 104}),
    (2, {"respiratory_rate": 26, "pulse": 124, "temperature": 39.2, "oxygen_saturation": 91, "systolic": 96,
         "diastolic": 58, "breathing": "oxygen", "oxygen_flow": 3, "consciousness": "C"}),
)  # fmt: skip


def write_charts(maker: Maker, authors: Sequence[User], *, by: User) -> int:
    """Write in the charts of some patients, by whoever of the authors cares for them; how many charts."""
    living = Patient.objects.visible_to(by).active().filter(is_deceased=False, is_unidentified=False)
    patients = list(living.order_by("chart_number")[:CHARTS])
    for number, patient in enumerate(patients):
        author = next((one for one in authors if care.ground_of(patient, by=one)), by)
        _write(maker, patient, number, author, by)
    return len(patients)


def _write(maker: Maker, patient: Patient, number: int, author: User, by: User) -> None:
    years = (localdate() - patient.birth_date).days / 365.25 if patient.birth_date else 40.0
    if years < 16:
        _child(maker, patient, years, author)
        return
    story = STORIES[number % len(STORIES)]
    _story(maker, patient, story, author)
    for days in (90, 30, 7):
        _measure(maker, patient, story, _at(days, 9 + number % 8), author if days < 30 else by)
    if number % 13 == 4:
        for hours, readings in WORSE:
            at = now() - timedelta(hours=hours)
            actions.take_vitals(patient, readings={**CALM, **readings}, at=at, confirmed=True, by=author)


def _story(maker: Maker, patient: Patient, story: Story, by: User) -> None:
    long_ago = _at(180, 9)
    for (code, words, category), years in zip(story.problems, itertools.count(3), strict=False):
        actions.add_problem(
            patient, system=CID10, code=code, display=words, category=category, occurred_at=long_ago, by=by,
            onset_on=localdate() - timedelta(days=365 * years + maker.random.randrange(300)),
        )  # fmt: skip
    for words, dosage in story.medicines:
        actions.add_medication(patient, display=words, dosage=dosage, occurred_at=_at(90, 9), by=by)
    for relationship, words in story.family:
        actions.add_family_history(patient, relationship=relationship, display=words, by=by)
    for side in story.social:
        actions.add_social_history(patient, occurred_at=long_ago, by=by, **side)
    actions.record_immunization(
        patient, system=CVX, code="141", display="Influenza", lot=_lot(maker), route="intramuscular",
        site="left_arm", dose_label="Anual", occurred_at=_at(200, 14), by=by,
    )  # fmt: skip
    _allergies(maker, patient, story, by)
    for result, days in itertools.product(story.results, (360, 180, 20)):
        _result(maker, patient, result, _at(days, 7), by)


def _allergies(maker: Maker, patient: Patient, story: Story, by: User) -> None:
    """Some, none, or not asked."""
    for allergy in story.allergies:
        actions.add_allergy(patient, occurred_at=_at(180, 9), by=by, **allergy)
    if not story.allergies and maker.random.random() < 0.7:
        actions.state_no_known_allergies(patient, occurred_at=_at(30, 9), by=by)


def _result(maker: Maker, patient: Patient, result: Result, at: datetime, by: User) -> None:
    code, words, unit, value, low, high = result
    data: dict[str, Any] = {  # Any: see above
        "system": LOINC, "code": code, "display": words, "category": "laboratory", "unit": unit,
        "value_number": str(round(value * maker.random.uniform(0.9, 1.1), 1)),
        "reference_low": str(low), "reference_high": str(high), "occurred_at": at,
    }  # fmt: skip
    actions.record_observation(patient, by=by, **data)


def _measure(maker: Maker, patient: Patient, story: Story, at: datetime, by: User) -> None:
    readings = {**CALM, **(story.readings or {})}
    for name, spread in (("systolic", 8), ("diastolic", 5), ("pulse", 6)):
        readings[name] = int(readings[name]) + maker.random.randint(-spread, spread)
    readings["temperature"] = round(float(readings["temperature"]) + maker.random.uniform(-0.3, 0.4), 1)
    if "weight" in readings:
        readings["weight"] = round(float(readings["weight"]) + maker.random.uniform(-1, 1), 1)
    actions.take_vitals(patient, readings=readings, at=at, confirmed=True, by=by)


def _child(maker: Maker, patient: Patient, years: float, by: User) -> None:
    assert patient.birth_date is not None
    factor = maker.random.uniform(0.93, 1.08)
    for months, weight, height, head in GROWTH:
        day = patient.birth_date + timedelta(days=round(months * 30.44))
        if day < localdate():
            readings = {
                "weight": round(weight * factor, 2),
                "height": round(height * (0.6 + 0.4 * factor), 1),
            }
            if months <= 24:
                readings["head_circumference"] = head
            actions.take_vitals(patient, readings=readings, at=_moment(day, 10), confirmed=True, by=by)
    _vaccines(maker, patient, by)
    if years > 3 and maker.random.random() < 0.4:
        actions.add_problem(patient, system=CID10, code="J45.9", display="Asma não especificada", by=by)
    if maker.random.random() < 0.5:
        actions.state_no_known_allergies(patient, by=by)
    else:
        actions.add_allergy(
            patient, display="Proteína do leite de vaca", category="food", criticality="low", by=by
        )


def _vaccines(maker: Maker, patient: Patient, by: User) -> None:
    assert patient.birth_date is not None
    for months, code, words, dose, site, route in VACCINES:
        day = patient.birth_date + timedelta(days=round(months * 30.44) + 2)
        if day < localdate():
            actions.record_immunization(
                patient, system=CVX, code=code, display=words, dose_number=dose or None, site=site,
                route=route, dose_label="" if dose else "Dose única", lot=_lot(maker),
                occurred_at=_moment(day, 15), by=by,
            )  # fmt: skip


def _lot(maker: Maker) -> str:
    return (
        f"{maker.random.choice('ABFKM')}{maker.random.randrange(100, 999)}V{maker.random.randrange(10, 99)}"
    )


def _at(days: int, hour: int) -> datetime:
    return _moment(localdate() - timedelta(days=days), hour)


def _moment(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 10), get_current_timezone())

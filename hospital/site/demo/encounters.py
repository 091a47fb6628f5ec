"""The emergency department of the demo hospital in mid-shift: people in every state of waiting."""

import random
from datetime import datetime, timedelta
from typing import Any  # Any: what an action takes

from django.utils.timezone import now

from hospital.accounts.models import User
from hospital.encounters import actions
from hospital.encounters.models import Encounter, Flowchart, ProtocolVersion, Queue, Room
from hospital.organization import actions as organization
from hospital.organization.models import Department, Employee, today
from hospital.patients.models import Patient

ROOMS = (("Triagem 1", "sala de triagem um"), ("Consultório 1", "consultório um"),
         ("Consultório 2", "consultório dois"), ("Sala de emergência", ""))  # fmt: skip

# Minutes since arrival, complaint, flowchart, findings, vital signs, priority by law.
Case = tuple[int, str, str, tuple[str, ...], dict[str, float], tuple[str, ...]]
WAITING: tuple[Case, ...] = (
    (9, "Dor no peito em aperto há 40 minutos, suando", "dor-toracica", ("dor-cardiaca",),
     {"heart_rate": 104, "systolic": 158, "diastolic": 96, "spo2": 95, "pain": 8}, ()),
    (6, "Inconsciente, trazido pelo SAMU", "outros", ("nao-responde",),
     {"heart_rate": 128, "systolic": 84, "diastolic": 50, "coma_scale": 7, "glucose": 180}, ()),
    (14, "Fala enrolada e braço direito fraco desde as 7 horas", "cefaleia", ("deficit-novo",),
     {"systolic": 186, "diastolic": 104, "coma_scale": 14, "glucose": 112}, ()),
    (52, "Vômitos desde ontem, não segura nem água", "dor-abdominal", ("vomito",),
     {"heart_rate": 98, "temperature": 37.4, "pain": 5}, ()),
    (71, "Febre há três dias e dor no corpo", "febre-adulto", ("febre",),
     {"temperature": 38.8, "heart_rate": 96, "spo2": 97}, ("pregnant",)),
    (38, "Queda da própria altura, punho inchado e torto", "trauma", ("deformidade",), {"pain": 6}, ()),
    (25, "Crise de asma, melhora parcial com a bombinha", "falta-de-ar", ("chiado-sem-melhora",),
     {"spo2": 94, "respiratory_rate": 24, "heart_rate": 106}, ()),
    (95, "Dor de ouvido há dois dias", "outros", ("recente",), {"temperature": 37.2, "pain": 3}, ()),
    (64, "Corte no dedo com faca, já parou de sangrar", "ferimento", ("recente",), {"pain": 2}, ("infant",)),
    (118, "Tosse com catarro há cinco dias", "falta-de-ar", ("tosse-produtiva",), {"spo2": 96}, ()),
    (132, "Veio buscar receita de uso contínuo", "outros", (), {"systolic": 132, "diastolic": 84}, ()),
    (47, "Coceira na pele há um mês", "outros", (), {}, ("disability",)),
)  # fmt: skip
SEEN = (
    (88, 30, "Dor abdominal forte à direita"),
    (140, 64, "Pressão alta e tontura"),
    (41, 8, "Falta de ar"),
)
GONE = (
    (240, 60, 95, "discharged", "Dor lombar"), (300, 25, 140, "admitted", "Febre e confusão mental"),
    (210, 45, 30, "discharged", "Crise de enxaqueca"), (330, 90, 55, "referred", "Dor no joelho"),
    (280, 15, 120, "observation", "Crise convulsiva"),
)  # fmt: skip
AT_THE_DOOR = ((3, "Tontura ao levantar"), (7, "Dor nas costas ao urinar"))


def fill_emergency(*, by: User) -> int:
    """Queues, rooms, and people who wait, are seen and have gone; how many encounters there are then."""
    actions.ship_protocol(by=by)
    department = Department.objects.get(code="PSA")
    staff = [_on_duty(login, department, by=by) for login in ("nurse", "physician")]
    triage, care = _queues(department, by=by)
    rooms = [actions.open_room(department=department, name=n, spoken=s, by=by) for n, s in ROOMS]
    people = _people()
    version = ProtocolVersion.objects.in_force().get(protocol__code="risco")
    for case in sorted(WAITING, key=lambda case: -case[0]):
        _waiting(next(people), case, version, department, care, nurse=staff[0], by=by)
    for minutes, reason in AT_THE_DOOR:
        _come(next(people), department, minutes, reason, by=by, queue=triage)
    for minutes, since, reason in SEEN:
        came = _come(next(people), department, minutes, reason, by=by)
        actions.start(came, at=ago(since), by=staff[1])
    for minutes, waited, lasted, end, reason in GONE:
        _gone(_come(next(people), department, minutes, reason, by=by), waited, lasted, end, by=staff[1])
    actions.leave(_come(next(people), department, 190, "Dor de dente", by=by), reason="Foi embora", by=by)
    _call(care, rooms, staff)
    return Encounter.objects.count()


def _on_duty(login: str, department: Department, *, by: User) -> User:
    """The demo user of a role, at work in the emergency department too."""
    user = User.objects.get(username=login)
    employee = Employee.objects.get(user=user)
    organization.assign(employee, department=department, starts_on=today() - timedelta(days=200), by=by)
    return user


def _queues(department: Department, *, by: User) -> tuple[Queue, Queue]:
    kinds: dict[str, Any] = {"kinds": ["emergency"], "department": department, "by": by}  # Any: see above
    return (
        actions.open_queue(name="Classificação de risco", prefix="T", purpose="triage", **kinds),
        actions.open_queue(name="Clínica médica", prefix="C", **kinds),
    )


def _people() -> Any:  # Any: an iterator of patients
    """Grown-ups in an order that is the same each time; the pregnant one is put where she is told of."""
    living = Patient.objects.active().filter(is_deceased=False, is_confidential=False)
    living = living.exclude(pk__in=Patient.objects.exclude(mother=None).values("mother"))  # in her own ward
    rows = list(living.filter(birth_date__lte=today() - timedelta(days=20 * 365)).order_by("pk"))
    random.Random(28).shuffle(rows)  # noqa: S311  who is ill is no secret of the demo
    youngest = today() - timedelta(days=40 * 365)
    mother = next(row for row in rows if row.sex == "female" and row.birth_date and row.birth_date > youngest)
    rows.remove(mother)
    waiting = sorted(WAITING, key=lambda case: -case[0])
    rows.insert(next(place for place, case in enumerate(waiting) if "pregnant" in case[5]), mother)
    return iter(rows)


def _come(
    patient: Patient, department: Department, minutes: int, reason: str, **more: Any
) -> Encounter:  # Any: see above
    return actions.receive(
        patient, department=department, kind="emergency", reason=reason, at=ago(minutes), **more
    )


def _waiting(
    patient: Patient, case: Case, version: ProtocolVersion, department: Department, care: Queue, *,
    nurse: User, by: User,
) -> None:  # fmt: skip
    """Come, classified within a few minutes, and waiting for a doctor."""
    minutes, reason, chart, findings, vitals, facts = case
    came = _come(patient, department, minutes, reason, by=by)
    actions.classify(
        came, flowchart=Flowchart.objects.get(version_of=version, code=chart), complaint=reason,
        answers=dict.fromkeys(findings, True), vitals=vitals, started_at=ago(minutes - 2),
        at=ago(max(minutes - 4, 1)), queue=care, by=nurse,
    )  # fmt: skip
    if facts:
        actions.set_facts(came.entries.get(ended_at=None), facts=facts, by=by)


def _gone(came: Encounter, waited: int, lasted: int, end: str, *, by: User) -> None:
    assert came.arrived_at is not None
    began = came.arrived_at + timedelta(minutes=waited)
    came = actions.start(came, at=began, by=by)
    actions.finish(came, disposition=end, at=began + timedelta(minutes=lasted), by=by)


def _call(care: Queue, rooms: list[Room], staff: list[User]) -> None:
    """The one whose turn it is stands at the door of the emergency room."""
    actions.call_next(care, room=rooms[3], by=staff[1])


def ago(minutes: int) -> datetime:
    return now() - timedelta(minutes=minutes)

"""The demo hospital's waiting list: who waits, who was offered a time, and who asked for a code."""

import random
from datetime import timedelta

from django.utils.timezone import now

from hospital.accounts.models import User
from hospital.booking import actions
from hospital.booking.models import Wish
from hospital.core.errors import DomainError
from hospital.organization.models import today
from hospital.patients.models import Identifier, Patient
from hospital.scheduling.finding import find_slots
from hospital.scheduling.models import Resource, Service

# Priority, days until which she waits, time of day, note.
WAITING = (
    (1, 7, "any", "Dor torácica aos esforços, avaliada ontem na emergência"),
    (2, 14, "morning", "Resultado alterado, retorno antecipado"),
    (3, 30, "any", ""),
    (3, 30, "afternoon", "Trabalha pela manhã"),
    (2, 10, "any", "Viaja no fim do mês"),
    (3, 45, "any", ""),
    (3, 21, "morning", "Depende de transporte da prefeitura"),
    (3, 30, "any", ""),
    (2, 14, "afternoon", ""),
    (3, 60, "any", "Prefere ser avisada por telefone"),
    (3, 30, "any", ""),
    (3, 14, "any", "Segunda tentativa de remarcar"),
)


def fill_waiting_list(*, by: User) -> int:
    """A dozen wishes, two of them with an offer, and a code to tell; how many wishes there are."""
    dice = random.Random(27)  # noqa: S311  the same list at every run, on purpose
    services = list(Service.objects.visible_to(by).active().order_by("code")[:6])
    doctors = list(Resource.objects.visible_to(by).active().filter(kind="practitioner").order_by("pk"))
    people = list(Patient.objects.active().filter(is_deceased=False, is_confidential=False).order_by("pk"))
    if not services or not doctors:
        return 0
    dice.shuffle(people)
    for patient, (priority, days, part, note) in zip(people, WAITING, strict=False):
        _wait(patient, dice.choice(services), priority, days, part, note, by=by)
    _offer(services, doctors, by=by)
    _ask_for_a_code(people, by=by)
    return Wish.objects.count()


def _wait(  # noqa: PLR0917  the columns of the table above
    patient: Patient, service: Service, priority: int, days: int, part: str, note: str, *, by: User
) -> None:
    actions.add_wish(
        patient, service=service, priority=priority, part_of_day=part, note=note, starts_on=today(),
        ends_on=today() + timedelta(days=days), by=by,
    )  # fmt: skip


def _offer(services: list[Service], doctors: list[Resource], *, by: User) -> None:
    """Two times of the next days, as if somebody had given them back."""
    made = 0
    for service in services:
        slots = find_slots(
            service, resources=doctors, from_=now() + timedelta(days=1), until=now() + timedelta(days=8),
            limit=40, by=by,
        )  # fmt: skip
        resources = {row.pk: row for row in doctors}
        for slot in slots[3::12]:
            made += (
                actions.open_time(resources[slot.resource_id], starts_at=slot.starts_at, by=by) is not None
            )
            if made >= 2:
                return


def _ask_for_a_code(people: list[Patient], *, by: User) -> None:
    for patient in people:
        number = Identifier.objects.filter(patient=patient, kind="cpf", ended_on=None).first()
        if number and patient.birth_date and patient.birth_date_precision == Patient.Precision.DAY:
            try:
                actions.ask_code(cpf=number.value, birth_date=patient.birth_date, by=by)
            except DomainError:
                continue
            return

"""The demo hospital's wards: rooms and beds, who lies in them, who waits for one, and which are not free."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from django.utils.timezone import now

from hospital.accounts.models import User
from hospital.admissions.models import Admission
from hospital.beds import actions
from hospital.beds.models import Bed, Cleaning, Stay, Ward
from hospital.encounters.models import Encounter
from hospital.organization import actions as organization
from hospital.organization.models import Department, Employee, today
from hospital.patients.models import Patient
from hospital.scheduling.models import Appointment

from .bedside import write_at_the_bedside
from .stays import fill_beds, plan_stays
from .theatre import fill_theatres

CLEAN_AIR, ANY_GERM = ("protective",), ("contact", "droplet", "airborne")
# Number, whom for, made for the isolation, beds.
Rooms = tuple[tuple[str, str, tuple[str, ...], int], ...]
# Code, name, department, floor, kind, whom for, ages, kind of its beds, rooms.
WardPlan = tuple[str, str, str, str, str, str, tuple[int | None, int | None], str, Rooms]
WARDS: tuple[WardPlan, ...] = (
    ("CMA", "Clínica Médica A", "CLM", "3º andar", "clinical", "any", (15, None), "03", (
        ("301", "same", (), 3), ("302", "same", (), 3), ("303", "same", (), 3), ("304", "same", (), 2),
        ("305", "any", ANY_GERM, 1), ("306", "any", ANY_GERM, 1),
    )),
    ("CMB", "Clínica Médica B", "CLM", "3º andar", "clinical", "any", (15, None), "03", (
        ("311", "same", (), 3), ("312", "same", (), 3), ("313", "same", (), 3), ("314", "same", (), 2),
        ("315", "any", CLEAN_AIR, 1),
    )),
    ("CCR", "Clínica Cirúrgica", "CLC", "2º andar", "surgical", "any", (15, None), "01", (
        ("201", "same", (), 3), ("202", "same", (), 3), ("203", "same", (), 3),
        ("204", "any", ("contact",), 1), ("205", "same", (), 2),
    )),
    ("UTI", "UTI Adulto", "UTA", "1º andar", "icu", "any", (15, None), "75", (
        *((f"Box {number}", "any", (), 1) for number in range(1, 7)),
        ("Box 7", "any", ANY_GERM, 1), ("Box 8", "any", ANY_GERM, 1),
    )),
    ("MAT", "Maternidade", "MAT", "4º andar", "maternity", "female", (12, None), "02", (
        ("401", "any", (), 2), ("402", "any", (), 2), ("403", "any", (), 2), ("404", "any", (), 1),
    )),
    ("PED", "Pediatria", "PED", "4º andar", "paediatric", "any", (0, 17), "07", (
        ("411", "any", (), 2), ("412", "any", (), 2), ("413", "any", ("contact", "droplet"), 1),
    )),
    ("OBS", "Observação", "OBS", "Térreo", "observation", "any", (15, None), "03", (
        ("Salão", "any", (), 6),
    )),
)  # fmt: skip
WORK = ("INT", "UTI", "OBS", "CCI")  # where the demo users see patients in beds
AT_WORK = ("nurse", "physician", "surgeon", "anaesthetist", "theatre-nurse")
OPEN_FOR = timedelta(days=90)
OUT_OF_USE = (
    ("CMA", "block", "Equipe reduzida no plantão noturno: um leito a menos"),
    ("CCR", "maintenance", "Grade lateral quebrada; engenharia clínica avisada"),
    ("PED", "maintenance", "Régua de gases com vazamento de oxigênio"),
    ("UTI", "block", "Ventilador em calibração"),
)

# Priority, ward, isolation, and why: who waits for a bed.
ASKED: tuple[tuple[int, str, tuple[str, ...], str], ...] = (
    (1, "UTI", (), "Choque séptico no pronto-socorro, em noradrenalina"),
    (2, "CMA", (), "Pneumonia com oxigênio a 3 L/min, aguarda na sala amarela"),
    (2, "CMB", (), "Alta da UTI: estável há 24 horas sem droga vasoativa"),
    (2, "CMA", ("contact",), "Transferência de outro hospital: bactéria multirresistente em vigilância"),
    (3, "CCR", (), "Cirurgia eletiva amanhã cedo"),
    (3, "", (), "Investigação de anemia, vem de casa"),
)


def fill_wards(users: Mapping[str, User], *, by: User) -> int:
    """Seven wards, a month of stays and two days of operations; how many stays there are then."""
    for name in AT_WORK:
        _on_duty(users[name], by=by)
    for plan in WARDS:
        _open(plan, by=by)
    people = Pool(by)
    fill_beds(people, by=by)
    write_at_the_bedside(users, by=by)
    plan_stays(people, by=by)
    _out_of_use(by=by)
    _clean(users["housekeeping"], users["nurse"])
    _ask(people, users["regulation"], by=by)
    fill_theatres(people, users, by=by)
    return Admission.objects.count()


class Pool:
    """Patients who are nowhere in the hospital, those without an appointment in these days first."""

    def __init__(self, by: User) -> None:
        here = Encounter.objects.open().values("patient")
        rows = Patient.objects.visible_to(by).active().filter(is_deceased=False, is_confidential=False)
        found = rows.filter(is_unidentified=False).exclude(pk__in=here).order_by("chart_number")
        children = Patient.objects.exclude(mother=None).order_by("pk").select_related("mother")
        self.mother: Patient | None = next((child.mother for child in children), None)  # of newborns
        expected = set(
            Appointment.objects.holding()
            .filter(starts_at__range=(now() - timedelta(hours=10), now() + timedelta(days=2)))
            .values_list("patient_id", flat=True)
        )
        rest = [row for row in found if not row.mother_id and row != self.mother]
        self._rows = sorted(rest, key=lambda row: row.pk in expected)

    def take(self, *, ages: tuple[int, int] = (18, 120), sex: str = "") -> Patient | None:
        """The next one of the ages and the sex, who is then no more to be had."""
        for row in self._rows:
            age = row.age(today())
            if age is not None and ages[0] <= age <= ages[1] and sex in ("", row.sex):
                self._rows.remove(row)
                return row
        return None


def _on_duty(user: User, *, by: User) -> None:
    """At work where patients lie and are operated, as well as in her own department."""
    employee = Employee.objects.get(user=user)
    own = set(employee.memberships.not_over(today()).values_list("department__code", flat=True))
    for department in Department.objects.filter(code__in=set(WORK) - own).order_by("code"):
        organization.assign(employee, department=department, starts_on=today() - timedelta(days=200), by=by)


def _open(plan: WardPlan, *, by: User) -> None:
    code, name, department, floor, kind, sex, (low, high), beds, rooms = plan
    ward = actions.open_ward(
        department=Department.objects.get(code=department), code=code, name=name, floor=floor, kind=kind,
        sex=sex, age_from=low, age_to=high, by=by,
    )  # fmt: skip
    number = 0
    for place, rule, isolation, count in rooms:
        room = actions.open_room(ward, number=place, sex=rule, isolation=isolation, by=by)
        for letter in range(count):
            number += 1
            own = f"{place}{'ABCD'[letter]}" if place.isdigit() else f"{code[0]}{number:02d}"
            virtual = code == "OBS" and number > 4
            actions.add_bed(
                room, name=own, kind=beds, is_virtual=virtual, is_extra=own == "205B", since=now() - OPEN_FOR,
                by=by,
            )  # fmt: skip


def _free(ward: str) -> Iterator[Bed]:
    """The free beds of a ward, the last ones first."""
    return iter(Bed.objects.free().filter(ward__code=ward).order_by("-name"))


def _out_of_use(*, by: User) -> None:
    """A bed of several wards is blocked or mended."""
    for ward, how, why in OUT_OF_USE:
        bed = next(_free(ward), None)
        if bed:
            act = actions.block if how == "block" else actions.send_to_maintenance
            act(bed, because=why, by=by)


def _clean(cleaner: User, nurse: User) -> None:
    """Of the beds left today one is being cleaned, one is given to somebody; two have patients in them."""
    waiting = list(Cleaning.objects.filter(state="asked", kind="terminal").order_by("due_at", "id"))
    for cleaning in waiting[:1]:
        actions.begin_cleaning(cleaning, by=cleaner)
    for cleaning in waiting[1:2]:
        actions.assign_cleaning(cleaning, assignee=Employee.objects.get(user=cleaner), by=cleaner)
    for stay in Stay.objects.present().filter(bed__ward__code="UTI").order_by("bed__name")[:2]:
        actions.ask_for_cleaning(stay.bed, kind="concurrent", by=nurse)


def _ask(people: Pool, regulator: User, *, by: User) -> None:
    """Who waits for a bed; one of them is promised one for the next hours."""
    here = Encounter.objects.open().filter(department__code="PSA", state="in_progress").order_by("pk")
    seen = iter([(row.patient, row) for row in here.select_related("patient")])
    for number, (priority, ward, isolation, why) in enumerate(ASKED):
        patient, encounter = next(seen, (None, None)) if number < 2 else (people.take(), None)
        if patient is None:
            continue
        request = actions.ask_for_bed(
            patient, encounter=encounter, ward=Ward.objects.filter(code=ward).first(), priority=priority,
            isolation=isolation, reason=why, by=by,
        )  # fmt: skip
        bed = next(_free(ward), None)
        if number == 4 and bed:
            actions.reserve(
                bed, patient=patient, request=request, until=now() + timedelta(hours=18),
                overridden_because="Internação de um dia, quarto a ser rearranjado", by=regulator,
            )  # fmt: skip

"""The demo hospital's operating theatres: today's map in every state, tomorrow's, and who waits."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils.timezone import get_current_timezone, localdate, now

from hospital.accounts.models import User
from hospital.admissions.models import Admission
from hospital.organization.models import Department, Employee
from hospital.scheduling import actions as scheduling
from hospital.surgery import actions
from hospital.surgery.checklist import ITEMS, required_signs
from hospital.surgery.models import Surgery

from . import operations as all_cases
from .operations import ANAESTHESIA, AWAKE, COLON_PIECE, COUNTS, MESH, SLEEPY, WAITING, Case

if TYPE_CHECKING:
    from .ward import Pool

STEP = 5  # minutes: theatres are booked by so many
NIGHT_BEFORE = timedelta(hours=12)
SAID = ("asa", "asa_emergency", "risks", "wound")  # what the visit before anaesthesia finds


def fill_theatres(people: "Pool", users: Mapping[str, User], *, by: User) -> int:
    """Three theatres, a day of operations and the next, and the waiting list; how many operations."""
    day, cases = Day(people, users, by), all_cases
    day.book(cases.COLON, 0, day.at(-420), then=day.recovered)
    day.book(cases.APPENDIX, 1, day.at(-200), then=day.wake_up)
    day.book(cases.HERNIA, 0, day.at(-60), then=day.operate)
    day.book(cases.HIP, 2, day.at(10), team=1, then=day.call)
    day.book(cases.PILES, 1, day.at(45), team=2)
    day.book(cases.THYROID, 0, day.at(135), team=2)
    day.book(cases.GALL, 2, day.at(180), team=1, then=day.call_off)
    day.insert(cases.BLEEDING, 1, day.at(20), team=2)
    day.book(cases.TIBIA, 0, day.tomorrow(8), team=1)
    day.book(cases.GALL, 0, day.tomorrow(11))
    day.book(cases.FOOT, 1, day.tomorrow(9))
    day.book(cases.CATARACT, 2, day.tomorrow(8), team=2)
    for number, case in enumerate(WAITING):
        row = day.ask(case)
        if row and number > 1:
            actions.authorise(row, authorisation=f"APAC-{3100 + number}", by=by)
    return Surgery.objects.count()


class Day:
    """The theatres and their teams; the first team signs in, so its operations go all the way."""

    def __init__(self, people: "Pool", users: Mapping[str, User], by: User) -> None:
        self.people, self.users, self.by, self.now = people, users, by, now()
        self.department = Department.objects.get(code="CLC")
        centre = Department.objects.get(code="CCI")
        self.theatres = [
            scheduling.add_resource(department=centre, kind="theatre", name=f"Sala {n}", capacity=1, by=by)
            for n in (1, 2, 3)
        ]
        general, sleep = _people("225225"), _people("225151")
        self.teams = list(zip((general[0], _people("225270")[0], general[1]), sleep, strict=True))
        self.circulating, self.scrub = _people("223505", users["theatre-nurse"])[0], _people("322225")[0]
        self.doctor, self.anaesthetist = users["surgeon"], users["anaesthetist"]
        self.nurse = users["theatre-nurse"]

    def at(self, minutes: int) -> datetime:
        """So many minutes from now, on the raster of the theatres."""
        moment = self.now + timedelta(minutes=minutes)
        return moment.replace(minute=moment.minute // STEP * STEP, second=0, microsecond=0)

    def tomorrow(self, hour: int) -> datetime:
        return datetime.combine(localdate() + timedelta(days=1), time(hour), get_current_timezone())

    def ask(self, case: Case, team: int = 0) -> Surgery | None:
        """The operation, asked for and assessed; None where nobody is left to be operated."""
        code, what, side, minutes, anaesthesia, asa, more = case
        stay = Admission.objects.under_way().filter(code=code).order_by("pk").first() if code else None
        patient = stay.patient if stay else self.people.take()
        if patient is None:
            return None
        asked = {name: value for name, value in more.items() if name not in SAID}
        row = actions.request(
            patient, department=self.department, surgeon=self.teams[team][0], by=self.by, laterality=side,
            procedures=[{"display": what, "laterality": side}], minutes=minutes, anaesthesia=anaesthesia,
            encounter=stay.encounter if stay else None, diagnosis=stay.display if stay else "", **asked,
        )  # fmt: skip
        found = {name: value for name, value in more.items() if name in SAID}
        return actions.assess(row, version=row.version, by=self.by, asa=asa, **found)

    def book(
        self, case: Case, theatre: int, begin: datetime, *, team: int = 0,
        then: Callable[[Surgery, datetime], object] | None = None,
    ) -> None:  # fmt: skip
        """Authorised, booked with its team, consented to; and what has become of it by now."""
        row = self.ask(case, team)
        if row is None:
            return
        row = actions.authorise(row, by=self.by)
        try:
            actions.schedule(
                row, theatre=self.theatres[theatre], starts_at=begin, anaesthetist=self.teams[team][1],
                by=self.by,
            )  # fmt: skip
        except scheduling.PatientElsewhere:
            return  # she is at an appointment then: the operation waits
        self._consent(row, begin)
        if then:
            then(Surgery.objects.get(pk=row.pk), begin)

    def insert(self, case: Case, theatre: int, begin: datetime, *, team: int) -> None:
        """An emergency before booked operations: in the theatre, without time for a sign in."""
        row = self.ask(case, team)
        if row is None:
            return
        actions.insert_emergency(
            row, theatre=self.theatres[theatre], starts_at=begin, anaesthetist=self.teams[team][1],
            because="Hemorragia interna depois de acidente, instável", by=self.by,
        )  # fmt: skip
        row = Surgery.objects.get(pk=row.pk)
        self._consent(row, begin)
        row = actions.call(row, at=self.now - timedelta(minutes=6), by=self.by)
        row = actions.enter_room(row, at=self.now - timedelta(minutes=2), by=self.by)
        actions.waive_phase(
            row, name="sign_in", because="Choque hemorrágico: indução imediata", by=self.doctor
        )

    def call(self, row: Surgery, begin: datetime) -> None:
        actions.call(row, at=self.now - timedelta(minutes=8), by=self.nurse)

    def call_off(self, row: Surgery, begin: datetime) -> None:
        actions.cancel(row, code="not_fasting", because="Tomou café com leite às 7 horas", by=self.by)

    def operate(self, row: Surgery, begin: datetime) -> Surgery:
        """Up to the incision and beyond: sign in, anaesthesia, time out, counts, what is put in."""
        for employee, role in ((self.circulating, "circulating"), (self.scrub, "scrub")):
            actions.add_member(row, employee=employee, role=role, by=self.by)
        row = actions.call(row, at=begin - timedelta(minutes=20), by=self.nurse)
        has_side = row.laterality != "none"
        row = actions.enter_room(
            row, at=begin + timedelta(minutes=4), delay="transport" if has_side else "", by=self.nurse
        )
        self._check(row, "sign_in")
        row = actions.begin_anaesthesia(row, at=begin + timedelta(minutes=12), by=self.anaesthetist)
        for kind, before in COUNTS.items():
            actions.start_count(row, kind=kind, before=before, by=self.nurse)
        self._check(row, "time_out")
        row = actions.begin(row, at=begin + timedelta(minutes=32), by=self.doctor)
        for minutes, line in ANAESTHESIA:
            actions.write_anaesthesia(
                row, at=begin + timedelta(minutes=minutes), by=self.anaesthetist, **line
            )
        if has_side:
            actions.use_implant(row, at=begin + timedelta(minutes=50), by=self.nurse, **MESH)
        return row

    def wake_up(self, row: Surgery, begin: datetime) -> Surgery:
        """Through the whole operation into recovery, where she is not awake yet."""
        row, end = self.operate(row, begin), begin + timedelta(minutes=row.minutes)
        if row.minutes > 100:
            actions.take_specimen(row, at=end - timedelta(minutes=60), by=self.nurse, **COLON_PIECE)
        for count in row.counts.all():
            actions.finish_count(
                count, after=count.before, counted_by=self.circulating, checked_by=self.scrub, by=self.nurse
            )
        row = actions.finish(
            row, at=end - timedelta(minutes=24), findings="Sem intercorrências. Hemostasia revista.",
            by=self.doctor,
        )  # fmt: skip
        self._check(row, "sign_out")
        row = actions.end_anaesthesia(row, at=end - timedelta(minutes=12), by=self.anaesthetist)
        row = actions.leave_room(row, at=end - timedelta(minutes=6), by=self.nurse)
        actions.score_aldrete(row, at=end + timedelta(minutes=9), by=self.nurse, **SLEEPY)
        return row

    def recovered(self, row: Surgery, begin: datetime) -> None:
        """The whole way, back to the ward."""
        row, end = self.wake_up(row, begin), begin + timedelta(minutes=row.minutes)
        actions.score_aldrete(row, at=end + timedelta(minutes=50), by=self.nurse, **AWAKE)
        actions.leave_recovery(row, at=end + timedelta(minutes=55), by=self.nurse)

    def _consent(self, row: Surgery, begin: datetime) -> None:
        main = row.procedures.get(is_main=True)
        actions.write_consent(
            row, procedure=main.display, laterality=row.laterality, by=self.by,
            signed_at=min(begin - NIGHT_BEFORE, self.now - timedelta(minutes=30)),
        )  # fmt: skip

    def _check(self, row: Surgery, phase: str) -> None:
        """A phase of the checklist: answered by the nurse, signed by each who has to."""
        answers = {item.key: "no" if "no" in item.good else item.good[0] for item in ITEMS[phase]}
        side = row.laterality if phase == "time_out" else ""
        actions.answer_phase(row, name=phase, answers=answers, laterality=side, by=self.nurse)
        who = {"surgeon": self.doctor, "anaesthetist": self.anaesthetist, "nurse": self.nurse}
        for role in required_signs(phase, row.anaesthesia):
            actions.sign_phase(row, name=phase, by=who[role])


def _people(cbo: str, user: User | None = None) -> list[Employee]:
    """Who works as what, those who sign in first."""
    rows = Employee.objects.filter(cbo_code=cbo, left_on=None)
    found = rows.filter(user=user) if user else rows
    return list(found.order_by("user", "created_at", "id"))

"""Operations for tests, made by the real actions. For the apps above surgery too."""

import itertools
from datetime import datetime, timedelta
from typing import Any  # Any: whatever the actions take

from django.utils.timezone import now

from hospital.accounts.actions import system
from hospital.accounts.models import User
from hospital.accounts.tests.make import Api, browser, client, fresh, user
from hospital.organization.models import Department, Employee
from hospital.organization.tests.make import department, employee, licence, membership, person
from hospital.patients.tests.make import patient
from hospital.scheduling import actions as scheduling
from hospital.scheduling.models import Resource
from hospital.surgery import actions
from hospital.surgery.checklist import ITEMS
from hospital.surgery.models import Count, Surgery, SurgicalConsent

__all__ = [
    "Api", "Centre", "browser", "client", "department", "employee", "fresh", "licence", "membership",
    "patient", "person", "user",
]  # fmt: skip

SEES = (
    "patients.view_patient", "patients.view_confidential", "patients.view_chart", "surgery.view_surgery",
    "organization.view_department", "organization.view_colleague", "scheduling.view_agenda",
    "scheduling.view_appointment", "scheduling.attend_appointment",
)  # fmt: skip
NURSES = (*SEES, "surgery.attend_surgery")
PHYSICIANS = (
    *NURSES, "surgery.request_surgery", "surgery.operate", "surgery.schedule_surgery",
    "surgery.insert_emergency", "surgery.waive_checklist", "surgery.authorise_surgery",
    "scheduling.book_appointment",
)  # fmt: skip
RIGHT = {
    phase: {item.key: item.good[0] for item in items} for phase, items in ITEMS.items()
}  # fmt: skip
_count = itertools.count(1)


def start(days: int = 0, minutes: int = 0) -> datetime:
    """So many days and minutes from now, on a whole minute."""
    return now().replace(second=0, microsecond=0) + timedelta(days=days, minutes=minutes)


def theatre(of: Department, **fields: Any) -> Resource:  # Any: see above
    """An operating theatre of the department."""
    values: dict[str, Any] = {"kind": "theatre", "name": f"Sala {next(_count)}"} | fields  # Any: see above
    return scheduling.add_resource(department=of, by=system(), **values)


def equipment(of: Department, name: str = "") -> Resource:
    return scheduling.add_resource(
        department=of, kind="equipment", name=name or f"Arco cirúrgico {next(_count)}", by=system()
    )


def employee_of(of: User) -> Employee:
    found: Employee = Employee.objects.get(user=of)
    return found


class Centre:
    """A surgical centre with a theatre, and a surgeon, an anaesthetist and two nurses at work in it."""

    def __init__(self) -> None:
        self.of = department()
        self.theatre = theatre(self.of)
        self.surgeon, self.anaesthetist = person(self.of, *PHYSICIANS), person(self.of, *PHYSICIANS)
        self.nurse, self.scrub = person(self.of, *NURSES), person(self.of, *NURSES)

    def request(self, **fields: Any) -> Surgery:  # Any: see above
        """A hernia on the left, asked for by the surgeon for a patient whom the office opens for her."""
        values: dict[str, Any] = {  # Any: see above
            "department": self.of, "surgeon": employee_of(self.surgeon),
            "procedures": [{"display": "Hernioplastia inguinal"}], "laterality": "left",
            "anaesthesia": "spinal", "minutes": 60, "by": opener(),
        } | fields  # fmt: skip
        return actions.request(values.pop("patient", None) or patient(), **values)

    def authorised(self, **fields: Any) -> Surgery:  # Any: see above
        return actions.authorise(self.request(**fields), by=self.surgeon)

    def scheduled(self, starts_at: datetime | None = None, **fields: Any) -> Surgery:  # Any: see above
        """Booked in the theatre with surgeon and anaesthetist, from now unless said otherwise."""
        where = fields.pop("theatre", self.theatre)
        who = fields.pop("anaesthetist", self.anaesthetist)
        return actions.schedule(
            self.authorised(**fields), theatre=where, starts_at=starts_at or start(),
            anaesthetist=employee_of(who), by=self.surgeon,
        )  # fmt: skip

    def called(self, **fields: Any) -> Surgery:  # Any: see above
        return actions.call(self.scheduled(**fields), by=self.nurse)

    def in_room(self, **fields: Any) -> Surgery:  # Any: see above
        """In the theatre, with nurses, the consent signed, and nothing of the checklist done."""
        made = actions.enter_room(self.called(**fields), by=self.nurse)
        self.staff(made)
        self.consent(made)
        return made

    def staff(self, surgery: Surgery) -> None:
        actions.add_member(surgery, employee=employee_of(self.nurse), role="circulating", by=self.nurse)
        actions.add_member(surgery, employee=employee_of(self.scrub), role="scrub", by=self.nurse)

    def consent(self, surgery: Surgery, **fields: Any) -> SurgicalConsent:  # Any: see above
        values: dict[str, Any] = {  # Any: see above
            "procedure": "Hernioplastia inguinal", "laterality": surgery.laterality
        } | fields  # fmt: skip
        return actions.write_consent(surgery, by=self.nurse, **values)

    def phase(self, surgery: Surgery, name: str) -> None:
        """Answer a phase well, and let everybody who must sign it."""
        side = surgery.laterality if name == "time_out" else ""
        actions.answer_phase(surgery, name=name, answers=RIGHT[name], laterality=side, by=self.nurse)
        signers = [self.anaesthetist, self.nurse] if name == "sign_in" else [
            self.surgeon, self.anaesthetist, self.nurse
        ]  # fmt: skip
        for who in signers:
            actions.sign_phase(surgery, name=name, by=who)

    def in_progress(self, **fields: Any) -> Surgery:  # Any: see above
        """Under the knife, after sign in and time out."""
        made = self.in_room(**fields)
        self.phase(made, "sign_in")
        actions.begin_anaesthesia(made, by=self.anaesthetist)
        self.phase(made, "time_out")
        return actions.begin(made, by=self.surgeon)

    def counted(self, surgery: Surgery) -> list[Count]:
        """Everything counted before and after, and right."""
        rows = [
            actions.start_count(surgery, kind=kind, before=10, by=self.nurse)
            for kind in ("sponge", "needle", "instrument")
        ]  # fmt: skip
        return [self.count(row) for row in rows]

    def count(self, row: Count, after: int = 10) -> Count:
        return actions.finish_count(
            row, after=after, counted_by=employee_of(self.scrub), checked_by=employee_of(self.nurse),
            by=self.nurse,
        )  # fmt: skip

    def finished(self, **fields: Any) -> Surgery:  # Any: see above
        """Closed, counted and signed out."""
        made = self.in_progress(**fields)
        self.counted(made)
        done = actions.finish(made, by=self.surgeon)
        self.phase(done, "sign_out")
        return done

    def recovery(self, **fields: Any) -> Surgery:  # Any: see above
        return actions.leave_room(self.finished(**fields), by=self.nurse)

    def done(self, **fields: Any) -> Surgery:  # Any: see above
        made = self.recovery(**fields)
        self.aldrete(made)
        return actions.leave_recovery(made, by=self.nurse)

    def aldrete(self, surgery: Surgery, points: int = 2) -> Any:  # Any: a score
        items = ("activity", "respiration", "circulation", "consciousness", "saturation")
        return actions.score_aldrete(surgery, by=self.nurse, **dict.fromkeys(items, points))  # type: ignore[arg-type]  # five items of the same kind


def opener() -> User:
    """Somebody whose office opens every chart, and who asks for operations everywhere."""
    return user(*PHYSICIANS, "surgery.view_every_unit", "patients.open_any_chart")

"""One of everything that an address can name, all belonging together; made by actions."""

import itertools
from datetime import date, datetime, timedelta
from typing import Any  # Any: rows by name, JSON

from django.utils.timezone import make_aware, now

from hospital import audit
from hospital.accounts import actions as accounts
from hospital.accounts.models import Session, User
from hospital.accounts.sessions import SessionStore
from hospital.audit.models import Change, Event
from hospital.integrations.deliver import deliver
from hospital.integrations.fhir.bundles import delivery
from hospital.integrations.models import Partner, Resource
from hospital.organization import actions as organization
from hospital.patients import actions as patients
from hospital.site.demo.people import Maker

from .rows import PARTS

PEOPLE = Maker(11, date(2026, 1, 1))
NUMBERS = itertools.count(500_000)


class Family:
    """Rows by the name that tests/registry.py knows them by."""

    def __init__(self, by: User, letter: str) -> None:
        self.by, self.letter = by, letter
        self.rows: dict[str, Any] = {}  # Any: see above
        self._accounts()
        self._organization()
        self._patients()
        self._integrations()
        for part in PARTS:
            if hasattr(part, "make"):
                part.make(self)
        self._trail()

    def __getitem__(self, name: str) -> Any:  # Any: see above
        return self.rows[name]

    def grow(self, by: int) -> None:
        """More of everything that hangs on this family's rows."""
        for number in range(by):
            self._more_accounts(f"{self.letter.lower()}-{number}")
            self._work(date(2030, 1, 1) + timedelta(days=3 * number))
            self._parts(self["patient"])
        for part in PARTS:
            if hasattr(part, "grow"):
                part.grow(self, by)

    def _accounts(self) -> None:
        letter, by = self.letter.lower(), self.by
        user = accounts.create_user(username=f"member-{letter}", name=f"Membro {self.letter}", by=by)
        machine = accounts.create_user(username=f"lab-{letter}", name="Lab", kind=User.Kind.MACHINE, by=by)
        role = accounts.define_role(code=f"role-{letter}", name=f"Role {letter}", permissions=[], by=by)
        accounts.give_role(user, role=role, by=by)
        token = accounts.issue_machine_token(
            machine,
            name="analyser",
            scopes=["accounts.view_user"],
            expires_at=now() + timedelta(days=1),
            by=by,
        ).token
        self.rows |= {"user": user, "role": role, "token": token, "web session": _browser(user)}

    def _more_accounts(self, name: str) -> None:
        role = accounts.define_role(code=f"more-{name}", name=f"More {name}", permissions=[], by=self.by)
        accounts.give_role(self["user"], role=role, by=self.by)

    def _organization(self) -> None:
        person, by = PEOPLE.person(youngest=30, oldest=60), self.by
        department = organization.open_department(
            code=f"D{self.letter}", name=f"Unidade {self.letter}", opened_on=date(2020, 1, 1), by=by
        )
        employee = organization.hire(
            given_name=person.given,
            family_name=person.family,
            cpf=person.cpf,
            hired_on=date(2020, 1, 1),
            by=by,
        )
        organization.link_user(employee, user=self["user"], by=by)
        self.rows |= {"department": department, "employee": employee}
        self.rows["membership"] = organization.assign(
            employee, department=department, starts_on=date(2020, 1, 1), is_primary=True, by=by
        )
        self._work(date(2029, 1, 1))

    def _work(self, day: date) -> None:
        """A licence, a shift on a day, and leave asked for on the day after."""
        employee, by = self["employee"], self.by
        starts_at = make_aware(datetime(day.year, day.month, day.day, 7))
        away = day + timedelta(days=1)
        self.rows["licence"] = organization.register_licence(
            employee, council="CRM", uf="SP", number=str(next(NUMBERS)), by=by
        )
        self.rows["shift"] = organization.plan_shift(
            employee,
            department=self["department"],
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=12),
            by=by,
        )
        self.rows["leave"] = organization.request_leave(
            employee, kind="vacation", starts_on=away, ends_on=away, by=by
        )

    def _patients(self) -> None:
        self.rows |= {"patient": self._patient(), "dead patient": self._patient()}
        self.rows |= {"twin patient": self._patient(), "absorbed patient": self._patient()}
        self.rows["merge"] = patients.merge(
            self["patient"], absorbed=self["absorbed patient"], reason="same person", by=self.by
        )
        self.rows["unknown patient"] = patients.register_unidentified(sex="male", years=40, by=self.by)
        patients.mark_deceased(self["dead patient"], by=self.by)
        self._parts(self["patient"])
        patients.set_photo(self["patient"], content=_picture(), version=_version(self["patient"]), by=self.by)

    def _patient(self) -> Any:  # Any: see above
        person = PEOPLE.person(sex="female", youngest=20, oldest=40)
        return patients.register_patient(
            given_name=person.given, family_name=person.family, birth_date=person.born, sex=person.sex,
            mother_name=person.mother, cpf=person.cpf, different_because="somebody else", by=self.by,
        )  # fmt: skip

    def _parts(self, patient: Any) -> None:  # Any: see above
        number, by = str(next(NUMBERS)), self.by
        self.rows |= {
            "address": patients.add_address(patient, street="Rua das Flores", city="Santos", by=by),
            "alert": patients.add_alert(patient, text="Risco de queda", by=by),
            "contact": patients.add_contact(patient, value=PEOPLE.phone("11"), by=by),
            "guardian": patients.add_guardian(patient, name="Tia Rosa", by=by),
            "history": patients.add_history(patient, condition="Asma", by=by),
            "identifier": patients.add_identifier(patient, kind="rg", system="SSP-SP", value=number, by=by),
        }

    def _integrations(self) -> None:
        clinic = {
            "resourceType": "Organization",
            "id": f"clinic-{self.letter}",
            "name": f"Clínica {self.letter}",
        }
        plan = {"resourceType": "CarePlan", "id": f"plan-{self.letter}", "status": "active", "intent": "plan"}
        entries = [{"resource": resource} for resource in (clinic, plan)]
        bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
        run, _receipts = deliver(delivery(bundle), by=self.by, origin="test")
        self.rows |= {
            "partner": Partner.objects.get(name=clinic["name"]), "import": run,
            "resource": Resource.objects.get(type="CarePlan", source_id=plan["id"]),
        }  # fmt: skip

    def _trail(self) -> None:
        self.rows |= {
            "event": Event.objects.order_by("-at").first(),
            "change": Change.objects.order_by("-at").first(),
            "access": audit.access("read", by=self.by, what="patients.patient"),
        }


def _version(row: Any) -> int:  # Any: see above
    return int(type(row)._default_manager.values_list("version", flat=True).get(pk=row.pk))


def _browser(user: User) -> Session:
    store = SessionStore()
    store["_auth_user_id"] = str(user.pk)
    store.save()
    return Session.objects.get(session_key=store.session_key)


def _picture() -> bytes:
    from .registry import PICTURE

    return PICTURE

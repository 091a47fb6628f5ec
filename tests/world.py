"""A small hospital built by the real actions: somebody of each role, and two families of everything else."""

from datetime import date

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db.models import Model
from django.test import Client
from django.utils.module_loading import import_string

from hospital.accounts import actions as accounts
from hospital.accounts.models import Role, User
from hospital.core.access import declared_permissions
from hospital.encounters import actions as encounters
from hospital.encounters.models import Encounter
from hospital.organization import actions as organization
from hospital.organization.models import Employee
from hospital.patients import care
from hospital.patients.models import Patient
from hospital.site.roles import ROLES

from .families import Family

PASSWORD = "plantão de 12 horas"


class World:
    """Its people by role, and the doors they come through."""

    def __init__(self) -> None:
        self.system = accounts.system()
        accounts.sync_roles(by=self.system)
        accounts.define_role(
            code="everything", name="Everything", permissions=declared_permissions(), by=self.system
        )
        self.people: dict[str, User] = {role: self._person(role) for role in (*ROLES, "nobody", "everything")}
        self._keys = {role: accounts.begin_session(by=user).key for role, user in self.people.items()}
        self._sessions = {role: self._begin(user) for role, user in self.people.items()}
        self.families = [Family(self.system, letter) for letter in "AB"]
        for family in self.families:
            self._take_care(family)

    def grow(self, by: int) -> None:
        """Many more rows of everything, also below the first family."""
        for number in range(by):
            Family(self.system, f"x{number}")
        self.families[0].grow(by)

    def own(self, who: str, name: str) -> Model:
        """The session or the token of the person with the role herself."""
        user = self.people[who]
        return user.sessions.get() if name == "web session" else user.tokens.get()

    def client(self, who: str | None, face: str = "api") -> Client:
        """A client that comes in as the person with the role; as a stranger for None."""
        if who is None:
            return Client()
        if face == "page":
            client = Client()
            client.cookies[settings.SESSION_COOKIE_NAME] = self._sessions[who]
            return client
        return Client(headers={"Authorization": f"Bearer {self._keys[who]}"})

    def key(self, who: str) -> str:
        """The bearer token of the person with the role."""
        return self._keys[who]

    def session(self, who: str) -> str:
        """The session of the person with the role, as her browser keeps it."""
        return self._sessions[who]

    def has(self, role: str, permission: str) -> bool:
        return permission in self.people[role].permissions

    def _person(self, role: str) -> User:
        user = accounts.create_user(
            username=role, name=f"Pessoa {role.title()}", password=PASSWORD, must_change_password=False,
            by=self.system,
        )  # fmt: skip
        if role != "nobody":
            accounts.give_role(user, role=Role.objects.get(code=role), by=self.system)
        return user

    def _take_care(self, family: Family) -> None:
        """Those whose work is with charts were on duty where the family's patients were seen this morning."""
        for user in self.people.values():
            if user.has_perm("patients.view_chart") and not user.has_perm(care.ANY_CHART):
                organization.assign(
                    self._employee(user), department=family["department"], starts_on=date(2020, 1, 1),
                    by=self.system,
                )  # fmt: skip
        people = {row.pk: row for row in family.rows.values() if isinstance(row, Patient)}
        here = Encounter.objects.open().filter(department=family["department"]).values("patient")
        living = Patient.objects.active().filter(pk__in=people, is_deceased=False)
        for patient in living.exclude(pk__in=here):
            came = encounters.receive(patient, department=family["department"], by=self.system)
            encounters.leave(came, by=self.system)

    def _employee(self, user: User) -> Employee:
        known = Employee.objects.filter(user=user).first()
        if known:
            return known
        hired = organization.hire(given_name=user.name, hired_on=date(2020, 1, 1), by=self.system)
        return organization.link_user(hired, user=user, by=self.system)

    def _begin(self, user: User) -> str:
        store = import_string(f"{settings.SESSION_ENGINE}.SessionStore")()
        store[SESSION_KEY] = str(user.pk)
        store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        store[HASH_SESSION_KEY] = user.get_session_auth_hash()
        store.save()
        return str(store.session_key)

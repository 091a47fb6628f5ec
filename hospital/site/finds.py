"""What the command bar finds: patients, people and places by a few letters, and every page one may open."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from hospital.accounts.models import User
from hospital.core.text import plain
from hospital.organization import lists as organization
from hospital.organization.schemas import DepartmentQuery, EmployeeQuery
from hospital.patients import care, lists as patients
from hospital.patients.actions import searched
from hospital.patients.models import Patient
from hospital.patients.schemas import PatientQuery

from . import menu

FEW = 6
SHORTEST = 2  # letters before people and places are looked for; a number may be short


@dataclass(frozen=True)
class Hit:
    """One thing found, and where it opens."""

    label: str | Promise
    href: str
    icon: str
    note: str | Promise = ""
    is_person: bool = False
    key: str = ""


@dataclass(frozen=True)
class Hits:
    """What was found of one kind."""

    label: str | Promise
    hits: list[Hit] = field(default_factory=list)


def groups(user: User, words: str) -> list[Hits]:
    """What answers to `words`, kind by kind; only pages while little is typed."""
    found: list[Hits] = []
    if len(words) >= SHORTEST or words.isdecimal():
        found = [
            Hits(label, finder(user, words))
            for label, finder, *permissions in FINDERS
            if any(user.has_perm(permission) for permission in permissions)
        ]
    return [group for group in [*found, *_pages(user, words)] if group.hits]


@transaction.atomic
def _patients(user: User, words: str) -> list[Hit]:
    """Patients by whatever is at hand; that they were looked for is recorded."""
    found = patients.page(PatientQuery.model_validate({"q": words, "limit": FEW}), by=user).items
    searched(by=user, words=len(words.split()), found=len(found), what="site.command_bar")
    return [
        Hit(patient.name, patient.get_absolute_url(), "user-round", told_apart(patient), is_person=True)
        for patient in found
    ]


@transaction.atomic
def _charts(user: User, words: str) -> list[Hit]:
    """The charts of whoever of them is in the user's care today; that they were looked for is recorded."""
    found = patients.page(PatientQuery.model_validate({"q": words, "limit": FEW}), by=user).items
    mine = set(care.in_care_of(user).filter(pk__in=[row.pk for row in found]).values_list("pk", flat=True))
    searched(by=user, words=len(words.split()), found=len(mine), what="site.command_bar")
    return [
        Hit(row.name, reverse("records:chart", args=[row.pk]), "heart-pulse", told_apart(row), is_person=True)
        for row in found
        if row.pk in mine
    ]


def told_apart(patient: Patient) -> str:
    """What tells two of the same name apart: the birth date and the chart number."""
    born = f"{patient.birth_date:%d/%m/%Y} · " if patient.birth_date else ""
    return born + _("record %(number)s") % {"number": patient.chart_number}


def _employees(user: User, words: str) -> list[Hit]:
    found = organization.employees(
        EmployeeQuery.model_validate({"q": words, "limit": FEW, "active": True}), by=user
    )
    return [
        Hit(employee.name, employee.get_absolute_url(), "id-card", employee.job_title, is_person=True)
        for employee in found.items
    ]


def _departments(user: User, words: str) -> list[Hit]:
    found = organization.departments(
        DepartmentQuery.model_validate({"q": words, "limit": FEW, "sort": "name"}), by=user
    )
    return [
        Hit(department.name, department.get_absolute_url(), "network", department.code)
        for department in found.items
    ]


Finder = Callable[[User, str], list[Hit]]

# What is looked for, how, and the permissions of which one is enough to look.
FINDERS: tuple[tuple[Promise, Finder, *tuple[str, ...]], ...] = (
    (gettext_lazy("Charts"), _charts, "patients.view_chart"),
    (gettext_lazy("Patients"), _patients, "patients.view_patient"),
    (gettext_lazy("Employees"), _employees, "organization.view_employee", "organization.view_colleague"),
    (gettext_lazy("Departments"), _departments, "organization.view_department"),
)


def _pages(user: User, words: str) -> list[Hits]:
    pages = [
        Hit(item.label, item.href, item.icon, group.label, key=item.key)
        for group in menu.visible_to(user)
        for item in group.items
    ]
    actions = [Hit(item.label, item.href, item.icon) for item in (*menu.actions_for(user), *menu.ACCOUNT)]
    return [Hits(_("Pages"), _matching(pages, words)), Hits(_("Actions"), _matching(actions, words))]


def _matching(hits: list[Hit], words: str) -> list[Hit]:
    """Those with a word that begins with each of the words typed."""
    typed = plain(words).split()
    return [
        hit for hit in hits if all(any(w.startswith(t) for w in plain(str(hit.label)).split()) for t in typed)
    ]

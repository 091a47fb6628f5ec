"""The first page: figures and lists for who may open what they count. At most one query each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from hospital.accounts.lists import STATES
from hospital.accounts.models import User
from hospital.audit.opened import last_opened
from hospital.audit.state import last_verification
from hospital.consultations.lists import to_sign
from hospital.core.days import midnight
from hospital.organization.models import Department, Licence
from hospital.patients.actions import searched
from hospital.patients.care_lists import to_review
from hospital.patients.models import Patient

from .finds import told_apart

LAST = 8  # patients opened last
SOON = 60  # days in which a licence ends soon


@dataclass(frozen=True)
class Figure:
    """A number, what it counts, and the page that lists exactly those rows."""

    value: int | str | Promise
    label: str | Promise
    href: str
    tone: str = ""


@dataclass(frozen=True)
class Opened:
    """A patient whose chart one opened lately."""

    patient: Patient
    at: datetime

    @property
    def note(self) -> str:
        return told_apart(self.patient)


def figures(user: User) -> list[Figure]:
    """The figures this user may see, in the order of FIGURES."""
    return [figure(user) for permission, figure in FIGURES if user.has_perm(permission)]


def _registered_today(user: User) -> Figure:
    today = localdate()
    count = Patient.objects.visible_to(user).active().filter(created_at__gte=midnight(today)).count()
    return Figure(
        count, _("patients registered today"), f"{reverse('patients:patients')}?registered_from={today}"
    )


def _licences_ending(user: User) -> Figure:
    count = Licence.objects.visible_to(user).expiring(SOON).count()
    href = f"{reverse('organization:licences')}?expiring_in={SOON}"
    return Figure(count, _("licences that end within 60 days"), href, "warn" if count else "")


def _open_departments(user: User) -> Figure:
    count = Department.objects.visible_to(user).open().count()
    return Figure(count, _("open departments"), reverse("organization:departments"))


def _locked_users(user: User) -> Figure:
    count = User.objects.visible_to(user).filter(STATES["locked"]).count()
    return Figure(
        count, _("locked accounts"), f"{reverse('accounts:users')}?state=locked", "warn" if count else ""
    )


def _trail(user: User) -> Figure:
    last = last_verification()
    if last is None:
        said, tone = _("Unverified"), ""
    else:
        said, tone = (_("Whole"), "ok") if last.is_whole else (_("Broken"), "bad")
    return Figure(said, _("audit trail"), reverse("audit:events"), tone)


def _emergency_accesses(user: User) -> Figure:
    count, late = to_review(user)
    tone = "bad" if late else "warn" if count else ""
    return Figure(count, _("emergency accesses to review"), reverse("care:emergency_accesses"), tone)


def _to_sign(user: User) -> Figure:
    count = to_sign(user)
    return Figure(count, _("visits to sign"), reverse("consultations:mine"), "warn" if count else "")


FIGURES: tuple[tuple[str, Callable[[User], Figure]], ...] = (
    ("consultations.write_consultation", _to_sign),
    ("patients.review_emergency_access", _emergency_accesses),
    ("patients.view_patient", _registered_today),
    ("organization.view_employee", _licences_ending),
    ("organization.view_department", _open_departments),
    ("accounts.view_user", _locked_users),
    ("audit.view_trail", _trail),
)


@transaction.atomic
def opened_last(user: User) -> list[Opened]:
    """Those whose charts one opened last and may still see; that the names were shown is recorded."""
    if not user.has_perm("patients.view_patient"):
        return []
    moments = dict(last_opened(by=user, limit=LAST))
    rows = {row.pk: row for row in Patient.objects.visible_to(user).filter(pk__in=moments)} if moments else {}
    if rows:
        searched(by=user, words=0, found=len(rows), what="site.opened_last")
    return [Opened(rows[pk], at) for pk, at in moments.items() if pk in rows]

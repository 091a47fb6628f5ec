"""Professional licences, and what every clinical action asks: may this person practise on this day?"""

from collections.abc import Collection
from datetime import date
from typing import Any, TypedDict, Unpack  # Any: column values are of every type

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.actors import Actor
from hospital.core.checks import fitting
from hospital.core.db import change, conflicts, lock
from hospital.core.errors import Conflict, Denied, Invalid

from ..models import Employee, Licence, today
from ..models.periods import sensible
from .memberships import require_employed


class LicenceTaken(Conflict):
    message = _("This licence is registered already.")


class EndsBeforeItBegins(Invalid):
    message = _("A licence cannot end before it begins.")


class LicenceNotInForce(Denied):
    """The person may not practise: no licence, or none that is valid on the day. The message says which."""

    message = _("You have no professional licence in force.")


class LicenceData(TypedDict, total=False):
    """What is written about a licence; the number with or without dots, `valid_until` None for no end."""

    council: str
    uf: str
    number: str
    category: str
    specialty: str
    rqe: str
    valid_from: date
    valid_until: date | None


NAMED = {
    "one_licence_per_council_state_and_number": LicenceTaken,
    "licence_ends_after_it_begins": EndsBeforeItBegins,
}


@transaction.atomic
def register_licence(employee: Employee, *, by: User, **data: Unpack[LicenceData]) -> Licence:
    """Write down a licence of an employee, valid from a day (today)."""
    by.require("organization.manage_licence")
    employee = lock(employee)
    if not employee.is_external:
        require_employed(employee)
    values = _clean({"council": "", "uf": "", "number": "", "valid_from": today(), **data})
    licence = Licence(employee=employee, **values)
    with conflicts(**NAMED):
        licence.save(force_insert=True)
    audit.record(
        "organization.licence_registered", employee, by=by, licence=str(licence.pk), council=licence.council
    )
    return licence


@transaction.atomic
def change_licence(
    licence: Licence, *, by: User, version: int | None = None, **data: Unpack[LicenceData]
) -> Licence:
    """Renew or correct a licence; only what is given."""
    by.require("organization.manage_licence")
    licence = lock(licence, version=version)
    with conflicts(**NAMED):
        changed = change(licence, **_clean(data))
    if changed:
        audit.record(
            "organization.licence_changed", licence.employee, by=by, licence=str(licence.pk), fields=changed
        )
    return licence


def licence_in_force(
    employee: Employee, *, councils: Collection[str] = (), at: date | None = None
) -> Licence | None:
    """A licence of the employee that is valid on a day (today), of one of the councils if any are named."""
    licences = Licence.objects.in_force(at).filter(employee=employee)
    if councils:
        licences = licences.filter(council__in=councils)
    return licences.order_by("valid_from", "id").first()


def require_licence(user: Actor, councils: Collection[str] = (), *, at: date | None = None) -> Licence:
    """The licence under which the user practises on a day (today).

    Raises LicenceNotInForce, saying why: the user is nobody's, the person does not work here, or there is no
    licence of these councils, or it has ended or not begun.
    """
    day = at or today()
    employee = Employee.objects.filter(user_id=user.pk).first()
    if employee is None:
        raise LicenceNotInForce(_("Your user is not linked to an employee. Ask human resources to link it."))
    if not employee.is_active(day):
        raise LicenceNotInForce(_("You are not employed here on this day."))
    found = licence_in_force(employee, councils=councils, at=day)
    if found is None:
        raise LicenceNotInForce(_why_not(employee, councils, day))
    return found


def _why_not(employee: Employee, councils: Collection[str], day: date) -> str:
    licences = employee.licences.filter(council__in=councils) if councils else employee.licences.all()
    last = licences.order_by("-valid_from", "-id").first()
    if last is None:
        wanted = {"councils": ", ".join(councils)}
        return str(
            _("You have no licence of %(councils)s.") % wanted if councils else LicenceNotInForce.message
        )
    if last.valid_from > day:
        named = {"licence": last, "day": date_format(last.valid_from, "SHORT_DATE_FORMAT")}
        return str(_("Your licence %(licence)s is valid only from %(day)s.") % named)
    ended = date_format(last.valid_until, "SHORT_DATE_FORMAT") if last.valid_until else ""
    return str(_("Your licence %(licence)s was valid until %(day)s.") % {"licence": last, "day": ended})


def _clean(data: LicenceData) -> dict[str, Any]:  # Any: see above
    raw: dict[str, Any] = {**data}  # Any: see above
    for name in ("number", "category"):
        if name in raw:
            raw[name] = "".join(c for c in raw[name].upper() if c.isascii() and c.isalnum())
    for name in ("valid_from", "valid_until"):
        if raw.get(name):
            sensible(name, raw[name])
    return fitting(Licence, raw)

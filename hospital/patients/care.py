"""Whose chart one may open: that of a patient in one's care, and of nobody else without breaking the glass.

The apps above say what care is: `register_care(Care("encounter", _("Encounter in your unit"), patients_of))`.
Whoever reads or writes in a chart asks here first, once per request. Whom the patient keeps out stays out,
in her care or not, but for an emergency.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar  # Any: query sets of every model, and what their filters compare with
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, SmallIntegerField, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.errors import Denied, Text

from .models import EmergencyAccess, Patient, PatientQuerySet, Restriction

ANY_CHART = "patients.open_any_chart"


class OutsideCare(Denied):
    """The chart stays closed; `fields` says what opens it, `patient` whose it is."""

    message: ClassVar[Text] = _(
        "This patient is not in your care. In an emergency you may open the chart for half an hour: say why, "
        "and prove again that it is you."
    )
    kept_out: ClassVar[Text] = _(
        "The patient asked that you do not open this chart. In an emergency you may open it for half an "
        "hour: say why, and prove again that it is you."
    )
    template = "patients/outside_care.html"

    def __init__(self, patient: Patient, *, is_restricted: bool = False) -> None:
        way = f"POST /api/v1/patients/{patient.pk}/emergency-accesses"
        super().__init__(self.kept_out if is_restricted else self.message, fields={"emergency_access": [way]})
        self.patient, self.is_restricted = patient, is_restricted


@dataclass(frozen=True)
class Care:
    """A kind of care: its name in the trail, in words, and what shows that a user gives it to a patient.

    `patients_of` only filters by the patient it is given, so that it can be asked of many at once, too.
    """

    name: str
    label: str | Promise
    patients_of: Callable[[User, UUID], QuerySet[Any]]  # they exist when she cares for her


@dataclass(frozen=True)
class Ground:
    """Why somebody may open a chart; `access` is the emergency access that opens it, if it is one."""

    name: str
    label: str | Promise
    access: EmergencyAccess | None = None
    is_restricted: bool = False  # the patient keeps her out, and only the emergency lets her in


OFFICE = Ground("office", _("Your office opens every chart"))
EMERGENCY = "emergency"
_kinds: list[Care] = []


def register_care(kind: Care) -> None:
    """Say that there is another kind of care."""
    _kinds.append(kind)


def grounds() -> dict[str, str | Promise]:
    """Every ground by its name in the trail, in words."""
    known = {kind.name: kind.label for kind in _kinds}
    return known | {OFFICE.name: OFFICE.label, EMERGENCY: _("Emergency access")}


def ground_of(patient: Patient, *, by: User) -> Ground | None:
    """Why the user may open the chart today, or None when she may not. One query, two in an emergency."""
    ground, _is_restricted = _judged(patient, by)
    return ground


def is_kept_out(patient: Patient, *, by: User) -> bool:
    """Whether the patient asked that the user does not open her chart."""
    return Restriction.objects.filter(patient=patient.pk).in_force().against(by).exists()


def require(patient: Patient, *, by: User) -> Ground:
    """Why the user may open the chart; OutsideCare when she may not."""
    ground, is_restricted = _judged(patient, by)
    if ground is None:
        raise OutsideCare(patient, is_restricted=is_restricted)
    return ground


@transaction.atomic(savepoint=False)
def open_chart(patient: Patient, *, by: User, what: str, reason: str = "") -> Ground:
    """Open the chart, or one part of it (`what`), and say so in the trail, with the ground for it."""
    by.require("patients.view_chart")
    ground = require(patient, by=by)
    audit.access(
        "read", by=by, patient_id=patient.pk, what=what, reason=reason or ground.name, **told(ground)
    )
    return ground


def told(ground: Ground) -> dict[str, Any]:  # Any: see above
    """What the trail keeps of a ground."""
    kept: dict[str, Any] = {"ground": ground.name}  # Any: see above
    if ground.access:
        kept |= {"emergency": str(ground.access.pk), "restricted": ground.is_restricted}
    return kept


def in_care_of(user: User) -> PatientQuerySet:
    """The patients who are in the user's care today, and those whose chart an emergency opens for her."""
    broken = EmergencyAccess.objects.filter(user=user.pk, patient=OuterRef("pk")).under_way()
    outer: Any = OuterRef("pk")  # Any: stands for the key of each patient
    care = Q(*(Q(Exists(kind.patients_of(user, outer))) for kind in _kinds), _connector=Q.OR)
    kept_out = Restriction.objects.filter(patient=OuterRef("pk")).in_force().against(user)
    cared = care & ~Q(Exists(kept_out)) if _kinds else Q(pk=None)
    return Patient.objects.visible_to(user).active().filter(cared | Q(Exists(broken)))


def _judged(patient: Patient, by: User) -> tuple[Ground | None, bool]:
    """The ground, and whether the patient keeps the user out. A machine is no person she could keep out."""
    if by.kind != User.Kind.PERSON and by.has_perm(ANY_CHART):
        return OFFICE, False
    is_restricted, place, is_broken = _asked(patient, by)
    if not is_restricted and by.has_perm(ANY_CHART):
        return OFFICE, False
    if not is_restricted and place is not None:
        return Ground(_kinds[place].name, _kinds[place].label), False
    if not is_broken:
        return None, is_restricted
    access = (
        EmergencyAccess.objects.filter(user=by.pk).into(patient).under_way().order_by("-began_at").first()
    )
    return Ground(EMERGENCY, grounds()[EMERGENCY], access, is_restricted), is_restricted


def _asked(patient: Patient, by: User) -> tuple[bool, int | None, bool]:
    """Whether she keeps the user out, the place of the first kind of care, whether the glass is broken."""
    kept_out = Restriction.objects.filter(patient=patient.pk).in_force().against(by)
    broken = EmergencyAccess.objects.filter(user=by.pk).into(patient).under_way()
    found = [
        When(Exists(kind.patients_of(by, patient.pk)), then=Value(place)) for place, kind in enumerate(_kinds)
    ]
    first = Case(*found, default=None, output_field=SmallIntegerField())
    asked = Patient.objects.filter(pk=patient.pk).values_list(Exists(kept_out), first, Exists(broken))
    return asked.first() or (False, None, False)

"""What the actions of a stay have in common: held, asked, and the refusals they share."""

from datetime import datetime
from typing import Any  # Any: JSON scalars
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.beds.models import Stay
from hospital.core.checks import refuse
from hospital.core.db import lock
from hospital.core.errors import Conflict, Denied
from hospital.core.models import Entity

from .models import Admission


class NotYourStay(Denied):
    message = _("This stay is of a department where you do not work.")


class StayWithdrawn(Conflict):
    message = _("This stay was recorded in error and takes no more steps.")


class NotAdmitted(Conflict):
    message = _("This patient is not in the hospital with this stay.")


class NoBed(Conflict):
    message = _("This patient has no bed now.")


def held(admission: Admission, *, by: User, version: int | None = None) -> Admission:
    """The stay, locked, for who works in its department or answers for it."""
    admission = lock(admission, version=version)
    if not Admission.objects.visible_to(by).filter(pk=admission.pk).exists():
        raise NotYourStay
    if admission.is_withdrawn:
        raise StayWithdrawn
    return admission


def here(admission: Admission, *, by: User, version: int | None = None) -> Admission:
    """The stay, locked, of a patient who has not left. NotAdmitted for one who is still to come, or gone."""
    admission = held(admission, by=by, version=version)
    if not admission.is_under_way:
        raise NotAdmitted
    return admission


def present_stay(admission: Admission) -> Stay | None:
    """The bed where the patient lies now, if she lies in one."""
    rows = Stay.objects.present().filter(encounter=admission.encounter_id)
    found: Stay | None = rows.select_related("bed__ward", "bed__room").first()
    return found


def tell(
    verb: str, row: Entity, admission: Admission, *, by: User | None, reason: str = "", **particulars: Any
) -> None:  # Any: see above
    """Record it in the trail, with the patient, the stay and the department."""
    audit.record(
        f"admissions.{verb}", row, by=by, patient_id=admission.patient_id, reason=reason,
        admission=str(admission.pk), department=text(admission.department_id), **particulars,
    )  # fmt: skip


def text(key: UUID | None) -> str | None:
    """A key as the trail writes it."""
    return str(key) if key else None


def within(admission: Admission, at: datetime, field: str = "at") -> datetime:
    """The moment, when it is one of the stay; Invalid for before she came or after she left."""
    begun, ended = admission.admitted_at, admission.discharged_at
    if begun is None:
        raise NotAdmitted
    if at < begun or (ended is not None and at > ended):
        refuse({field: [_("The patient was not here then.")]})
    return at

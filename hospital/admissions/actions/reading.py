"""Looking is an action too: what was seen of patients is in the trail."""

from django.db import transaction

from hospital import audit
from hospital.accounts.models import User

from ..models import Admission


@transaction.atomic(savepoint=False)
def open_admission(admission: Admission, *, by: User, what: str = "admissions.admission") -> Admission:
    """Open one stay: who, where, since when. What the ward wrote needs the chart besides."""
    by.require("admissions.view_admission")
    audit.access("read", by=by, patient_id=admission.patient_id, what=what, row=str(admission.pk))
    return admission


@transaction.atomic(savepoint=False)
def listed(*, by: User, found: int, what: str) -> None:
    """A list that names patients was shown."""
    by.require("admissions.view_admission")
    audit.access("search", by=by, what=what, found=found)


@transaction.atomic(savepoint=False)
def open_census(*, by: User, found: int) -> None:
    """The census with the names of who lies in the beds was shown, or printed."""
    by.require("admissions.view_census")
    audit.access("search", by=by, what="admissions.census", found=found)

"""A move from bed to bed: of an admission where there is one, else of the stay alone."""

from hospital.accounts.models import User
from hospital.beds import actions as beds
from hospital.beds.models import Bed, Stay

from . import actions
from .models import Admission


def move(stay: Stay, *, bed: Bed, because: str, by: User, overridden_because: str = "") -> Stay:
    """Move whoever is in the bed of the stay."""
    admission = Admission.objects.filter(patient=stay.patient_id).under_way().first()
    if admission is not None and by.has_perm("admissions.transfer_patient"):
        actions.transfer(admission, bed=bed, because=because, overridden_because=overridden_because, by=by)
        return stay
    return beds.move_stay(stay, bed=bed, because=because, overridden_because=overridden_because, by=by)

"""A patient is kept apart, and is not any more."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import fitting, moment_of, said
from hospital.core.db import change, lock
from hospital.core.errors import Absent, Conflict
from hospital.encounters.models import Encounter
from hospital.patients import care
from hospital.patients.models import Patient

from .. import live
from ..models import Precaution, Stay
from ..placing import require_own
from ..steps import hold_patients

ISOLATE = "beds.isolate_patient"


class PrecautionThere(Conflict):
    message = _("The patient is in this isolation already.")


class PrecautionLifted(Conflict):
    message = _("This isolation was lifted already.")


@transaction.atomic
def place_precaution(
    patient: Patient, *, kind: str, because: str, by: User, encounter: Encounter | None = None,
    since: datetime | None = None,
) -> Precaution:  # fmt: skip
    """Keep the patient in isolation of one kind; a bed that does not suit any more is no refusal."""
    by.require(ISOLATE)
    patient = hold_patients([patient.pk], by=by)[patient.pk]
    care.require(patient, by=by)
    require_own(encounter, patient)
    moment = moment_of(since)
    values = fitting(Precaution, {"kind": kind, "because": said(because, "because")})
    if Precaution.objects.open().filter(patient=patient, kind=values["kind"]).exists():
        raise PrecautionThere
    made = Precaution(
        patient=patient, encounter=encounter, since=moment, occurred_at=moment, recorded_by=by, **values
    )
    made.save(force_insert=True)
    _say("precaution_placed", made, by=by, reason=made.because)
    return made


@transaction.atomic
def lift_precaution(
    precaution: Precaution, *, because: str, by: User, at: datetime | None = None
) -> Precaution:
    """The patient is in this isolation no more, and why: a culture is negative, the days are over."""
    by.require(ISOLATE)
    because, moment = said(because, "because"), moment_of(at)
    if not Precaution.objects.visible_to(by).filter(pk=precaution.pk).exists():
        raise Absent
    care.require(hold_patients([precaution.patient_id])[precaution.patient_id], by=by)
    precaution = lock(precaution)
    if precaution.until or precaution.is_withdrawn:
        raise PrecautionLifted
    change(
        precaution, until=max(moment, precaution.since), lifted_by=by, lifted_because=because[:300]
    )  # fmt: skip
    _say("precaution_lifted", precaution, by=by, reason=because)
    return precaution


def _say(verb: str, precaution: Precaution, *, by: User, reason: str) -> None:
    audit.record(
        f"beds.{verb}",
        precaution,
        by=by,
        patient_id=precaution.patient_id,
        reason=reason,
        kind=precaution.kind,
    )
    for stay in Stay.objects.filter(patient=precaution.patient_id, state="present").select_related("bed"):
        live.tell(stay.bed.ward_id)

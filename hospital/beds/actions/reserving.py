"""A bed is kept for a patient until a moment; then, or when somebody says so, it is given back."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.actions import system
from hospital.accounts.models import User
from hospital.core.checks import refuse, said
from hospital.core.db import conflicts
from hospital.core.errors import InvalidTransition
from hospital.encounters.models import Encounter
from hospital.patients.models import Patient

from ..filling import fill, give_back, give_up_expired
from ..models import Bed, BedRequest, Stay
from ..placing import PLACE, require_own, require_takeable, suited
from ..steps import TAKEN, held_beds, hold_patients, hold_rooms, require_alive, seen_bed, seen_stay, step

LONGEST = timedelta(days=7)


@transaction.atomic
def reserve(
    bed: Bed, *, patient: Patient, until: datetime, by: User, encounter: Encounter | None = None,
    request: BedRequest | None = None, overridden_because: str = "",
) -> Stay:  # fmt: skip
    """Keep a free bed for the patient until a moment. Refused as `occupy` is."""
    by.require(PLACE)
    moment = now()
    if not moment < until <= moment + LONGEST:
        refuse({"until": [_("A bed is reserved until a moment within the next seven days.")]})
    patient = require_alive(hold_patients([patient.pk], by=by)[patient.pk])
    require_own(encounter, patient)
    held = held_beds([seen_bed(bed, by=by).pk])[bed.pk]
    hold_rooms([held])
    give_up_expired([held], by=system())
    if require_takeable(held, patient) is not None:
        refuse({"bed": [_("This bed is reserved for the patient already.")]})
    why = suited(held, patient, because=overridden_because, by=by)
    stay = Stay(bed=held, patient=patient, encounter=encounter, expires_at=until, overridden_because=why)
    _write(stay, moment, by=by)
    step(held, Bed.State.RESERVED, by=by, because=why, at=moment, stay=stay)
    _say(stay, by=by)
    fill(stay, request, by=by)
    return stay


@transaction.atomic
def give_up(stay: Stay, *, because: str, by: User) -> Stay:
    """Give a reservation back before it runs out, and say why."""
    by.require(PLACE)
    because = said(because, "because")
    stay = seen_stay(stay, by=by)
    held = held_beds([stay.bed_id])[stay.bed_id]
    row: Stay = Stay.objects.select_for_update(of=("self",)).get(pk=stay.pk)
    if row.state != Stay.State.RESERVED:
        raise InvalidTransition
    give_back(row, held, because=because, by=by, verb="reservation_given_up")
    return row


@transaction.atomic
def release_expired(*, by: User, most: int = 500) -> int:
    """Give back the beds whose reservation has run out; how many. Those somebody is at work with wait."""
    by.require(PLACE)
    keys = list(Stay.objects.expired().order_by("expires_at").values_list("bed_id", flat=True)[:most])
    rows = Bed.objects.filter(pk__in=keys).order_by("pk")
    return give_up_expired(rows.select_for_update(skip_locked=True, of=("self",), no_key=True), by=by)


def _write(stay: Stay, moment: datetime, *, by: User) -> None:
    stay.state, stay.begins_at, stay.occurred_at, stay.recorded_by = Stay.State.RESERVED, moment, moment, by
    with conflicts(**TAKEN):
        stay.save(force_insert=True)


def _say(stay: Stay, *, by: User) -> None:
    assert stay.expires_at  # what is reserved expires
    audit.record(
        "beds.reserved", stay, by=by, patient_id=stay.patient_id, reason=stay.overridden_because,
        bed=str(stay.bed_id), ward=str(stay.bed.ward_id), until=stay.expires_at.isoformat(),
    )  # fmt: skip

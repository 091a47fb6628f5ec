"""What becomes of a stay when a patient comes to a bed, moves or leaves; the rows are held by the actions."""

from collections.abc import Collection
from datetime import datetime
from typing import Any  # Any: column values are of every type
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import refuse
from hospital.core.db import conflicts, move
from hospital.core.errors import Conflict
from hospital.encounters.models import Encounter
from hospital.patients.models import Patient

from . import live
from .models import Bed, Stay
from .steps import (
    TAKEN,
    NotInThisBed,
    Unsuitable,
    hold_patients,
    not_free,
    note,
    require_after,
    step,
    taken,
)
from .suiting import misfits

State = Bed.State
PLACE = "beds.place_patient"


class OnLeave(Conflict):
    message = _("The patient is away on leave. End the leave first.")


def suited(bed: Bed, patient: Patient, *, because: str, by: User, besides: Collection[UUID] = ()) -> str:
    """Why the bed is used although it does not suit, or nothing when it suits. Unsuitable; Denied.

    The rooms are held (`hold_rooms`), so that nobody comes to them meanwhile.
    """
    faults = misfits(bed, patient, besides=besides)
    if not faults:
        return ""
    if not because.strip():
        lines = [str(line) for found in faults.values() for line in found]
        raise Unsuitable(" ".join([str(Unsuitable.message), *lines]), fields=faults)
    by.require("beds.override_conflict")
    return because.strip()[:300]


def require_takeable(bed: Bed, patient: Patient) -> Stay | None:
    """The patient's reservation of the locked bed, None when it is free; or BedTaken, BedNotFree."""
    if bed.state == State.FREE:
        return None
    holder: Stay | None = (
        Stay.objects.filter(bed=bed, state__in=("present", "reserved"), is_with_mother=False)
        .select_related("recorded_by").order_by("-begins_at").first()
    )  # fmt: skip
    if bed.state == State.RESERVED and holder and holder.patient_id == patient.pk:
        return holder
    if bed.state in (State.RESERVED, State.OCCUPIED):
        raise taken(holder)
    raise not_free(bed)


def begun(
    bed: Bed, patient: Patient, *, by: User, because: str = "", **values: Any,  # Any: see above
) -> Stay:  # fmt: skip
    """The patient is in the locked bed: a new stay, or the one that was reserved."""
    before = str(bed.state)
    beside = values.get("with_mother") is not None
    own = None if beside else require_takeable(bed, patient)
    stay = written(bed, patient, own, by=by, **values)
    why = because or stay.overridden_because
    if beside:
        note(bed, before, by=by, because=why, at=stay.begins_at, stay=stay)
    else:
        step(bed, State.OCCUPIED, by=by, because=why, at=stay.begins_at, stay=stay)
    return stay


def written(
    bed: Bed, patient: Patient, own: Stay | None, *, by: User, **values: Any,  # Any: see above
) -> Stay:  # fmt: skip
    """The row of a stay that begins; what was reserved becomes it."""
    values["occurred_at"] = values["begins_at"]
    values["is_with_mother"] = values.get("with_mother") is not None
    with conflicts(**TAKEN):
        if own:
            move(own, Stay.State.PRESENT, expires_at=None, **values)
            return own
        stay = Stay(bed=bed, patient=patient, state=Stay.State.PRESENT, recorded_by=by, **values)
        stay.save(force_insert=True)
    return stay


def exchanged(own: Stay, bed: Bed, moment: datetime, told: tuple[str, str], *, by: User) -> Stay:
    """One half of a swap: the patient is in the other bed, which stays occupied.

    `told` is why they change, and why the bed is used if it does not suit.
    """
    because, overridden = told
    leaving = Stay.objects.filter(bed=bed, ends_at=moment).values_list("patient_id", flat=True)
    why = suited(bed, own.patient, because=overridden, by=by, besides=set(leaving))
    made = written(
        bed, own.patient, None, by=by, encounter=own.encounter, begins_at=moment, moved_from=own,
        overridden_because=why,
    )  # fmt: skip
    note(bed, str(bed.state), by=by, because=because, at=moment, stay=made)
    return made


def bring_along(newborns: Collection[Stay], mother: Stay, *, by: User) -> None:
    """The newborns come along to their mother's new bed."""
    for row in newborns:
        made = written(
            mother.bed, row.patient, None, by=by, encounter=row.encounter, begins_at=mother.begins_at,
            moved_from=row, with_mother=mother,
        )  # fmt: skip
        tell_of("beds.moved", made, by=by, came_from=str(row.bed_id), mother=True)


def inherit(newborns: Collection[Stay], bed: Bed, moment: datetime, *, by: User) -> None:
    """The mother has left: the first of her newborns has the bed, the others lie there too."""
    holder: Stay | None = None
    for row in newborns:
        made = written(
            bed, row.patient, None, by=by, encounter=row.encounter, begins_at=moment, moved_from=row,
            with_mother=holder,
        )  # fmt: skip
        note(bed, str(bed.state), by=by, at=moment, stay=made)
        holder = holder or made


def end_stay(stay: Stay, moment: datetime, *, by: User, because: str) -> None:
    """The locked stay ends at the moment."""
    with conflicts(**TAKEN):
        move(stay, Stay.State.ENDED, ends_at=moment, ended_by=by, ended_because=because[:300])
    live.tell(stay.bed.ward_id)


def present_in(stay: Stay, moment: datetime, *, on_leave: bool = False) -> Stay:
    """The stay, locked, whose patient is in the bed and not away; her bed is held already."""
    held: Stay = (
        Stay.objects.select_for_update(of=("self",)).select_related("patient", "encounter").get(pk=stay.pk)
    )
    if held.state != Stay.State.PRESENT or held.bed_id != stay.bed_id:
        raise NotInThisBed
    require_after(moment, held.begins_at)
    if not on_leave and held.leaves.open().exists():
        raise OnLeave
    return held


def newborns_of(stay: Stay) -> list[Stay]:
    """The newborns who lie in the bed of the stay, locked."""
    rows = Stay.objects.present().filter(with_mother=stay).select_related("patient", "encounter")
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def held_with_newborns(*stays: Stay) -> Patient:
    """Hold the patients of the stays and their newborns; the patient of the first stay."""
    children = Stay.objects.present().filter(with_mother__in=stays).values_list("patient_id", flat=True)
    keys = [row.patient_id for row in stays]
    return hold_patients([*keys, *children])[keys[0]]


def mother_in(bed: Bed, mother: Stay) -> Stay:
    """The mother's stay, when she is in this bed now."""
    found: Stay | None = Stay.objects.present().filter(pk=mother.pk, bed=bed, is_with_mother=False).first()
    if found is None:
        raise NotInThisBed
    return found


def require_own(encounter: Encounter | None, patient: Patient) -> None:
    """Invalid unless the encounter, if there is one, is the patient's."""
    if encounter and (encounter.patient_id != patient.pk or encounter.is_withdrawn):
        refuse({"encounter": [_("This encounter is not one of the patient.")]})


def tell_of(
    verb: str, stay: Stay, *, by: User, reason: str = "", **particulars: Any
) -> None:  # Any: see above
    """Record what became of a stay, with its bed and ward."""
    audit.record(
        verb, stay, by=by, patient_id=stay.patient_id, reason=reason, bed=str(stay.bed_id),
        ward=str(stay.bed.ward_id), at=(stay.ends_at or stay.begins_at).isoformat(), **particulars,
    )  # fmt: skip

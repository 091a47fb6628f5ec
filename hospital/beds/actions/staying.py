"""A patient comes to a bed, moves to another, changes with somebody, and leaves."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hospital.accounts.actions import system
from hospital.accounts.models import User
from hospital.core.checks import moment_of, refuse, said
from hospital.core.errors import Conflict
from hospital.encounters.models import Encounter
from hospital.patients.models import Patient

from ..filling import fill, give_up_elsewhere, give_up_expired, reserved_beds
from ..models import Bed, BedRequest, Cleaning, Stay
from ..placing import (
    PLACE,
    begun,
    bring_along,
    end_stay,
    exchanged,
    held_with_newborns,
    inherit,
    mother_in,
    newborns_of,
    present_in,
    require_own,
    suited,
    tell_of,
)
from ..steps import (
    AlreadyInABed,
    end_leave,
    held_beds,
    hold_patients,
    hold_rooms,
    new_cleaning,
    require_alive,
    seen_bed,
    seen_stay,
    soil,
)


class LiesWithMother(Conflict):
    message = _("A newborn in the bed of the mother has no bed to give in exchange.")


@transaction.atomic
def occupy(
    bed: Bed, *, patient: Patient, encounter: Encounter, by: User, at: datetime | None = None,
    request: BedRequest | None = None, with_mother: Stay | None = None, overridden_because: str = "",
) -> Stay:  # fmt: skip
    """The patient lies down in the bed, now or at a time before; what was reserved for her there is hers.

    BedTaken, BedNotFree, AlreadyInABed; Unsuitable, unless who may override it says why. `with_mother` is the
    mother's stay: a newborn lies in her bed. Another bed that was reserved for the patient is given back.
    """
    by.require(PLACE)
    moment = moment_of(at)
    both = [patient.pk, with_mother.patient_id] if with_mother else [patient.pk]
    patient = require_alive(hold_patients(both, by=by)[patient.pk])
    require_own(encounter, patient)
    beds = held_beds({seen_bed(bed, by=by).pk} | reserved_beds(patient))
    bed = beds[bed.pk]
    hold_rooms([bed])
    give_up_expired([bed], by=system())
    if Stay.objects.present().filter(patient=patient).exists():
        raise AlreadyInABed
    mother = mother_in(bed, with_mother) if with_mother else None
    stay = begun(
        bed, patient, by=by, encounter=encounter, begins_at=moment, with_mother=mother,
        overridden_because="" if mother else suited(bed, patient, because=overridden_because, by=by),
    )  # fmt: skip
    tell_of("beds.occupied", stay, by=by, reason=stay.overridden_because, mother=bool(mother))
    give_up_elsewhere(stay, beds, by=by)
    fill(stay, request, by=by)
    return stay


@transaction.atomic
def move_stay(
    stay: Stay, *, bed: Bed, because: str, by: User, at: datetime | None = None, overridden_because: str = "",
    request: BedRequest | None = None,
) -> Stay:  # fmt: skip
    """The patient moves to another bed at one moment, her newborn with her; the bed she leaves is dirty."""
    by.require(PLACE)
    moment, because = moment_of(at), said(because, "because")
    stay = seen_stay(stay, by=by)
    patient = held_with_newborns(stay)
    beds = held_beds({stay.bed_id, seen_bed(bed, by=by).pk} | reserved_beds(patient))
    stay, target = present_in(stay, moment), beds[bed.pk]
    if target.pk == stay.bed_id:
        refuse({"bed": [_("The patient is in this bed.")]})
    hold_rooms([target])
    give_up_expired([target], by=system())
    why = suited(target, patient, because=overridden_because, by=by)
    made = _moved(stay, target, moment, because=because, overridden=why, by=by)
    if stay.holds:
        soil(beds[stay.bed_id], by=by, at=moment, stay=stay)
    tell_of("beds.moved", made, by=by, reason=because, came_from=str(stay.bed_id), overridden=bool(why))
    give_up_elsewhere(made, beds, by=by)
    fill(made, request, by=by)
    return made


@transaction.atomic
def swap(
    first: Stay, second: Stay, *, because: str, by: User, at: datetime | None = None,
    overridden_because: str = "",
) -> tuple[Stay, Stay]:  # fmt: skip
    """Two patients change beds at one moment. Both beds are cleaned while they are in them."""
    by.require(PLACE)
    moment, because = moment_of(at), said(because, "because")
    pair = [seen_stay(first, by=by), seen_stay(second, by=by)]
    if pair[0].bed_id == pair[1].bed_id:
        refuse({"second": [_("Choose two patients in two beds.")]})
    held_with_newborns(*pair)
    beds = held_beds([row.bed_id for row in pair])
    hold_rooms(beds.values())
    pair = [present_in(row, moment) for row in pair]
    if not all(row.holds for row in pair):
        raise LiesWithMother
    children = [newborns_of(row) for row in pair]
    for row in [*pair, *children[0], *children[1]]:
        end_stay(row, moment, by=by, because=because)
    told = because, overridden_because
    ours = exchanged(pair[0], beds[pair[1].bed_id], moment, told, by=by)
    theirs = exchanged(pair[1], beds[pair[0].bed_id], moment, told, by=by)
    _settled(ours, children[0], theirs, because=because, by=by)
    _settled(theirs, children[1], ours, because=because, by=by)
    return ours, theirs


@transaction.atomic
def vacate(stay: Stay, *, by: User, at: datetime | None = None, because: str = "") -> Stay:
    """The patient has left the bed: it is dirty, and housekeeping is asked. A newborn who stays keeps it."""
    by.require(PLACE)
    moment = moment_of(at)
    stay = seen_stay(stay, by=by)
    held_with_newborns(stay)
    bed = held_beds([stay.bed_id])[stay.bed_id]
    stay = present_in(stay, moment, on_leave=True)
    end_leave(stay, by=by, at=moment, because="left")
    children = newborns_of(stay)
    for row in [stay, *children]:
        end_stay(row, moment, by=by, because=because.strip())
    if children:
        inherit(children, bed, moment, by=by)
    elif stay.holds:
        soil(bed, by=by, at=moment, stay=stay, because=because)
    tell_of("beds.vacated", stay, by=by, reason=because.strip())
    return stay


def _moved(stay: Stay, bed: Bed, moment: datetime, *, because: str, overridden: str, by: User) -> Stay:
    """The stay in the other bed, and the newborns there too."""
    children = newborns_of(stay)
    for row in [stay, *children]:
        end_stay(row, moment, by=by, because=because)
    made = begun(
        bed, stay.patient, by=by, encounter=stay.encounter, begins_at=moment, moved_from=stay,
        overridden_because=overridden, because=because,
    )  # fmt: skip
    bring_along(children, made, by=by)
    return made


def _settled(stay: Stay, children: list[Stay], other: Stay, *, because: str, by: User) -> None:
    """After a swap: the newborns come along, the bed is cleaned with the patient in it."""
    bring_along(children, stay, by=by)
    new_cleaning(stay.bed, Cleaning.Kind.CONCURRENT, by=by, at=stay.begins_at)
    tell_of("beds.swapped", stay, by=by, reason=because, other=str(other.pk))

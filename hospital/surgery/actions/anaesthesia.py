"""The record of anaesthesia, and how far the patient has woken up."""

from datetime import datetime
from decimal import Decimal
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hospital.accounts.models import User
from hospital.core.checks import fitting, moment_of, refuse
from hospital.core.errors import Conflict

from ..models import IN_THEATRE, AldreteScore, AnaesthesiaEntry, Surgery
from ..steps import held_in_care, require_state, tell_of

State = Surgery.State
LIMITS = {"heart_rate": 300, "systolic": 350, "diastolic": 250, "spo2": 100, "etco2": 150}


class EntryData(TypedDict, total=False):
    """A line of the record of anaesthesia."""

    what: str
    amount: Decimal | None
    unit: str
    heart_rate: int | None
    systolic: int | None
    diastolic: int | None
    spo2: int | None
    etco2: int | None
    note: str


class NotYetInTheatre(Conflict):
    message = _("The patient has not been in the theatre.")


@transaction.atomic
def write_anaesthesia(
    surgery: Surgery, *, kind: str, by: User, at: datetime | None = None, **data: Unpack[EntryData]
) -> AnaesthesiaEntry:  # fmt: skip
    """Write one line of the record of anaesthesia. It is never edited: write another."""
    by.require("surgery.attend_surgery")
    surgery = held_in_care(surgery, by=by)
    if surgery.in_room_at is None:
        raise NotYetInTheatre
    given = {name: value for name, value in data.items() if value is not None}
    values = fitting(AnaesthesiaEntry, {"kind": kind, "what": "", **given})
    faults = {name: [_("Not possible.")] for name, most in LIMITS.items() if values.get(name, 0) > most}
    if values.get("amount") is not None and (values["amount"] <= 0 or not values.get("unit")):
        faults["amount"] = [_("More than nothing, and with its unit.")]
    if not values["what"] and (kind != AnaesthesiaEntry.Kind.SIGNS or not LIMITS.keys() & given.keys()):
        faults["what"] = [_("Say what.")]
    refuse(faults)
    row = AnaesthesiaEntry(surgery=surgery, at=moment_of(at), by=by, **values)
    row.save(force_insert=True)
    tell_of("anaesthesia_written", row, surgery, by=by, kind=kind)
    return row


@transaction.atomic
def score_aldrete(
    surgery: Surgery, *, activity: int, respiration: int, circulation: int, consciousness: int,
    saturation: int, by: User, at: datetime | None = None,
) -> AldreteScore:  # fmt: skip
    """Score how far she has woken up: five items of 0 to 2."""
    by.require("surgery.attend_surgery")
    surgery = held_in_care(surgery, by=by)
    require_state(surgery, *IN_THEATRE, State.RECOVERY)
    items = {
        "activity": activity, "respiration": respiration, "circulation": circulation,
        "consciousness": consciousness, "saturation": saturation,
    }  # fmt: skip
    row = AldreteScore(surgery=surgery, at=moment_of(at), by=by, **fitting(AldreteScore, items))
    row.save(force_insert=True)
    row.refresh_from_db(fields=["total"])
    tell_of("aldrete_scored", row, surgery, by=by, total=row.total)
    return row

"""What is counted, taken out and left in."""

from datetime import date, datetime
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.timezone import localtime, now
from django.utils.translation import gettext_lazy as _

from hospital.accounts.models import User
from hospital.core.checks import fitting, moment_of, refuse, said
from hospital.core.db import change, conflicts, lock
from hospital.core.errors import Conflict
from hospital.organization.models import Employee

from ..models import IN_THEATRE, Count, Implant, Specimen, Surgery
from ..steps import held_in_care, require_state, tell_of

State = Surgery.State
OPEN = (State.IN_PROGRESS, State.FINISHED)


class CountedAlready(Conflict):
    message = _("This is counted already in this operation.")


class LabelTaken(Conflict):
    message = _("There is a specimen with this label in this operation.")


class ImplantWithdrawn(Conflict):
    message = _("This implant was withdrawn already.")


class Expired(Conflict):
    message = _("This implant had expired when it was used.")


class ImplantData(TypedDict, total=False):
    """What is printed on an implant's label, and where it was put."""

    what: str
    maker: str
    registration: str
    lot: str
    serial: str
    expires_on: date | None
    site: str
    laterality: str
    quantity: int


class SpecimenData(TypedDict, total=False):
    """What was taken out, and how it goes to the pathologist."""

    what: str
    site: str
    label: str
    fixative: str
    sent_to: str


@transaction.atomic
def start_count(surgery: Surgery, *, kind: str, before: int, by: User, what: str = "") -> Count:
    """Say how many there are on the table before the incision, or when a new kind is opened."""
    by.require("surgery.attend_surgery")
    surgery = held_in_care(surgery, by=by)
    require_state(surgery, *IN_THEATRE)
    row = Count(surgery=surgery, **fitting(Count, {"kind": kind, "what": what, "before": before}))
    with conflicts(each_thing_is_counted_once_per_surgery=CountedAlready):
        row.save(force_insert=True)
    tell_of("count_started", row, surgery, by=by, kind=kind, before=before)
    return row


@transaction.atomic
def add_to_count(count: Count, *, more: int, by: User) -> Count:
    """More were opened; whatever was counted in the end has to be counted again."""
    by.require("surgery.attend_surgery")
    surgery = held_in_care(count.surgery, by=by)
    require_state(surgery, *IN_THEATRE)
    count = lock(count)
    refuse({} if 1 <= more <= 1000 else {"more": [_("From 1 to 1000.")]})
    nobody = {"after": None, "counted_by": None, "checked_by": None, "counted_at": None}
    change(count, added=count.added + more, explained="", xray_at=None, **nobody)
    tell_of("count_added", count, surgery, by=by, more=more)
    return count


@transaction.atomic
def finish_count(count: Count, *, after: int, counted_by: Employee, checked_by: Employee, by: User) -> Count:
    """Count again, by two people. What is missing is looked for before anybody leaves."""
    by.require("surgery.attend_surgery")
    surgery = held_in_care(count.surgery, by=by)
    require_state(surgery, *OPEN)
    count = lock(count)
    if counted_by.pk == checked_by.pk:
        refuse({"checked_by": [_("Another person checks the count.")]})
    values = fitting(Count, {"after": after})
    change(
        count, counted_by=counted_by, checked_by=checked_by, counted_at=now(), explained="", xray_at=None,
        **values,
    )  # fmt: skip
    tell_of("counted", count, surgery, by=by, kind=count.kind, missing=count.missing)
    return count


@transaction.atomic
def explain_count(count: Count, *, explained: str, xray_at: datetime, by: User) -> Count:
    """Say what became of a count that does not agree, after an X-ray."""
    by.require("surgery.attend_surgery")
    surgery = held_in_care(count.surgery, by=by)
    require_state(surgery, *OPEN)
    count = lock(count)
    if not count.missing:
        refuse({"explained": [_("This count agrees, or was not made yet.")]})
    change(count, explained=said(explained, "explained"), xray_at=moment_of(xray_at))
    tell_of("count_explained", count, surgery, by=by, missing=count.missing)
    return count


@transaction.atomic
def take_specimen(
    surgery: Surgery, *, by: User, at: datetime | None = None, **data: Unpack[SpecimenData]
) -> Specimen:
    """Label what was taken out."""
    by.require("surgery.attend_surgery")
    surgery = held_in_care(surgery, by=by)
    require_state(surgery, *OPEN)
    values = fitting(Specimen, {"what": "", "label": "", **data})
    refuse({name: [_("Say it.")] for name in ("what", "label") if not values[name]})
    row = Specimen(surgery=surgery, taken_at=moment_of(at), taken_by=by, **values)
    with conflicts(one_specimen_per_label_and_surgery=LabelTaken):
        row.save(force_insert=True)
    tell_of("specimen_taken", row, surgery, by=by)
    return row


@transaction.atomic
def use_implant(
    surgery: Surgery, *, by: User, at: datetime | None = None, **data: Unpack[ImplantData]
) -> Implant:
    """Write down what stays in the patient, with its lot or serial number. Refused when it had expired."""
    by.require("surgery.attend_surgery")
    surgery = held_in_care(surgery, by=by)
    require_state(surgery, *OPEN)
    moment = moment_of(at)
    values = fitting(Implant, {"what": "", "maker": "", "lot": "", "serial": "", "quantity": 1, **data})
    refuse({name: [_("Say it.")] for name in ("what", "maker") if not values[name]})
    if not values["lot"] and not values["serial"]:
        refuse({"lot": [_("An implant has a lot or a serial number.")]})
    refuse({} if values["quantity"] else {"quantity": [_("At least one.")]})
    if values.get("expires_on") and values["expires_on"] < localtime(moment).date():
        raise Expired(fields={"expires_on": [Expired.message]})
    row = Implant(surgery=surgery, used_at=moment, used_by=by, **values)
    row.save(force_insert=True)
    tell_of(
        "implant_used", row, surgery, by=by, lot=row.lot, serial=row.serial, quantity=row.quantity,
        registration=row.registration,
    )  # fmt: skip
    return row


@transaction.atomic
def withdraw_implant(implant: Implant, *, because: str, by: User) -> Implant:
    """It was written down in error; it stays, struck through."""
    by.require("surgery.attend_surgery")
    surgery = held_in_care(implant.surgery, by=by)
    implant = lock(implant)
    if implant.withdrawn_at is not None:
        raise ImplantWithdrawn
    change(implant, withdrawn_at=now(), withdrawn_by=by, withdrawn_because=said(because, "because")[:300])
    tell_of("implant_withdrawn", implant, surgery, by=by, reason=because.strip(), lot=implant.lot)
    return implant

"""Putting a patient on the waiting list, and taking her off it."""

from datetime import date
from typing import Any, TypedDict, Unpack  # Any: column values are of every type

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import fitting, refuse, said
from hospital.core.db import change, conflicts, lock
from hospital.core.errors import Conflict
from hospital.organization.models import today
from hospital.organization.models.periods import sensible
from hospital.patients.models import Patient
from hospital.scheduling.actions import NoSuchService, PatientIsDead
from hospital.scheduling.models import Resource, Service
from hospital.scheduling.taking import held_patient

from ..models import Wish
from ..steps import end_offer_of, step

OVER = "period over"


class WaitsAlready(Conflict):
    message = _("The patient waits for this service already.")


class WishOver(Conflict):
    message = _("This wish is no longer on the waiting list.")


class WishData(TypedDict, total=False):
    """What a wish says besides who, what and when."""

    part_of_day: str
    priority: int
    payer_code: str
    note: str
    channel: str


@transaction.atomic
def add_wish(
    patient: Patient, *, service: Service, starts_on: date, ends_on: date, by: User,
    resource: Resource | None = None, **data: Unpack[WishData],
) -> Wish:  # fmt: skip
    """Put the patient on the waiting list for a service, once for each service. WaitsAlready."""
    by.require("booking.manage_wish")
    patient = held_patient(patient, by=by)
    if patient.is_deceased:
        raise PatientIsDead
    if not service.is_active:
        raise NoSuchService
    refuse_period(starts_on, ends_on)
    wish = Wish(
        patient=patient, service=service, resource=resource, starts_on=starts_on, ends_on=ends_on,
        wished_by=by, stepped_by=by, **fitting(Wish, data),
    )  # fmt: skip
    with conflicts(a_patient_waits_once_for_a_service=WaitsAlready):
        wish.save(force_insert=True)
    audit.record(
        "booking.wished", wish, by=by, patient_id=patient.pk, service=str(service.pk),
        priority=wish.priority, channel=wish.channel,
    )  # fmt: skip
    return wish


@transaction.atomic
def change_wish(
    wish: Wish, *, version: int, by: User, starts_on: date | None = None, ends_on: date | None = None,
    resource: Resource | None = None, any_resource: bool = False, **data: Unpack[WishData],
) -> Wish:  # fmt: skip
    """Say otherwise what is wished for, or how urgently; the place by waiting time stays."""
    by.require("booking.manage_wish")
    wish = lock(wish, version=version)
    if not wish.is_open:
        raise WishOver
    values: dict[str, Any] = {  # Any: see above
        "starts_on": starts_on or wish.starts_on, "ends_on": ends_on or wish.ends_on,
        "resource_id": None if any_resource else (resource.pk if resource else wish.resource_id),
        **fitting(Wish, data),
    }  # fmt: skip
    if (values["starts_on"], values["ends_on"]) != (wish.starts_on, wish.ends_on):
        refuse_period(values["starts_on"], values["ends_on"])
    changed = change(wish, **values)
    if changed:
        audit.record("booking.wish_changed", wish, by=by, patient_id=wish.patient_id, fields=changed)
    return wish


@transaction.atomic
def withdraw_wish(wish: Wish, *, reason: str, by: User) -> Wish:
    """Take the patient off the list; an offer that she has not answered is taken back and goes on."""
    by.require("booking.manage_wish")
    wish = lock(wish)
    reason = said(reason)
    end_offer_of(wish, by=by)
    step(wish, Wish.State.WITHDRAWN, by=by, stepped_because=reason[:300])
    audit.record("booking.wish_withdrawn", wish, by=by, patient_id=wish.patient_id, reason=reason)
    return wish


@transaction.atomic
def expire_wishes(*, by: User, most: int = 500) -> int:
    """End the wishes whose last day is over; returns how many."""
    by.require("booking.manage_wish")
    rows = Wish.objects.waiting().filter(ends_on__lt=today()).order_by("pk")
    over = list(rows.select_for_update(skip_locked=True, of=("self",))[:most])
    for wish in over:
        step(wish, Wish.State.EXPIRED, by=by, stepped_because=OVER)
        audit.record("booking.wish_expired", wish, by=by, patient_id=wish.patient_id)
    return len(over)


@transaction.atomic(savepoint=False)
def read_wishes(*, by: User, found: int, patient: Patient | None = None, what: str = "booking.wish") -> None:
    """Look at the waiting list, or at what one patient waits for."""
    by.require("booking.view_wish")
    if patient is None:
        audit.access("search", by=by, what=what, found=found)
    else:
        audit.access("read", by=by, patient_id=patient.pk, what=what)


def refuse_period(starts_on: date, ends_on: date) -> None:
    """A period that ends after it begins, and not in the past."""
    sensible("starts_on", starts_on)
    sensible("ends_on", ends_on)
    if ends_on < starts_on:
        refuse({"ends_on": [_("The last day cannot be before the first.")]})
    if ends_on < today():
        refuse({"ends_on": [_("This day is over.")]})

"""The answer to an offer: the first who accepts gets the time, the others are told and get the next one."""

from datetime import datetime
from typing import Any, ClassVar  # Any: particulars of an event

from django.db import transaction
from django.utils.timezone import localtime, now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.days import midnight
from hospital.core.db import atomic_even_when, lock, move as step_to
from hospital.core.errors import Conflict, DomainError, Text
from hospital.scheduling import actions as scheduling
from hospital.scheduling.finding import Slot, find_slots
from hospital.scheduling.models import Appointment, Resource

from ..models import Offer, Opening, Wish
from ..steps import close, end_offer, offer_to, step
from .offering import LAST_MINUTES, NOON, deadline_of

MOST_SLOTS = 300


class OfferOver(Conflict):
    message = _("This offer can no longer be answered.")


class OfferLost(Conflict):
    """Somebody else got the time; `another` is the next one that was offered instead, if there was any."""

    message: ClassVar[Text] = _("Somebody else was faster: the time is taken. The place on the list is kept.")

    def __init__(self, another: Offer | None = None) -> None:
        super().__init__()
        self.another = another


# What can have become of a time since it was offered.
GONE: tuple[type[DomainError], ...] = (
    scheduling.Full, scheduling.Closed, scheduling.ResourceAway, scheduling.NotOffered, scheduling.OutOfUse,
    scheduling.QuotaSpent, scheduling.InThePast,
)  # fmt: skip


LOST: tuple[type[DomainError], ...] = (OfferLost, *GONE)


@atomic_even_when(OfferLost)
def accept_offer(offer: Offer, *, by: User, channel: str = Appointment.Channel.PHONE) -> Appointment:
    """Book the offered time. Accepting twice is accepting once.

    Who comes too late loses nothing but this time: OfferLost, after the next time that suits was offered.
    """
    by.require("booking.manage_wish")
    try:
        return _accept(offer, by=by, channel=channel)
    except LOST as error:
        _lose(offer, by=by)
        raise OfferLost(offer_another(offer.wish, by=by)) from error


@transaction.atomic
def _accept(offer: Offer, *, by: User, channel: str) -> Appointment:
    opening, wish = lock(offer.opening), lock(offer.wish)
    offer = lock(offer)
    if offer.appointment is not None:
        return offer.appointment
    if offer.state == Offer.State.LOST or opening.state != Opening.State.OPEN:
        raise OfferLost
    if offer.state != Offer.State.STANDING or offer.deadline <= now():
        raise OfferOver
    appointment = scheduling.book(
        wish.patient, service=wish.service, resources=[opening.resource], starts_at=opening.starts_at,
        payer_code=wish.payer_code, channel=channel, request_id=f"offer {offer.pk}", by=by,
    )  # fmt: skip
    step_to(offer, Offer.State.ACCEPTED, answered_at=now(), answered_by=by, appointment=appointment)
    step(wish, Wish.State.BOOKED, by=by, appointment=appointment)
    told = {"opening": str(opening.pk), "appointment": str(appointment.pk)}
    told_of: dict[str, Any] = {"by": by, "patient_id": wish.patient_id, **told}  # Any: as record takes them
    audit.record("booking.offer_accepted", offer, rank=offer.rank, **told_of)
    audit.record("booking.wish_fulfilled", wish, **told_of)
    close(opening, Opening.State.TAKEN, by=by)
    _lose_others(opening, by=by)
    return appointment


def _lose_others(opening: Opening, *, by: User) -> None:
    """Tell the others who had the same offer; a job looks for the next time for each of them."""
    from ..tasks import offer_another as later

    keys = opening.offers.filter(state=Offer.State.STANDING).values_list("wish", flat=True)
    for wish in Wish.objects.filter(pk__in=list(keys)).order_by("pk").select_for_update(of=("self",)):
        offer = opening.offers.select_for_update().filter(wish=wish, state=Offer.State.STANDING).first()
        if offer is not None:
            end_offer(offer, wish, Offer.State.LOST, "booking.offer_lost", by=by)
            later.defer(wish_id=str(wish.pk))


@transaction.atomic
def _lose(offer: Offer, *, by: User) -> None:
    """The time is gone for this offer; when the desk gave it away, for the others too."""
    opening, wish = lock(offer.opening), lock(offer.wish)
    offer = lock(offer)
    if offer.state == Offer.State.STANDING:
        end_offer(offer, wish, Offer.State.LOST, "booking.offer_lost", by=by)
    if opening.state == Opening.State.OPEN:
        close(opening, Opening.State.GONE, by=by)
        _lose_others(opening, by=by)


@transaction.atomic
def decline_offer(offer: Offer, *, by: User) -> Offer:
    """Say no to the time; the wish waits on, and the time goes to the next."""
    from ..tasks import offer_next as later

    by.require("booking.manage_wish")
    opening, wish = lock(offer.opening), lock(offer.wish)
    offer = lock(offer)
    if offer.state != Offer.State.STANDING:
        raise OfferOver
    end_offer(offer, wish, Offer.State.DECLINED, "booking.offer_declined", by=by)
    later.defer(opening_id=str(opening.pk))
    return offer


@transaction.atomic
def offer_another(wish: Wish, *, by: User) -> Offer | None:
    """The offer that the wish has, or else one of the next free time that suits and nobody has on offer."""
    by.require("booking.manage_wish")
    wish = lock(wish)
    if wish.state != Wish.State.WAITING:
        return Offer.objects.standing().filter(wish=wish).first()
    slot = _next_slot(wish, by=by)
    deadline = deadline_of(slot.starts_at) if slot else None
    if slot is None or deadline is None:
        return None
    opening = Opening(resource_id=slot.resource_id, starts_at=slot.starts_at)
    opening.save(force_insert=True)
    audit.record(
        "booking.opened", opening, by=by, resource=str(slot.resource_id), starts_at=slot.starts_at.isoformat()
    )
    return offer_to(wish, opening, deadline, [str(wish.pk)], by=by)


def _next_slot(wish: Wish, *, by: User) -> Slot | None:
    from_ = max(now() + 2 * LAST_MINUTES, midnight(wish.starts_on))
    until = midnight(wish.ends_on, 1)
    resources = (
        [wish.resource] if wish.resource else list(Resource.objects.active().filter(kind="practitioner"))
    )
    slots = find_slots(
        wish.service, resources=resources, from_=from_, until=until, limit=MOST_SLOTS, by=by,
        payer_code=wish.payer_code,
    )  # fmt: skip
    spoken_for = set(
        Opening.objects.filter(state=Opening.State.OPEN).values_list("resource", "starts_at")
    ) | set(Offer.objects.filter(wish=wish).values_list("opening__resource", "starts_at"))
    for slot in slots:
        if (slot.resource_id, slot.starts_at) not in spoken_for and _suits(wish, slot.starts_at):
            return slot
    return None


def _suits(wish: Wish, starts_at: datetime) -> bool:
    if wish.part_of_day == Wish.PartOfDay.ANY:
        return True
    return (localtime(starts_at).time() < NOON) == (wish.part_of_day == Wish.PartOfDay.MORNING)

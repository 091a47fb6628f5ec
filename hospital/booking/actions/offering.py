"""A time became free: who of the waiting list gets it offered, in which order, until when."""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localtime, now

from hospital import audit, config
from hospital.accounts.models import User
from hospital.core.db import conflicts, lock
from hospital.core.errors import Conflict
from hospital.scheduling.finding import find_slots
from hospital.scheduling.models import Appointment, Resource, Service

from ..models import Offer, Opening, Wish
from ..ranking import in_rank
from ..steps import close, end_offer, offer_to

LAST_MINUTES = timedelta(minutes=30)  # before the time itself: nobody could come
SHORTEST = timedelta(minutes=5)  # to answer
NOON = time(12)
MOST_CONSIDERED = 200


class OpenedAlready(Conflict):
    """The event was heard before."""


@transaction.atomic
def open_time(
    resource: Resource, *, starts_at: datetime, by: User, event_id: UUID | None = None
) -> Opening | None:
    """Offer a freed time to the first of the waiting list; None when nobody waits for it.

    The same event opens a time once, however often it is heard.
    """
    by.require("booking.manage_wish")
    if event_id:
        before = Opening.objects.filter(event_id=event_id, resource=resource).first()
        if before is not None:
            return before
    opening = Opening(resource=resource, starts_at=starts_at, event_id=event_id)
    if deadline_of(starts_at) is None or not candidates(opening, most=1):
        return None
    try:
        with conflicts(an_event_opens_a_time_once=OpenedAlready):
            opening.save(force_insert=True)
    except OpenedAlready:
        return Opening.objects.get(event_id=event_id, resource=resource)
    audit.record(
        "booking.opened", opening, by=by, resource=str(resource.pk), starts_at=starts_at.isoformat(),
        freed_by=str(event_id or ""),
    )  # fmt: skip
    offer_next(opening, by=by)
    return opening


@transaction.atomic
def offer_next(opening: Opening, *, by: User) -> list[Offer]:
    """Make as many offers of the time as may stand at once; returns the new ones.

    When nobody is left, or it is too late, the time is offered no longer. The whole order that was used, and
    who came first in it, is recorded with each offer.
    """
    by.require("booking.manage_wish")
    opening = lock(opening)
    standing = opening.offers.filter(state=Offer.State.STANDING).count()
    if opening.state != Opening.State.OPEN or standing >= (most := config.value("booking.offers_at_once")):
        return []
    deadline, ranked = deadline_of(opening.starts_at), candidates(opening)
    made: list[Offer] = []
    if deadline:
        order = [str(wish.pk) for wish in ranked]
        for wish in ranked:
            if standing + len(made) >= most:
                break
            if offer := offer_to(wish, opening, deadline, order, by=by):
                made.append(offer)
    if not made and not standing:
        close(opening, Opening.State.GONE, by=by)
    return made


@transaction.atomic
def lapse_offers(*, by: User, most: int = 200) -> int:
    """End the offers whose deadline is over and offer the times to the next; returns how many ended."""
    by.require("booking.manage_wish")
    over = list(Offer.objects.standing().filter(deadline__lte=now()).order_by("deadline")[:most])
    return sum(_lapse(offer, by=by) for offer in over)


@transaction.atomic
def _lapse(offer: Offer, *, by: User) -> bool:
    opening, wish = lock(offer.opening), lock(offer.wish)
    offer = lock(offer)
    if offer.state != Offer.State.STANDING or offer.deadline > now():
        return False
    end_offer(offer, wish, Offer.State.LAPSED, "booking.offer_lapsed", by=by)
    offer_next(opening, by=by)
    return True


def idle_openings() -> list[Opening]:
    """The times that are on offer, but to nobody now: to be offered to the next."""
    standing = Offer.objects.standing().filter(opening=OuterRef("pk"))
    idle = Opening.objects.filter(Q(state=Opening.State.OPEN), ~Exists(standing)).order_by("starts_at")
    return list(idle[:200])


def deadline_of(starts_at: datetime) -> datetime | None:
    """Until when an offer made now can be answered; None when it is too late to make one."""
    usual = now() + timedelta(minutes=config.value("booking.offer_minutes"))
    deadline = min(usual, starts_at - LAST_MINUTES)
    return deadline if deadline >= now() + SHORTEST else None


def candidates(opening: Opening, *, most: int = MOST_CONSIDERED) -> list[Wish]:
    """Who waits for such a time and could come, in rank order: the service fits in, she is not elsewhere."""
    moment = localtime(opening.starts_at)
    part = Wish.PartOfDay.MORNING if moment.time() < NOON else Wish.PartOfDay.AFTERNOON
    elsewhere = Appointment.objects.holding().filter(
        patient=OuterRef("patient"), starts_at__lte=opening.starts_at, ends_at__gt=opening.starts_at
    )
    had = Offer.objects.filter(opening=opening.pk, wish=OuterRef("pk"))
    rows = Wish.objects.waiting().filter(
        Q(resource=None) | Q(resource=opening.resource_id), ~Exists(elsewhere), ~Exists(had),
        starts_on__lte=moment.date(), ends_on__gte=moment.date(),
        part_of_day__in=(Wish.PartOfDay.ANY, part), patient__is_deceased=False, service__is_active=True,
    )  # fmt: skip
    fits: dict[UUID, bool] = {}
    found: list[Wish] = []
    for wish in in_rank(rows, moment.date()).select_related("service", "patient")[:MOST_CONSIDERED]:
        if wish.service_id not in fits:
            fits[wish.service_id] = is_free(wish.service, opening.resource, opening.starts_at)
        if fits[wish.service_id]:
            found.append(wish)
        if len(found) >= most:
            break
    return found


def is_free(service: Service, resource: Resource, starts_at: datetime) -> bool:
    """Whether the service can begin there and then."""
    from hospital.accounts.actions import system

    until = starts_at + timedelta(minutes=1)
    slots = find_slots(service, resources=[resource], from_=starts_at, until=until, by=system())
    return any(slot.starts_at == starts_at for slot in slots)

"""The steps of wishes, offers and openings: parts of actions, which have asked who may and hold the rows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any  # Any: column values are of every type

from django.db import transaction
from django.utils.timezone import now

from hospital import audit
from hospital.accounts.models import User
from hospital.core.db import move as step_to

from .models import Offer, Opening, Wish


def step(wish: Wish, state: str, *, by: User, **values: Any) -> None:  # Any: see above
    """Write the locked wish in its new state, with who and when."""
    because: Mapping[str, Any] = {"stepped_because": "", **values}  # Any: see above
    step_to(wish, state, stepped_at=now(), stepped_by=by, **because)


def end_offer_of(wish: Wish, *, by: User) -> None:
    """Take back the unanswered offer of a locked wish, if it has one; a job offers the time to the next."""
    from .tasks import offer_next

    offer = Offer.objects.standing().filter(wish=wish).select_for_update(of=("self",)).first()
    if offer is None:
        return
    step_to(offer, Offer.State.WITHDRAWN, answered_at=now(), answered_by=by)
    audit.record("booking.offer_withdrawn", offer, by=by, patient_id=wish.patient_id)
    offer_next.defer(opening_id=str(offer.opening_id))


@transaction.atomic
def offer_to(wish: Wish, opening: Opening, deadline: datetime, order: list[str], *, by: User) -> Offer | None:
    """Offer the time to somebody, unless she is being written to or has an offer by now."""
    held = Wish.objects.waiting().filter(pk=wish.pk)
    found = held.select_for_update(skip_locked=True, of=("self",)).select_related("patient").first()
    if found is None:
        return None
    rank = order.index(str(wish.pk)) + 1 if str(wish.pk) in order else 1
    offer = Offer(
        opening=opening,
        wish=found,
        starts_at=opening.starts_at,
        deadline=deadline,
        rank=rank,
        offered_at=now(),
    )
    offer.save(force_insert=True)
    step(found, Wish.State.OFFERED, by=by)
    audit.record(
        "booking.offered", offer, by=by, patient_id=found.patient_id, opening=str(opening.pk),
        wish=str(found.pk), rank=rank, order=order[:50], considered=len(order),
        deadline=deadline.isoformat(),
    )  # fmt: skip
    return offer


def end_offer(offer: Offer, wish: Wish, state: str, event: str, *, by: User) -> None:
    """End a locked offer without a booking: its locked wish waits again, where it stood."""
    step_to(offer, state, answered_at=now(), answered_by=by)
    if wish.state == Wish.State.OFFERED:
        step(wish, Wish.State.WAITING, by=by)
    audit.record(event, offer, by=by, patient_id=wish.patient_id, opening=str(offer.opening_id))


def close(opening: Opening, state: str, *, by: User) -> None:
    """Offer a locked time no longer."""
    step_to(opening, state, ended_at=now())
    audit.record("booking.opening_ended", opening, by=by, state=str(state))

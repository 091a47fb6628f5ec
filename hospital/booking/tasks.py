"""What the worker does for the waiting list, the codes and the reminders."""

from procrastinate.contrib.django import app

from hospital.accounts.actions import system

from . import actions
from .models import Opening, Wish


@app.periodic(cron="*/15 * * * * *")
@app.task(name="booking.keep_offers", queueing_lock="booking.keep_offers")
def keep_offers(timestamp: int) -> None:
    """Every 15 seconds: end the offers nobody answered, and offer those times to the next."""
    actions.lapse_offers(by=system())
    for opening in actions.idle_openings():
        actions.offer_next(opening, by=system())


@app.task(name="booking.offer_next")
def offer_next(opening_id: str) -> None:
    """Offer a time to the next of the list, after an offer of it ended."""
    actions.offer_next(Opening.objects.get(pk=opening_id), by=system())


@app.task(name="booking.offer_another")
def offer_another(wish_id: str) -> None:
    """Look for another time for somebody who lost hers."""
    actions.offer_another(Wish.objects.get(pk=wish_id), by=system())


@app.periodic(cron="*/5 * * * *")
@app.task(name="booking.remind", queueing_lock="booking.remind")
def remind(timestamp: int) -> None:
    """Every five minutes: record the reminders that fell due."""
    while actions.remind(by=system()) >= 500:
        pass


@app.periodic(cron="* * * * *")
@app.task(name="booking.forget_codes", queueing_lock="booking.forget_codes")
def forget_codes(timestamp: int) -> None:
    """Every minute: forget the codes that can be entered no longer."""
    actions.forget_codes(by=system())


@app.periodic(cron="10 3 * * *")
@app.task(name="booking.expire_wishes", queueing_lock="booking.expire_wishes")
def expire_wishes(timestamp: int) -> None:
    """Every night (03:10 UTC, ten past midnight here): end the wishes whose last day is over."""
    while actions.expire_wishes(by=system()) >= 500:
        pass

"""How patients come by an appointment: the waiting list, what it is offered, and their own door."""

from .doors import Code, Visit
from .openings import Offer, OfferQuerySet, Opening
from .reminders import Reminder
from .wishes import Wish, WishQuerySet

__all__ = ["Code", "Offer", "OfferQuerySet", "Opening", "Reminder", "Visit", "Wish", "WishQuerySet"]

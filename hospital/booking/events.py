"""What booking says to the trail, and what its things are called."""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "booking.wished": _("Put on the waiting list"),
    "booking.wish_changed": _("Wish on the waiting list changed"),
    "booking.wish_withdrawn": _("Taken off the waiting list"),
    "booking.wish_expired": _("Period on the waiting list over"),
    "booking.wish_fulfilled": _("Booked from the waiting list"),
    "booking.opened": _("Freed time found for the waiting list"),
    "booking.opening_ended": _("Freed time offered no longer"),
    "booking.offered": _("Freed time offered"),
    "booking.offer_accepted": _("Offer accepted"),
    "booking.offer_declined": _("Offer declined"),
    "booking.offer_lapsed": _("Offer not answered in time"),
    "booking.offer_lost": _("Offer lost to somebody faster"),
    "booking.offer_withdrawn": _("Offer taken back"),
    "booking.code_asked": _("Code for booking asked for"),
    "booking.code_told": _("Code for booking told"),
    "booking.code_forgotten": _("Code for booking forgotten"),
    "booking.code_refused": _("Wrong code for booking"),
    "booking.visit_begun": _("Patient came in with her code"),
    "booking.visit_ended": _("Patient left the booking page"),
    "booking.reminder_due": _("Reminder of an appointment due"),
}

THINGS = {
    "booking.wish": _("Wish on the waiting list"),
    "booking.opening": _("Freed time"),
    "booking.offer": _("Offer of a freed time"),
    "booking.code": _("Code for booking"),
    "booking.visit": _("Visit to the booking page"),
    "booking.reminder": _("Reminder"),
    "booking.own_appointments": _("A patient's own appointments"),
}

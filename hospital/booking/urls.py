"""/waiting-list for the staff, /book for patients."""

from django.urls import path

from .pages import door, waiting

app_name = "booking"
urlpatterns = [
    path("waiting-list/", waiting.wishes, name="wishes"),
    path("waiting-list/new", waiting.new_wish, name="new_wish"),
    path("waiting-list/offers", waiting.offers, name="offers"),
    path("waiting-list/offers/<uuid:id>/<slug:noun>", waiting.answer, name="answer"),
    path("waiting-list/codes", waiting.codes, name="codes"),
    path("waiting-list/codes/<uuid:id>", waiting.tell, name="tell_code"),
    path("waiting-list/<uuid:id>", waiting.wish, name="wish"),
    path("waiting-list/<uuid:id>/edit", waiting.change_wish, name="change_wish"),
    path("waiting-list/<uuid:id>/withdrawal", waiting.withdraw_wish, name="withdraw_wish"),
    path("book", door.door, name="door"),
    path("book/codes/<uuid:id>", door.enter, name="enter"),
    path("book/mine", door.mine, name="own"),
    path("book/times", door.find, name="find"),
    path("book/times/confirmation", door.book, name="book"),
    path("book/appointments/<uuid:id>/cancellation", door.cancel, name="cancel_own"),
    path("book/appointments/<uuid:id>/moves", door.move, name="move_own"),
    path("book/offers/<uuid:id>/<slug:noun>", door.answer, name="answer_own"),
    path("book/wishes/new", door.wait, name="wait"),
    path("book/wishes/<uuid:id>/withdrawal", door.stop_waiting, name="stop_waiting"),
    path("book/leave", door.leave, name="leave"),
]

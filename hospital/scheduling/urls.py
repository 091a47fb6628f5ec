"""/agenda."""

from django.urls import path

from .pages import absences, appointments, board, booking, setup

app_name = "scheduling"
urlpatterns = [
    path("", board.day, name="day"),
    path("week", board.week, name="week"),
    path("find", booking.find, name="find"),
    path("book", booking.book, name="book"),
    path("book/patients", booking.patients_found, name="patients_found"),
    path("appointments/<uuid:id>", appointments.appointment, name="appointment"),
    path("appointments/<uuid:id>/move", appointments.move, name="move"),
    path("appointments/<uuid:id>/steps/<slug:noun>", appointments.step, name="step"),
    path("absences", absences.absences, name="absences"),
    path("absences/new", absences.absent, name="absent"),
    path("absences/new-block", absences.block, name="block"),
    path("absences/<uuid:id>", absences.absence, name="absence"),
    path("absences/<uuid:id>/confirmation", absences.confirm, name="confirm_absence"),
    path("absences/<uuid:id>/proposals", absences.again, name="propose_again"),
    path("absences/<uuid:id>/withdrawal", absences.withdraw, name="withdraw_absence"),
    path("resources", setup.resources, name="resources"),
    path("resources/new", setup.new_resource, name="new_resource"),
    path("resources/<uuid:id>", setup.resource, name="resource"),
    path("resources/<uuid:id>/edit", setup.edit_resource, name="edit_resource"),
    path("resources/<uuid:id>/agendas/new", setup.open_agenda, name="open_agenda"),
    path("agendas/<uuid:id>", setup.agenda, name="agenda"),
    path("agendas/<uuid:id>/week", setup.week_of, name="week_of"),
    path("agendas/<uuid:id>/extra-hours", setup.extra_hours, name="extra_hours"),
    path("agendas/<uuid:id>/end", setup.close_agenda, name="close_agenda"),
    path("services", setup.services, name="services"),
    path("services/new", setup.new_service, name="new_service"),
    path("services/<uuid:id>/edit", setup.edit_service, name="edit_service"),
    path("holidays", setup.holidays, name="holidays"),
    path("holidays/new", setup.new_holiday, name="new_holiday"),
    path("holidays/<uuid:id>/withdrawal", setup.withdraw_holiday, name="withdraw_holiday"),
]

"""/wards, /beds, /bed-requests, /cleanings: the ward's places, who is in them and how they become clean."""

from django.urls import path

from .pages import beds, cleanings, requests, stays, wards

app_name = "beds"
urlpatterns = [
    path("wards", wards.wards, name="wards"),
    path("wards/new", wards.new_ward, name="new_ward"),
    path("wards/<uuid:id>", wards.ward, name="ward"),
    path("wards/<uuid:id>/edit", wards.change_ward, name="change_ward"),
    path("wards/<uuid:id>/rooms/new", wards.new_room, name="new_room"),
    path("ward-rooms/<uuid:id>/edit", wards.change_room, name="change_room"),
    path("ward-rooms/<uuid:id>/beds/new", wards.new_bed, name="new_bed"),
    path("beds/<uuid:id>", beds.bed, name="bed"),
    path("beds/<uuid:id>/edit", wards.change_bed, name="change_bed"),
    path("beds/<uuid:id>/occupation", beds.place, name="place"),
    path("beds/<uuid:id>/reservation", beds.reserve, name="reserve"),
    path("beds/<uuid:id>/block", beds.block, name="block"),
    path("beds/<uuid:id>/maintenance", beds.send_to_maintenance, name="maintenance"),
    path("beds/<uuid:id>/release", beds.release, name="release"),
    path("beds/<uuid:id>/closure", beds.close_bed, name="close_bed"),
    path("beds/<uuid:id>/reopening", beds.reopen_bed, name="reopen_bed"),
    path("beds/<uuid:id>/cleanings/new", beds.ask_for_cleaning, name="ask_for_cleaning"),
    path("stays/<uuid:id>/move", stays.move, name="move"),
    path("stays/<uuid:id>/swap", stays.swap, name="swap"),
    path("stays/<uuid:id>/departure", stays.vacate, name="vacate"),
    path("stays/<uuid:id>/withdrawal", stays.give_up, name="give_up"),
    path("stays/<uuid:id>/leaves/new", stays.give_leave, name="give_leave"),
    path("stays/<uuid:id>/leaves/<uuid:leave_id>/return", stays.return_from_leave, name="return_from_leave"),
    path("stays/<uuid:id>/leaves/<uuid:leave_id>/cancellation", stays.cancel_leave, name="cancel_leave"),
    path("stays/<uuid:id>/isolation", stays.isolate, name="isolate"),
    path("stays/<uuid:id>/isolation/<uuid:precaution_id>/lifting", stays.lift, name="lift"),
    path("bed-requests", requests.requests, name="requests"),
    path("bed-requests/new", requests.new_request, name="new_request"),
    path("bed-requests/<uuid:id>", requests.one, name="request"),
    path("bed-requests/<uuid:id>/allocation", requests.allocate, name="allocate"),
    path("bed-requests/<uuid:id>/priority", requests.change_priority, name="change_priority"),
    path("bed-requests/<uuid:id>/cancellation", requests.cancel, name="cancel_request"),
    path("cleanings", cleanings.cleanings, name="cleanings"),
    path("cleanings/<uuid:id>/beginning", cleanings.begin, name="begin_cleaning"),
    path("cleanings/<uuid:id>/completion", cleanings.finish, name="finish_cleaning"),
    path("cleanings/<uuid:id>/inspection", cleanings.inspect, name="inspect"),
    path("cleanings/<uuid:id>/assignee", cleanings.assign, name="assign"),
]

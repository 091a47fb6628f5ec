"""/surgeries: the map of the theatres, the waiting list, and each operation with its steps."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from .pages import lists, surgeries, theatre


class PhaseConverter(StringConverter):
    """A phase of the checklist."""

    regex = "sign_in|time_out|sign_out"


register_converter(PhaseConverter, "phase")

ONE = "surgeries/<uuid:id>"
COUNT = f"{ONE}/counts/<uuid:count_id>"
PHASE = f"{ONE}/checklist/<phase:name>"

app_name = "surgery"
urlpatterns = [
    path("surgeries", lists.surgeries, name="surgeries"),
    path("surgeries/map", lists.day_map, name="map"),
    path("surgeries/waiting", lists.waiting, name="waiting"),
    path("surgeries/implants", lists.implants, name="implants"),
    path("surgeries/patients/<uuid:id>", lists.request_surgery, name="request"),
    path(ONE, surgeries.surgery, name="surgery"),
    path(f"{ONE}/edit", surgeries.change, name="change"),
    path(f"{ONE}/procedures", surgeries.procedures, name="procedures"),
    path(f"{ONE}/assessment", surgeries.assess, name="assess"),
    path(f"{ONE}/authorisation", surgeries.authorise, name="authorise"),
    path(f"{ONE}/schedule", surgeries.schedule, name="schedule"),
    path(f"{ONE}/emergency-insertion", surgeries.insert_emergency, name="insert_emergency"),
    path(f"{ONE}/postponement", surgeries.unschedule, name="unschedule"),
    path(f"{ONE}/cancellation", surgeries.cancel, name="cancel"),
    path(f"{ONE}/withdrawal", surgeries.withdraw, name="withdraw"),
    path(f"{ONE}/call", theatre.call, name="call"),
    path(f"{ONE}/call-withdrawal", theatre.send_back, name="send_back"),
    path(f"{ONE}/entry", theatre.enter, name="enter"),
    path(f"{ONE}/delay", theatre.delay, name="delay"),
    path(f"{ONE}/anaesthesia", theatre.anaesthesia, name="anaesthesia"),
    path(f"{ONE}/incision", theatre.begin, name="begin"),
    path(f"{ONE}/closure", theatre.finish, name="finish"),
    path(f"{ONE}/anaesthesia-end", theatre.awake, name="awake"),
    path(f"{ONE}/exit", theatre.leave_room, name="leave_room"),
    path(f"{ONE}/recovery-exit", theatre.leave_recovery, name="leave_recovery"),
    path(f"{ONE}/team", theatre.add_member, name="add_member"),
    path(f"{ONE}/team/<uuid:member_id>/departure", theatre.remove_member, name="remove_member"),
    path(f"{ONE}/surgeon", theatre.surgeon, name="surgeon"),
    path(f"{ONE}/consents", theatre.consent, name="consent"),
    path(f"{ONE}/consents/<uuid:consent_id>/revocation", theatre.revoke_consent, name="revoke_consent"),
    path(PHASE, theatre.phase, name="phase"),
    path(f"{PHASE}/signatures", theatre.sign, name="sign"),
    path(f"{PHASE}/waiver", theatre.waive, name="waive"),
    path(f"{ONE}/counts", theatre.start_count, name="start_count"),
    path(f"{COUNT}/additions", theatre.add_to_count, name="add_to_count"),
    path(f"{COUNT}/final", theatre.finish_count, name="finish_count"),
    path(f"{COUNT}/explanation", theatre.explain_count, name="explain_count"),
    path(f"{ONE}/specimens", theatre.specimen, name="specimen"),
    path(f"{ONE}/implants", theatre.implant, name="implant"),
    path(f"{ONE}/implants/<uuid:implant_id>/withdrawal", theatre.withdraw_implant, name="withdraw_implant"),
    path(f"{ONE}/anaesthesia-record", theatre.line, name="line"),
    path(f"{ONE}/aldrete-scores", theatre.aldrete, name="aldrete"),
]

"""/patients."""

from django.urls import path

from .pages import care, charts, consents, merges, parts, registering, states

app_name = "patients"
urlpatterns = [
    path("", charts.patients, name="patients"),
    path("new", registering.register, name="register"),
    path("new/duplicates", registering.duplicates, name="duplicates"),
    path("unidentified", registering.register_unidentified, name="register_unidentified"),
    path("<uuid:id>", charts.patient, name="patient"),
    path("<uuid:id>/edit", registering.edit, name="edit"),
    path("<uuid:id>/identification", registering.identify, name="identify"),
    path("<uuid:id>/newborns/new", registering.register_newborn, name="register_newborn"),
    path("<uuid:id>/identity-sheet", charts.identity_sheet, name="identity_sheet"),
    path("<uuid:id>/photo", charts.photo, name="photo"),
    path("<uuid:id>/photo/change", charts.set_photo, name="set_photo"),
    path("<uuid:id>/death", states.death, name="death"),
    path("<uuid:id>/death/reversal", states.undo_death, name="undo_death"),
    path("<uuid:id>/confidentiality", states.confidentiality, name="confidentiality"),
    path("<uuid:id>/history/<uuid:part_id>/withdrawal", parts.withdraw_history, name="withdraw_history"),
    path("<uuid:id>/merge", merges.choose, name="choose_merge"),
    path("<uuid:id>/merge/<uuid:other>", merges.compare, name="compare_merge"),
    path("<uuid:id>/merges/<uuid:merge_id>", merges.merge, name="merge"),
    path("<uuid:id>/merges/<uuid:merge_id>/undoing", merges.undo, name="undo_merge"),
    path("<uuid:id>/emergency-access", care.break_glass, name="break_glass"),
    path("<uuid:id>/access-log", care.show_access_log, name="access_log"),
    path("<uuid:id>/access-log/print", care.print_access_log, name="print_access_log"),
    path("<uuid:id>/consents", consents.consents, name="consents"),
    path("<uuid:id>/consents/new", consents.new_consent, name="new_consent"),
    path("<uuid:id>/consents/<uuid:consent_id>", consents.consent, name="consent"),
    path("<uuid:id>/consents/<uuid:consent_id>/scan", consents.scan, name="consent_scan"),
    path("<uuid:id>/consents/<uuid:consent_id>/revocation", consents.revoke_consent, name="revoke_consent"),
    path("<uuid:id>/restrictions/new", consents.new_restriction, name="new_restriction"),
    path(
        "<uuid:id>/restrictions/<uuid:restriction_id>/revocation",
        consents.revoke_restriction,
        name="revoke_restriction",
    ),
    path("<uuid:id>/<slug:noun>/new", parts.add_part, name="add_part"),
    path("<uuid:id>/<slug:noun>/<uuid:part_id>/end", parts.end_part, name="end_part"),
]

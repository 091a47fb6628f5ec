"""Copies of records, and the downtime packs."""

from django.urls import path

from . import pages

app_name = "custody"
urlpatterns = [
    path("chart/<uuid:id>/copies", pages.exports, name="exports"),
    path("chart/<uuid:id>/copies/<uuid:export_id>/file", pages.export_file, name="export_file"),
    path("records/import", pages.import_record, name="import"),
    path("downtime", pages.downtime, name="downtime"),
    path("downtime/packs", pages.make_pack, name="make_pack"),
    path("downtime/packs/<uuid:id>/file", pages.pack_file, name="pack_file"),
    path("downtime/passphrase", pages.set_passphrase, name="set_passphrase"),
]

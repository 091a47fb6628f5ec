"""/audit."""

from django.urls import path

from . import pages

app_name = "audit"
urlpatterns = [
    path("", pages.events, name="events"),
    path("accesses", pages.accesses, name="accesses"),
    path("changes", pages.changes, name="changes"),
    path("events/<uuid:id>", pages.event, name="event"),
    path("accesses/<uuid:id>", pages.access, name="access"),
    path("changes/<uuid:id>", pages.change, name="change"),
    path("events/export.<str:form>", pages.export, {"kind": "event"}, name="export_events"),
    path("accesses/export.<str:form>", pages.export, {"kind": "access"}, name="export_accesses"),
    path("changes/export.<str:form>", pages.export, {"kind": "change"}, name="export_changes"),
    path("verification", pages.verify, name="verify"),
]

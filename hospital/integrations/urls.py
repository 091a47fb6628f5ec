"""/integrations."""

from django.urls import path

from . import pages

app_name = "integrations"
urlpatterns = [
    path("imports", pages.imports, name="imports"),
    path("imports/new", pages.new_import, name="new_import"),
    path("imports/<uuid:id>", pages.show_import, name="import"),
    path("patients/<uuid:patient_id>/resources", pages.resources, name="resources"),
    path("resources/<uuid:id>", pages.resource, name="resource"),
]

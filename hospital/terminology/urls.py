"""/terminology."""

from django.urls import path

from . import pages

app_name = "terminology"
urlpatterns = [
    path("", pages.systems, name="systems"),
    path("systems/<uuid:id>", pages.system, name="system"),
    path("concepts", pages.concepts, name="concepts"),
    path("concepts/<uuid:id>", pages.concept, name="concept"),
    path("loads", pages.loads, name="loads"),
    path("loads/new", pages.new_load, name="new_load"),
    path("loads/<uuid:id>", pages.load, name="load"),
]

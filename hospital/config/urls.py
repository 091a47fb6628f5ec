"""/settings."""

from django.urls import path

from . import pages

app_name = "config"
urlpatterns = [
    path("", pages.settings, name="settings"),
    path("<str:name>", pages.setting, name="setting"),
]

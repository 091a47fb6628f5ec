"""/my-patients and /emergency-accesses."""

from django.urls import path

from .pages import care

app_name = "care"
urlpatterns = [
    path("my-patients", care.my_patients, name="my_patients"),
    path("emergency-accesses", care.emergency_accesses, name="emergency_accesses"),
    path("emergency-accesses/<uuid:id>", care.emergency_access, name="emergency_access"),
    path("emergency-accesses/<uuid:id>/end", care.end_early, name="end_early"),
]

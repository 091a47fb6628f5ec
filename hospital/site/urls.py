"""Every address of the system."""

from django.urls import include, path

from hospital.integrations.api import fhir

from . import health, pages
from .api import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("fhir/", fhir.urls),
    path("", pages.home, name="home"),
    path("search", pages.search, name="search"),
    path("preferences", pages.preferences, name="preferences"),
    path("appearance", pages.appearance, name="appearance"),
    path("about", pages.about, name="about"),
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("metrics", health.metrics, name="metrics"),
    path("accounts/", include("hospital.accounts.entrance_urls")),
    path("", include("hospital.accounts.urls")),
    path("patients/", include("hospital.patients.urls")),
    path("", include("hospital.patients.care_urls")),
    path("chart/", include("hospital.records.urls")),
    path("", include("hospital.orders.urls")),
    path("", include("hospital.encounters.urls")),
    path("", include("hospital.admissions.board_urls")),
    path("", include("hospital.beds.urls")),
    path("", include("hospital.admissions.urls")),
    path("", include("hospital.surgery.urls")),
    path("agenda/", include("hospital.scheduling.urls")),
    path("", include("hospital.booking.urls")),
    path("settings/", include("hospital.config.urls")),
    path("", include("hospital.organization.urls")),
    path("audit/", include("hospital.audit.urls")),
    path("", include("hospital.custody.urls")),
    path("integrations/", include("hospital.integrations.urls")),
    path("", include("hospital.signatures.urls")),
    path("", include("hospital.consultations.urls")),
    path("terminology/", include("hospital.terminology.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]

handler400 = "hospital.core.middleware.bad_request"
handler404 = "hospital.core.middleware.not_found"
handler500 = "hospital.core.middleware.failed"

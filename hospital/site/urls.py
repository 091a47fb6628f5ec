"""Every address of the system."""

from django.urls import include, path

from .api import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("i18n/", include("django.conf.urls.i18n")),
]

handler400 = "hospital.core.middleware.bad_request"
handler404 = "hospital.core.middleware.not_found"
handler500 = "hospital.core.middleware.failed"

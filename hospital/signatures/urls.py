"""/certificates, and the signatures of a chart."""

from django.urls import path

from . import pages

app_name = "signatures"
urlpatterns = [
    path("chart/<uuid:patient>/signatures", pages.of_chart, name="of_chart"),
    path("certificates", pages.certificates, name="certificates"),
    path("certificates/new", pages.register, name="register"),
    path("certificates/software", pages.issue, name="issue"),
    path("certificates/<uuid:id>/revocation", pages.revoke, name="revoke"),
    path("certificates/authorities", pages.authorities, name="authorities"),
    path("certificates/authorities/new", pages.trust, name="trust"),
    path("certificates/authorities/<uuid:id>/withdrawal", pages.withdraw, name="withdraw"),
]

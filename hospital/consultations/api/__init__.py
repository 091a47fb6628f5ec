"""The visits' part of the JSON API."""

from ninja import NinjaAPI

from . import charts, consultations, diagnoses, signing, templates


def mount(api: NinjaAPI) -> None:
    """Put the routes of visits on the API."""
    api.add_router("/encounters", charts.encounters)
    api.add_router("/patients", charts.patients)
    for router in (consultations.router, diagnoses.router, signing.router):
        api.add_router("/consultations", router)
    api.add_router("/consultation-templates", templates.router)

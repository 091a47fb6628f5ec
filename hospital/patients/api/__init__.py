"""The patients' part of the JSON API."""

from ninja import NinjaAPI

from . import merges, parts, patients, photos


def mount(api: NinjaAPI) -> None:
    """Put the patients' routes on the API."""
    for router in (patients.router, parts.router, photos.router, merges.router):
        api.add_router("/patients", router)

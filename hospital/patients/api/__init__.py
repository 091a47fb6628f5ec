"""The patients' part of the JSON API."""

from ninja import NinjaAPI

from . import care, consents, merges, parts, patients, photos


def mount(api: NinjaAPI) -> None:
    """Put the patients' routes on the API."""
    own = (patients.router, parts.router, photos.router, merges.router, consents.router, care.of_patient)
    for router in own:
        api.add_router("/patients", router)
    api.add_router("/emergency-accesses", care.router)

"""The encounters' part of the JSON API."""

from ninja import NinjaAPI

from . import encounters, panels, protocols, queues, triages


def mount(api: NinjaAPI) -> None:
    """Put the routes of encounters, queues and triage on the API."""
    api.add_router("/encounters", encounters.router)
    api.add_router("/patients", encounters.of_patient)
    api.add_router("/queues", queues.router)
    api.add_router("/rooms", queues.rooms)
    api.add_router("/triages", triages.router)
    api.add_router("/protocols", protocols.router)
    api.add_router("/panels", panels.router)

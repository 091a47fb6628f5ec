"""The records' part of the JSON API: /patients/{id}/problems, allergies, vitals, documents …"""

from ninja import NinjaAPI

from . import allergies, chart, documents, entries, problems, vitals


def mount(api: NinjaAPI) -> None:
    """Put the records' routes on the API."""
    parts = (problems.router, allergies.router, vitals.router, documents.router, entries.router)
    for router in (chart.router, *parts):
        api.add_router("/patients", router)

"""The JSON API of wards, rooms, beds, who is in them and how they become clean."""

from ninja import NinjaAPI

from . import beds, cleanings, precautions, requests, stays, wards


def mount(api: NinjaAPI) -> None:
    """Put the routes on the API."""
    api.add_router("/wards", wards.router)
    api.add_router("/ward-rooms", wards.rooms)
    api.add_router("/beds", beds.router)
    api.add_router("/stays", stays.router)
    api.add_router("/bed-requests", requests.router)
    api.add_router("/cleanings", cleanings.router)
    api.add_router("/precautions", precautions.router)

"""The JSON API of operations, from the request to recovery."""

from ninja import NinjaAPI

from . import safety, steps, surgeries


def mount(api: NinjaAPI) -> None:
    """Put the routes on the API."""
    for router in (surgeries.router, steps.router, safety.router):
        api.add_router("/surgeries", router)
    api.add_router("/surgical-waiting-list", surgeries.waiting)
    api.add_router("/surgery-map", surgeries.day_map)
    api.add_router("/implants", safety.traced)

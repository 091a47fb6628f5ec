"""The part of the JSON API that has to do with orders, results and papers."""

from ninja import NinjaAPI

from . import catalogue, orders, papers, results


def mount(api: NinjaAPI) -> None:
    """Put our routes on the API."""
    for router in (orders.of_patients, results.of_patients, papers.of_patients):
        api.add_router("/patients", router)
    for router in (orders.router, results.of_orders):
        api.add_router("/orders", router)
    api.add_router("/critical-notices", results.notices)
    api.add_router("/papers", papers.router)
    api.add_router("/test-panels", catalogue.panels)
    api.add_router("/reference-ranges", catalogue.ranges)

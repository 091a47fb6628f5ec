"""Scheduling's part of the JSON API."""

from ninja import NinjaAPI

from . import absences, agendas, appointments, holidays, resources, services, slots, steps


def mount(api: NinjaAPI) -> None:
    """Put the routes of agendas and appointments on the API."""
    for prefix, router in (
        ("/resources", resources.router), ("/services", services.router), ("/agendas", agendas.router),
        ("/holidays", holidays.router), ("/appointments", appointments.router),
        ("/appointments", steps.router), ("/slots", slots.router), ("/absences", absences.router),
    ):  # fmt: skip
        api.add_router(prefix, router)

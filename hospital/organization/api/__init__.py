"""The organization's part of the JSON API."""

from ninja import NinjaAPI, Router

from . import departments, employees, leaves, licences, memberships, shifts

ROUTERS: dict[str, list[Router]] = {
    "/departments": [departments.router, shifts.of_department],
    "/employees": [
        employees.router,
        memberships.router,
        licences.of_employee,
        shifts.of_employee,
        leaves.router,
    ],
    "/licences": [licences.router],
}


def mount(api: NinjaAPI) -> None:
    """Put the organization's routes on the API."""
    for prefix, routers in ROUTERS.items():
        for router in routers:
            api.add_router(prefix, router)

"""Who may call what: every address of the system, by every role, by strangers, and with swapped ids."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import resolve_url

from hospital.audit.models import Access, Event
from hospital.core.access import ANYONE, SIGNED_IN, declared_permissions
from hospital.site.roles import ROLES

from . import examples, registry
from .answers import content
from .routes import READ, Route, routes
from .world import World

ALL = routes()
OURS = [route for route in ALL if route.face != "library"]
OF_PATIENTS = [route for route in OURS if examples.touches_patients(route)]
SWAPPED = [route for route in OURS if examples.names_two_rows(route)]
FAULT, NO_METHOD = 500, 405
OWN, OTHER = 0, 1  # the family that belongs to the unit where everyone works, and the one that does not


def call(
    world: World, route: Route, who: str | None, family: int = 0, ids: dict[str, object] | None = None
) -> HttpResponse:
    """Call the route for real, as a person with one role (or None: a stranger), and undo what it wrote."""
    with transaction.atomic():
        values = {**examples.values(world, route, who, family), **(ids or {})}
        response = world.client(who, route.face).generic(
            route.method, route.at(**values), **examples.request(world, route, who, family)
        )  # fmt: skip
        content(response)
        transaction.set_rollback(True)
    return response  # type: ignore[return-value]  # the test client's response is one


def test_every_route_declares_who_may_call_it() -> None:
    silent = [str(route) for route in OURS if route.permission is None]
    assert not silent, "decorate with @allow or @page"
    unknown = {route.path for route in ALL if route.face == "library"} - registry.LIBRARIES.keys()
    assert not unknown, "say in tests/examples.py who may call it"


def test_every_permission_that_a_route_asks_for_is_declared() -> None:
    asked = {route.permission for route in OURS} - {ANYONE, SIGNED_IN, None}
    assert asked <= declared_permissions().keys()


def test_every_declared_permission_is_asked_for_somewhere() -> None:
    unused = declared_permissions().keys() - examples.permissions_in_the_code()
    assert not unused


def test_every_declared_permission_belongs_to_a_shipped_role() -> None:
    held = set().union(*(role.permissions for role in ROLES.values()))
    assert declared_permissions().keys() - held == set()
    assert held <= declared_permissions().keys()


def test_every_parameter_has_an_example() -> None:
    missing = {key for route in OURS for key in examples.keys(route)} - registry.ROWS.keys()
    assert not missing, "say in tests/examples.py which row stands for it"


@pytest.mark.parametrize("route", OURS, ids=str)
def test_a_stranger_gets_no_further_than_the_door(undone: World, route: Route) -> None:
    response = call(undone, route, None)
    if response.status_code == NO_METHOD and route.face == "page":
        return
    if route.permission == ANYONE:
        assert response.status_code < FAULT
    elif route.face == "page":
        assert response.status_code == 302
        assert response["Location"].startswith(resolve_url(settings.LOGIN_URL))
    else:
        assert response.status_code == 401


@pytest.mark.parametrize("route", [route for route in ALL if route.face == "library"], ids=str)
def test_a_library_lets_a_stranger_in_only_where_we_say(undone: World, route: Route) -> None:
    response = call(undone, route, None)
    if registry.LIBRARIES[route.path] == ANYONE:
        assert response.status_code < FAULT
    elif response.status_code != NO_METHOD:
        assert response.status_code == 302
        assert response["Location"].startswith(resolve_url(settings.LOGIN_URL))


@pytest.mark.parametrize("route", OURS, ids=str)
def test_each_role_may_call_what_its_permissions_say(undone: World, route: Route) -> None:
    wrong = [line for role in (*ROLES, "nobody") for line in faults(undone, route, role)]
    if route.parameters:
        may = [role for role in ROLES if examples.may(undone, route, role)]
        wrong += [line for role in may for line in faults(undone, route, role, OTHER)]
    assert not wrong


def faults(world: World, route: Route, role: str, unit: int = OWN) -> Iterator[str]:
    """What is wrong with the answer that a person with this role gets, for rows of her unit or of another."""
    status = call(world, route, role, unit).status_code
    if status == NO_METHOD and route.face == "page":
        return
    may = examples.may(world, route, role)
    if not may and status != 403:
        yield f"{role} lacks {route.permission} and got {status}"
    elif may and examples.hidden(world, route, role, unit):
        if status not in (403, 404):
            yield f"{role} does not see the row and got {status}"
    elif may and (status >= FAULT or status in (401, 403)) and (str(route), role) not in registry.REFUSED:
        yield f"{role} has {route.permission} and got {status}"
    elif may and status == 404 and route.method == READ:
        yield f"{role} sees the row and got 404"


@pytest.mark.parametrize("route", SWAPPED, ids=str)
def test_an_id_of_another_parent_is_not_found(undone: World, route: Route) -> None:
    key = examples.keys(route)[-1]
    foreign = examples.row(undone, route, key, "everything", OTHER)
    before = examples.snapshot(foreign)
    response = call(undone, route, "everything", ids={route.parameters[-1]: examples.value(foreign, key)})
    assert response.status_code in (404, NO_METHOD)
    assert examples.snapshot(foreign) == before


@pytest.mark.parametrize("route", OF_PATIENTS, ids=str)
def test_reading_or_writing_patient_data_leaves_a_trace(undone: World, route: Route) -> None:
    before = Access.objects.count() + Event.objects.count()
    values = examples.values(undone, route, "everything")
    response = undone.client("everything", route.face).generic(
        route.method, route.at(**values), **examples.request(undone, route, "everything")
    )
    content(response)
    if response.status_code == NO_METHOD and route.face == "page":
        return
    assert response.status_code < 400, response.content[:500]
    assert Access.objects.count() + Event.objects.count() > before


def test_the_matrix_would_notice_a_route_without_a_guard(undone: World) -> None:
    open_door = Route(READ, "/about", "hospital.site.pages.about", "accounts.manage_user", "page")
    assert list(faults(undone, open_door, "nurse")) == ["nurse lacks accounts.manage_user and got 200"]

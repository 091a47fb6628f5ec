"""Valid requests to every address, made from tests/registry.py. A new route without an example fails.

A row is asked for by its place: the path up to and including its parameter, without the face in front
("/patients/{id}/contacts/{contact_id}"), and by which of two families it belongs to: 0, or 1.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any  # Any: JSON bodies and column values
from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from hospital.accounts.models import User
from hospital.core.access import ANYONE, SIGNED_IN, declared_permissions

from .registry import (
    BESIDES,
    BODIES,
    EQUALS,
    FOUND_BY,
    INSTEAD,
    LIBRARIES,
    LIBRARY_PAGES,
    NO_PAGES,
    NOT_COUNTED,
    QUERIES,
    ROWS,
)  # fmt: skip
from .routes import READ, Route
from .world import World

ROOT = Path(__file__).resolve().parents[1]
FACES = re.compile(r"^/(api/v1|fhir/R4)")
FORM = "application/x-www-form-urlencoded"


def keys(route: Route) -> list[str]:
    """The place of each parameter of the route."""
    path = FACES.sub("", route.path)
    return [path[: found.end()] for found in re.finditer(r"\{\w+\}", path)]


def row(world: World, route: Route, key: str, who: str | None, family: int = 0) -> Model | str:
    """The row that stands for the parameter of the route when the person with the role calls."""
    name = INSTEAD.get(FACES.sub("", route.path), {}).get(ROWS[key], ROWS[key])
    if name.startswith("own "):
        return world.own(who or "everything", name.removeprefix("own "))
    return name[1:] if name.startswith("=") else world.families[family][name]


def value(row: Model | str, key: str) -> object:
    """What stands in the address for the row."""
    return row if isinstance(row, str) else getattr(row, FOUND_BY.get(key, "pk"))


def values(world: World, route: Route, who: str | None, family: int = 0) -> dict[str, object]:
    """Every parameter of the route, of one family."""
    named = zip(route.parameters, keys(route), strict=True)
    return {name: value(row(world, route, key, who, family), key) for name, key in named}


def request(world: World, route: Route, who: str | None, family: int = 0) -> dict[str, Any]:  # Any: see above
    """What to send: a body, and the version that a change is made from."""
    body = BODIES[str(route)](world) if str(route) in BODIES else {}
    version = body.pop("version", None) or _version(world, route, who, family)
    sent: dict[str, Any] = {"headers": {"If-Match": version}}  # Any: see above
    if str(route) in QUERIES:
        sent["query_params"] = QUERIES[str(route)](world)
    if route.method == READ:
        return sent
    if route.face == "page" or route.path.endswith("/_search"):
        return sent | {"data": urlencode(body, doseq=True), "content_type": FORM}
    if any(isinstance(part, bytes) for part in body.values()):
        parts = {
            name: SimpleUploadedFile("a.png", part, "image/png") if isinstance(part, bytes) else part
            for name, part in body.items()
        }
        return sent | {"data": encode_multipart(BOUNDARY, parts), "content_type": MULTIPART_CONTENT}
    return sent | {"data": json.dumps(body, default=str), "content_type": "application/json"}


def _version(world: World, route: Route, who: str | None, family: int) -> str:
    """The ETag of the row that the last parameter stands for, as it is now; of whoever calls without one."""
    places = keys(route)
    found = row(world, route, places[-1], who, family) if places else world.people.get(who or "")
    now = snapshot(found) if isinstance(found, Model) else {}
    return f'W/"{now.get("version", 1)}"'


def place(world: World, route: Route, who: str | None) -> str:
    """The whole address, with what stands behind it."""
    behind = f"?{urlencode(QUERIES[str(route)](world))}" if str(route) in QUERIES else ""
    return route.at(**values(world, route, who)) + behind


def names_two_rows(route: Route) -> bool:
    """Whether the address names a row and another one that belongs to it."""
    named = [key for key in keys(route) if not ROWS.get(key, "=").startswith("=")]
    return len(named) > 1 and not EQUALS & set(named)


def is_page(route: Route) -> bool:
    """Whether a person sees a whole page there."""
    ours = route.face == "page" and route.path not in NO_PAGES and "/export" not in route.path
    return (ours or route.path in LIBRARY_PAGES) and set(keys(route)) <= ROWS.keys()


def is_counted(route: Route) -> bool:
    """Whether the number of its queries is held."""
    return route.face != "library" and route.path not in NOT_COUNTED and set(keys(route)) <= ROWS.keys()


def visitor(route: Route) -> str | None:
    """Who looks at the page: a stranger where anyone may, else somebody who may do everything."""
    return None if LIBRARIES.get(route.path, route.permission) == ANYONE else "everything"


def hidden(world: World, route: Route, role: str, family: int) -> bool:
    """Whether the person with the role does not see one of the rows of the address."""
    rows = [row(world, route, key, role, family) for key in keys(route)]
    user = world.people[role]
    return not all(_seen(row, user) for row in rows if isinstance(row, Model))


def snapshot(row: Model | str) -> dict[str, Any]:  # Any: see above
    """The row as it is in the database now; empty when it is gone."""
    assert isinstance(row, Model)
    return type(row)._default_manager.filter(pk=row.pk).values().first() or {}


def may(world: World, route: Route, role: str) -> bool:
    """Whether the permissions of the role let it call the route."""
    besides = {BESIDES.get(FACES.sub("", route.path)), BESIDES.get(str(route))}
    needed = {route.permission, *besides} - {None, ANYONE, SIGNED_IN}
    return all(world.has(role, str(permission)) for permission in needed)


def touches_patients(route: Route) -> bool:
    """Whether the route reads or writes patient data."""
    place = FACES.sub("", route.path)
    in_a_chart = place.lower().startswith(("/patient", "/integrations/patients", "/integrations/resources"))
    of_one = route.method == READ and "{" in route.path  # a page's POST calls what the API calls
    return in_a_chart and (of_one if route.face == "page" else True)


@cache
def permissions_in_the_code() -> frozenset[str]:
    """Every permission that actions, faces, templates and query sets ask for."""
    sources = [*ROOT.glob("hospital/*/**/*.py"), *ROOT.glob("hospital/*/templates/**/*.html")]
    wanted = [
        source for source in sources if not re.search(r"/(models|tests|migrations|roles)\b", str(source))
    ]
    text = "\n".join(source.read_text() for source in wanted)
    perms = {".".join(found) for found in re.findall(r"perms\.(\w+)\.(\w+)", text)}
    models = "\n".join(source.read_text() for source in sources if re.search(r"/models\b", str(source)))
    perms |= set(re.findall(r'has_perm\("([\w.]+)"\)', models))
    return frozenset(code for code in declared_permissions() if f'"{code}"' in text or code in perms)


def _seen(row: Model, user: User) -> bool:
    """Whether the user sees the row; rows of models that nobody reads by themselves are seen by everyone."""
    manager: Any = type(row)._default_manager  # Any: those with visible_to
    return not hasattr(manager, "visible_to") or manager.visible_to(user).filter(pk=row.pk).exists()

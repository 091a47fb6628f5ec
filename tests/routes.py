"""Every address of the system with its methods and who may call it, read from the URLconf."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any  # Any: whatever a URLconf calls

from django.urls import URLPattern, URLResolver, get_resolver
from ninja.operation import PathView

READ = "GET"
WRITES = ("POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Route:
    """One method of one address; `path` has its parameters in braces, `view` names its function."""

    method: str
    path: str
    view: str
    permission: str | None
    face: str  # "api", "page", or "library" for what is not ours

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(re.findall(r"\{(\w+)\}", self.path))

    @property
    def is_api(self) -> bool:
        return self.face == "api"

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def at(self, **values: object) -> str:
        """The address with its parameters filled in."""
        return re.sub(r"\{(\w+)\}", lambda found: str(values[found[1]]), self.path)


def routes() -> list[Route]:
    """All of them, in the order of their paths."""
    found = dict.fromkeys(_walk(get_resolver().url_patterns, "/"))  # ninja lists a path once per method
    return sorted(found, key=lambda route: (route.path, route.method))


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[Route]:
    for pattern in patterns:
        path = prefix + _template(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, path)
        else:
            yield from _methods(pattern.callback, path)


def _template(pattern: str) -> str:
    """`users/<uuid:id>` and `^users/(?P<id>[^/]+)$` alike as `users/{id}`."""
    named = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"{\1}", pattern)
    plain = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", named)
    return plain.removeprefix("^").removesuffix("$").replace("\\", "")


def _methods(view: Any, path: str) -> Iterator[Route]:  # Any: see above
    operations = _operations(view)
    for operation in operations:
        for method in operation.methods:
            function = operation.view_func
            yield Route(method, path, _name(function), getattr(function, "permission", None), "api")
    if not operations:
        for method in ("GET", "POST"):
            permission = getattr(view, "permission", None)
            yield Route(method, path, _name(view), permission, "page" if _is_ours(view) else "library")


def _operations(view: Any) -> list[Any]:  # Any: see above
    """The operations of a ninja address: its view closes over the PathView that holds them."""
    cells = [cell.cell_contents for cell in getattr(view, "__closure__", None) or ()]
    return next((cell.operations for cell in cells if isinstance(cell, PathView)), [])


def _name(view: Any) -> str:  # Any: see above
    found = getattr(view, "view_class", view)
    return f"{found.__module__}.{getattr(found, '__qualname__', type(found).__qualname__)}"


def _is_ours(view: Any) -> bool:  # Any: see above
    return _name(view).startswith("hospital.")

"""What a resource points to, in the five ways of saying it that FHIR has, and pointing it at ours."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any  # Any: JSON values
from urllib.parse import parse_qsl

from .types import NAMES, WHOSE
from .wire import JSON

LOCAL = re.compile(
    r"(?:(?P<base>https?://\S+?)/)?(?P<type>[A-Z][A-Za-z]+)/(?P<id>[A-Za-z0-9\-.]{1,64})(?:/_history/\S+)?"
)
CONDITION = re.compile(r"(?P<type>[A-Z][A-Za-z]+)\?(?P<query>\S+)")
URN = re.compile(r"urn:(?:uuid|oid):(?P<id>\S{1,200})")


@dataclass(frozen=True)
class Key:
    """Which resource is meant: by its place and id at its source. An empty `type` is whichever has the id."""

    type: str
    source: str
    id: str

    @property
    def written(self) -> str:
        return f"{self.type}|{self.source}|{self.id}"


@dataclass(frozen=True)
class Condition:
    """Which resource is meant: the one with this business identifier."""

    type: str
    system: str
    value: str


Target = Key | Condition


def target(reference: str, source: str = "") -> Target | None:
    """What a reference means inside a resource of `source`; None for one that can mean nothing."""
    if found := URN.fullmatch(reference):
        return Key("", "", found["id"])
    if (found := LOCAL.fullmatch(reference)) and found["type"] in NAMES:
        return Key(found["type"], found["base"] or source, found["id"])
    if (found := CONDITION.fullmatch(reference)) and found["type"] in NAMES:
        return condition(found["type"], found["query"])
    return None


def condition(type_: str, query: str) -> Condition | None:
    """The condition of `identifier=system|value`; None for a search by anything else."""
    given = parse_qsl(query.removeprefix("?"), keep_blank_values=True)
    if len(given) != 1 or given[0][0] != "identifier":
        return None
    system, bar, value = given[0][1].rpartition("|")
    # What is not printable (NUL, half a character) is no identifier, and no database would look for it.
    return Condition(type_, system if bar else "", value) if value and given[0][1].isprintable() else None


def references(value: Any) -> Iterator[str]:  # Any: see above
    """Every reference in a resource but those to what it contains (#…), each as often as it stands there."""
    waiting = [value]
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict):
            said = here.get("reference")
            if isinstance(said, str) and said and not said.startswith("#"):
                yield said
            waiting += here.values()
        elif isinstance(here, list):
            waiting += here


def whose(resource: JSON) -> str:
    """The reference that says whose the resource is; empty when no single element says it."""
    for name in WHOSE:
        said = resource.get(name)
        if isinstance(said, dict) and isinstance(said.get("reference"), str):
            return str(said["reference"])
    return ""


def pointed(value: Any, at: Callable[[str], str]) -> Any:  # Any: see above
    """A copy in which each reference is what `at` makes of it."""
    if isinstance(value, list):
        return [pointed(item, at) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: at(item) if name == "reference" and isinstance(item, str) else pointed(item, at)
        for name, item in value.items()
    }

"""Files of FHIR resources: which there are, in which order they are taken, and what each delivers."""

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

from django.utils.translation import gettext_lazy as _

from hospital.core.errors import Invalid

from .fhir.bundles import Delivery, delivery, gathered, unreadable
from .fhir.door import CHUNK, bounded
from .fhir.wire import parse

KINDS = (".json", ".json.gz", ".ndjson", ".ndjson.gz")
TOGETHER = 500  # lone resources in one delivery
SAID = re.compile(rb'"resourceType"\s*:\s*"(\w+)"')
# What is about no patient goes first, whatever its file is called: patients' bundles refer to it.
DIRECTORY = {
    b"Organization",
    b"Practitioner",
    b"PractitionerRole",
    b"Location",
    b"HealthcareService",
    b"Bundle",
}


class NothingThere(Invalid):
    message = _("There is no .json, .json.gz or .ndjson file there.")


@dataclass(frozen=True)
class Source:
    """A file; `rank` 0 before 1. `is_lone`: resources that no bundle holds together."""

    path: Path
    rank: int
    is_lone: bool


def sources(paths: Iterable[Path]) -> list[Source]:
    """The files at the paths and in their folders, in the order they are taken. NothingThere if none."""
    files = sorted({file for path in paths for file in _files(path)})
    if not files:
        raise NothingThere
    return sorted((_looked_at(file) for file in files), key=lambda one: (one.rank, one.is_lone, one.path))


def deliveries(found: Iterable[Source], *, most: int) -> Iterator[Delivery]:
    """What the files deliver, one file in memory at a time; lone resources come TOGETHER many at once."""
    waiting: list[Source] = []
    for source in found:
        if waiting and (not source.is_lone or source.rank != waiting[0].rank):
            yield from _gathered(waiting, most)
            waiting = []
        if source.is_lone:
            waiting.append(source)
        else:
            yield _bundle(source.path, most)
    yield from _gathered(waiting, most)


def expected(found: Iterable[Source]) -> int:
    """About how many deliveries there will be: exact but for NDJSON files."""
    lone: dict[int, int] = {}
    bundles = 0
    for source in found:
        bundles += not source.is_lone
        lone[source.rank] = lone.get(source.rank, 0) + source.is_lone
    return bundles + sum(-(-count // TOGETHER) for count in lone.values())


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from (file for file in path.rglob("*") if file.is_file() and file.name.endswith(KINDS))
    elif path.is_file():
        yield path


def _looked_at(path: Path) -> Source:
    """Look for the kinds in a file without reading it as JSON."""
    kinds: set[bytes] = set()
    lone = ".ndjson" in path.name
    try:
        with _open(path) as file:
            head = file.read(CHUNK)
            first = SAID.search(head)
            lone = lone or first is None or not _is_bundle(head)
            tail = b""
            while head:
                kinds |= set(SAID.findall(tail + head))
                tail, head = head[-80:], file.read(CHUNK)
    except (OSError, EOFError, zlib.error):
        return Source(path, 1, is_lone=False)  # what cannot be read is said when its turn comes
    return Source(path, 0 if kinds <= DIRECTORY else 1, lone)


def _is_bundle(head: bytes) -> bool:
    """Whether the outermost object is a Bundle, as far as its beginning tells: the rest is below `entry`."""
    entries = head.find(b'"entry"')
    said = head.find(b'"Bundle"')
    return said >= 0 and (entries < 0 or said < entries or SAID.search(head[:entries]) is None)


def _bundle(path: Path, most: int) -> Delivery:
    try:
        with _open(path) as file:
            return delivery(parse(bounded(iter(lambda: file.read(CHUNK), b""), most)))
    except Invalid as error:
        return unreadable(str(error))
    except (OSError, EOFError, zlib.error):
        return unreadable(_("The file cannot be read."))


def _gathered(found: Iterable[Source], most: int) -> Iterator[Delivery]:
    resources = (resource for source in found for resource in _resources(source.path, most))
    while chunk := list(islice(resources, TOGETHER)):
        yield gathered(chunk)


def _resources(path: Path, most: int) -> Iterator[object]:
    """The resources of a file; None for one that cannot be read."""
    try:
        with _open(path) as file:
            if ".ndjson" not in path.name:
                yield parse(bounded(iter(lambda: file.read(CHUNK), b""), most))
                return
            while line := file.readline(most + 1):
                if line.strip():
                    yield _line(line)
    except (OSError, EOFError, zlib.error, Invalid):
        yield None


def _line(line: bytes) -> object:
    try:
        return parse(line)
    except Invalid:
        return None


def _open(path: Path) -> IO[bytes]:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]  # GzipFile reads like one

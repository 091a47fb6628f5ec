"""What is delivered, entry by entry, and what is answered."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any  # Any: JSON values, and receipts, which are made of what is here

from django.utils.translation import gettext_lazy as _

from hospital.core.errors import Invalid, Text

from .outcome import Issue
from .references import LOCAL, URN, Condition, Key, condition
from .types import KEPT, NAMES, TRANSLATED
from .wire import JSON, Unreadable, digest

MOST_ENTRIES = 20_000
ID_LENGTH, URL_LENGTH = 64, 500
ACTED_ON = ("transaction", "batch")
WALKED = ("collection", "document", "message", "searchset", "history")


class NotABundle(Invalid):
    message = _("The content must be a Bundle of the type transaction or batch.")
    status = 400


class TooManyEntries(Invalid):
    message = _("A bundle holds %(most)s entries at most.")


class BundleRefused(Invalid):
    """A transaction in which an entry was refused: nothing of it was done."""

    message = _("Nothing was imported, because part of the bundle was refused.")

    def __init__(self, issues: Sequence[Issue], status: int = 422, receipts: Sequence[Any] = ()) -> None:
        super().__init__()
        self.issues = list(issues)
        self.status = status
        self.receipts = receipts  # of the entries that were refused


@dataclass(frozen=True)
class Entry:
    """One resource as it was delivered: `source` and `id` say which it is where it comes from."""

    position: int
    resource: JSON
    type: str = ""
    source: str = ""
    id: str = ""
    full_url: str = ""
    digest: str = ""
    condition: Condition | None = None
    faults: tuple[Issue, ...] = ()
    place: str = ""

    @property
    def key(self) -> Key:
        return Key(self.type, self.source, self.id)


@dataclass(frozen=True)
class Delivery:
    """What was delivered at once. `is_whole`: all of it or nothing."""

    entries: Sequence[Entry]
    kind: str = "collection"

    @property
    def is_whole(self) -> bool:
        return self.kind == "transaction"


def delivery(body: Any, *, strict: bool = False) -> Delivery:  # Any: see above
    """Read a bundle, or (unless `strict`) a lone resource. Raises NotABundle, TooManyEntries, Unreadable."""
    if not isinstance(body, dict):
        raise Unreadable
    if body.get("resourceType") != "Bundle":
        if strict:
            raise NotABundle
        return Delivery([_entry(0, {"resource": body}, place=str(body.get("resourceType", "")))])
    kind = body.get("type")
    entries = body.get("entry", [])
    if not isinstance(entries, list) or (kind not in ACTED_ON and (strict or kind not in WALKED)):
        raise NotABundle
    if len(entries) > MOST_ENTRIES:
        raise TooManyEntries(TooManyEntries.message % {"most": MOST_ENTRIES})
    read = [_entry(number, entry, asks=kind in ACTED_ON) for number, entry in enumerate(entries)]
    return Delivery(list(_once_each(read)), str(kind))


def gathered(resources: Iterable[Any]) -> Delivery:  # Any: see above
    """Lone resources, such as the lines of an NDJSON file, as one delivery: each for itself."""
    read = [_entry(number, {"resource": one}, place=f"[{number}]") for number, one in enumerate(resources)]
    return Delivery(list(_once_each(read)))


def unreadable(text: Text) -> Delivery:
    """A delivery of which nothing could be read, and why."""
    return Delivery([Entry(0, {}, faults=(Issue(text, "structure"),), place="Bundle")])


def _entry(number: int, entry: Any, *, asks: bool = False, place: str = "") -> Entry:  # Any: see above
    """One entry, with what is wrong about it."""
    place = place or f"Bundle.entry[{number}].resource"
    resource = entry.get("resource") if isinstance(entry, dict) else None
    if not isinstance(resource, dict):
        fault = Issue(_("The entry holds no resource."), "required", expression=place)
        return Entry(number, {}, faults=(fault,), place=place)
    type_ = resource.get("resourceType")
    known = type_ if isinstance(type_, str) and type_ in NAMES else ""
    faults = [
        *_type_faults(known, place),
        *(_request_faults(entry.get("request"), known, place) if asks else ()),
    ]
    try:
        sealed = digest(resource)
    except Unreadable as error:
        fault = Issue(str(error), "value", expression=place)
        return Entry(number, {}, known, faults=(*faults, fault), place=place)
    said = entry.get("fullUrl")
    full_url = said if isinstance(said, str) and said.isprintable() else ""
    source, id_ = _identity(resource, full_url, sealed)
    if len(id_) > ID_LENGTH + 8 or len(full_url) > URL_LENGTH or len(source) > URL_LENGTH:
        faults.append(Issue(_("The id or the fullUrl is too long."), "too-long", expression=f"{place}.id"))
    wanted = _condition(entry.get("request"), known)
    return Entry(number, resource, known, source, id_, full_url, sealed, wanted, tuple(faults), place)


def _type_faults(known: str, place: str) -> Iterator[Issue]:
    if not known:
        yield Issue(_("This is not a resource of FHIR R4."), "structure", expression=f"{place}.resourceType")
    elif known not in KEPT and known not in TRANSLATED:
        yield Issue(_("Resources of this kind are not kept."), "not-supported", expression=place)


def _request_faults(request: Any, type_: str, place: str) -> Iterator[Issue]:  # Any: see above
    where = place.replace(".resource", ".request")
    if not isinstance(request, dict):
        yield Issue(_("The entry does not say what to do: request is missing."), "required", expression=where)
        return
    if request.get("method") != "POST":
        text = _("Only POST is understood in a bundle.")
        yield Issue(text, "not-supported", expression=f"{where}.method")
    elif type_ and request.get("url") not in (type_, f"/{type_}"):
        text = _("The address must be the kind of the resource.")
        yield Issue(text, "invalid", expression=f"{where}.url")
    asked = request.get("ifNoneExist")
    if asked is not None and not (isinstance(asked, str) and condition(type_, asked)):
        text = _("ifNoneExist is understood with one identifier only.")
        yield Issue(text, "not-supported", expression=f"{where}.ifNoneExist")


def _condition(request: Any, type_: str) -> Condition | None:  # Any: see above
    asked = request.get("ifNoneExist") if isinstance(request, dict) else None
    return condition(type_, asked) if isinstance(asked, str) else None


def _identity(resource: JSON, full_url: str, sealed: str) -> tuple[str, str]:
    """Which resource it is at its source: its id, with the address it has there if its fullUrl is one.

    One without any id is known by its content, so that even that one is not taken twice.
    """
    said = resource.get("id")
    logical = said if isinstance(said, str) and said else ""
    if found := LOCAL.fullmatch(full_url):
        return found["base"] or "", logical or found["id"]
    if found := URN.fullmatch(full_url):
        return "", logical or found["id"]
    return "", logical or f"sha256:{sealed}"


def _once_each(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries; one that says of the same resource something else than an earlier one is at fault."""
    seen: dict[Key, str] = {}
    for entry in entries:
        before = seen.setdefault(entry.key, entry.digest)
        if entry.digest and before != entry.digest:
            fault = Issue(
                _("The bundle says two things of the same resource."), "duplicate", expression=entry.place
            )
            entry = replace(entry, faults=(*entry.faults, fault))  # noqa: PLW2901  the entry, with its fault
        yield entry


def answer(kind: str, responses: Iterable[JSON]) -> JSON:
    """The Bundle that answers a transaction or a batch, entry by entry in the order of the request."""
    return {
        "resourceType": "Bundle",
        "type": f"{kind}-response",
        "entry": [{"response": response} for response in responses],
    }


def response(
    status: int, *, location: str = "", version: int = 0, moment: str = "", remarks: JSON | None = None
) -> JSON:
    """What became of one entry."""
    found: JSON = {"status": f"{status} {HTTPStatus(status).phrase}"}
    if location:
        found["location"] = location
    if version:
        found |= {"etag": f'W/"{version}"', "lastModified": moment}
    if remarks:
        found["outcome"] = remarks
    return found


def searchset(
    base: str, entries: Sequence[JSON], *, here: str, following: str = "", total: int | None = None
) -> JSON:
    """One page of a search; `base` is the address of the door, `here` and `following` are whole addresses."""
    bundle: JSON = {"resourceType": "Bundle", "type": "searchset"}
    if total is not None:
        bundle["total"] = total
    bundle["link"] = [{"relation": "self", "url": here}]
    if following:
        bundle["link"].append({"relation": "next", "url": following})
    if entries:
        bundle["entry"] = [
            {
                "fullUrl": f"{base}/{entry['resourceType']}/{entry['id']}",
                "resource": entry,
                "search": {"mode": "match"},
            }
            for entry in entries
        ]
    return bundle

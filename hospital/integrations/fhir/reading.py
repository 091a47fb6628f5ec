"""How a kept resource is said to a reader: whole, under our id, and pointing at ours."""

from collections.abc import Callable

from .references import pointed
from .wire import JSON


def to_fhir(
    content: JSON, *, id_: str, version: int, moment: str, source: str, at: Callable[[str], str]
) -> JSON:
    """The content with our id and version; `at` says where a reference leads, `source` where it came from."""
    said = content.get("meta")
    meta = dict(said) if isinstance(said, dict) else {}
    meta |= {"versionId": str(version), "lastUpdated": moment}
    meta.setdefault("source", source)
    resource: JSON = pointed(content, at)
    return {"resourceType": content["resourceType"], "id": id_} | resource | {"id": id_, "meta": meta}

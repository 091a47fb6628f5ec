"""The CapabilityStatement: what this server does, read from the registry."""

from collections.abc import Mapping

from django.utils.translation import gettext as _, gettext_lazy

from hospital import __version__

from ..slots import PARAMS as SLOT_PARAMS
from .kept import KEPT_PARAMS
from .registry import SERVED
from .search import Param
from .types import KEPT
from .wire import JSON

FHIR_VERSION = "4.0.1"
ONLY_READ = gettext_lazy(
    "Only read: nothing that is delivered of this kind changes anything here. It is kept whole, and read and "
    "found beside what this hospital says of itself."
)
RELEASED = "2026-11-30"  # the day this page last changed


def statement(base: str) -> JSON:
    """GET [base]/metadata."""
    served = [
        _resource(one.type, one.params, one.profiles)
        | ({"documentation": str(ONLY_READ)} if one.only_read else {})
        for one in SERVED.values()
    ]
    kept = [_resource(kind, KEPT_PARAMS) for kind in sorted(KEPT - SERVED.keys() - {"Slot"})]
    slot = _resource("Slot", SLOT_PARAMS) | {"interaction": [{"code": "search-type"}]}
    return {
        "resourceType": "CapabilityStatement", "status": "active", "date": RELEASED, "kind": "instance",
        "software": {"name": "Hospital", "version": __version__},
        "implementation": {"description": _("Patients, their charts, and what was delivered"), "url": base},
        "fhirVersion": FHIR_VERSION, "format": ["json", "application/fhir+json"],
        "rest": [{
            "mode": "server",
            "security": {"cors": False, "description": _("Bearer, with a token of the hospital")},
            "resource": sorted([*served, *kept, slot], key=lambda resource: str(resource["type"])),
            "interaction": [{"code": "transaction"}, {"code": "batch"}],
        }],
    }  # fmt: skip


def _resource(kind: str, params: Mapping[str, Param], profiles: object = ()) -> JSON:
    found: JSON = {
        "type": kind,
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "versioning": "versioned",
        "readHistory": False,
        "searchParam": [
            {"name": name, "type": param.type, "documentation": param.text} for name, param in params.items()
        ],
    }
    if profiles:
        found["supportedProfile"] = profiles
    return found

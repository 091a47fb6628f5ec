"""What was delivered and is kept whole: which of it the user may see, and by what it is searched."""

from collections.abc import Mapping

from django.db.models import F, Q

from hospital.accounts.models import User

from ..models import Resource
from .search import Asked, Param, Rows, Sorts, moments, reference, token
from .served import ANY, Part
from .types import KEPT, NAMES

KEPT_PERMISSION = "integrations.view_resource"


def _numbered(value: str) -> Q:
    system, number = token(value)
    wanted = {"value": number} | ({} if system is None else {"system": system})
    return Q(content__identifier__contains=[wanted])


def _any_number(asked: Asked) -> Q:
    found = Q(pk=None)
    for value in asked.values:
        found |= _numbered(value)
    return found


KEPT_PARAMS: Mapping[str, Param] = {
    **ANY,
    "patient": Param("reference", reference("patient_id", "Patient"), "Whose it is"),
    "subject": Param("reference", reference("patient_id", "Patient"), "Whose it is"),
    "identifier": Param("token", _any_number, "Business identifier"),
}
KEPT_SORTS = Sorts(
    {
        "_id": ("id",), "-_id": ("-id",),
        "_lastUpdated": ("updated_at", "id"), "-_lastUpdated": ("-updated_at", "-id"),
    },
    "_id",
)  # fmt: skip


def kept(user: User, kind: str) -> Rows:
    """The kept resources of a kind that the user may see."""
    return Resource.objects.visible_to(user).filter(type=kind)


def is_kept(kind: str) -> bool:
    """Whether resources of this kind are kept and read whole."""
    return kind in NAMES and kind in KEPT


def kept_beside(kind: str) -> Part:
    """What was delivered of a kind that is only read here, as a part of it: it happened when it came."""
    params = {**KEPT_PARAMS, "_lastUpdated": Param("date", moments("changed_at"), "")}

    came = {"occurred_at": F("received_at"), "changed_at": F("updated_at")}
    return Part(lambda user: kept(user, kind).annotate(**came), None, params)

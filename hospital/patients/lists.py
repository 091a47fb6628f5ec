"""What the faces read: the same rows for the API and the pages."""

from collections.abc import Sequence
from typing import Any  # Any: expressions of every kind
from uuid import UUID

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Concat, Trim
from django.http import HttpResponse

from hospital.accounts.models import User
from hospital.core.days import midnight
from hospital.core.pagination import Slice, paginate, sorted_by
from hospital.core.rows import JsonObject, JsonRows

from . import search
from .models import Address, Contact, Identifier, Patient, PatientQuerySet
from .schemas import AddressShort, PatientOut, PatientQuery, PatientRow

SORTS: dict[str, Sequence[str]] = {
    "name": ("sort_name", "id"), "-name": ("-sort_name", "-id"),
    "chart_number": ("chart_number",), "-chart_number": ("-chart_number",),
    "created_at": ("created_at", "id"), "-created_at": ("-created_at", "-id"),
}  # fmt: skip


def _civil() -> Trim:
    return Trim(Concat("given_name", Value(" "), "family_name", output_field=TextField()))


def _latest(of: QuerySet[Any], **which: str) -> QuerySet[Any]:  # Any: any model of a patient
    """The preferred or else the latest of a patient's rows that hold."""
    held = of.filter(patient=OuterRef("pk"), ended_on=None, **which)
    preferred = ("-is_preferred",) if hasattr(of.model, "is_preferred") else ()
    return held.order_by(*preferred, "-created_at", "-id")


def _value(of: QuerySet[Any], **which: str) -> Subquery:  # Any: see above
    return Subquery(_latest(of, **which).values("value")[:1])


def _row() -> dict[str, Any]:  # Any: see above
    """The fields of PatientRow that are not columns."""
    return {
        "name": Case(When(social_name="", then=_civil()), default=F("social_name"), output_field=TextField()),
        "civil_name": _civil(),
        "cpf": _value(Identifier.objects.all(), kind=Identifier.Kind.CPF),
    }


def _whole() -> dict[str, Any]:  # Any: see above
    """The fields of PatientOut that are not columns."""
    place = JsonObject(**{name: F(name) for name in AddressShort.model_fields})
    return _row() | {
        "cns": _value(Identifier.objects.all(), kind=Identifier.Kind.CNS),
        "phone": _value(Contact.objects.all(), kind=Contact.Kind.PHONE),
        "email": _value(Contact.objects.all(), kind=Contact.Kind.EMAIL),
        "address": Subquery(_latest(Address.objects.all()).values_list(place)[:1]),
        "has_photo": Case(When(photo="", then=Value(False)), default=Value(True)),
    }


ONE = JsonRows(Patient, PatientOut, _whole)
MANY = JsonRows(Patient, PatientRow, _row)


def patient(id: UUID, *, by: User) -> HttpResponse:
    """One patient as PatientOut, with her ETag; Absent when she is not for `by` to see."""
    return ONE.one(Patient.objects.visible_to(by).filter(pk=id))


def patients(query: PatientQuery, *, by: User) -> tuple[HttpResponse, int]:
    """One page of patients as PageOut[PatientRow], and how many are on it."""
    order = _order(query)
    answer = HttpResponse(), 0
    for found in _found(query, by):
        answer = MANY.page(found, query, order=order)
        if answer[1] or (query.cursor and found.exists()):
            break
    return answer


def page(query: PatientQuery, *, by: User) -> Slice[Patient]:
    """One page of patients for people to look at."""
    order = _order(query)
    shown: Slice[Patient] = Slice([], None, None)
    for found in _found(query, by):
        shown = paginate(found.annotate(cpf=_row()["cpf"]), query, order=order)
        if shown.items or (query.cursor and found.exists()):
            break
    return shown


def _order(query: PatientQuery) -> Sequence[str]:
    """As asked for; a search by words puts those first whose name begins so."""
    order = sorted_by(query.sort, SORTS, "name")
    return ("distance", *order) if query.q.strip() and not query.sort else order


def _found(query: PatientQuery, by: User) -> Any:  # Any: an iterator or a list of PatientQuerySet
    visible: PatientQuerySet = Patient.objects.visible_to(by).filter(state=query.state)
    wanted = Q()
    for name in ("birth_date", "sex", "is_deceased", "is_unidentified"):
        if getattr(query, name) is not None:
            wanted &= Q(**{name: getattr(query, name)})
    if query.registered_from:
        wanted &= Q(created_at__gte=midnight(query.registered_from))
    visible = visible.filter(wanted)
    return search.ways(visible, query.q) if query.q.strip() else [visible]

"""What the faces read of the record: the same rows for the API and the pages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any  # Any: entries of every kind
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, Q, QuerySet, Value, When
from django.http import HttpResponse

from hospital.accounts.models import User
from hospital.core.pagination import Slice, paginate
from hospital.core.rows import JsonObject, JsonRows
from hospital.patients.models import Patient

from .models import (
    Allergy,
    AllergyStatement,
    Component,
    Document,
    FamilyHistory,
    Immunization,
    MedicationStatement,
    Observation,
    Problem,
    Procedure,
    Reaction,
    SocialHistory,
)
from .models.entries import Entry
from .schemas import (
    AllergyOut,
    ComponentOut,
    DocumentOut,
    EntryQuery,
    FamilyOut,
    ImmunizationOut,
    MedicationOut,
    ObservationOut,
    ProblemOut,
    ProcedureOut,
    ReactionOut,
    SocialOut,
    StatementOut,
)

NEWEST = ("-occurred_at", "-id")
FILTERS = ("code", "clinical_status", "category", "status", "encounter_id")

Expressions = Mapping[str, Any]  # Any: see above


def _reactions() -> dict[str, Any]:  # Any: see above
    rows = Reaction.objects.filter(allergy=OuterRef("pk")).order_by("id")
    short = JsonObject(**{name: F(name) for name in ReactionOut.model_fields})
    return {"reactions": ArraySubquery(rows.values_list(short))}


def _components() -> dict[str, Any]:  # Any: see above
    rows = Component.objects.filter(observation=OuterRef("pk")).order_by("id")
    short = JsonObject(**{name: F(name) for name in ComponentOut.model_fields})
    return {"components": ArraySubquery(rows.values_list(short))}


def _thumbnail() -> dict[str, Any]:  # Any: see above
    return {"has_thumbnail": Case(When(thumbnail_name="", then=Value(False)), default=Value(True))}


@dataclass(frozen=True)
class Kind:
    """A kind of entry: its rows as JSON, and what is read beside them for a page."""

    model: type[Entry]
    rows: JsonRows
    joined: tuple[str, ...] = ()
    fetched: tuple[str, ...] = ()


def _kind(
    model: type[Entry], out: Any, more: Callable[[], dict[str, Any]] = dict, *,
    joined: tuple[str, ...] = (), fetched: tuple[str, ...] = (),
) -> Kind:  # fmt: skip
    return Kind(model, JsonRows(model, out, more), joined, fetched)


KINDS: Mapping[type[Entry], Kind] = {
    kind.model: kind
    for kind in (
        _kind(Problem, ProblemOut),
        _kind(Allergy, AllergyOut, _reactions, fetched=("reactions",)),
        _kind(AllergyStatement, StatementOut),
        _kind(Observation, ObservationOut, _components, fetched=("components",)),
        _kind(Immunization, ImmunizationOut, joined=("performer",)),
        _kind(FamilyHistory, FamilyOut),
        _kind(SocialHistory, SocialOut),
        _kind(Procedure, ProcedureOut, joined=("performer",)),
        _kind(MedicationStatement, MedicationOut),
        _kind(Document, DocumentOut, _thumbnail),
    )
}  # fmt: skip


def one(model: type[Entry], id: UUID, *, by: User) -> HttpResponse:
    """One entry as its schema declares it, with its ETag; Absent when it is not for `by` to see."""
    return KINDS[model].rows.one(model.objects.visible_to(by).filter(pk=id))


def many(model: type[Entry], patient: Patient, query: EntryQuery, *, by: User) -> HttpResponse:
    """One page of a patient's entries, the newest first."""
    rows = found(model, patient, query, by=by)
    return KINDS[model].rows.page(rows, query, order=NEWEST)[0]


def page(model: type[Entry], patient: Patient, query: EntryQuery, *, by: User) -> Slice[Any]:
    """One page of a patient's entries for people to look at."""
    kind = KINDS[model]
    rows = found(model, patient, query, by=by).select_related("recorded_by", "withdrawn_by", *kind.joined)
    return paginate(rows.prefetch_related(*kind.fetched), query, order=NEWEST)


def found(
    model: type[Entry], patient: Patient, query: EntryQuery, *, by: User
) -> QuerySet[Any]:  # Any: see above
    """The patient's entries that answer to the query."""
    wanted = Q(patient=patient)
    if query.is_withdrawn is not None:
        wanted &= Q(withdrawn_at__isnull=not query.is_withdrawn)
    if query.occurred_from:
        wanted &= Q(occurred_at__gte=query.occurred_from)
    if query.occurred_until:
        wanted &= Q(occurred_at__lte=query.occurred_until)
    for name in FILTERS:
        if value := getattr(query, name, None):
            wanted &= Q(**{name: value})
    rows: QuerySet[Any] = model.objects.visible_to(by).filter(wanted)  # Any: see above
    return rows


def on_the_wristband(patient: Patient, user: User) -> str:
    """What the wristband says of allergies: the substances with their danger, "none", or "" for not asked."""
    allergies, statement = told(patient, by=user)
    if allergies:
        return ", ".join(
            f"{row} ({str(row.get_criticality_display()).lower()})" if row.criticality else str(row)
            for row in allergies
        )
    return "none" if statement else ""


def told(patient: Patient, *, by: User) -> tuple[list[Allergy], AllergyStatement | None]:
    """The active allergies, the most dangerous first; and the standing word that there are none."""
    danger = Case(When(criticality="high", then=0), When(criticality="unable", then=1), default=2)
    allergies = Allergy.objects.visible_to(by).active().filter(patient=patient).order_by(danger, "display")
    known = list(allergies)
    if known:
        return known, None
    holding = AllergyStatement.objects.visible_to(by).holding().filter(patient=patient)
    return [], holding.order_by("-occurred_at", "-id").first()

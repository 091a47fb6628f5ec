"""The timeline of a chart: everything that happened to a patient, the latest first, read by one statement.

Each kind is a branch of one UNION ALL. A branch gives one page's worth of rows behind the cursor, by its own
index, so that page 100 of ten thousand entries costs what page 1 costs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any  # Any: expressions and query sets of every kind
from uuid import UUID

import orjson
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, Left, NullIf, Trim

from hospital.accounts.models import User
from hospital.consultations.models import Consultation
from hospital.core.days import midnight
from hospital.core.pagination import BadCursor, PageQuery, Slice, seal, unsealed
from hospital.core.rows import JsonObject
from hospital.encounters.models import Encounter
from hospital.orders.models import Line, Paper, Result
from hospital.organization.models import Naming, today
from hospital.patients.models import Patient

from .models import (
    Allergy,
    Component,
    Document,
    Immunization,
    MedicationStatement,
    Observation,
    Problem,
    Procedure,
)
from .statements import AUTHOR, LAST_AT, LAST_ID, PATIENT, SINCE, UNTIL, USER, statement

NEWEST = ("-occurred_at", "-id")
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
VITALS = Observation.Category.VITAL_SIGNS
EXCERPT = 300  # characters of a text
VALUES = 40  # of one moment
MEASURED = (
    "display", "code", "value_number", "comparator", "value_text", "value_code", "unit", "interpretation",
)  # fmt: skip

Rows = QuerySet[Any]  # Any: see above
Expressions = dict[str, Any]  # Any: see above


@dataclass(frozen=True)
class Branch:
    """One kind of event: whose rows, and what tells of them."""

    kind: str
    rows: Callable[[User], Rows]
    title: Any  # Any: see above
    detail: Any = ""
    status: Any = ""
    reference: Any = None
    extra: Callable[[], Any] | None = None


@dataclass(frozen=True)
class Event:
    """Something that happened; `extra` is what only its kind has."""

    kind: str
    id: UUID
    occurred_at: datetime
    recorded_at: datetime
    source: str
    author_id: UUID
    author: str
    title: str
    detail: str
    status: str
    system: str
    code: str
    reference: UUID | None
    withdrawn_at: datetime | None
    withdrawn_because: str
    extra: dict[str, Any]  # Any: JSON

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class TimelineQuery(PageQuery):
    """`kind`: one or more kinds, by comma; the days are those of the hospital's calendar, both included."""

    kind: str = ""
    since: date | None = None
    until: date | None = None
    author_id: UUID | None = None

    @property
    def kinds(self) -> set[str]:
        """The kinds asked for: all of them when none is known."""
        return ({word.strip() for word in self.kind.split(",")} & BRANCHES.keys()) or set(BRANCHES)


def page(patient: Patient, query: TimelineQuery, *, by: User) -> Slice[Event]:
    """One page of what happened to the patient, the latest first, for who may open her chart: one query."""
    last_at, last_id = _behind(query.cursor)
    since = midnight(query.since) if query.since else None
    until = midnight(query.until, 1) if query.until else None
    shape = Shape(
        frozenset(query.kinds), since is not None, until is not None, query.author_id is not None,
        bool(query.cursor), query.limit,
    )  # fmt: skip
    slots = {
        PATIENT: patient.pk, USER: by.pk, AUTHOR: query.author_id, LAST_AT: last_at, LAST_ID: last_id,
        SINCE: since, UNTIL: until,
    }  # fmt: skip
    rows = statement(shape, shape.rows, by=by).rows(slots)
    items = [_event(row) for row in rows[: query.limit]]
    more = len(rows) > query.limit
    return Slice(items, seal([items[-1].occurred_at, items[-1].id]) if more else None, None)


def _behind(cursor: str) -> tuple[datetime | None, UUID | None]:
    """Where the page before ended. Raises BadCursor."""
    if not cursor:
        return None, None
    moment, key = unsealed(cursor, NEWEST)
    try:
        return datetime.fromisoformat(str(moment)), UUID(str(key))
    except ValueError as error:
        raise BadCursor from error


@dataclass(frozen=True)
class Shape:
    """What a page is asked for, but for the values: what its SQL depends on."""

    kinds: frozenset[str]
    has_first_day: bool
    has_last_day: bool
    has_author: bool
    is_later_page: bool
    limit: int

    def rows(self, by: User) -> Rows:
        """All branches in one statement, each with the rows of one page and one more."""
        branches = [self._page_of(BRANCHES[kind], by) for kind in sorted(self.kinds)]
        visible = [rows for rows in branches if not rows.query.is_empty()]
        first, *others = visible or branches[:1]
        together = first.union(*others, all=True).order_by(*NEWEST) if others else first
        return together[: self.limit + 1]

    def _page_of(self, branch: Branch, by: User) -> Rows:
        rows = branch.rows(by).filter(patient=PATIENT)
        if self.has_first_day:
            rows = rows.filter(occurred_at__gte=SINCE)
        if self.has_last_day:
            rows = rows.filter(occurred_at__lt=UNTIL)
        if self.has_author:
            rows = rows.filter(recorded_by=AUTHOR)
        if self.is_later_page:
            behind = Q(occurred_at__lt=LAST_AT) | Q(occurred_at=LAST_AT, pk__lt=LAST_ID)
            rows = rows.filter(behind, occurred_at__lte=LAST_AT)
        return rows.values_list(*_columns(branch)).order_by(*NEWEST)[: self.limit + 1]


def _columns(branch: Branch) -> Sequence[Any]:  # Any: see above
    has_code = any(field.name == "code" for field in _model(branch)._meta.local_fields)
    extra = branch.extra() if branch.extra else JsonObject()
    return (
        Value(branch.kind, TextField()), "id", "occurred_at", "created_at", "source", "recorded_by_id",
        "recorded_by__name", _text(branch.title), _text(branch.detail), _text(branch.status),
        _text(F("system") if has_code else ""), _text(F("code") if has_code else ""),
        _text(branch.reference if branch.reference is not None else ""), "withdrawn_at", "withdrawn_because",
        Cast(extra, TextField()),
    )  # fmt: skip


def _model(branch: Branch) -> Any:  # Any: see above
    return MODELS[branch.kind]


def _text(value: Any) -> Any:  # Any: see above
    return Value(value, TextField()) if isinstance(value, str) else Cast(value, TextField())


def _event(row: Sequence[Any]) -> Event:  # Any: see above
    values = list(row)
    values[12] = UUID(values[12]) if values[12] else None
    values[15] = orjson.loads(values[15])
    return Event(*values)


def _moments(by: User) -> Rows:
    """One observation for each moment and category: the others of that moment are told with it."""
    others = _of_the_moment().filter(pk__lt=OuterRef("pk"))
    rows: Rows = Observation.objects.visible_to(by).filter(~Exists(others))
    return rows


def _of_the_moment() -> Rows:
    """The observations of one moment and category; those that were withdrawn together are a moment apart."""
    standing = Observation.objects.alias(ended=Coalesce("withdrawn_at", Value(NEVER)))
    rows: Rows = standing.filter(
        patient=OuterRef("patient"), category=OuterRef("category"), occurred_at=OuterRef("occurred_at"),
        ended=Coalesce(OuterRef("withdrawn_at"), Value(NEVER)),
    )  # fmt: skip
    return rows


def _values() -> JsonObject:
    measured = {name: F(name) for name in MEASURED}
    parts = Component.objects.filter(observation=OuterRef("pk")).order_by("id")
    told = JsonObject(**measured, parts=ArraySubquery(parts.values_list(JsonObject(**measured))))
    return JsonObject(values=ArraySubquery(_of_the_moment().order_by("id").values_list(told)[:VALUES]))


def _lines() -> JsonObject:
    names = ("display", "code", "value", "text", "unit", "low", "high", "interpretation")
    rows = Line.objects.filter(result=OuterRef("pk")).order_by("position")
    line = JsonObject(**{name: F(name) for name in names})
    return JsonObject(lines=ArraySubquery(rows.values_list(line)[:VALUES]), category=F("order__category"))


def _encounter() -> JsonObject:
    return JsonObject(
        practitioner=_person("practitioner", F("practitioner_text")), disposition=F("disposition"),
        ended_at=F("ended_at"), department=department_name(),
    )  # fmt: skip


def department_name() -> Subquery:
    """What the row's department is called today."""
    names = Naming.objects.filter(department=OuterRef("department"), during__contains=today())
    return Subquery(names.values("name")[:1])


def _visit() -> JsonObject:
    return JsonObject(practitioner=_person("practitioner", Value("")), signed_at=F("signed_at"))


def _person(of: str, otherwise: Any) -> Any:  # Any: see above
    civil = Trim(Concat(f"{of}__given_name", Value(" "), f"{of}__family_name", output_field=TextField()))
    called = Coalesce(NullIf(Cast(f"{of}__social_name", TextField()), Value("")), NullIf(civil, Value("")))
    return Coalesce(called, Cast(otherwise, TextField()), output_field=TextField())


def _issued(user: User) -> Rows:
    """Papers that left the house; drafts are nobody's business yet."""
    papers: Rows = Paper.objects.visible_to(user)
    return papers.exclude(issue=None)


MODELS: dict[str, Any] = {  # Any: see above
    "encounter": Encounter, "consultation": Consultation, "result": Result, "vitals": Observation,
    "observation": Observation, "problem": Problem, "allergy": Allergy, "medication": MedicationStatement,
    "immunization": Immunization, "procedure": Procedure, "document": Document, "paper": Paper,
}  # fmt: skip

BRANCHES: dict[str, Branch] = {
    branch.kind: branch
    for branch in (
        Branch(
            "encounter", lambda _by: Encounter.objects.exclude(state="cancelled"), F("kind"), F("reason"),
            F("state"), extra=_encounter,
        ),
        Branch(
            "consultation", lambda by: Consultation.objects.visible_to(by).in_the_chart(), F("kind"),
            Left(Coalesce(NullIf("assessment", Value("")), NullIf("subjective", Value("")), "plan"), EXCERPT),
            F("state"), extra=_visit,
        ),
        Branch(
            "result", lambda by: Result.objects.visible_to(by).filter(replaced_by=None), F("order__display"),
            Left("text", EXCERPT), F("is_critical"), F("order_id"), _lines,
        ),
        Branch("vitals", lambda by: _moments(by).filter(category=VITALS), F("display"), extra=_values),
        Branch(
            "observation", lambda by: _moments(by).exclude(category=VITALS), F("display"),
            status=F("category"), extra=_values,
        ),
        Branch("problem", Problem.objects.visible_to, F("display"), F("note"), F("clinical_status")),
        Branch("allergy", Allergy.objects.visible_to, F("display"), F("note"), F("criticality")),
        Branch("medication", MedicationStatement.objects.visible_to, F("display"), F("dosage"), F("status")),
        Branch(
            "immunization", Immunization.objects.visible_to, F("display"),
            Coalesce(NullIf("dose_label", Value("")), "not_given_because"), F("status"),
        ),
        Branch("procedure", Procedure.objects.visible_to, F("display"), F("outcome"), F("status")),
        Branch("document", Document.objects.visible_to, F("title"), F("display"), F("mime")),
        Branch("paper", _issued, F("kind"), status=F("issue__cancelled_because")),
    )
}  # fmt: skip

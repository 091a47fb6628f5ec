"""The lists of the API and of the pages: the same filters, the same orders."""

from datetime import date

from django.db.models import F, Q, QuerySet
from django.utils.timezone import localdate

from hospital.accounts.models import User
from hospital.core.pagination import PageQuery, Slice, paginate

from .models import CodeSystem, Concept, Edition, Load
from .schemas import ConceptQuery
from .spelling import bare


def systems(query: PageQuery, *, by: User) -> Slice[CodeSystem]:
    """Every system with its counts of today, by short name."""
    return paginate(CodeSystem.objects.visible_to(by).counted(localdate()), query, order=("alias", "id"))


def editions(system: CodeSystem, query: PageQuery, *, by: User) -> Slice[Edition]:
    """What was loaded of a system, the newest first."""
    rows = Edition.objects.visible_to(by).filter(system=system)
    return paginate(rows, query, order=("-created_at", "-id"))


def concepts(query: ConceptQuery, *, by: User) -> Slice[Concept]:
    """Codes by code; those of a day unless all are asked for."""
    rows = Concept.objects.visible_to(by).select_related("system")
    if query.system:
        rows = rows.of([query.system])
    if query.code:
        rows = rows.filter(Q(code=query.code) | Q(bare=bare(query.code.replace("\x00", ""))))
    if query.parent:
        rows = rows.filter(parent=query.parent)
    if not query.all_days:
        rows = rows.on(query.at or localdate())
    return paginate(rows, query, order=("code", "id"))


def meanings(concept: Concept, *, by: User) -> QuerySet[Concept]:
    """What the same code meant and will mean, the latest first."""
    rows = Concept.objects.visible_to(by).filter(system=concept.system_id, code=concept.code)
    return rows.select_related("edition").order_by(F("during").desc(), "id")


def above(concept: Concept, day: date, *, by: User) -> Concept | None:
    """The code that it belongs to."""
    if not concept.parent:
        return None
    rows = Concept.objects.visible_to(by).on(day)
    return rows.filter(system=concept.system_id, code=concept.parent).first()


def loads(query: PageQuery, *, by: User) -> Slice[Load]:
    """What was loaded, the newest first."""
    return paginate(Load.objects.visible_to(by).select_related("by"), query, order=("-created_at", "-id"))

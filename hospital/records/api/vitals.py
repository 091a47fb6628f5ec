"""/patients/{id}/vitals, news2, series, growth: what is measured, and what it tells in time."""

from typing import Any  # Any: validated by the schema
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from ninja import Query, Router, Status

from hospital.accounts.asking import asker
from hospital.core.access import allow

from .. import actions, news2, vitals
from ..vital_schemas import (
    GrowthOut,
    PointOut,
    ReadingOut,
    ScoredOut,
    ScoreOut,
    SeriesOut,
    SeriesQuery,
    SetOut,
    SetsOut,
    SetsQuery,
    VitalsIn,
)
from ._asking import chart_of, patient_of, with_rows

router = Router(tags=["records"])


@router.get("/{uuid:id}/vitals", response=SetsOut)
@allow("patients.view_chart")
@transaction.atomic
def list_vitals(request: HttpRequest, id: UUID, query: Query[SetsQuery]) -> SetsOut:
    """The sets, the newest first, each with its score. Reading it is recorded."""
    patient = chart_of(request, id, "records.vitals")
    page = vitals.sets(patient, query, by=asker(request))
    return SetsOut(items=[_set(one) for one in page.items], next=page.next, total=page.total)


@router.post("/{uuid:id}/vitals", response={201: SetOut})
@allow("records.write_vitals")
def take_vitals(request: HttpRequest, id: UUID, data: VitalsIn) -> Status[SetOut]:
    """Write down what was read. 422 names impossible values; 409 `Unusual` asks again for rare ones."""
    patient, by = patient_of(request, id), asker(request)
    values = with_rows(request, data.dict(exclude={"readings"}))
    taken = actions.take_vitals(patient, readings=data.readings.dict(), by=by, **values)
    return Status(201, _set(vitals.set_of(patient, taken.id, by=by)))


@router.get("/{uuid:id}/news2", response=list[ScoredOut])
@allow("patients.view_chart")
@transaction.atomic
def list_scores(request: HttpRequest, id: UUID, query: Query[SetsQuery]) -> list[ScoredOut]:
    """The early warning scores, the newest first. Reading it is recorded."""
    patient = chart_of(request, id, "records.news2")
    page = vitals.sets(patient, query, by=asker(request))
    return [
        ScoredOut(set_id=one.id, at=one.at, news2=_score(one.score, one.trend))
        for one in page.items
        if one.score
    ]


@router.get("/{uuid:id}/series", response=SeriesOut)
@allow("patients.view_chart")
@transaction.atomic
def read_series(request: HttpRequest, id: UUID, query: Query[SeriesQuery]) -> SeriesOut:
    """The numbers of one code in time, the oldest first, with results of orders. Reading it is recorded."""
    patient = chart_of(request, id, "records.series")
    points = vitals.series(patient, query.code, by=asker(request), limit=query.limit)
    shown = [PointOut.from_orm(point) for point in points]
    return SeriesOut(code=query.code, display=points[-1].display if points else "", points=shown)


@router.get("/{uuid:id}/growth", response=list[GrowthOut])
@allow("patients.view_chart")
@transaction.atomic
def read_growth(request: HttpRequest, id: UUID) -> list[vitals.Grown]:
    """Weight, length, head and body mass index, the oldest first. Reading it is recorded."""
    patient = chart_of(request, id, "records.growth")
    return vitals.grown(patient, by=asker(request))


def _set(one: vitals.Set) -> SetOut:
    return SetOut(
        id=one.id, at=one.at, recorded_by_id=one.by.pk, readings=[_reading(value) for value in one.listed],
        news2=_score(one.score, one.trend) if one.score else None,
    )  # fmt: skip


def _reading(value: vitals.Value) -> ReadingOut:
    row = value.row
    said: dict[str, Any] = {  # Any: see above
        "name": value.name, "label": str(value.label), "value": row.value_number, "text": str(value.words),
        "unit": row.unit, "low": row.reference_low, "high": row.reference_high,
        "interpretation": row.interpretation, "points": value.points, "observation_id": value.observation.pk,
    }  # fmt: skip
    return ReadingOut.model_validate(said)


def _score(score: news2.Score, trend: str) -> ScoreOut:
    said: dict[str, Any] = {  # Any: see above
        "total": score.total, "known": score.known, "missing": score.missing, "red": score.red,
        "risk": score.risk, "is_warning": score.is_warning, "scale": score.scale, "trend": trend,
    }  # fmt: skip
    return ScoreOut.model_validate(said)

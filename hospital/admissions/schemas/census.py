"""The census and its figures, as the API gives them."""

from datetime import date
from fractions import Fraction
from typing import Any  # Any: a figure's object
from uuid import UUID

from ninja import Field, Schema


class CensusQuery(Schema):
    first: date | None = Field(None, description="The first day; the first of this month.")
    last: date | None = Field(None, description="The last day; yesterday.")
    ward_id: UUID | None = None


class CensusDayOut(Schema):
    """One day, from midnight to midnight."""

    day: date
    existing: int
    admissions: int
    transfers_in: int
    discharges: int
    deaths: int
    transfers_out: int
    remaining: int
    same_day: int
    patient_days: int
    operational_beds: int
    installed_beds: int


def _shown(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value), 2)


class FiguresOut(Schema):
    """The figures of a period (Portaria SAS/MS 312/2002); null where there is nothing to divide by."""

    days: int
    patient_days: int
    bed_days: int
    installed_bed_days: int
    admissions: int
    departures: int
    deaths: int
    late_deaths: int
    mean_patients: float | None
    mean_stay: float | None
    occupancy: float | None
    operational_occupancy: float | None
    turnover: float | None
    substitution_interval: float | None
    mortality: float | None
    institutional_mortality: float | None

    @classmethod
    def of(cls, figures: Any) -> dict[str, Any]:  # Any: see above
        values = {name: getattr(figures, name) for name in cls.model_fields}
        return {
            name: _shown(value) if value is None or isinstance(value, Fraction) else value
            for name, value in values.items()
        }


class CensusOut(Schema):
    first: date
    last: date
    days: list[CensusDayOut]
    figures: FiguresOut

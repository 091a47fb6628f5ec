"""/census: counts of patients and beds by day, and the figures of a period. No names."""

from typing import Any  # Any: a census as it is computed

from django.http import HttpRequest
from ninja import Query, Router

from hospital.core.access import allow

from .. import lists
from ..schemas import CensusOut, CensusQuery, FiguresOut

router = Router(tags=["census"])


@router.get("", response=CensusOut)
@allow("admissions.view_census")
def get_census(request: HttpRequest, query: Query[CensusQuery]) -> Any:  # Any: see above
    """The census of each day of a period, of the house or of one ward, and what it comes to."""
    found = lists.census_between(query)
    return {
        "first": found.first, "last": found.last, "days": found.days,
        "figures": FiguresOut.of(found.figures),
    }  # fmt: skip

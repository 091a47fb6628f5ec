"""In which order the waiting list is offered what becomes free, and why somebody stands where she stands.

By priority; then who the law puts first (80 years or more, then 60 or more: Lei 10.741/2003, art. 3º); then
who has waited longest.
"""

from datetime import date
from typing import Any  # Any: annotations

from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Wish, WishQuerySet
from .models.wishes import FIRST_AGE, LAWFUL_AGE

RANK = ("priority", "law", "wished_at", "id")
LEGAL: dict[int, Promise] = {0: _("80 years or older"), 1: _("60 years or older")}


def in_rank(wishes: WishQuerySet, day: date) -> WishQuerySet:
    """The wishes in the order of their rank on a day, each with `law` (0, 1 or 2)."""
    return wishes.annotate(law=by_law(day)).order_by(*RANK)


def by_law(day: date) -> Case:
    """0 for patients of 80 years or more on a day, 1 from 60 on, 2 for the others."""
    return Case(
        When(Q(patient__birth_date__lte=years_before(day, FIRST_AGE)), then=Value(0)),
        When(Q(patient__birth_date__lte=years_before(day, LAWFUL_AGE)), then=Value(1)),
        default=Value(2), output_field=IntegerField(),
    )  # fmt: skip


def years_before(day: date, years: int) -> date:
    """The same day so many years before; the last of February for the 29th where there is none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def reasons(wish: Any) -> list[str | Promise]:  # Any: a Wish with the `law` of in_rank
    """Why a wish stands where it stands, in words: its priority and what the law says."""
    found: list[str | Promise] = [Wish.Priority(wish.priority).label]
    if wish.law in LEGAL:
        found.append(LEGAL[wish.law])
    return found

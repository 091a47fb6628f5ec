"""The colour of a stay on the board (Kanban of the NIR, Portaria GM/MS 3.390/2013): how long against how long
it was to be. Pure."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import pgettext_lazy


class Colour(models.TextChoices):
    """The colour of a stay."""

    GREEN = "green", pgettext_lazy("colour of a stay", "Within the time expected")
    YELLOW = "yellow", pgettext_lazy("colour of a stay", "Beyond the time expected")
    RED = "red", pgettext_lazy("colour of a stay", "Far beyond the time expected")


# Of an emergency bed or one for observation, whatever the patient has.
SHORT_YELLOW, SHORT_RED = timedelta(hours=12), timedelta(hours=24)
SHORT_WARDS = ("emergency", "observation")


def colour_of(
    admitted_at: datetime, now: datetime, *, expected_days: int | None, usual_days: int = 0,
    red_percent: int = 200, ward_kind: str = "",
) -> str:  # fmt: skip
    """green up to the days expected, yellow beyond them, red from `red_percent` of them on.

    Without `expected_days` it is measured against the `usual_days` of the house; without these there is no
    colour (""). In emergency and observation 12 and 24 hours count.
    """
    spent = now - admitted_at
    if ward_kind in SHORT_WARDS:
        yellow, red = SHORT_YELLOW, SHORT_RED
    else:
        days = expected_days or usual_days
        if not days:
            return ""
        yellow, red = timedelta(days=days), timedelta(days=days) * red_percent / 100
    if spent > red:
        return str(Colour.RED)
    return str(Colour.YELLOW if spent > yellow else Colour.GREEN)

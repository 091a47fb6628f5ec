"""The laboratory's own list: panels and reference ranges, shipped for the first day."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, TypedDict, Unpack  # Any: column values are of every type

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import fitting, refuse
from hospital.core.db import change, conflicts, lock
from hospital.core.errors import Conflict, Invalid

from ..models import PanelLine, ReferenceRange, TestPanel
from ..models.catalogue import ADULT
from ..shipped import LOINC, PANELS, TESTS, Panel


class PanelExists(Conflict):
    message = _("There is a test panel of this name already.")


class RangeOverlaps(Conflict):
    message = _("There is a reference range for this test, sex and age already. Change that one.")


class LimitsOutOfOrder(Invalid):
    message = _("Low is below high, and the critical limits lie outside them.")


class AgesOutOfOrder(Invalid):
    message = _("The upper age is above the lower one.")


class PanelData(TypedDict, total=False):
    """What is ordered under one name."""

    system: str
    code: str
    name: str
    category: str
    tube: str
    preparation: str
    is_favourite: bool


class TestData(TypedDict, total=False):
    """One test of a panel."""

    system: str
    code: str
    display: str
    unit: str
    is_text: bool


class RangeData(TypedDict, total=False):
    """The limits of a test for a sex and an age."""

    system: str
    code: str
    display: str
    sex: str
    age_from: int
    age_to: int | None
    unit: str
    low: Decimal | None
    high: Decimal | None
    critical_low: Decimal | None
    critical_high: Decimal | None
    is_active: bool


@transaction.atomic
def define_panel(*, by: User, tests: Sequence[TestData] = (), **data: Unpack[PanelData]) -> TestPanel:
    """Offer something to order, with the tests it consists of."""
    by.require("orders.manage_catalogue")
    panel = TestPanel(display=data.get("name", ""), **fitting(TestPanel, data))
    if not panel.name:
        refuse({"name": [_("Give it a name.")]})
    with conflicts(one_test_panel_per_name=PanelExists):
        panel.save(force_insert=True)
    PanelLine.objects.bulk_create(
        [
            PanelLine(panel=panel, position=place, **fitting(PanelLine, test))
            for place, test in enumerate(tests, 1)
        ]
    )
    audit.record("orders.panel_defined", panel, by=by, code=panel.code, tests=len(tests))
    return panel


@transaction.atomic
def set_range(
    known: ReferenceRange | None = None, *, by: User, version: int | None = None, **data: Unpack[RangeData]
) -> ReferenceRange:  # fmt: skip
    """Set the limits of a test: a new range, or other limits for one that is known."""
    by.require("orders.manage_catalogue")
    values = fitting(ReferenceRange, data)
    if known is None and not values.get("code"):
        refuse({"code": [_("Say which test.")]})
    row = lock(known, version=version) if known else ReferenceRange(**values)
    with conflicts(
        one_reference_range_per_test_sex_and_age=RangeOverlaps,
        reference_range_limits_are_in_order=LimitsOutOfOrder,
        reference_range_ages_are_in_order=AgesOutOfOrder,
    ):
        if known:
            change(row, **values)
        else:
            row.save(force_insert=True)
    audit.record("orders.range_set", row, by=by, code=row.code, sex=row.sex)
    return row


@transaction.atomic
def ship_catalogue(*, by: User) -> int:
    """Add the common tests that are not there yet; what the laboratory changed stays as it is."""
    by.require("orders.manage_catalogue")
    if TestPanel.objects.exists() or ReferenceRange.objects.exists():
        return 0
    for panel in PANELS:
        _ship(panel, by=by)
    rows = [
        ReferenceRange(
            system=LOINC, code=test.code, display=test.name, unit=test.unit, sex=sex, age_from=ADULT,
            **{name: Decimal(limit) if limit else None for name, limit in zip(LIMITS, limits, strict=True)},
        )
        for test in TESTS.values() for sex, *limits in test.limits
    ]  # fmt: skip
    ReferenceRange.objects.bulk_create(rows)
    audit.record("orders.catalogue_shipped", rows[0], by=by, panels=len(PANELS), ranges=len(rows))
    return len(PANELS) + len(rows)


LIMITS = ("low", "high", "critical_low", "critical_high")


def _ship(panel: Panel, *, by: User) -> TestPanel:
    tests: list[TestData] = [
        {
            "system": LOINC, "code": code, "display": TESTS[code].name, "unit": TESTS[code].unit,
            "is_text": TESTS[code].is_text,
        }
        for code in panel.tests
    ]  # fmt: skip
    named: dict[str, Any] = {  # Any: see above
        "system": LOINC, "code": panel.code, "name": panel.name, "category": panel.category,
        "tube": panel.tube, "preparation": panel.preparation, "is_favourite": panel.is_favourite,
    }  # fmt: skip
    return define_panel(tests=tests, by=by, **named)

"""Results: entered, corrected by a new row, validated by somebody else, read by who asked."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any  # Any: values of a result, as they are typed

from django.db import transaction
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _

from hospital import audit, config
from hospital.accounts.models import User
from hospital.core.checks import fitting, refuse, said
from hospital.core.db import change, conflicts, lock, move
from hospital.core.errors import Conflict, Denied
from hospital.organization.models import Employee
from hospital.patients import care
from hospital.patients.actions.identity import held

from ..interpretation import LineData, interpreted, ranges_for
from ..models import Category, CriticalNotice, Line, Order, Progress, Reading, Result
from .orders import IMPORTS, _past, _with

KEPT = ("system", "code", "display", "text", "unit", "reference", "interpretation")


class NotCollected(Conflict):
    message = _("No specimen was collected for this order yet.")


class HasResult(Conflict):
    message = _("This order has a result already. Correct that one.")


class OrderIsCancelled(Conflict):
    message = _("This order was cancelled.")


class ResultValidated(Conflict):
    message = _("This result was validated already.")


class ResultSuperseded(Conflict):
    message = _("This result was corrected already. Work on the latest one.")


class ValidatesOwn(Denied):
    message = _("You entered this result: somebody else validates it.")


class NotValidated(Conflict):
    message = _("This result is not validated yet.")


class ReadAlready(Conflict):
    message = _("You took note of this result already.")


@transaction.atomic
def enter_result(
    order: Order, *, by: User, lines: Sequence[LineData] = (), text: str = "",
    performed_by: Employee | None = None, occurred_at: datetime | None = None,
    source: str = Result.Source.HERE, version: int | None = None,
) -> Result:  # fmt: skip
    """Write down the answer to an order. An import is released at once: it was validated elsewhere."""
    by.require("orders.enter_result")
    patient = held(order.patient)
    care.require(patient, by=by)
    progress = lock(order.progress, version=version)
    is_import = _is_import(source, by)
    _takes_a_result(order, progress, is_import=is_import)
    result = Result(
        patient=patient, order=order, recorded_by=by, source=source,
        occurred_at=_taken_at(order, occurred_at),
        performed_by=performed_by or (None if is_import else getattr(by, "employee", None)),
        **fitting(Result, {"text": text}),
    )  # fmt: skip
    _keep(result, lines)
    move(progress, Progress.State.RESULTED, moved_at=now(), moved_by=by)
    for state in (Progress.State.VALIDATED, Progress.State.READ) if is_import else ():
        move(progress, state, moved_at=now())
    told: dict[str, Any] = {"order": str(order.pk), "critical": result.is_critical}  # Any: see above
    audit.record("orders.result_entered", result, by=by, patient_id=patient.pk, **told)
    _with(order, progress)
    return result


@transaction.atomic
def correct_result(
    result: Result, *, because: str, by: User, lines: Sequence[LineData] = (), text: str = "",
    version: int | None = None,
) -> Result:  # fmt: skip
    """Put a new result in the place of a wrong one. The old one stays in the chart, marked as superseded."""
    by.require("orders.enter_result")
    patient = held(result.patient)
    care.require(patient, by=by)
    progress = lock(result.order.progress)
    result = lock(result, version=version)
    newer = Result(
        patient=patient, order=result.order, performed_by=getattr(by, "employee", None), recorded_by=by,
        occurred_at=result.occurred_at, replaces=result,
        **fitting(Result, {"text": text, "because": said(because, "because")}),
    )  # fmt: skip
    _keep(newer, lines)
    if progress.state in (Progress.State.VALIDATED, Progress.State.READ):
        move(progress, Progress.State.RESULTED, moved_at=now(), moved_by=by)
    _with(result.order, progress)
    told = {"order": str(result.order_id), "replaces": str(result.pk)}
    audit.record("orders.result_corrected", newer, by=by, patient_id=patient.pk, reason=newer.because, **told)
    return newer


@transaction.atomic
def validate_result(result: Result, *, by: User, version: int | None = None) -> Result:
    """Release a result that somebody else entered; a critical one must then be acknowledged."""
    by.require("orders.validate_result")
    patient = held(result.patient)
    care.require(patient, by=by)
    progress = lock(result.order.progress)
    result = lock(result, version=version)
    if result.is_released:
        raise ResultValidated
    if Result.objects.filter(replaces=result).exists():
        raise ResultSuperseded
    with conflicts(nobody_validates_the_result_she_entered=ValidatesOwn):
        change(result, validated_at=now(), validated_by=by)
    move(progress, Progress.State.VALIDATED, moved_at=now(), moved_by=by)
    _with(result.order, progress)
    audit.record(
        "orders.result_validated",
        result,
        by=by,
        patient_id=patient.pk,
        order=str(result.order_id),
        critical=result.is_critical,
    )
    if result.is_critical:
        _raise(result, by=by)
    return result


@transaction.atomic
def read_result(result: Result, *, by: User, note: str = "") -> Reading:
    """Take note of a validated result; the first reading takes it from the inbox of who asked."""
    by.require("orders.read_result")
    patient = held(result.patient)
    care.require(patient, by=by)
    progress = lock(result.order.progress)
    result = lock(result)
    if not result.is_released:
        raise NotValidated
    if Result.objects.filter(replaces=result).exists():
        raise ResultSuperseded
    reading = Reading(result=result, read_by=by, **fitting(Reading, {"note": note}))
    with conflicts(one_reading_per_result_and_person=ReadAlready):
        reading.save(force_insert=True)
    if progress.state == Progress.State.VALIDATED:
        move(progress, Progress.State.READ, moved_at=now(), moved_by=by)
    _with(result.order, progress)
    audit.record("orders.result_read", result, by=by, patient_id=patient.pk, order=str(result.order_id))
    return reading


def _is_import(source: str, by: User) -> bool:
    """Whether it comes from elsewhere, which only who may open every chart says."""
    if source == Result.Source.IMPORTED:
        by.require(IMPORTS)
        return True
    return False


def _takes_a_result(order: Order, progress: Progress, *, is_import: bool) -> None:
    """Refuse a result for an order that has one, was cancelled, or waits for a specimen."""
    if progress.state == Progress.State.CANCELLED:
        raise OrderIsCancelled
    if progress.state not in (Progress.State.REQUESTED, Progress.State.COLLECTED):
        raise HasResult
    waits = order.category == Category.LABORATORY and progress.state == Progress.State.REQUESTED
    if waits and not is_import:
        raise NotCollected


def _taken_at(order: Order, given: datetime | None) -> datetime:
    """When the values were true of the patient: when the specimen was taken, if it was taken here."""
    if given is None:
        specimen = order.specimens.usable().order_by("collected_at").first()
        given = specimen.collected_at if specimen else None
    return _past(given)


def _keep(result: Result, lines: Sequence[LineData]) -> None:
    """Write the result with its lines, each read against the ranges for the patient on that day."""
    rows = _lines(result, lines)
    if not rows and not result.text:
        refuse({"lines": [_("Type at least one value, or a report.")]})
    result.is_critical = any(row.is_critical for row in rows)
    with conflicts(one_first_result_per_order=HasResult, orders_result_replaces_id_key=ResultSuperseded):
        result.save(force_insert=True)
    Line.objects.bulk_create(rows)


def _lines(result: Result, lines: Sequence[LineData]) -> list[Line]:
    given = [
        line for line in lines if str(line.get("value", "") or "").strip() or line.get("text", "").strip()
    ]
    day = localdate(result.occurred_at)
    ranges = ranges_for(result.patient, [line.get("code", "") for line in given], on=day)
    return [interpreted(_line(result, place, line), ranges) for place, line in enumerate(given, 1)]


def _line(result: Result, place: int, data: LineData) -> Line:
    fields: dict[str, Any] = {name: data.get(name, "") for name in KEPT}  # Any: see above
    for name, places in (("value", 6), ("low", 4), ("high", 4)):
        where = data.get("display", "") or f"lines.{place}"
        fields[name] = _number(data.get(name), places=places, where=where)
    return Line(result=result, position=place, **fitting(Line, fields))


def _number(typed: Any, *, places: int, where: str) -> Decimal | None:  # Any: see above
    """A number with a comma or a point; Invalid naming the test when it is none."""
    bare = str(typed if typed is not None else "").strip().replace(",", ".")
    if not bare:
        return None
    try:
        number = Decimal(bare)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= 10**10:
        refuse({"lines": [_("%(test)s: this is not a number.") % {"test": where}]})
    return round(number, places)


def _raise(result: Result, *, by: User) -> CriticalNotice:
    """Somebody who treats the patient must now say that she knows."""
    minutes = config.value("orders.critical_minutes")
    notice = CriticalNotice(
        result=result, patient=result.patient, raised_at=now(), due_at=now() + timedelta(minutes=minutes)
    )
    notice.save(force_insert=True)
    audit.record(
        "orders.critical_raised",
        notice,
        by=by,
        patient_id=result.patient_id,
        order=str(result.order_id),
        result=str(result.pk),
    )
    return notice

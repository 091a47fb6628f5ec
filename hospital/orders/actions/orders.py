"""Orders: placed, cancelled; specimens taken for them, and rejected."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypedDict, Unpack  # Any: column values are of every type

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.consultations.models import Consultation
from hospital.core.checks import fitting, refuse, said
from hospital.core.db import change, conflicts, lock, move
from hospital.core.errors import Conflict
from hospital.encounters.models import Encounter
from hospital.organization.actions import require_licence
from hospital.organization.models import Department, Employee
from hospital.patients import care
from hospital.patients.actions.identity import held
from hospital.patients.models import Patient

from ..labels import labels
from ..models import Category, Order, Progress, Specimen, TestPanel, Tube
from ..printing import render
from ..visits import writing_in

IMPORTS = "patients.open_any_chart"  # who may record what happened elsewhere, without a licence


class AlreadyCollected(Conflict):
    message = _("This tube was collected already. Reject the specimen first if a new one is needed.")


class NothingToCollect(Conflict):
    message = _("Nothing is collected for this order.")


class SpecimenRejected(Conflict):
    message = _("This specimen was rejected already.")


class OrderData(TypedDict, total=False):
    """What is asked for: a panel of ours, or a code, or words; and why."""

    system: str
    code: str
    display: str
    category: str
    priority: str
    clinical_indication: str
    panel: TestPanel | None


@transaction.atomic
def place_order(
    patient: Patient, *, by: User, visit: Consultation | None = None, encounter: Encounter | None = None,
    department: Department | None = None, requested_by: Employee | None = None,
    occurred_at: datetime | None = None, source: str = Order.Source.HERE, **data: Unpack[OrderData],
) -> Order:  # fmt: skip
    """Ask for a test, an image or a procedure. Here it takes a licence in force; an import takes none."""
    by.require("orders.place_order")
    visit = writing_in(visit, patient, by=by)
    patient = held(patient)
    care.require(patient, by=by)
    if source == Order.Source.IMPORTED:
        by.require(IMPORTS)
    else:
        requested_by = require_licence(by).employee
    encounter = visit.encounter if visit else encounter
    place = department or (encounter.department if encounter else None)
    order = Order(
        patient=patient, consultation=visit, encounter=encounter, department=place, recorded_by=by,
        requested_by=requested_by, source=source, occurred_at=_past(occurred_at), **_asked(data),
    )  # fmt: skip
    order.save(force_insert=True)
    order.refresh_from_db(fields=["number"])
    Progress(order=order, moved_by=by, moved_at=order.occurred_at).save(force_insert=True)
    told = {"category": order.category, "code": order.code, "priority": order.priority}
    audit.record("orders.order_placed", order, by=by, patient_id=patient.pk, **told)
    return order


@transaction.atomic
def place_orders(
    patient: Patient, *, orders: Sequence[OrderData], by: User, **common: Any
) -> list[Order]:  # Any: as place_order
    """Ask for several things at once: all of them, or none."""
    by.require("orders.place_order")
    refuse({} if orders else {"panels": [_("Choose at least one test.")]})
    return [place_order(patient, by=by, **common, **one) for one in orders]


@transaction.atomic
def cancel_order(order: Order, *, reason: str, by: User, version: int | None = None) -> Order:
    """Take an order back, as long as it has no result."""
    by.require("orders.place_order")
    patient = held(order.patient)
    care.require(patient, by=by)
    progress = lock(order.progress, version=version)
    because = said(reason)
    move(
        progress,
        Progress.State.CANCELLED,
        moved_at=now(),
        moved_by=by,
        **fitting(Progress, {"reason": because}),
    )
    audit.record("orders.order_cancelled", order, by=by, patient_id=patient.pk, reason=because)
    return _with(order, progress)


@transaction.atomic
def collect(
    order: Order, *, by: User, tubes: Sequence[str] = (), at: datetime | None = None,
    version: int | None = None,
) -> list[Specimen]:  # fmt: skip
    """Take the specimens of a laboratory order, each into a tube with a label of its own."""
    by.require("orders.collect_specimen")
    patient = held(order.patient)
    care.require(patient, by=by)
    progress = lock(order.progress, version=version)
    if order.category != Category.LABORATORY or progress.state not in ("requested", "collected"):
        raise NothingToCollect
    moment = _past(at)
    made = [_specimen(order, tube, moment, by) for tube in dict.fromkeys(tubes or [_tube(order)])]
    with conflicts(one_usable_specimen_per_order_and_tube=AlreadyCollected):
        for specimen in made:
            specimen.save(force_insert=True)
            specimen.refresh_from_db(fields=["number"])
    if progress.state == Progress.State.REQUESTED:
        move(progress, Progress.State.COLLECTED, moved_at=now(), moved_by=by)
    for specimen in made:
        told = {"order": str(order.pk), "tube": specimen.tube}
        audit.record("orders.specimen_collected", specimen, by=by, patient_id=patient.pk, **told)
    _with(order, progress)
    return made


@transaction.atomic
def reject_specimen(specimen: Specimen, *, because: str, by: User, version: int | None = None) -> Specimen:
    """Say that a specimen is no good; when it was the last one, the order waits for a collection again."""
    by.require("orders.collect_specimen")
    order = specimen.order
    patient = held(order.patient)
    care.require(patient, by=by)
    progress = lock(order.progress)
    specimen = lock(specimen, version=version)
    if specimen.rejected_at:
        raise SpecimenRejected
    reason = said(because, "because")
    change(specimen, rejected_at=now(), rejected_by=by, **fitting(Specimen, {"rejected_because": reason}))
    if progress.state == Progress.State.COLLECTED and not order.specimens.usable().exists():
        move(progress, Progress.State.REQUESTED, moved_at=now(), moved_by=by)
    audit.record(
        "orders.specimen_rejected", specimen, by=by, patient_id=patient.pk, order=str(order.pk), reason=reason
    )
    return specimen


@transaction.atomic(savepoint=False)
def print_labels(order: Order, *, by: User) -> bytes:
    """The labels of the order's usable specimens, one to a page; the printing is recorded."""
    by.require("orders.collect_specimen")
    care.require(order.patient, by=by)
    specimens = list(order.specimens.usable().order_by("number"))
    if not specimens:
        raise NothingToCollect
    audit.access("print", by=by, patient_id=order.patient_id, what="orders.label", labels=len(specimens))
    return render("labels", labels(order, specimens))


def _specimen(order: Order, tube: str, at: datetime, by: User) -> Specimen:
    return Specimen(order=order, collected_at=at, collected_by=by, **fitting(Specimen, {"tube": tube}))


def _tube(order: Order) -> str:
    """What the panel is taken into, or the commonest tube."""
    return str(order.panel.tube) if order.panel and order.panel.tube else str(Tube.SERUM)


def _asked(data: OrderData) -> dict[str, Any]:  # Any: see above
    """The columns of what is asked for; a panel gives its code and its name."""
    panel = data.get("panel")
    given: dict[str, Any] = {
        name: value for name, value in data.items() if value not in (None, "")
    }  # Any: see above
    if panel is not None:
        named = {
            "system": panel.system,
            "code": panel.code,
            "display": panel.name,
            "category": panel.category,
        }
        given = named | given
    if not str(given.get("display", "")).strip():
        refuse({"display": [_("Say what is asked for.")]})
    return fitting(Order, {"category": Category.LABORATORY, **given})


def _past(at: datetime | None) -> datetime:
    """The moment, which is not in the future; now when none is given."""
    moment = now()
    if at and at > moment:
        refuse({"occurred_at": [_("This moment is in the future.")]})
    return at or moment


def _with(order: Order, progress: Progress) -> Order:
    """The order with its present progress."""
    order.progress = progress
    return order

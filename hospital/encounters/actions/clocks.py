"""What the clocks say: a target is near, or past. Once each, and in the trail."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import now

from hospital import config
from hospital.accounts.models import User

from ..models import Alarm, Encounter, Triage
from ..steps import tell

State = Encounter.State
VERBS = {Alarm.Kind.NEAR: "target_near", Alarm.Kind.BREACHED: "target_breached"}


@transaction.atomic
def sound_alarms(*, by: User, at: datetime | None = None) -> list[Alarm]:
    """Record each target that came near or passed until a moment (now) and was not recorded yet."""
    by.require("encounters.manage_queue")
    moment = at or now()
    made = []
    for encounter, clock, began, target in [*_until_triage(moment), *_until_doctor(moment)]:
        if moment > target:
            made.append(_sound(encounter, clock, Alarm.Kind.BREACHED, target, moment, by=by))
        elif moment >= began + (target - began) * config.value("triage.near_percent") / 100:
            made.append(_sound(encounter, clock, Alarm.Kind.NEAR, target, moment, by=by))
    return [alarm for alarm in made if alarm is not None]


Clock = tuple[Encounter, str, datetime, datetime]


def _until_triage(moment: datetime) -> Iterator[Clock]:
    """Emergency patients whom nobody has classified."""
    rows = Encounter.objects.open().filter(
        kind=Encounter.Kind.EMERGENCY, state__in=(State.ARRIVED, State.WAITING), started_at=None,
        triages=None,
    )  # fmt: skip
    minutes = timedelta(minutes=config.value("triage.minutes"))
    for encounter in rows.order_by("arrived_at", "id"):
        yield encounter, Alarm.Clock.TRIAGE, encounter.arrived_at, encounter.arrived_at + minutes


def _until_doctor(moment: datetime) -> Iterator[Clock]:
    """Classified patients whom nobody sees yet."""
    rows = Triage.objects.standing().filter(
        encounter__state__in=(State.TRIAGED, State.WAITING), encounter__started_at=None,
        encounter__withdrawn_at=None,
    )  # fmt: skip
    last = rows.order_by("encounter", "-ended_at", "-id").distinct("encounter")
    for triage in last.select_related("encounter"):
        yield triage.encounter, Alarm.Clock.DOCTOR, triage.ended_at, triage.target_at


def _sound(
    encounter: Encounter, clock: str, kind: Alarm.Kind, target: datetime, moment: datetime, *, by: User
) -> Alarm | None:
    """The alarm, unless it went off before."""
    alarm, is_new = Alarm.objects.get_or_create(
        encounter=encounter, clock=clock, kind=kind, target_at=target, defaults={"at": moment}
    )
    if not is_new:
        return None
    tell(VERBS[kind], encounter, by=by, clock=str(clock), due=target.isoformat())
    return alarm

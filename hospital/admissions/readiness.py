"""What still keeps a patient here, read from the rows themselves each time it is asked, never kept.

An app says `register_check(Check("surgery", _("Surgeries"), find))` in its AppConfig.ready. Every blocker has
a way out: somebody's action (`resolution`, at `link`), or a waiver by who has `waiver_permission`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any  # Any: an admission, for the apps above too

from django.utils.functional import Promise

from .models import Admission, DischargeStage, Waiver

Text = str | Promise
WAIVER = "admissions.waive_blocker"
STAGES: tuple[str, ...] = tuple(DischargeStage.Stage.values)


@dataclass(frozen=True)
class Blocker:
    """One open thing: of which check (`key`) and row, in words without clinical content, and its way out."""

    key: str
    text: Text
    owner: Text = ""  # who is to deal with it, in words
    link: str = ""  # the page where it is dealt with
    resolution: Text = ""  # what ends it, in words; empty when only a waiver does
    may_be_waived: bool = True
    waiver_permission: str = WAIVER
    row: str = ""  # the key of the row that is open: a waiver is for this one only


@dataclass(frozen=True)
class Check:
    """A kind of blocker. `before` is the first stage of the discharge that it keeps from being done.

    An empty `before` keeps nothing: it is shown so that somebody thinks of it.
    """

    key: str
    label: Text
    find: Callable[[Any], Sequence[Blocker]]  # Any: see above
    before: str = DischargeStage.Stage.ADMINISTRATIVE.value


@dataclass(frozen=True)
class Found:
    """A blocker as it stands: of which check, and who let it pass, if anybody did."""

    check: Check
    blocker: Blocker
    waiver: Waiver | None = None

    @property
    def is_open(self) -> bool:
        """Whether it keeps the patient from leaving."""
        return bool(self.check.before) and self.waiver is None


@dataclass(frozen=True)
class Readiness:
    """Everything that is open or was let pass, in the order of the stages."""

    found: list[Found] = field(default_factory=list)

    @property
    def blockers(self) -> list[Found]:
        return [one for one in self.found if one.is_open]

    @property
    def is_ready(self) -> bool:
        return not self.blockers

    def before(self, stage: str) -> list[Found]:
        """What has to be dealt with before this stage can be done."""
        place = STAGES.index(stage)
        return [one for one in self.blockers if STAGES.index(one.check.before) <= place]


_checks: dict[str, Check] = {}


def register_check(check: Check) -> None:
    """Say that there is another kind of blocker."""
    _checks[check.key] = check


def checks() -> list[Check]:
    """Every kind of blocker, by the stage that it keeps from being done."""
    last = len(STAGES)
    return sorted(_checks.values(), key=lambda one: STAGES.index(one.before) if one.before else last)


def readiness_of(admission: Admission) -> Readiness:
    """What keeps the patient of this stay here now."""
    waivers = {(one.key, one.row): one for one in Waiver.objects.filter(admission=admission)}
    found = [
        Found(check, blocker, waivers.get((blocker.key, blocker.row)))
        for check in checks()
        for blocker in check.find(admission)
    ]
    return Readiness(found)


def next_stage(admission: Admission) -> str:
    """The stage whose turn it is; empty for who is not here, or has left."""
    if admission.state == Admission.State.ADMITTED:
        return STAGES[0]
    if admission.state in STAGES[:-1]:
        return STAGES[STAGES.index(str(admission.state)) + 1]
    return ""

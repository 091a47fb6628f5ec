"""Legal and illegal steps at random: no gate is ever passed, and from everywhere there is a way out."""

import random
from collections.abc import Callable
from itertools import pairwise
from typing import Any  # Any: whatever the actions return

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.timezone import now

from hospital.core.errors import DomainError
from hospital.scheduling.models import Appointment
from hospital.surgery import actions
from hospital.surgery.models import ENDED, Step, Surgery
from tests.sizes import size

from . import make

pytestmark = pytest.mark.django_db

STEPS = size("STEPS", 150)
EACH = 60  # steps with one patient


class Walk:
    """One operation and everything anybody may try with it."""

    def __init__(self, centre: make.Centre, luck: random.Random) -> None:
        self.centre, self.luck = centre, luck
        self.one = centre.request(priority=luck.choice(["elective", "urgent", "emergency"]))
        self.tries = [*self.before(), *self.inside(), *self.after()]

    def before(self) -> list[Callable[[], Any]]:  # Any: see above
        """What is tried on the way to the theatre."""
        c = self.centre
        return [
            lambda: actions.authorise(self.one, by=c.surgeon),
            lambda: actions.schedule(
                self.one, theatre=c.theatre, starts_at=make.start(), by=c.surgeon,
                anaesthetist=make.employee_of(c.anaesthetist),
            ),
            lambda: actions.unschedule(self.one, because="x", by=c.surgeon),
            lambda: actions.call(self.one, by=c.nurse),
            lambda: actions.send_back(self.one, because="x", by=c.nurse),
            lambda: actions.enter_room(self.one, by=c.nurse),
            lambda: c.staff(self.one),
            lambda: c.consent(self.one, laterality=self.side()),
            lambda: actions.revoke_consent(self.one.consents.latest("signed_at"), because="x", by=c.nurse),
        ]  # fmt: skip

    def inside(self) -> list[Callable[[], Any]]:  # Any: see above
        """What is tried about the checklist."""
        c = self.centre
        return [
            lambda: actions.answer_phase(
                self.one, name=self.phase(), answers=make.RIGHT[self.phase()], laterality=self.side(),
                by=c.nurse,
            ),
            lambda: actions.sign_phase(self.one, name=self.phase(), by=self.somebody()),
            lambda: c.phase(self.one, self.phase()),
            lambda: actions.begin_anaesthesia(self.one, by=c.anaesthetist),
            lambda: actions.begin(self.one, by=c.surgeon),
        ]  # fmt: skip

    def after(self) -> list[Callable[[], Any]]:  # Any: see above
        """What is tried on the way out."""
        c, luck = self.centre, self.luck
        return [
            lambda: c.counted(self.one),
            lambda: c.count(self.some_count(), after=luck.choice([9, 10, 10])),
            lambda: actions.finish(self.one, by=c.surgeon),
            lambda: actions.end_anaesthesia(self.one, by=c.anaesthetist),
            lambda: actions.leave_room(self.one, destination=luck.choice(["recovery", "icu"]), by=c.nurse),
            lambda: c.aldrete(self.one, points=luck.choice([1, 2])),
            lambda: actions.leave_recovery(self.one, by=c.nurse),
        ]  # fmt: skip

    def side(self) -> str:
        return self.luck.choice(["left", "left", "right"])

    def phase(self) -> str:
        return self.luck.choice(["sign_in", "time_out", "sign_out"])

    def somebody(self) -> Any:  # Any: a user
        centre = self.centre
        return self.luck.choice([centre.surgeon, centre.anaesthetist, centre.nurse, centre.scrub])

    def some_count(self) -> Any:  # Any: a count
        found = list(self.one.counts.order_by("created_at", "id"))
        if not found:
            raise ObjectDoesNotExist
        return self.luck.choice(found)

    def step(self) -> None:
        """Try something; refused, it leaves no trace."""
        try:
            with transaction.atomic():
                self.luck.choice(self.tries)()
        except (DomainError, ObjectDoesNotExist, AttributeError):
            pass
        self.one = Surgery.objects.get(pk=self.one.pk)
        self.check()

    def check(self) -> None:
        """What is true after every step."""
        one = self.one
        closed = {row.name for row in one.phases.all() if row.is_closed}
        if one.incision_at:
            assert closed >= {"sign_in", "time_out"}
            signed = one.consents.filter(kind="surgery", revoked_at=None).first()
            assert one.state != "in_progress" or signed is None or signed.laterality == one.laterality
        if one.anaesthesia_began_at:
            assert "sign_in" in closed
        if one.out_of_room_at and one.incision_at:
            assert "sign_out" in closed
            assert all(row.is_settled for row in one.counts.all())
        holds = Appointment.objects.filter(patient=one.patient_id).exclude(state="cancelled")
        assert holds.count() == bool(one.appointment_id)
        walked = list(Step.objects.filter(surgery=one).order_by("created_at", "id"))
        assert walked[-1].after == one.state
        for before, after in pairwise(walked):
            assert after.before == before.after

    def leave(self) -> None:
        """From wherever it came to, it comes to an end by the actions alone."""
        one, c = self.one, self.centre
        if one.state in ("requested", "authorised", "scheduled", "called", "in_room"):
            actions.cancel(one, code="time", by=c.surgeon)
        if one.state == "in_progress":
            one = actions.finish(one, by=c.surgeon)
        if one.state == "finished":
            if not one.phases.filter(name="sign_out", completed_at__isnull=False).exists():
                actions.waive_phase(one, name="sign_out", because="x", by=c.surgeon)
            for count in one.counts.all():
                if count.after is not None and count.missing and not count.is_settled:
                    actions.explain_count(count, explained="x", xray_at=now(), by=c.nurse)
            one = actions.leave_room(one, by=c.nurse)
        if one.state == "recovery":
            actions.leave_recovery(one, because="x", by=c.nurse)
        assert Surgery.objects.get(pk=one.pk).state in ENDED


@pytest.mark.parametrize("seed", range(max(1, STEPS // 1000)))
def test_no_walk_passes_a_gate_and_every_walk_comes_to_an_end(seed: int) -> None:
    luck = random.Random(seed)  # noqa: S311  # a repeatable walk, no secret
    centre = make.Centre()
    for _ in range(max(1, min(STEPS, 1000) // EACH)):
        walk = Walk(centre, luck)
        for _ in range(EACH):
            walk.step()
        walk.leave()

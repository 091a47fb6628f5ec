"""In the theatre and after it: called, in, asleep, cut, closed, awake, out, recovered."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hospital.accounts.models import User
from hospital.core.checks import fitting, moment_of, refuse, said
from hospital.core.db import change
from hospital.core.errors import Conflict
from hospital.scheduling import actions as scheduling
from hospital.scheduling.models import Appointment

from ..models import AldreteScore, Destination, Procedure, Step, Surgery
from ..sides import require_same_side
from ..steps import (
    go,
    held_in_care,
    note,
    require_state,
    tell,
    tell_theatre_time,
)

State, What = Surgery.State, Step.What


class TimeGivenBack(Conflict):
    message = _("The booked time was given back. Schedule the operation again.")


class NotAwake(Conflict):
    message = _("The last Aldrete score is below 9, or there is none. Say why she leaves recovery.")


@transaction.atomic
def call(surgery: Surgery, *, by: User, at: datetime | None = None, version: int | None = None) -> Surgery:
    """Have the patient brought to the surgical centre."""
    by.require("surgery.attend_surgery")
    surgery = held_in_care(surgery, by=by, version=version)
    _require_time(surgery)
    moment = moment_of(at)
    go(surgery, State.CALLED, What.CALL, by=by, at=moment, called_at=moment)
    tell("called", surgery, by=by)
    return surgery


@transaction.atomic
def send_back(surgery: Surgery, *, because: str, by: User, version: int | None = None) -> Surgery:
    """Take the call back: she is not ready, or the theatre is not."""
    by.require("surgery.attend_surgery")
    surgery = held_in_care(surgery, by=by, version=version)
    require_state(surgery, State.CALLED)
    go(surgery, State.SCHEDULED, What.SEND_BACK, by=by, why=said(because, "because"), called_at=None)
    tell("sent_back", surgery, by=by, reason=because.strip())
    return surgery


@transaction.atomic
def enter_room(
    surgery: Surgery, *, by: User, at: datetime | None = None, delay: str = "", delay_note: str = "",
    version: int | None = None,
) -> Surgery:  # fmt: skip
    """She is in the theatre. When that is later than planned, `delay` says why."""
    by.require("surgery.attend_surgery")
    surgery = held_in_care(surgery, by=by, version=version)
    _require_time(surgery)
    moment = moment_of(at)
    told = fitting(Surgery, {"delay": delay, "delay_note": delay_note})
    go(surgery, State.IN_ROOM, What.ENTER, by=by, at=moment, in_room_at=moment, **told)
    assert surgery.appointment
    scheduling.start(surgery.appointment, by=by)
    tell("entered_room", surgery, by=by, theatre=str(surgery.theatre_id), delay=surgery.delay)
    return surgery


def _require_time(surgery: Surgery) -> None:
    """The time that was booked is still hers: scheduling may have been told otherwise."""
    require_state(surgery, State.SCHEDULED, State.CALLED)
    if surgery.appointment is None or surgery.appointment.state != Appointment.State.BOOKED:
        raise TimeGivenBack


@transaction.atomic
def begin_anaesthesia(
    surgery: Surgery, *, by: User, anaesthesia: str = "", at: datetime | None = None,
    version: int | None = None,
) -> Surgery:  # fmt: skip
    """Anaesthesia begins, after the sign in."""
    by.require("surgery.attend_surgery")
    surgery = held_in_care(surgery, by=by, version=version)
    require_state(surgery, State.IN_ROOM)
    moment = moment_of(at)
    values = fitting(Surgery, {"anaesthesia": anaesthesia or surgery.anaesthesia})
    note(surgery, What.ANAESTHESIA, by=by, at=moment, anaesthesia_began_at=moment, **values)
    tell("anaesthesia_began", surgery, by=by, anaesthesia=surgery.anaesthesia)
    return surgery


@transaction.atomic
def begin(surgery: Surgery, *, by: User, at: datetime | None = None, version: int | None = None) -> Surgery:
    """The incision. Not before sign in and time out, and never when the sides do not agree."""
    by.require("surgery.operate")
    surgery = held_in_care(surgery, by=by, version=version)
    require_state(surgery, State.IN_ROOM)
    require_same_side(surgery)
    moment = moment_of(at)
    go(
        surgery, State.IN_PROGRESS, What.BEGIN, by=by, at=moment, incision_at=moment, occurred_at=moment,
    )  # fmt: skip
    tell("began", surgery, by=by, theatre=str(surgery.theatre_id))
    return surgery


@transaction.atomic
def finish(
    surgery: Surgery, *, by: User, at: datetime | None = None, findings: str = "", post_diagnosis: str = "",
    not_performed: list[str] | None = None, version: int | None = None,
) -> Surgery:  # fmt: skip
    """The wound is closed. `not_performed`: the keys of planned procedures that were not done."""
    by.require("surgery.operate")
    surgery = held_in_care(surgery, by=by, version=version)
    moment = moment_of(at)
    told = fitting(
        Surgery,
        {
            "findings": findings or surgery.findings,
            "post_diagnosis": post_diagnosis or surgery.post_diagnosis or surgery.diagnosis,
        },
    )
    go(surgery, State.FINISHED, What.FINISH, by=by, at=moment, closure_at=moment, **told)
    for row in Procedure.objects.select_for_update().filter(surgery=surgery):
        change(row, is_performed=str(row.pk) not in (not_performed or ()))
    tell("finished", surgery, by=by)
    return surgery


@transaction.atomic
def end_anaesthesia(
    surgery: Surgery, *, by: User, at: datetime | None = None, version: int | None = None
) -> Surgery:  # fmt: skip
    """Anaesthesia ends; in the theatre or after it."""
    by.require("surgery.attend_surgery")
    surgery = held_in_care(surgery, by=by, version=version)
    require_state(surgery, State.IN_PROGRESS, State.FINISHED, State.RECOVERY, State.DONE)
    moment = moment_of(at)
    note(surgery, What.AWAKE, by=by, at=moment, anaesthesia_ended_at=moment)
    tell("anaesthesia_ended", surgery, by=by)
    return surgery


@transaction.atomic
def leave_room(
    surgery: Surgery, *, by: User, destination: str = Destination.RECOVERY, at: datetime | None = None,
    version: int | None = None,
) -> Surgery:  # fmt: skip
    """She leaves the theatre, after the sign out and the counts. The theatre is free."""
    by.require("surgery.attend_surgery")
    surgery = held_in_care(surgery, by=by, version=version)
    require_state(surgery, State.FINISHED)
    moment = moment_of(at)
    if destination not in Destination.values:
        refuse({"destination": [_("Say where she goes.")]})
    after = State.RECOVERY if destination == Destination.RECOVERY else State.DONE
    go(surgery, after, What.LEAVE_ROOM, by=by, at=moment, out_of_room_at=moment, destination=destination)
    if surgery.appointment and surgery.appointment.state == Appointment.State.IN_PROGRESS:
        scheduling.finish(surgery.appointment, by=by)
    tell("left_room", surgery, by=by, destination=destination)
    tell_theatre_time(surgery, by=by)
    return surgery


@transaction.atomic
def leave_recovery(
    surgery: Surgery, *, by: User, because: str = "", at: datetime | None = None, version: int | None = None
) -> Surgery:  # fmt: skip
    """She leaves recovery, with an Aldrete score of 9 or more, or because of what is said in `because`."""
    by.require("surgery.attend_surgery")
    surgery = held_in_care(surgery, by=by, version=version)
    require_state(surgery, State.RECOVERY)
    last = AldreteScore.objects.filter(surgery=surgery).order_by("-at", "-id").first()
    if (last is None or last.total < AldreteScore.ENOUGH) and not because.strip():
        raise NotAwake(fields={"because": [NotAwake.message]})
    moment = moment_of(at)
    go(
        surgery, State.DONE, What.LEAVE_RECOVERY, by=by, at=moment, why=because.strip(),
        recovery_out_at=moment,
    )  # fmt: skip
    tell("left_recovery", surgery, by=by, reason=because.strip(), aldrete=last.total if last else None)
    return surgery


@transaction.atomic
def explain_delay(
    surgery: Surgery, *, delay: str, by: User, delay_note: str = "", version: int | None = None
) -> Surgery:  # fmt: skip
    """Say why it began later than planned."""
    by.require("surgery.attend_surgery")
    surgery = held_in_care(surgery, by=by, version=version)
    values = fitting(Surgery, {"delay": delay, "delay_note": delay_note})
    if change(surgery, **values):
        tell("delay_explained", surgery, by=by, delay=surgery.delay)
    return surgery

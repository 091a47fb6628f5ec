"""Everything that can be done with encounters, queues and triage, by noun."""

from ..places import AlreadyQueued, OtherQueue, QueueClosed, for_caller, latest_triage, passed_over
from ..steps import AlreadyArrived, AlreadyHere, EncounterWithdrawn, NotInQueue, NotYourUnit
from .arriving import (
    DepartmentClosed,
    EncounterData,
    PatientDied,
    Unregistered,
    arrive,
    cancel,
    leave,
    plan,
    receive,
    receive_appointment,
    triage_unregistered,
    whom,
)
from .clocks import sound_alarms
from .importing import take_in
from .protocols import (
    AlreadyPublished,
    DraftThere,
    Incomplete,
    add_protocol,
    begin_draft,
    change_draft,
    content_of,
    differences,
    discard_draft,
    publish,
    ship_protocol,
)
from .queueing import (
    CalledAlready,
    NobodyWaits,
    NotCalled,
    PassedOver,
    call,
    call_next,
    enqueue,
    no_show,
    recall,
    set_facts,
    transfer,
)
from .reading import listed, open_encounter
from .setting_up import (
    Installed,
    PeopleWait,
    PrefixTaken,
    QueueData,
    add_panel,
    change_queue,
    close_queue,
    close_room,
    digest,
    open_queue,
    open_room,
    revoke_panel,
)
from .staying import begin_stay, call_off_stay, end_stay, expect_stay, move_stay
from .treating import finish, hold, reassign, start
from .triaging import (
    CLASSIFIERS,
    Classification,
    ClassifiedSince,
    NotPublished,
    Replay,
    classify,
    edition_of,
    replay,
    verify,
    withdraw_triage,
)

__all__ = [
    "CLASSIFIERS", "AlreadyArrived", "AlreadyHere", "AlreadyPublished", "AlreadyQueued",
    "CalledAlready", "Classification", "ClassifiedSince", "DepartmentClosed", "DraftThere",
    "EncounterData", "EncounterWithdrawn", "Incomplete", "Installed", "NobodyWaits", "NotCalled",
    "NotInQueue", "NotPublished", "NotYourUnit", "OtherQueue", "PassedOver", "PatientDied",
    "PeopleWait", "PrefixTaken", "QueueClosed", "QueueData", "Replay", "Unregistered", "add_panel",
    "add_protocol", "arrive", "begin_draft", "begin_stay", "call", "call_next", "call_off_stay",
    "cancel", "change_draft", "change_queue", "classify", "close_queue", "close_room", "content_of",
    "differences", "digest", "discard_draft", "edition_of", "end_stay", "enqueue", "expect_stay",
    "finish", "for_caller", "hold", "latest_triage", "leave", "listed", "move_stay", "no_show",
    "open_encounter", "open_queue", "open_room", "passed_over", "plan", "publish", "reassign", "recall",
    "receive", "receive_appointment", "replay", "revoke_panel", "set_facts", "ship_protocol",
    "sound_alarms", "start", "take_in", "transfer", "triage_unregistered", "verify", "whom",
    "withdraw_triage",
]  # fmt: skip

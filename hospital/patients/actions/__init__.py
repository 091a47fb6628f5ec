"""Everything that can be done with patients, by noun."""

from .details import (
    AlreadyEnded,
    AlreadyHasOne,
    NumberTaken,
    add_address,
    add_contact,
    add_guardian,
    add_identifier,
    end_detail,
)
from .facts import add_alert, add_history, end_alert, end_history, withdraw_history
from .identity import (
    AlreadyDeceased,
    NotDeceased,
    RecordClosed,
    RecordMerged,
    change_identity,
    mark_deceased,
    person_known,
    person_typed,
    set_confidential,
    undo_death,
)
from .merging import (
    TAKEABLE,
    ChangedSince,
    Comparison,
    LaterMerge,
    MotherAndChild,
    SamePatient,
    compare,
    differences,
    merge,
    rows_moved,
    rows_to_move,
    undo_merge,
)
from .opening import open_patient, print_patient, searched
from .photos import MOST_BYTES, NotAPicture, remove_photo, set_photo
from .registering import (
    LikelyDuplicate,
    NotUnidentified,
    identify,
    register_newborn,
    register_patient,
    register_unidentified,
)

__all__ = [
    "MOST_BYTES", "TAKEABLE", "AlreadyDeceased", "AlreadyEnded", "AlreadyHasOne", "ChangedSince",
    "Comparison", "LaterMerge", "LikelyDuplicate", "MotherAndChild", "NotAPicture", "NotDeceased",
    "NotUnidentified", "NumberTaken", "RecordClosed", "RecordMerged", "SamePatient", "add_address",
    "add_alert", "add_contact", "add_guardian", "add_history", "add_identifier", "change_identity",
    "compare", "differences", "end_alert", "end_detail", "end_history", "identify", "mark_deceased",
    "merge", "open_patient", "person_known", "person_typed", "print_patient", "register_newborn",
    "register_patient", "register_unidentified", "remove_photo", "rows_moved", "rows_to_move",
    "searched", "set_confidential", "set_photo", "undo_death", "undo_merge", "withdraw_history",
]  # fmt: skip

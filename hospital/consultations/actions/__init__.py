"""Everything that is done with a visit: written, signed, added to, declared an error."""

from .diagnoses import (
    AlreadyNamed,
    DiagnosisData,
    OneMain,
    OtherSex,
    add_diagnosis,
    change_diagnosis,
    remove_diagnosis,
)
from .drafting import (
    DraftExists,
    EncounterNotOpen,
    NotHers,
    VisitData,
    VisitSigned,
    apply_template,
    begin,
    copy_forward,
    discard_draft,
    held_draft,
    save_draft,
)
from .receiving import receive
from .signing import (
    EmptyVisit,
    NothingToSign,
    NotSigned,
    add_addendum,
    cosign,
    prepare_signature,
    sign_visit,
    withdraw_visit,
)
from .templates import change_template, retire_template, write_template
from .verifying import Verification, verify_visit

__all__ = [
    "AlreadyNamed", "DiagnosisData", "DraftExists", "EmptyVisit", "EncounterNotOpen", "NotHers", "NotSigned",
    "NothingToSign", "OneMain", "OtherSex", "Verification", "VisitData", "VisitSigned", "add_addendum",
    "add_diagnosis", "apply_template", "begin", "change_diagnosis", "change_template", "copy_forward",
    "cosign", "discard_draft", "held_draft", "prepare_signature", "receive", "remove_diagnosis",
    "retire_template", "save_draft", "sign_visit", "verify_visit", "withdraw_visit", "write_template",
]  # fmt: skip

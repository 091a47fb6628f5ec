"""What the API takes and gives. Names of fields are those of the models."""

from .admissions import (
    AdmissionChange,
    AdmissionIn,
    AdmissionNowIn,
    AdmissionOut,
    AdmissionQuery,
    AdmittanceIn,
    AuthorisationIn,
    CancellationIn,
    DelayIn,
    DietIn,
    DischargeDateIn,
    MovedOut,
    SwapIn,
    TransferIn,
)
from .census import CensusDayOut, CensusOut, CensusQuery, FiguresOut
from .discharge import (
    BlockerOut,
    DeathIn,
    EvasionIn,
    ReadinessOut,
    ReversalIn,
    StageIn,
    StageOut,
    WaiverIn,
    WaiverOut,
)
from .nursing import (
    AnswerIn,
    BalanceOut,
    BalanceQuery,
    BelongingIn,
    BelongingOut,
    CompanionIn,
    CompanionOut,
    EntryQuery,
    EscalationOut,
    FluidIn,
    FluidOut,
    HandoverIn,
    HandoverOut,
    NoteIn,
    NoteOut,
    Reason,
    ReturnIn,
    RoundIn,
    RoundOut,
    ScoreIn,
    ScoreOut,
)

__all__ = [
    "AdmissionChange", "AdmissionIn", "AdmissionNowIn", "AdmissionOut", "AdmissionQuery", "AdmittanceIn",
    "AnswerIn", "AuthorisationIn", "BalanceOut", "BalanceQuery", "BelongingIn", "BelongingOut", "BlockerOut",
    "CancellationIn", "CensusDayOut", "CensusOut", "CensusQuery", "CompanionIn", "CompanionOut", "DeathIn",
    "DelayIn", "DietIn", "DischargeDateIn", "EntryQuery", "EscalationOut", "EvasionIn", "FiguresOut",
    "FluidIn", "FluidOut", "HandoverIn", "HandoverOut", "MovedOut", "NoteIn", "NoteOut",
    "ReadinessOut", "Reason", "ReturnIn", "ReversalIn", "RoundIn", "RoundOut", "ScoreIn", "ScoreOut",
    "StageIn", "StageOut", "SwapIn", "TransferIn", "WaiverIn", "WaiverOut",
]  # fmt: skip

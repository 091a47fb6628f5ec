"""What the pages ask, by what is asked."""

from .nursing import (
    AnswerForm,
    BelongingForm,
    CompanionForm,
    FluidForm,
    HandoverForm,
    NoteForm,
    ReturnForm,
    RoundForm,
    ScoreForm,
)
from .stays import (
    AdmissionFilter,
    AdmitForm,
    AuthorisationForm,
    BecauseForm,
    CensusFilter,
    DeathForm,
    DelayForm,
    DietForm,
    EvasionForm,
    ExpectedForm,
    OrderForm,
    ReasonForm,
    StageForm,
    TransferForm,
)

__all__ = [
    "AdmissionFilter", "AdmitForm", "AnswerForm", "AuthorisationForm", "BecauseForm", "BelongingForm",
    "CensusFilter", "CompanionForm", "DeathForm", "DelayForm", "DietForm", "EvasionForm", "ExpectedForm",
    "FluidForm", "HandoverForm", "NoteForm", "OrderForm", "ReasonForm", "ReturnForm", "RoundForm",
    "ScoreForm", "StageForm", "TransferForm",
]  # fmt: skip

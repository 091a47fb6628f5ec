"""What the pages ask, by who is asked."""

from .protocols import DraftForm, ProtocolForm
from .setting_up import PanelForm, QueueForm, QueuesField, RoomForm
from .visits import (
    AppointmentForm,
    ArrivalForm,
    CallForm,
    EncounterFilter,
    FactsForm,
    FinishForm,
    MaybeReasonForm,
    NamedField,
    QueueField,
    ReasonForm,
    TransferForm,
    TriageForm,
    UnregisteredForm,
    WalkInForm,
)

__all__ = [
    "AppointmentForm", "ArrivalForm", "CallForm", "DraftForm", "EncounterFilter", "FactsForm", "FinishForm",
    "MaybeReasonForm", "NamedField", "PanelForm", "ProtocolForm", "QueueField", "QueueForm", "QueuesField",
    "ReasonForm", "RoomForm", "TransferForm", "TriageForm", "UnregisteredForm", "WalkInForm",
]  # fmt: skip

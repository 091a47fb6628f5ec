"""Operations: who, what, where and when; the checklist that guards them, and what was used and counted."""

from .anaesthesia import AldreteScore, AnaesthesiaEntry
from .course import Step, TeamMember
from .procedures import Procedure, SurgicalConsent
from .safety import ChecklistPhase, ChecklistSign, Count, Implant, Specimen
from .surgeries import BOOKED, ENDED, IN_THEATRE, WAITING, Surgery, SurgeryQuerySet
from .words import Anaesthesia, Cancellation, Delay, Destination, Laterality, Need, Risk, Wound

__all__ = [
    "BOOKED",
    "ENDED",
    "IN_THEATRE",
    "WAITING",
    "AldreteScore",
    "Anaesthesia",
    "AnaesthesiaEntry",
    "Cancellation",
    "ChecklistPhase",
    "ChecklistSign",
    "Count",
    "Delay",
    "Destination",
    "Implant",
    "Laterality",
    "Need",
    "Procedure",
    "Risk",
    "Specimen",
    "Step",
    "Surgery",
    "SurgeryQuerySet",
    "SurgicalConsent",
    "TeamMember",
    "Wound",
]

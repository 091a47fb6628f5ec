"""Hospital stays, from the order to the door, and what the ward writes about them."""

from .admissions import UNDER_WAY, Admission, AdmissionQuerySet
from .bed_days import BedDay
from .belongings import Belonging, Companion
from .discharge import DischargeStage, Waiver
from .nursing import Escalation, FluidEntry, Handover, NursingNote, RiskScore, Round

__all__ = [
    "UNDER_WAY", "Admission", "AdmissionQuerySet", "BedDay", "Belonging", "Companion", "DischargeStage",
    "Escalation", "FluidEntry", "Handover", "NursingNote", "RiskScore", "Round", "Waiver",
]  # fmt: skip

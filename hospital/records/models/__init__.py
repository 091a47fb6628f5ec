"""What is known of a patient's health: what she has, does not stand, was measured, was given, and brings."""

from .allergies import Allergy, AllergyStatement, Reaction
from .documents import Document
from .histories import FamilyHistory, SocialHistory
from .immunizations import Immunization
from .medications import MedicationStatement
from .observations import Component, Observation
from .problems import Problem
from .procedures import Procedure

__all__ = [
    "Allergy", "AllergyStatement", "Component", "Document", "FamilyHistory", "Immunization",
    "MedicationStatement", "Observation", "Problem", "Procedure", "Reaction", "SocialHistory",
]  # fmt: skip

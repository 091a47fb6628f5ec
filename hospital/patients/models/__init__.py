"""Who is cared for: a patient, and what is known of her, each thing with the days it holds."""

from .care import EmergencyAccess
from .charted import Charted, ChartedQuerySet
from .consents import Consent, ConsentParty, Restriction, Revocation
from .contacts import Address, Contact, Guardian
from .facts import Alert, MedicalHistory
from .identifiers import SYSTEMS, Identifier
from .merges import Merge, Moved
from .patients import Patient, PatientQuerySet

__all__ = [
    "SYSTEMS", "Address", "Alert", "Charted", "ChartedQuerySet", "Consent", "ConsentParty", "Contact",
    "EmergencyAccess", "Guardian", "Identifier", "MedicalHistory", "Merge", "Moved", "Patient",
    "PatientQuerySet", "Restriction", "Revocation",
]  # fmt: skip

"""What can be said of an operation: sides, kinds, classes, needs, codes of delays and cancellations."""

from django.db import models
from django.utils.translation import gettext_lazy as _, pgettext_lazy


class Laterality(models.TextChoices):
    NONE = "none", pgettext_lazy("laterality", "Does not apply")
    LEFT = "left", pgettext_lazy("laterality", "Left")
    RIGHT = "right", pgettext_lazy("laterality", "Right")
    BILATERAL = "bilateral", pgettext_lazy("laterality", "Both sides")


class Anaesthesia(models.TextChoices):
    LOCAL = "local", _("Local")
    SEDATION = "sedation", _("Sedation")
    REGIONAL = "regional", _("Regional block")
    SPINAL = "spinal", _("Spinal")
    EPIDURAL = "epidural", _("Epidural")
    GENERAL = "general", _("General")
    COMBINED = "combined", _("General and regional")


class Wound(models.TextChoices):
    CLEAN = "clean", _("Clean")
    CLEAN_CONTAMINATED = "clean_contaminated", _("Clean-contaminated")
    CONTAMINATED = "contaminated", _("Contaminated")
    DIRTY = "dirty", _("Dirty or infected")


class Risk(models.TextChoices):
    """The six factors of the Revised Cardiac Risk Index (Lee, 1999): one point each."""

    HIGH_RISK_SURGERY = "high_risk_surgery", _("Intraperitoneal, intrathoracic or suprainguinal vascular")
    ISCHAEMIC = "ischaemic", _("Ischaemic heart disease")
    FAILURE = "failure", _("Heart failure")
    STROKE = "stroke", _("Stroke or transient ischaemic attack")
    INSULIN = "insulin", _("Diabetes treated with insulin")
    CREATININE = "creatinine", _("Creatinine above 2 mg/dL")


class Need(models.TextChoices):
    BLOOD = "blood", _("Blood reserved")
    ICU = "icu", _("Intensive care bed afterwards")
    OPME = "opme", _("Implants or special materials (OPME)")
    IMAGING = "imaging", _("Imaging in the theatre")
    FROZEN = "frozen", _("Frozen section")
    ISOLATION = "isolation", _("Isolation")


class Destination(models.TextChoices):
    RECOVERY = "recovery", _("Recovery room")
    ICU = "icu", _("Intensive care")
    WARD = "ward", _("Ward")
    HOME = "home", pgettext_lazy("after surgery", "Home")
    DECEASED = "deceased", pgettext_lazy("after surgery", "Died")


class Delay(models.TextChoices):
    """Why she came into the theatre later than planned."""

    PREVIOUS = "previous", _("The operation before took longer")
    SURGEON = "surgeon", _("Surgeon late")
    ANAESTHETIST = "anaesthetist", _("Anaesthetist late")
    PATIENT = "patient", _("Patient came late or was not ready")
    TRANSPORT = "transport", _("Nobody to bring the patient")
    THEATRE = "theatre", _("Theatre not clean or not ready")
    MATERIAL = "material", _("Material or implant missing")
    EQUIPMENT = "equipment", _("Equipment missing or broken")
    BLOOD = "blood", _("Blood not ready")
    BED = "bed", _("No bed afterwards")
    PAPERS = "papers", _("Consent, tests or authorisation missing")
    EMERGENCY = "emergency", _("An emergency went first")
    OTHER = "other", pgettext_lazy("delay", "Other")


class Cancellation(models.TextChoices):
    """Why an operation does not take place."""

    PATIENT_REFUSED = "patient_refused", _("The patient does not want it any more")
    PATIENT_ABSENT = "patient_absent", _("The patient did not come")
    NOT_FASTING = "not_fasting", _("The patient was not fasting")
    CLINICAL = "clinical", _("Her condition does not allow it")
    INFECTION = "infection", _("Infection or fever")
    NOT_INDICATED = "not_indicated", _("It is no longer needed")
    TESTS = "tests", _("Tests missing or changed")
    CONSENT = "consent", _("Consent missing")
    NOT_AUTHORISED = "not_authorised", _("The payer refused it")
    SURGEON = "surgeon", _("Surgeon not there")
    ANAESTHETIST = "anaesthetist", _("Anaesthetist not there")
    NURSING = "nursing", _("Nursing staff missing")
    THEATRE = "theatre", _("No theatre")
    TIME = "time", _("The operations before took too long")
    MATERIAL = "material", _("Material, implant or equipment missing")
    BLOOD = "blood", _("No blood")
    ICU = "icu", _("No intensive care bed")
    BED = "bed", _("No bed")
    ELSEWHERE = "elsewhere", _("Done in another hospital")
    DEATH = "death", _("The patient died before it")
    MISTAKE = "mistake", _("Asked for by mistake")
    OTHER = "other", pgettext_lazy("cancellation", "Other")

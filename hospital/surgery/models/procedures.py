"""What is to be done and what was done, and what the patient allowed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.models import Coded, Entity

from .course import OfSurgeryQuerySet
from .surgeries import Surgery
from .words import Laterality


class Procedure(Coded, Entity):
    """One procedure of an operation: planned, found necessary, done or not."""

    surgery = models.ForeignKey(Surgery, on_delete=models.PROTECT, related_name="procedures")
    laterality = models.CharField(_("side"), max_length=10, choices=Laterality, default=Laterality.NONE)
    is_main = models.BooleanField(_("main procedure"), default=False)
    is_planned = models.BooleanField(_("planned"), default=True)
    is_performed = models.BooleanField(_("done"), null=True, blank=True)

    objects = OfSurgeryQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["surgery"], condition=Q(is_main=True), name="a_surgery_has_one_main_procedure"
            ),
            models.CheckConstraint(name="procedure_of_a_surgery_says_what", condition=~Q(display="")),
            models.CheckConstraint(
                name="procedure_of_a_surgery_has_a_whole_code",
                condition=Q(system="", code="") | ~Q(system="") & ~Q(code=""),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.display


class SurgicalConsentQuerySet(OfSurgeryQuerySet):
    def standing(self) -> "SurgicalConsentQuerySet":
        """Those that nobody has revoked."""
        return self.filter(revoked_at=None)


class SurgicalConsent(Entity):
    """That the patient, or who answers for her, agreed to an operation on a side, or to something of it."""

    class Kind(models.TextChoices):
        SURGERY = "surgery", pgettext_lazy("consent", "Operation")
        ANAESTHESIA = "anaesthesia", pgettext_lazy("consent", "Anaesthesia")
        BLOOD = "blood", pgettext_lazy("consent", "Blood")

    surgery = models.ForeignKey(Surgery, on_delete=models.PROTECT, related_name="consents")
    kind = models.CharField(_("consent to"), max_length=12, choices=Kind, default=Kind.SURGERY)
    procedure = models.CharField(_("procedure, as it was signed"), max_length=400)
    laterality = models.CharField(_("side"), max_length=10, choices=Laterality, default=Laterality.NONE)
    signed_by = models.CharField(
        _("signed by"), max_length=200, blank=True, help_text=_("Empty: the patient herself")
    )
    relation = models.CharField(_("relation to the patient"), max_length=80, blank=True)
    signed_at = models.DateTimeField(_("signed at"), default=now)
    consent = models.ForeignKey(
        "patients.Consent", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("paper in the record"),
    )  # fmt: skip
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    revoked_because = models.CharField(_("why it was revoked"), max_length=300, blank=True, editable=False)

    objects = SurgicalConsentQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["surgery", "kind"], condition=Q(revoked_at=None),
                name="one_consent_of_a_kind_per_surgery",
            ),
            models.CheckConstraint(name="surgical_consent_says_to_what", condition=~Q(procedure="")),
            models.CheckConstraint(
                name="who_signs_for_the_patient_says_who_she_is",
                condition=Q(signed_by="", relation="") | ~Q(signed_by="") & ~Q(relation=""),
            ),
            models.CheckConstraint(
                name="surgical_consent_is_revoked_by_somebody_who_says_why",
                condition=Q(revoked_at=None, revoked_by=None, revoked_because="")
                | Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoked_because=""),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.surgery_id}"

"""The numbers by which the world knows a patient."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hospital.core import identifiers

from .patients import OfPatient, ends_after_it_starts


class Identifier(OfPatient):
    """One number of one system. An active number that was checked belongs to one patient only."""

    class Kind(models.TextChoices):
        CPF = "cpf", "CPF"
        CNS = "cns", "CNS"
        RG = "rg", _("Identity card (RG)")
        BIRTH_DECLARATION = "dn", _("Declaration of live birth (DN)")
        DEATH_DECLARATION = "do", _("Death certificate (DO)")
        PASSPORT = "passport", _("Passport")
        MIGRATION = "crnm", _("Migration registry (CRNM)")
        INSURANCE = "insurance", _("Insurance card")
        RECORD = "record", _("Chart number elsewhere")
        OTHER = "other", _("Other")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    system = models.CharField(_("issued by"), max_length=200)
    value = models.CharField(_("number"), max_length=200)
    is_preferred = models.BooleanField(_("preferred"), default=False)
    is_doubtful = models.BooleanField(
        _("doubtful"), default=False, editable=False,
        help_text=_("Came from another system and does not pass its own check"),
    )  # fmt: skip

    class Meta(OfPatient.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["system", "value"], condition=Q(ended_on=None, is_doubtful=False),
                name="one_patient_per_identifier",
            ),
            models.UniqueConstraint(
                fields=["patient", "kind"], condition=Q(ended_on=None, is_preferred=True),
                name="one_preferred_identifier_per_kind",
            ),
            models.CheckConstraint(
                name="patient_identifier_is_whole", condition=~Q(system="") & ~Q(value="")
            ),
            models.CheckConstraint(
                name="cpf_has_11_digits",
                condition=~Q(kind="cpf") | Q(is_doubtful=True) | Q(value__regex=r"^[0-9]{11}$"),
            ),
            models.CheckConstraint(
                name="cns_has_15_digits",
                condition=~Q(kind="cns") | Q(is_doubtful=True) | Q(value__regex=r"^[0-9]{15}$"),
            ),
            ends_after_it_starts("identifier_ends_after_it_starts"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["value"], name="identifier_by_value"),
            models.Index(fields=["patient", "kind"], name="identifier_by_patient"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.shown}"

    @property
    def shown(self) -> str:
        """The number as its document writes it."""
        show = {self.Kind.CPF: identifiers.show_cpf, self.Kind.CNS: identifiers.show_cns}.get(
            self.Kind(self.kind)
        )
        return show(self.value) if show else self.value


# Where the number has one national issuer, the system's name is the one RNDS uses for it.
SYSTEMS = {
    Identifier.Kind.CPF: "https://saude.gov.br/fhir/sid/cpf",
    Identifier.Kind.CNS: "https://saude.gov.br/fhir/sid/cns",
}

"""Professional licences: what lets a person practise, where, and until when."""

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.actors import Actor
from hospital.core.models import Entity

from .employees import Employee, of_visible
from .periods import today

SOON = timedelta(days=60)


class LicenceQuerySet(models.QuerySet["Licence"]):
    def visible_to(self, user: Actor) -> Self:
        return of_visible(self, user)

    def in_force(self, day: date | None = None) -> Self:
        """Those valid on a day (today), the last day included."""
        day = day or today()
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)

    def expiring(self, within_days: int) -> Self:
        """Those of people who still work here that end within so many days, or have ended."""
        limit = today() + timedelta(days=within_days)
        employed = Q(employee__left_on=None) | Q(employee__left_on__gte=today())
        return self.filter(employed, valid_until__lte=limit)


class Licence(Entity):
    """A registration with a professional council: council, state and number, and how long it is valid."""

    class Council(models.TextChoices):
        """The councils of the TISS domain dm_conselhoProfissional."""

        CRM = "CRM", _("CRM: medicine")
        COREN = "COREN", _("COREN: nursing")
        CRF = "CRF", _("CRF: pharmacy")
        CRO = "CRO", _("CRO: dentistry")
        CREFITO = "CREFITO", _("CREFITO: physiotherapy and occupational therapy")
        CRN = "CRN", _("CRN: nutrition")
        CRP = "CRP", _("CRP: psychology")
        CRFA = "CRFa", _("CRFa: speech therapy")
        CRBM = "CRBM", _("CRBM: biomedicine")
        CRBIO = "CRBio", _("CRBio: biology")
        CRESS = "CRESS", _("CRESS: social work")
        CREF = "CREF", _("CREF: physical education")
        CRMV = "CRMV", _("CRMV: veterinary medicine")
        CRTR = "CRTR", _("CRTR: radiology technicians")
        OTHER = "OUTRO", _("Another council")

    class State(models.TextChoices):
        """The Brazilian states, and EX for a council abroad."""

        AC = "AC", "AC"
        AL = "AL", "AL"
        AM = "AM", "AM"
        AP = "AP", "AP"
        BA = "BA", "BA"
        CE = "CE", "CE"
        DF = "DF", "DF"
        ES = "ES", "ES"
        GO = "GO", "GO"
        MA = "MA", "MA"
        MG = "MG", "MG"
        MS = "MS", "MS"
        MT = "MT", "MT"
        PA = "PA", "PA"
        PB = "PB", "PB"
        PE = "PE", "PE"
        PI = "PI", "PI"
        PR = "PR", "PR"
        RJ = "RJ", "RJ"
        RN = "RN", "RN"
        RO = "RO", "RO"
        RR = "RR", "RR"
        RS = "RS", "RS"
        SC = "SC", "SC"
        SE = "SE", "SE"
        SP = "SP", "SP"
        TO = "TO", "TO"
        ABROAD = "EX", _("Abroad")

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="licences")
    council = models.CharField(_("council"), max_length=10, choices=Council)
    uf = models.CharField(pgettext_lazy("of a country", "state"), max_length=2, choices=State)
    number = models.CharField(_("number"), max_length=20)
    category = models.CharField(
        _("category"), max_length=10, blank=True, help_text=_("For example ENF, TE or AE at COREN")
    )
    specialty = models.CharField(_("specialty"), max_length=100, blank=True)
    rqe = models.CharField(
        _("RQE"), max_length=10, blank=True, help_text=_("Number of the specialty's own registration")
    )
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("The last day; empty: no end")
    )

    objects = LicenceQuerySet.as_manager()

    class Meta(Entity.Meta):
        permissions = [("manage_licence", _("Register and change professional licences"))]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "uf", "number"], name="one_licence_per_council_state_and_number"
            ),
            models.CheckConstraint(name="licence_number_is_bare", condition=Q(number__regex=r"^[0-9A-Z]+$")),
            models.CheckConstraint(
                name="licence_ends_after_it_begins",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
            ),
        ]
        indexes = [models.Index(fields=["valid_until", "id"], name="licence_by_end")]

    def __str__(self) -> str:
        shown = f"{self.council}-{self.uf} {self.number}"
        return f"{shown}-{self.category}" if self.category else shown

    @property
    def ends_soon(self) -> bool:
        """Whether it ends within SOON."""
        return self.valid_until is not None and self.valid_until <= today() + SOON

    def is_in_force(self, day: date | None = None) -> bool:
        day = day or today()
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

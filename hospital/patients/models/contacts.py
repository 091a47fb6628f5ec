"""How to reach a patient, and who answers for her."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hospital.core.identifiers import show_cep, show_phone

from .patients import OfPatient, ends_after_it_starts


class Contact(OfPatient):
    """A telephone number, an e-mail address, or another way to reach the patient."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("Phone")
        EMAIL = "email", _("Email")
        OTHER = "other", _("Other")

    class Use(models.TextChoices):
        MOBILE = "mobile", _("Mobile")
        HOME = "home", _("Residence")
        WORK = "work", _("Work")
        MESSAGES = "messages", _("For messages")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PHONE)
    use = models.CharField(_("use"), max_length=10, choices=Use, blank=True)
    value = models.CharField(_("number or address"), max_length=200)
    is_preferred = models.BooleanField(_("preferred"), default=False)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta(OfPatient.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(name="contact_says_something", condition=~Q(value="")),
            models.UniqueConstraint(
                fields=["patient", "kind"],
                condition=Q(ended_on=None, is_preferred=True),
                name="one_preferred_contact_per_kind",
            ),
            ends_after_it_starts("contact_ends_after_it_starts"),
        ]
        indexes = [models.Index(fields=["value"], name="contact_by_value")]  # fmt: skip

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        return show_phone(self.value) if self.kind == self.Kind.PHONE else self.value


class Address(OfPatient):
    """Where the patient lives or can be found. Abroad there is no IBGE code and any postal code."""

    class Use(models.TextChoices):
        HOME = "home", _("Residence")
        WORK = "work", _("Work")
        TEMPORARY = "temporary", _("Temporary")
        STREET = "street", _("Living on the street")

    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="addresses")
    use = models.CharField(_("use"), max_length=10, choices=Use, default=Use.HOME)
    street = models.CharField(_("street"), max_length=200, blank=True)
    number = models.CharField(_("number"), max_length=20, blank=True)
    complement = models.CharField(_("complement"), max_length=100, blank=True)
    district = models.CharField(_("district"), max_length=100, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    city_code = models.CharField(_("IBGE code"), max_length=7, blank=True, help_text=_("7 digits"))
    state = models.CharField(_("state or province"), max_length=40, blank=True)
    postal_code = models.CharField(_("CEP"), max_length=12, blank=True)
    country = models.CharField(_("country"), max_length=2, default="BR", help_text=_("ISO 3166 code"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta(OfPatient.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                name="brazilian_cep_has_8_digits",
                condition=~Q(country="BR") | Q(postal_code="") | Q(postal_code__regex=r"^[0-9]{8}$"),
            ),
            models.CheckConstraint(
                name="ibge_code_has_7_digits",
                condition=Q(city_code="") | Q(city_code__regex=r"^[0-9]{7}$"),
            ),
            ends_after_it_starts("address_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return ", ".join(filter(None, [self.line, self.city, self.state, self.shown_postal_code]))

    @property
    def line(self) -> str:
        """Street, number, complement and district on one line."""
        return ", ".join(filter(None, [self.street, self.number, self.complement, self.district]))

    @property
    def shown_postal_code(self) -> str:
        return show_cep(self.postal_code) if self.country == "BR" else self.postal_code


class Guardian(OfPatient):
    """Somebody who belongs to the patient: next of kin, whom to call, who decides for her by law."""

    class Relation(models.TextChoices):
        MOTHER = "mother", _("Mother")
        FATHER = "father", _("Father")
        SPOUSE = "spouse", _("Spouse or partner")
        CHILD = "child", _("Son or daughter")
        SIBLING = "sibling", _("Brother or sister")
        GRANDPARENT = "grandparent", _("Grandparent")
        RELATIVE = "relative", _("Other relative")
        GUARDIAN = "guardian", _("Guardian")
        CAREGIVER = "caregiver", _("Caregiver")
        FRIEND = "friend", _("Friend or neighbour")
        OTHER = "other", _("Other")

    name = models.CharField(_("name"), max_length=200)
    relation = models.CharField(_("relation"), max_length=20, choices=Relation, default=Relation.OTHER)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    cpf = models.CharField(_("CPF"), max_length=11, blank=True)
    is_legal_guardian = models.BooleanField(_("decides for the patient by law"), default=False)
    is_emergency_contact = models.BooleanField(_("call in an emergency"), default=False)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta(OfPatient.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(name="guardian_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="guardian_cpf_has_11_digits", condition=Q(cpf="") | Q(cpf__regex=r"^[0-9]{11}$")
            ),
            ends_after_it_starts("guardian_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_phone(self) -> str:
        return show_phone(self.phone)

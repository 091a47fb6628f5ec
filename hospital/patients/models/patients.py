"""The patient: one row per person, however often she comes."""

from datetime import date
from typing import Any, ClassVar, Self  # Any: see OfPatientQuerySet

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Concat, Trim
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hospital.core.actors import Actor
from hospital.core.models import Entity, Stateful
from hospital.core.names import initials
from hospital.core.text import Plain


def _joined(*names: str) -> Trim:
    parts: list[F | Value] = []
    for name in names:
        parts += [F(name), Value(" ")]
    return Trim(Concat(*parts, output_field=models.TextField()))


class NextChartNumber(Func):
    """The next number of the sequence; numbers of registrations that failed stay unused."""

    template = "nextval('patients_chart_number')"
    output_field = models.BigIntegerField()


class PatientQuerySet(models.QuerySet["Patient"]):
    def visible_to(self, user: Actor) -> Self:
        """Everyone for who may see patients; confidential ones only for who may see those too."""
        if not user.has_perm("patients.view_patient"):
            return self.none()
        return self if user.has_perm("patients.view_confidential") else self.filter(is_confidential=False)

    def active(self) -> Self:
        """Those that stand for a person: neither merged into another nor entered in error."""
        return self.filter(state=Patient.State.ACTIVE)


class Patient(Entity, Stateful):
    """A person who is, was or will be cared for here. Never deleted: merged, or entered in error."""

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        MERGED = "merged", _("Merged into another patient")
        ENTERED_IN_ERROR = "entered_in_error", _("Entered in error")

    class Precision(models.TextChoices):
        DAY = "day", _("Exact day")
        MONTH = "month", _("Month and year")
        YEAR = "year", _("Year only")
        ESTIMATED = "estimated", _("Estimated")
        UNKNOWN = "unknown", _("Unknown")

    class Sex(models.TextChoices):
        """HL7 administrative gender, which FHIR requires."""

        FEMALE = "female", _("Female")
        MALE = "male", _("Male")
        OTHER = "other", _("Other")
        UNKNOWN = "unknown", _("Not informed")

    class Gender(models.TextChoices):
        CIS_WOMAN = "cis_woman", _("Cisgender woman")
        CIS_MAN = "cis_man", _("Cisgender man")
        TRANS_WOMAN = "trans_woman", _("Transgender woman")
        TRANS_MAN = "trans_man", _("Transgender man")
        TRAVESTI = "travesti", _("Travesti")
        NON_BINARY = "non_binary", _("Non-binary")
        OTHER = "other", _("Other")

    class RaceColour(models.TextChoices):
        """Codes of the Ministry of Health, self-declared (Portaria 344/2017)."""

        WHITE = "01", _("White")
        BLACK = "02", _("Black")
        BROWN = "03", _("Brown (parda)")
        YELLOW = "04", _("Asian (amarela)")
        INDIGENOUS = "05", _("Indigenous")
        UNKNOWN = "99", _("Not informed")

    class MaritalStatus(models.TextChoices):
        SINGLE = "single", _("Single")
        MARRIED = "married", _("Married")
        STABLE_UNION = "stable_union", _("Stable union")
        SEPARATED = "separated", _("Separated")
        DIVORCED = "divorced", _("Divorced")
        WIDOWED = "widowed", _("Widowed")

    TRANSITIONS: ClassVar = {
        "active": {"merged", "entered_in_error"},
        "merged": {"active"},
        "entered_in_error": {"active"},
    }

    chart_number = models.BigIntegerField(
        _("chart number"), unique=True, db_default=NextChartNumber(), editable=False
    )
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.ACTIVE, editable=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="merged_here"
    )

    given_name = models.CharField(_("given name"), max_length=100)
    family_name = models.CharField(_("family name"), max_length=150, blank=True)
    social_name = models.CharField(
        _("social name"), max_length=200, blank=True,
        help_text=_("The name the person is called by; shown first"),
    )  # fmt: skip
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    birth_date_precision = models.CharField(
        _("how exact the birth date is"), max_length=10, choices=Precision, default=Precision.DAY
    )
    sex = models.CharField(_("sex"), max_length=10, choices=Sex, default=Sex.UNKNOWN)
    gender_identity = models.CharField(_("gender identity"), max_length=20, choices=Gender, blank=True)
    mother = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children",
        verbose_name=_("mother registered here"),
    )  # fmt: skip
    mother_name = models.CharField(_("mother's name"), max_length=200, blank=True)
    mother_unknown = models.BooleanField(_("mother unknown"), default=False)
    race_colour = models.CharField(
        _("race or colour"), max_length=2, choices=RaceColour, default=RaceColour.UNKNOWN
    )
    ethnicity = models.CharField(
        _("ethnicity"), max_length=100, blank=True, help_text=_("The people the person belongs to")
    )
    nationality = models.CharField(_("nationality"), max_length=2, default="BR", help_text=_("ISO 3166 code"))
    birth_city = models.CharField(_("city of birth"), max_length=100, blank=True)
    birth_city_code = models.CharField(
        _("IBGE code of the city of birth"), max_length=7, blank=True, help_text=_("7 digits")
    )
    birth_state = models.CharField(_("state of birth"), max_length=40, blank=True)
    birth_country = models.CharField(_("country of birth"), max_length=2, blank=True)
    language = models.CharField(_("preferred language"), max_length=35, default="pt-BR")
    marital_status = models.CharField(_("marital status"), max_length=20, choices=MaritalStatus, blank=True)

    is_unidentified = models.BooleanField(_("not identified yet"), default=False, editable=False)
    is_confidential = models.BooleanField(_("confidential"), default=False, editable=False)
    is_deceased = models.BooleanField(_("deceased"), default=False, editable=False)
    deceased_at = models.DateTimeField(_("died at"), null=True, blank=True)
    photo = models.CharField(max_length=80, blank=True, editable=False)
    description = models.TextField(_("description"), blank=True, max_length=4000)

    search = models.GeneratedField(
        expression=Plain(_joined("social_name", "given_name", "family_name")),
        output_field=models.TextField(), db_persist=True, editable=False,
    )  # fmt: skip
    sort_name = models.GeneratedField(
        expression=Plain(
            Case(
                When(social_name="", then=_joined("given_name", "family_name")),
                default=F("social_name"), output_field=models.TextField(),
            )
        ),
        output_field=models.TextField(), db_persist=True, editable=False,
    )  # fmt: skip
    # How the names sound (core.names), written by the actions: every word, and each whole name after "=".
    sounds = ArrayField(models.TextField(), default=list, editable=False)
    mother_sound = models.TextField(default="", editable=False)

    objects = PatientQuerySet.as_manager()

    class Meta(Entity.Meta):
        permissions = [
            ("view_patient", _("See patients")),
            ("view_confidential", _("See confidential patients")),
            ("register_patient", _("Register patients")),
            ("change_patient", _("Change the data of patients")),
            ("write_history", _("Write alerts and medical history")),
            ("mark_deceased", _("Record a death, or take the record back")),
            ("set_confidential", _("Make a patient confidential, or no longer")),
            ("view_chart", _("Open the charts of patients in one's care")),
            ("open_any_chart", _("Open every chart, in one's care or not")),
            ("merge_patient", _("Merge two records of one patient, and take it back")),
        ]
        constraints = [
            models.CheckConstraint(name="patient_has_a_given_name", condition=~Q(given_name="")),
            models.CheckConstraint(
                name="merged_patient_names_the_survivor",
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into=None)),
            ),
            models.CheckConstraint(
                name="nobody_is_merged_into_herself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
            ),
            models.CheckConstraint(
                name="nobody_is_her_own_mother", condition=Q(mother=None) | ~Q(mother=F("id"))
            ),
            models.CheckConstraint(
                name="birth_date_is_known_or_said_to_be_unknown",
                condition=Q(birth_date=None, birth_date_precision="unknown")
                | (Q(birth_date__isnull=False) & ~Q(birth_date_precision="unknown")),
            ),
            models.CheckConstraint(
                name="mother_is_named_or_said_to_be_unknown",
                condition=Q(mother_unknown=True, mother_name="")
                | (Q(mother_unknown=False) & ~Q(mother_name="")),
            ),
            models.CheckConstraint(
                name="ethnicity_belongs_to_indigenous_people",
                condition=(Q(race_colour="05") & ~Q(ethnicity="")) | (~Q(race_colour="05") & Q(ethnicity="")),
            ),
            models.CheckConstraint(
                name="birth_city_code_has_7_digits",
                condition=Q(birth_city_code="") | Q(birth_city_code__regex=r"^[0-9]{7}$"),
            ),
            models.CheckConstraint(
                name="only_the_deceased_have_died", condition=Q(deceased_at=None) | Q(is_deceased=True)
            ),
        ]
        indexes = [
            models.Index(fields=["sort_name", "id"], name="patient_by_name"),
            GinIndex(fields=["search"], opclasses=["gin_trgm_ops"], name="patient_by_parts_of_name"),
            GinIndex(fields=["sounds"], name="patient_by_sound"),
            models.Index(fields=["mother_sound"], name="patient_by_sound_of_mother"),
            models.Index(fields=["birth_date", "id"], name="patient_by_birth_date"),
            models.Index(fields=["-created_at", "-id"], name="patient_by_registration"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("patients:patient", args=[self.pk])

    @property
    def name(self) -> str:
        """What the person is called: the social name where there is one (Decreto 8.727/2016)."""
        return self.social_name or self.civil_name

    @property
    def civil_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def initials(self) -> str:
        return initials(self.name)

    def age(self, day: date) -> int | None:
        """Whole years on a day; None when no birth date is known or the day comes before it."""
        born = self.birth_date
        if born is None or day < born:
            return None
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    def survivor(self) -> "Patient":
        """The record that stands for this person today: itself, or what it was merged into, however often."""
        here = self
        while here.merged_into is not None:
            here = here.merged_into
        return here


class OfPatientQuerySet(models.QuerySet[Any]):  # Any: of whichever model belongs to the patient
    def visible_to(self, user: Actor) -> Self:
        """What belongs to the patients that the user sees."""
        if not user.has_perm("patients.view_patient"):
            return self.none()
        return (
            self
            if user.has_perm("patients.view_confidential")
            else self.filter(patient__is_confidential=False)
        )

    def current(self) -> Self:
        """What nobody has ended."""
        return self.filter(ended_on=None)


class OfPatient(Entity):
    """Something known of a patient for a stretch of time: it is ended, never deleted."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="%(class)ss")
    starts_on = models.DateField(_("since"), null=True, blank=True)
    ended_on = models.DateField(_("until"), null=True, editable=False)

    objects = OfPatientQuerySet.as_manager()

    class Meta(Entity.Meta):
        abstract = True

    @property
    def is_current(self) -> bool:
        return self.ended_on is None


def ends_after_it_starts(name: str) -> models.CheckConstraint:
    """The constraint that nothing ends before the day it starts."""
    return models.CheckConstraint(
        name=name, condition=Q(starts_on=None) | Q(ended_on=None) | Q(ended_on__gte=F("starts_on"))
    )

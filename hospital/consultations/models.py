"""The visit as the professional writes it: a draft, then signed for good, with dated addenda."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.actors import Actor
from hospital.core.models import Coded, Entity, Stateful
from hospital.patients.models import Charted, ChartedQuerySet

LATE = timedelta(hours=24)  # after which it has to be said why it is written only now (SBIS ECF.17.03)
SECTIONS = ("subjective", "objective", "assessment", "plan")


class ConsultationQuerySet(ChartedQuerySet):
    def visible_to(self, user: Actor) -> Self:
        """Those of the patients the user sees; a draft only for who writes it."""
        return super().visible_to(user).filter(~Q(state__in=OPEN) | Q(practitioner__user=user.pk))

    def drafts(self) -> Self:
        return self.filter(state=Consultation.State.DRAFT)

    def in_the_chart(self) -> Self:
        """Those that are part of the chart: not drafts, nor what came of drafts that were thrown away."""
        return self.exclude(state__in=OPEN)

    def written_by(self, user: Actor) -> Self:
        return self.filter(practitioner__user=user.pk)

    def to_be_cosigned_by(self, user: Actor) -> Self:
        """Those that wait for the user's own signature beside a resident's."""
        return self.filter(state=Consultation.State.SIGNED, cosigner__user=user.pk, cosigned_at=None)


class Consultation(Charted, Stateful):
    """One visit in the words of one professional, in four sections (SOAP).

    Once it is no draft, triggers hold it and everything that belongs to it (consultations/keeping.py);
    what was signed is a signatures.Version.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("of a visit", "Draft")
        SIGNED = "signed", pgettext_lazy("of a visit", "Signed")
        RECEIVED = "received", _("Received from another system")
        ENTERED_IN_ERROR = "entered_in_error", _("Entered in error")
        DISCARDED = "discarded", _("Draft discarded")

    class Kind(models.TextChoices):
        FIRST = "first", _("First visit")
        FOLLOW_UP = "follow_up", _("Follow-up visit")
        PROGRESS = "progress", _("Progress note")
        EMERGENCY = "emergency", _("Emergency visit")
        TELE = "tele", _("Teleconsultation")
        OPINION = "opinion", _("Specialist's opinion")
        OTHER = "other", pgettext_lazy("kind of visit", "Other")

    TRANSITIONS: ClassVar = {
        State.DRAFT: {State.SIGNED, State.RECEIVED, State.DISCARDED},
        State.SIGNED: {State.ENTERED_IN_ERROR},
    }

    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT, editable=False)
    encounter = models.ForeignKey(
        "encounters.Encounter", on_delete=models.PROTECT, related_name="consultations", editable=False
    )
    practitioner = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, related_name="consultations", editable=False
    )
    cosigner = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("preceptor who signs too"),
    )  # fmt: skip
    kind = models.CharField(_("kind of visit"), max_length=12, choices=Kind, default=Kind.FIRST)
    subjective = models.TextField(_("subjective"), blank=True, max_length=20_000)
    objective = models.TextField(_("objective"), blank=True, max_length=20_000)
    assessment = models.TextField(_("assessment"), blank=True, max_length=20_000)
    plan = models.TextField(_("plan"), blank=True, max_length=20_000)
    description = models.TextField(_("remarks"), blank=True, max_length=4000)
    late_because = models.CharField(
        _("why it is written only now"), max_length=300, blank=True,
        help_text=_("When the visit was more than a day ago"),
    )  # fmt: skip
    return_by = models.DateField(_("come back by"), null=True, blank=True)
    copied_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    noted_at = models.DateTimeField(default=now, editable=False)  # when the trail last heard of this draft
    signed_at = models.DateTimeField(_("signed at"), null=True, editable=False)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    cosigned_at = models.DateTimeField(_("co-signed at"), null=True, editable=False)
    cosigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    discarded_at = models.DateTimeField(_("discarded at"), null=True, editable=False)

    objects: ClassVar = ConsultationQuerySet.as_manager()

    class Meta(Charted.Meta):
        abstract = False
        verbose_name = _("visit")
        permissions = [
            ("view_consultation", _("Read visits")),
            ("write_consultation", _("Write and sign visits")),
            ("manage_template", _("Write the templates of visits")),
        ]
        constraints = [
            *Charted.Meta.constraints,
            models.CheckConstraint(
                name="visit_is_signed_by_somebody",
                condition=Q(state__in=["draft", "received", "discarded"], signed_at=None, signed_by=None)
                | Q(
                    state__in=["signed", "entered_in_error"], signed_at__isnull=False, signed_by__isnull=False
                ),
            ),
            models.CheckConstraint(
                name="visit_in_error_is_a_withdrawn_one",
                condition=Q(state="entered_in_error", withdrawn_at__isnull=False)
                | ~Q(state="entered_in_error") & Q(withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="visit_is_cosigned_after_it_is_signed",
                condition=Q(cosigned_at=None, cosigned_by=None)
                | Q(cosigned_at__isnull=False, cosigned_by__isnull=False, signed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="visit_is_discarded_at_a_moment",
                condition=Q(state="discarded", discarded_at__isnull=False)
                | ~Q(state="discarded") & Q(discarded_at=None),
            ),
            models.UniqueConstraint(
                fields=["encounter", "practitioner"], condition=Q(state="draft"), name="one_draft_at_a_time"
            ),
            models.CheckConstraint(
                name="visit_is_received_from_elsewhere", condition=~Q(state="received") | Q(source="imported")
            ),
        ]
        indexes = [
            models.Index(fields=["patient", "-occurred_at", "-id"], name="visit_of_patient"),
            models.Index(fields=["encounter", "occurred_at", "id"], name="visit_of_encounter"),
            models.Index(
                fields=["practitioner", "-updated_at"], condition=Q(state="draft"), name="visit_drafts"
            ),
            models.Index(
                fields=["cosigner"], condition=Q(state="signed", cosigned_at=None), name="visit_to_cosign"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {_day(self.occurred_at)}"

    def get_absolute_url(self) -> str:
        return reverse("consultations:consultation", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_late(self) -> bool:
        """Whether it tells of something more than a day before it is (or was) written down."""
        return self.occurred_at < (self.signed_at or now()) - LATE

    @property
    def sections(self) -> list[tuple[str, str, str]]:
        """The four sections: the letter, the name, the text."""
        return [(name[0].upper(), label_of(name), getattr(self, name)) for name in SECTIONS]


def _day(at: datetime) -> str:
    return date_format(localdate(at), "SHORT_DATE_FORMAT")


def label_of(name: str) -> str:
    """What a column of a visit is called, as a heading."""
    column = Consultation._meta.get_field(name)
    assert isinstance(column, models.Field)
    return str(column.verbose_name).capitalize()


OPEN = (Consultation.State.DRAFT, Consultation.State.DISCARDED)


class TemplateQuerySet(models.QuerySet["Template"]):
    def visible_to(self, user: Actor) -> Self:
        may = user.has_perm("consultations.view_consultation") or user.has_perm(
            "consultations.manage_template"
        )
        return self if may else self.none()

    def in_use(self) -> Self:
        return self.filter(retired_at=None)


class Template(Entity):
    """A text to begin a visit with; {patient}, {age}, {sex}, {date} and {practitioner} are filled in."""

    name = models.CharField(_("name"), max_length=100)
    specialty = models.CharField(_("specialty"), max_length=100, blank=True)
    kind = models.CharField(
        _("kind of visit"), max_length=12, choices=Consultation.Kind, default=Consultation.Kind.FIRST
    )
    subjective = models.TextField(_("subjective"), blank=True, max_length=8000)
    objective = models.TextField(_("objective"), blank=True, max_length=8000)
    assessment = models.TextField(_("assessment"), blank=True, max_length=8000)
    plan = models.TextField(_("plan"), blank=True, max_length=8000)
    retired_at = models.DateTimeField(_("out of use since"), null=True, editable=False)

    objects = TemplateQuerySet.as_manager()

    class Meta(Entity.Meta):
        verbose_name = _("template of a visit")
        constraints = [
            models.CheckConstraint(name="template_has_a_name", condition=~Q(name="")),
            models.UniqueConstraint(
                fields=["name", "specialty"], condition=Q(retired_at=None), name="one_template_per_name"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.specialty})" if self.specialty else self.name

    def get_absolute_url(self) -> str:
        return reverse("consultations:template", args=[self.pk])


class OfVisitQuerySet(ChartedQuerySet):
    def visible_to(self, user: Actor) -> Self:
        """Those of visits the user sees; what belongs to a draft only for who writes it."""
        rows = super().visible_to(user)
        return rows.filter(~Q(consultation__state__in=OPEN) | Q(consultation__practitioner__user=user.pk))


class Diagnosis(Charted, Coded):
    """What the patient has, or may have, in the judgement of one visit: CID-10, CIAP-2, or words."""

    class Certainty(models.TextChoices):
        SUSPECTED = "suspected", _("Suspected")
        CONFIRMED = "confirmed", pgettext_lazy("diagnosis", "Confirmed")
        REFUTED = "refuted", pgettext_lazy("diagnosis", "Ruled out")

    class Kind(models.TextChoices):
        MAIN = "main", _("Main diagnosis")
        OTHER = "other", _("Secondary diagnosis")
        REASON = "reason", _("Reason of the visit")

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="diagnoses")
    certainty = models.CharField(
        _("certainty"), max_length=10, choices=Certainty, default=Certainty.SUSPECTED
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.OTHER)
    rank = models.PositiveSmallIntegerField(_("order"), editable=False)
    note = models.CharField(_("note"), max_length=300, blank=True)
    despite_because = models.CharField(
        _("why it is right in spite of the sex"), max_length=300, blank=True,
        help_text=_("When the code is for the other sex only"),
    )  # fmt: skip

    objects: ClassVar = OfVisitQuerySet.as_manager()

    class Meta(Charted.Meta):
        abstract = False
        verbose_name = _("diagnosis")
        constraints = [
            *Charted.Meta.constraints,
            models.UniqueConstraint(
                fields=["consultation", "rank"], name="one_diagnosis_per_rank",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["consultation", "system", "code"], condition=~Q(code=""),
                name="one_diagnosis_per_code",
            ),
            models.UniqueConstraint(
                fields=["consultation"], condition=Q(kind="main"), name="one_main_diagnosis_per_visit"
            ),
            models.CheckConstraint(name="diagnosis_says_what", condition=~Q(display="")),
            models.CheckConstraint(
                name="diagnosis_code_has_a_system", condition=Q(code="") | ~Q(system="")
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["patient", "system", "code"], name="diagnosis_of_patient")]

    def __str__(self) -> str:
        return f"{self.code} {self.display}".strip()


class AddendumQuerySet(ChartedQuerySet):
    pass


class Addendum(Charted):
    """What was added to a signed visit later: dated, signed, and never changed itself."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="addenda")
    author = models.ForeignKey("organization.Employee", on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("text"), max_length=8000)

    objects: ClassVar = AddendumQuerySet.as_manager()

    class Meta(Charted.Meta):
        abstract = False
        verbose_name = _("addendum")
        constraints = [
            *Charted.Meta.constraints,
            models.CheckConstraint(name="addendum_has_a_text", condition=~Q(text="")),
        ]
        indexes = [models.Index(fields=["consultation", "created_at", "id"], name="addendum_of_visit")]

    def __str__(self) -> str:
        return _day(self.created_at)

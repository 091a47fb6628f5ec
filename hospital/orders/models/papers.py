"""What leaves the house on paper: written as a draft, issued once, never changed after, cancelled at most."""

from typing import Any, ClassVar, Self  # Any: what a paper says is JSON

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Func, Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital.core.actors import Actor
from hospital.core.models import Entity
from hospital.patients.models.charted import Charted, ChartedQuerySet


class NextPaperNumber(Func):
    """The next number of the sequence; numbers of papers that failed stay unused."""

    template = "nextval('orders_paper_number')"
    output_field = models.BigIntegerField()


class PaperQuerySet(ChartedQuerySet):
    def visible_to(self, user: Actor) -> Self:
        """Those of the patients the user sees, for who sees papers."""
        return super().visible_to(user) if user.has_perm("orders.view_paper") else self.none()

    def whole(self) -> Self:
        """With what every list of papers shows."""
        return self.select_related("patient", "issue", "issue__issued_by", "author", "recorded_by")


class Paper(Charted):
    """A medical document of a patient: what it says, by kind. It changes only while it is a draft."""

    class Kind(models.TextChoices):
        PRESCRIPTION = "prescription", _("Prescription")
        CERTIFICATE = "certificate", _("Medical certificate")
        REFERRAL = "referral", _("Referral")
        EXAM_REQUEST = "exam_request", _("Request for tests")
        REPORT = "report", _("Medical report")
        ATTENDANCE_DECLARATION = "attendance_declaration", _("Declaration of attendance")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ISSUED = "issued", _("Issued")
        CANCELLED = "cancelled", _("Cancelled")

    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    data = models.JSONField(_("what it says"), default=dict, encoder=DjangoJSONEncoder)
    encounter = models.ForeignKey(
        "encounters.Encounter", on_delete=models.PROTECT, null=True, related_name="papers", editable=False
    )
    consultation = models.ForeignKey(
        "consultations.Consultation",
        on_delete=models.PROTECT,
        null=True,
        related_name="papers",
        editable=False,
    )
    author = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name=_("author"),
    )  # fmt: skip

    objects: ClassVar = PaperQuerySet.as_manager()

    class Meta(Charted.Meta):
        permissions = [
            ("view_paper", _("See and print the papers of patients")),
            ("write_paper", _("Write, issue and cancel papers")),
        ]
        constraints = [
            *Charted.Meta.constraints,
            models.CheckConstraint(
                name="paper_of_this_house_names_its_author",
                condition=Q(source="imported") | Q(author__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["patient", "-occurred_at", "-id"], name="paper_by_patient")]

    def __str__(self) -> str:
        return self.get_kind_display()

    def get_absolute_url(self) -> str:
        return reverse("orders:paper", args=[self.patient_id, self.pk])

    @property
    def standing_issue(self) -> "Issue | None":
        """How it was issued, if it was."""
        return getattr(self, "issue", None)

    @property
    def state(self) -> State:
        issue = self.standing_issue
        if issue is None:
            return self.State.CANCELLED if self.is_withdrawn else self.State.DRAFT
        return self.State.CANCELLED if issue.cancelled_at else self.State.ISSUED


class IssueQuerySet(models.QuerySet["Issue"]):
    def visible_to(self, user: Actor) -> Self:
        """Those of the papers the user sees."""
        return self.filter(paper__in=Paper.objects.visible_to(user))

    def to_verify(self, code: str) -> Self:
        """The one with a code, for whoever holds the paper in her hand."""
        return self.select_related("paper", "issued_by", "licence").filter(code=code)


class Issue(Entity):
    """That a paper was given out: its number, its file with a digest, and the doctor's licence."""

    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, related_name="issue")
    number = models.BigIntegerField(_("number"), unique=True, db_default=NextPaperNumber(), editable=False)
    issued_at = models.DateTimeField(_("issued at"), default=now)
    issued_by = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, related_name="+", verbose_name=_("issued by")
    )
    licence = models.ForeignKey("organization.Licence", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("verification code"), max_length=20, unique=True)
    file = models.CharField(max_length=80)
    digest = models.CharField(_("SHA-256 of the file"), max_length=64)
    is_signed = models.BooleanField(_("digitally signed"), default=False)
    told = models.JSONField(default=dict, encoder=DjangoJSONEncoder)  # all that the file was made from
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    cancelled_because = models.CharField(_("why it was cancelled"), max_length=300, blank=True)

    objects = IssueQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.CheckConstraint(
                name="paper_is_cancelled_by_somebody_who_says_why",
                condition=Q(cancelled_at=None, cancelled_by=None, cancelled_because="")
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False) & ~Q(cancelled_because=""),
            ),
            models.CheckConstraint(
                name="issued_paper_has_a_digest", condition=Q(digest__regex=r"^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def facts(self) -> dict[str, Any]:  # Any: see above
        """What the file was made from."""
        return dict(self.told)

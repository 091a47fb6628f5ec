"""What the patient allows, and whom she does not want in her chart (NGS1 11.04-11.06).

A consent is written once. What ends it is a row of its own, so nobody can make an authorised one say
something else (trigger consent_is_written_once).
"""

from datetime import date
from typing import Any, Self  # Any: expressions of every kind

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Prefetch, Q, Value
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.accounts.models import Grant
from hospital.core.actors import Actor
from hospital.core.models import Entity
from hospital.organization.models import Department, Membership

from .charted import Charted
from .patients import OfPatientQuerySet, Patient


class ConsentQuerySet(OfPatientQuerySet):
    def visible_to(self, user: Actor) -> Self:
        """Those of the patients the user sees, for who sees consents."""
        return super().visible_to(user) if user.has_perm("patients.view_consent") else self.none()

    def whole(self) -> Self:
        """With what every face shows of them."""
        joined = self.select_related("recorded_by", "revocation", "revocation__revoked_by")
        return joined.prefetch_related("parties", "parties__professional")

    def allowing(self, purpose: str, day: date | None = None) -> Self:
        """Those that allow the purpose on a day (today)."""
        when = day or localdate()
        return self.filter(
            Q(valid_until=None) | Q(valid_until__gte=when), purpose=purpose, revocation=None,
            decision=Consent.Decision.AUTHORISED, valid_from__lte=when,
        )  # fmt: skip


class Consent(Entity):
    """What the patient, or who answers for her, authorised or refused, for whom and until when."""

    class Purpose(models.TextChoices):
        TREATMENT = "treatment", _("Treatment or procedure")
        SHARING = "sharing", _("Sharing of the record with other institutions")
        RESEARCH = "research", _("Research")
        TEACHING = "teaching", pgettext_lazy("purpose", "Teaching")
        IMAGE = "image", _("Use of image and voice")
        TELEHEALTH = "telehealth", _("Care at a distance")
        CONTACT = "contact", _("Contact by message or e-mail")
        OTHER = "other", pgettext_lazy("purpose", "Other")

    class Decision(models.TextChoices):
        AUTHORISED = "authorised", pgettext_lazy("consent", "Authorised")
        REFUSED = "refused", pgettext_lazy("consent", "Refused")

    class Status(models.TextChoices):
        AUTHORISED = "authorised", pgettext_lazy("consent", "Authorised")
        REFUSED = "refused", pgettext_lazy("consent", "Refused")
        REVOKED = "revoked", pgettext_lazy("consent", "Revoked")

    class Signer(models.TextChoices):
        PATIENT = "patient", pgettext_lazy("signer", "The patient")
        REPRESENTATIVE = "representative", pgettext_lazy("signer", "A representative")

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    scope = models.TextField(
        _("what it covers"), max_length=2000, help_text=_("The procedure, the data, the study, the channel")
    )
    decision = models.CharField(_("decision"), max_length=12, choices=Decision, default=Decision.AUTHORISED)
    signer = models.CharField(_("signed by"), max_length=15, choices=Signer, default=Signer.PATIENT)
    signer_name = models.CharField(_("name of the representative"), max_length=200, blank=True)
    signer_cpf = models.CharField(_("CPF of the representative"), max_length=11, blank=True)
    signer_cns = models.CharField(_("CNS of the representative"), max_length=15, blank=True)
    signer_relation = models.CharField(
        _("relation to the patient"),
        max_length=80,
        blank=True,
        help_text=_("Mother, guardian by court order"),
    )
    signed_at = models.DateTimeField(_("signed at"), default=now)
    valid_from = models.DateField(_("valid from"), default=localdate)
    valid_until = models.DateField(_("valid until"), null=True, blank=True, help_text=_("Empty: no end"))
    scan = models.CharField(max_length=80, blank=True, editable=False)
    scan_kind = models.CharField(_("file type"), max_length=20, blank=True, editable=False)
    scan_digest = models.CharField(max_length=64, blank=True, editable=False)
    source = models.CharField(
        _("source"), max_length=10, choices=Charted.Source, default=Charted.Source.HERE, editable=False
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )

    objects = ConsentQuerySet.as_manager()

    class Meta(Entity.Meta):
        permissions = [
            ("view_consent", _("See the consents of patients and whom they keep out")),
            ("write_consent", _("Write consents and restrictions of patients, and revoke them")),
        ]
        constraints = [
            models.CheckConstraint(name="consent_says_what_it_covers", condition=~Q(scope="")),
            models.CheckConstraint(
                name="representative_is_named_with_a_document",
                condition=Q(
                    signer="patient", signer_name="", signer_cpf="", signer_cns="", signer_relation=""
                )
                | Q(signer="representative")
                & ~Q(signer_name="")
                & ~Q(signer_relation="")
                & (~Q(signer_cpf="") | ~Q(signer_cns="")),
            ),
            models.CheckConstraint(
                name="representative_has_a_whole_document",
                condition=(Q(signer_cpf="") | Q(signer_cpf__regex=r"^[0-9]{11}$"))
                & (Q(signer_cns="") | Q(signer_cns__regex=r"^[0-9]{15}$")),
            ),
            models.CheckConstraint(
                name="consent_ends_after_it_starts",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="scan_of_a_consent_is_whole",
                condition=Q(scan="", scan_kind="", scan_digest="")
                | ~Q(scan="") & ~Q(scan_kind="") & Q(scan_digest__regex=r"^[0-9a-f]{64}$"),
            ),
        ]
        indexes = [models.Index(fields=["patient", "-signed_at", "-id"], name="consent_by_patient")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.scope}"

    @property
    def ended(self) -> "Revocation | None":
        """What ended it, if anything did."""
        return getattr(self, "revocation", None)

    @property
    def status(self) -> str:
        """authorised, refused or revoked."""
        return self.Status.REVOKED if self.ended else self.decision

    @property
    def is_in_force(self) -> bool:
        """Whether it allows something today."""
        today = localdate()
        return (
            self.status == self.Status.AUTHORISED
            and self.valid_from <= today
            and (self.valid_until is None or today <= self.valid_until)
        )


class OfConsentQuerySet(models.QuerySet[Any]):  # Any: of whichever part of a consent
    def visible_to(self, user: Actor) -> Self:
        """What belongs to the consents that the user sees."""
        return self.filter(consent__in=Consent.objects.visible_to(user))


class ConsentParty(Entity):
    """Who may do what a consent allows: a professional of the house, or somebody named in words."""

    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="parties")
    professional = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, null=True, related_name="+"
    )
    organisation = models.CharField(max_length=200, blank=True)

    objects = OfConsentQuerySet.as_manager()

    class Meta(Entity.Meta):
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="party_is_a_professional_or_an_organisation",
                condition=Q(professional__isnull=False, organisation="")
                | Q(professional=None) & ~Q(organisation=""),
            ),
        ]

    def __str__(self) -> str:
        return self.professional.name if self.professional else self.organisation


class Revocation(Entity):
    """The end of a consent: when, which professional wrote it down, why, and what it was before and after."""

    consent = models.OneToOneField(Consent, on_delete=models.PROTECT, related_name="revocation")
    revoked_at = models.DateTimeField(_("revoked at"), default=now)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("revoked by")
    )
    before = models.CharField(_("before"), max_length=12, choices=Consent.Status)
    after = models.CharField(_("after"), max_length=12, choices=Consent.Status)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = OfConsentQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.CheckConstraint(
                name="only_an_authorised_consent_is_revoked",
                condition=Q(before="authorised", after="revoked"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consent_id}"


class RestrictionQuerySet(OfPatientQuerySet):
    def visible_to(self, user: Actor) -> Self:
        """Those of the patients the user sees, for who sees consents."""
        return super().visible_to(user) if user.has_perm("patients.view_consent") else self.none()

    def whole(self) -> Self:
        """With what every face shows of them."""
        joined = self.select_related("professional", "role", "recorded_by", "revoked_by")
        return joined.prefetch_related(Prefetch("department", Department.objects.named()))

    def in_force(self, day: date | None = None) -> Self:
        """Those that hold on a day (today)."""
        when = day or localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=when), revoked_at=None, starts_on__lte=when)

    def against(self, user: Actor, day: date | None = None) -> Self:
        """Those that keep the user out: by herself, by a unit where she works, or by a role she has."""
        when = Value(day or localdate(), output_field=models.DateField())
        below = Func(
            OuterRef("department_id"), when, function="departments_below",
            template="(SELECT %(function)s(%(expressions)s))", output_field=models.UUIDField(),
        )  # fmt: skip
        works = Membership.objects.filter(employee__user=user.pk, during__contains=when, department__in=below)
        roles = Grant.objects.filter(user=user.pk, role__is_active=True).values("role")
        return self.filter(Q(professional__user=user.pk) | Q(role__in=roles) | Exists(works))


class Restriction(Entity):
    """Whom the patient does not want in her chart: a professional, all of a unit, or all of a role."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    professional = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("professional"),
    )  # fmt: skip
    department = models.ForeignKey(
        "organization.Department", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("department"),
    )  # fmt: skip
    role = models.ForeignKey(
        "accounts.Role", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("role"),
    )  # fmt: skip
    reason = models.CharField(_("reason"), max_length=500, help_text=_("As the patient says it"))
    starts_on = models.DateField(_("from"), default=localdate)
    ends_on = models.DateField(_("until"), null=True, blank=True, help_text=_("Empty: until it is revoked"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    revoked_because = models.CharField(_("why it was revoked"), max_length=500, blank=True, editable=False)

    objects = RestrictionQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.CheckConstraint(
                name="restriction_keeps_out_one_person_unit_or_role",
                condition=Q(professional__isnull=False, department=None, role=None)
                | Q(professional=None, department__isnull=False, role=None)
                | Q(professional=None, department=None, role__isnull=False),
            ),
            models.CheckConstraint(name="restriction_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="restriction_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="restriction_is_revoked_by_somebody_who_says_why",
                condition=Q(revoked_at=None, revoked_by=None, revoked_because="")
                | Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoked_because=""),
            ),
        ]
        indexes = [
            models.Index(fields=["patient", "-created_at", "-id"], name="restriction_by_patient"),
        ]

    def __str__(self) -> str:
        return str(self.whom)

    @property
    def whom(self) -> str:
        """Who is kept out, in words."""
        if self.professional:
            return self.professional.name
        if self.role:
            return self.role.title
        assert self.department
        return self.department.name

    @property
    def is_in_force(self) -> bool:
        today = localdate()
        return (
            self.revoked_at is None
            and self.starts_on <= today
            and (self.ends_on is None or today <= self.ends_on)
        )

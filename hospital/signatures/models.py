"""Who may sign with what, and every version that was signed: a chain per patient that nobody can fork."""

from datetime import datetime
from typing import Any, Self  # Any: rows of any table

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital.core.actors import Actor
from hospital.core.models import Entity


class Kind(models.TextChoices):
    """Whose word stands behind a certificate."""

    SOFTWARE = "software", _("Made by this system: no legal value")
    ICP_BRASIL = "icp_brasil", _("ICP-Brasil")


class AuthorityQuerySet(models.QuerySet["Authority"]):
    def visible_to(self, user: Actor) -> Self:
        return self if user.has_perm("signatures.manage_authority") else self.none()

    def trusted(self) -> Self:
        return self.filter(withdrawn_at=None)


class Authority(Entity):
    """An authority whose certificates count here: our own for demonstration, or a root of ICP-Brasil."""

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=300)
    pem = models.TextField(_("certificate"))
    fingerprint = models.CharField(_("SHA-256 fingerprint"), max_length=64)
    private_key = models.BinaryField(_("private key, encrypted"), null=True, editable=False)
    not_before = models.DateTimeField(_("valid from"))
    not_after = models.DateTimeField(_("valid until"))
    withdrawn_at = models.DateTimeField(_("no longer trusted since"), null=True, editable=False)

    objects = AuthorityQuerySet.as_manager()

    class Meta(Entity.Meta):
        verbose_name = _("certificate authority")
        permissions = [("manage_authority", _("Say which certificate authorities are trusted"))]
        constraints = [
            models.UniqueConstraint(fields=["fingerprint"], name="one_authority_per_fingerprint"),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind="software"), name="one_authority_of_our_own"
            ),
            models.CheckConstraint(
                name="authority_has_a_key_when_it_is_ours",
                condition=Q(kind="software", private_key__isnull=False)
                | Q(kind="icp_brasil", private_key__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def visible_to(self, user: Actor) -> Self:
        """One's own; all of them for who keeps the authorities."""
        return self if user.has_perm("signatures.manage_authority") else self.filter(user_id=user.pk)

    def in_force(self, at: datetime | None = None) -> Self:
        at = at or now()
        return self.filter(revoked_at=None, not_before__lte=at, not_after__gte=at)


class Certificate(Entity):
    """What a person signs with. Of ICP-Brasil only the certificate is kept, never the key.

    NGS2 2.01.02: the CPF in an ICP-Brasil certificate is that of the user's employee.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="certificates")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    subject = models.CharField(_("issued to"), max_length=300)
    issuer = models.CharField(_("issued by"), max_length=300)
    cpf = models.CharField(_("CPF in the certificate"), max_length=11, blank=True)
    pem = models.TextField(_("certificate"))
    chain_pem = models.TextField(_("certificates between it and its authority"), blank=True)
    fingerprint = models.CharField(_("SHA-256 fingerprint"), max_length=64)
    private_key = models.BinaryField(_("private key, encrypted"), null=True, editable=False)
    not_before = models.DateTimeField(_("valid from"))
    not_after = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, editable=False)
    revoked_because = models.CharField(_("why it was revoked"), max_length=300, blank=True, editable=False)

    objects = CertificateQuerySet.as_manager()

    class Meta(Entity.Meta):
        verbose_name = _("certificate")
        permissions = [("sign_document", _("Sign visits and documents"))]
        constraints = [
            models.UniqueConstraint(fields=["fingerprint"], name="one_certificate_per_fingerprint"),
            models.UniqueConstraint(
                fields=["user"], condition=Q(kind="software", revoked_at=None),
                name="one_software_certificate_per_user",
            ),
            models.CheckConstraint(
                name="certificate_has_a_key_when_it_is_ours",
                condition=Q(kind="software", private_key__isnull=False)
                | Q(kind="icp_brasil", private_key__isnull=True),
            ),
            models.CheckConstraint(
                name="certificate_of_icp_brasil_has_a_cpf",
                condition=Q(kind="software") | Q(cpf__regex=r"^[0-9]{11}$"),
            ),
            models.CheckConstraint(
                name="certificate_ends_after_it_begins", condition=Q(not_after__gt=F("not_before"))
            ),
            models.CheckConstraint(
                name="certificate_is_revoked_with_a_reason",
                condition=Q(revoked_at=None, revoked_because="")
                | Q(revoked_at__isnull=False) & ~Q(revoked_because=""),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.subject

    def is_in_force(self, at: datetime | None = None) -> bool:
        """Whether it may sign at a moment (now)."""
        at = at or now()
        return (self.revoked_at is None or at < self.revoked_at) and self.not_before <= at <= self.not_after


class VersionQuerySet(models.QuerySet[Any]):  # Any: see above
    def visible_to(self, user: Actor) -> Self:
        """Those of the patients the user sees. Whether she may open that chart is asked by `care`."""
        if not user.has_perm("patients.view_chart"):
            return self.none()
        hidden = not user.has_perm("patients.view_confidential")
        return self.filter(patient__is_confidential=False) if hidden else self

    def of(self, subject: models.Model) -> Self:
        """The versions of one thing, the first signed first."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk).order_by("number")


class Version(Entity):
    """One thing as it was signed: the very bytes, who signed them, and its place in the patient's chain.

    What is signed is `seal`, canonical JSON that names the digest of `content`, the signer with her licence,
    the moment, and the link of the version before it. `link` is the digest of `seal`; so nothing in the chain
    can be changed, taken out or put between without every later link telling. `chain` is the record under
    which the version was signed: it stays when a merge moves the rows to another patient.
    """

    class Act(models.TextChoices):
        SIGNED = "signed", _("Signed")
        ADDED = "added", _("Addendum")
        COSIGNED = "cosigned", _("Co-signed")
        WITHDRAWN = "withdrawn", _("Declared entered in error")

    chain = models.UUIDField(_("chain"), editable=False)
    place = models.PositiveIntegerField(_("place in the chain"), editable=False)
    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="+")
    subject_type = models.CharField(_("what was signed"), max_length=60, editable=False)
    subject_id = models.UUIDField(editable=False)
    number = models.PositiveIntegerField(_("version"), editable=False)
    act = models.CharField(_("act"), max_length=10, choices=Act, editable=False)
    content = models.BinaryField(_("content"), editable=False)
    digest = models.CharField(_("SHA-256 of the content"), max_length=64, editable=False)
    previous = models.CharField(_("link before"), max_length=64, blank=True, editable=False)
    seal = models.BinaryField(_("seal"), editable=False)
    link = models.CharField(_("SHA-256 of the seal"), max_length=64, editable=False)
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    signer_name = models.CharField(_("signed by"), max_length=200, editable=False)
    licence = models.CharField(_("licence"), max_length=120, blank=True, editable=False)
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="+", editable=False)
    scheme = models.CharField(_("scheme"), max_length=20, editable=False)
    signature = models.BinaryField(_("signature"), editable=False)
    signed_at = models.DateTimeField(_("signed at"), editable=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True, editable=False)

    objects = VersionQuerySet.as_manager()

    class Meta(Entity.Meta):
        verbose_name = _("signed version")
        constraints = [
            models.UniqueConstraint(fields=["chain", "place"], name="one_version_per_place_in_the_chain"),
            models.UniqueConstraint(fields=["chain", "previous"], name="chain_is_not_forked"),
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "number"], name="one_version_per_number"
            ),
            models.UniqueConstraint(fields=["link"], name="one_version_per_link"),
            models.CheckConstraint(
                name="chain_begins_at_one",
                condition=Q(place=1, previous="") | Q(place__gt=1) & ~Q(previous=""),
            ),
            models.CheckConstraint(
                name="version_is_withdrawn_with_a_reason", condition=~Q(act="withdrawn") | ~Q(reason="")
            ),
        ]
        indexes = [models.Index(fields=["patient", "-signed_at", "-id"], name="version_of_patient")]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.number}"

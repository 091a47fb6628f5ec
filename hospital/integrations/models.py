"""Whom we exchange with, what was delivered, and every resource as it came."""

from typing import Self
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Count, F, Q
from django.db.models.fields.json import KeyTransform
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hospital.core.actors import Actor
from hospital.core.models import Entity, Stateful
from hospital.core.text import Plain, plain
from hospital.organization.models import Department, Employee
from hospital.patients.models import Patient

from .fhir.gist import Gist, gist
from .fhir.wire import Decoder, Encoder


class PartnerQuerySet(models.QuerySet["Partner"]):
    def visible_to(self, user: Actor) -> Self:
        return self if user.has_perm("integrations.view_partner") else self.none()

    def named(self, words: str) -> Self:
        """Those whose name has every one of the words in it."""
        rows = Q()
        for word in plain(words).split():
            rows &= Q(search__contains=word)
        return self.filter(rows)

    def with_identifier(self, system: str | None, value: str) -> Self:
        """Those with this identifier; of any system, when None."""
        found = {"identifiers__value": value} | ({} if system is None else {"identifiers__system": system})
        return self.filter(**found).distinct()


class Partner(Entity):
    """An organisation outside the hospital: where else patients were cared for, who supplies, who pays."""

    class Kind(models.TextChoices):
        PROVIDER = "prov", _("Health care provider")
        INSURER = "ins", _("Health insurer or payer")
        GOVERNMENT = "govt", _("Government")
        EDUCATION = "edu", _("Education and research")
        COMPANY = "bus", _("Company or supplier")
        OTHER = "other", _("Other")

    name = models.CharField(_("name"), max_length=200)
    alias = models.CharField(_("also called"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.OTHER)
    is_active = models.BooleanField(_("active"), default=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.CharField(_("email"), max_length=200, blank=True)
    street = models.CharField(_("street"), max_length=200, blank=True)
    number = models.CharField(_("number"), max_length=20, blank=True)
    complement = models.CharField(_("complement"), max_length=100, blank=True)
    district = models.CharField(_("district"), max_length=100, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=40, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=12, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    search = models.GeneratedField(
        expression=Plain(F("name")), output_field=models.TextField(), db_persist=True, editable=False
    )

    objects = PartnerQuerySet.as_manager()

    class Meta(Entity.Meta):
        permissions = [
            ("view_partner", _("See partner organisations")),
            ("manage_partner", _("Register and change partner organisations")),
        ]
        constraints = [models.CheckConstraint(name="partner_has_a_name", condition=~Q(name=""))]
        indexes = [
            models.Index(fields=["search", "id"], name="partner_by_name"),
            GinIndex(fields=["search"], opclasses=["gin_trgm_ops"], name="partner_by_parts_of_name"),
        ]

    def __str__(self) -> str:
        return self.name


class PartnerIdentifier(Entity):
    """What a registry or another system calls a partner."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="identifiers")
    system = models.CharField(_("system"), max_length=200)
    value = models.CharField(_("value"), max_length=200)
    is_doubtful = models.BooleanField(_("doubtful"), default=False, editable=False)

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "system", "value"], name="one_row_per_partner_identifier"
            ),
            models.CheckConstraint(name="partner_identifier_has_a_value", condition=~Q(value="")),
        ]
        indexes = [models.Index(fields=["value"], name="partner_identifier_by_value")]

    def __str__(self) -> str:
        return f"{self.system} {self.value}"


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, user: Actor) -> Self:
        """Every run for who may see them; one's own for who may import."""
        if user.has_perm("integrations.view_import"):
            return self
        return self.filter(by_id=user.pk) if user.has_perm("integrations.import_fhir") else self.none()


class ImportRun(Entity, Stateful):
    """One delivery of FHIR resources and what became of it."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Finished")
        FAILED = "failed", _("Failed")

    TRANSITIONS = {State.RUNNING: {State.DONE, State.FAILED}}

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RUNNING, editable=False)
    origin = models.CharField(_("came from"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    bundles_expected = models.PositiveIntegerField(_("bundles expected"), default=1)
    bundles_done = models.PositiveIntegerField(_("bundles done"), default=0)
    # {"Patient": {"created": 3, "unchanged": 1}}: a report for people, nothing is decided by it.
    counts = models.JSONField(_("what became of it"), default=dict)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    unresolved = models.PositiveIntegerField(_("references that lead nowhere"), default=0)
    ended_at = models.DateTimeField(_("ended at"), null=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta(Entity.Meta):
        permissions = [
            ("import_fhir", _("Import FHIR bundles")),
            ("view_import", _("See imports and why something was refused")),
        ]
        constraints = [
            models.CheckConstraint(
                name="import_has_ended_or_is_running",
                condition=Q(state="running", ended_at=None)
                | (~Q(state="running") & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="import_by_time")]

    def __str__(self) -> str:
        return self.origin

    def get_absolute_url(self) -> str:
        return reverse("integrations:import", args=[self.pk])

    @property
    def total(self) -> int:
        """Resources that were looked at."""
        return sum(count for outcomes in self.counts.values() for count in outcomes.values())


class RefusalQuerySet(models.QuerySet["Refusal"]):
    def visible_to(self, user: Actor) -> Self:
        return self.filter(run__in=ImportRun.objects.visible_to(user))


class Refusal(Entity):
    """A resource that was not taken in, and why. Its content is not kept: the sender has it."""

    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="refusals")
    bundle = models.CharField(_("bundle"), max_length=200, blank=True)
    place = models.CharField(_("place in the bundle"), max_length=120)
    type = models.CharField(_("kind of resource"), max_length=60, blank=True)
    source_id = models.CharField(_("id at the source"), max_length=100, blank=True)
    reasons = models.JSONField(_("why"), default=list)

    objects = RefusalQuerySet.as_manager()

    class Meta(Entity.Meta):
        indexes = [models.Index(fields=["run", "id"], name="refusal_by_run")]

    def __str__(self) -> str:
        return f"{self.type} {self.source_id}"


class ResourceQuerySet(models.QuerySet["Resource"]):
    def visible_to(self, user: Actor) -> Self:
        """What belongs to nobody, or to the patients that the user sees."""
        if not user.has_perm("integrations.view_resource"):
            return self.none()
        if not user.has_perm("patients.view_patient"):
            return self.filter(patient=None)
        if user.has_perm("patients.view_confidential"):
            return self
        return self.filter(Q(patient=None) | Q(patient__is_confidential=False))

    def still_kept(self) -> Self:
        """Those that no row of ours stands for."""
        return self.filter(became="")

    def of_patient(self, patient_id: UUID) -> Self:
        return self.filter(patient_id=patient_id)

    def counted_by_type(self) -> list[tuple[str, int]]:
        """How many there are of each kind, by kind."""
        return list(self.values_list("type").annotate(count=Count("id")).order_by("type"))

    def with_identifier(self, system: str | None, value: str) -> Self:
        """Those whose content has this business identifier; of any system, when None."""
        wanted = {"value": value} | ({} if system is None else {"system": system})
        return self.filter(content__identifier__contains=[wanted])


class Resource(Entity):
    """A resource as it came, whole, and what it became here.

    `source` is the address of the server it comes from (empty when its id is unique by itself), `source_id`
    its id there. A Patient, Practitioner or Organization also became the row that `patient`, `employee`,
    `partner` or `department` names; any other resource belongs to `patient`, if to anybody, and became the
    entry of her chart that `became` (the model's label) and `became_id` name, if it has a home there.
    """

    type = models.CharField(_("kind"), max_length=60)
    source = models.CharField(_("source"), max_length=500, blank=True)
    source_id = models.CharField(_("id at the source"), max_length=100)
    full_url = models.CharField(max_length=500, blank=True)
    content = models.JSONField(_("content"), encoder=Encoder, decoder=Decoder)
    digest = models.CharField(max_length=64)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, null=True, related_name="fhir_resources")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, null=True, related_name="fhir_resources")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, related_name="fhir_resources")
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, related_name="fhir_resources"
    )
    became = models.CharField(max_length=60, blank=True)
    became_id = models.UUIDField(null=True)
    whose = models.CharField(max_length=700, blank=True)  # the patient it waits for, as Key.written says it
    # As of the day it came: what was delivered later is found when the resource is read.
    unresolved = ArrayField(models.TextField(), verbose_name=_("references that led nowhere"), default=list)
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="resources")
    received_at = models.DateTimeField(_("received at"))

    objects = ResourceQuerySet.as_manager()

    class Meta(Entity.Meta):
        permissions = [("view_resource", _("See the FHIR resources kept of a patient"))]
        constraints = [
            models.UniqueConstraint(
                fields=["source_id", "type", "source"], name="one_row_per_resource_of_a_source"
            ),
            models.CheckConstraint(
                name="resource_has_a_kind_and_an_id", condition=~Q(type="") & ~Q(source_id="")
            ),
            models.CheckConstraint(
                name="resource_became_one_thing",
                condition=Q(employee=None, partner=None, department=None)
                | Q(type="Practitioner", employee__isnull=False, partner=None, department=None)
                | Q(type="Organization", employee=None, partner__isnull=False, department=None)
                | Q(type="Organization", employee=None, partner=None, department__isnull=False),
            ),
            models.CheckConstraint(
                name="resource_became_an_entry_of_a_patient",
                condition=Q(became="", became_id=None)
                | (~Q(became="") & Q(became_id__isnull=False, patient__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["became_id"],
                condition=Q(became_id__isnull=False),
                name="one_resource_per_entry",
            ),
        ]
        indexes = [
            models.Index(fields=["patient", "type", "id"], name="resource_by_patient"),
            models.Index(fields=["type", "id"], name="resource_by_type"),
            models.Index(fields=["whose"], name="resource_waiting", condition=~Q(whose="")),
            models.Index(fields=["full_url"], name="resource_by_full_url", condition=~Q(full_url="")),
            GinIndex(
                OpClass(KeyTransform("identifier", "content"), name="jsonb_path_ops"),
                name="resource_by_identifier",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type}/{self.source_id}"

    def get_absolute_url(self) -> str:
        return reverse("integrations:resource", args=[self.pk])

    @property
    def gist(self) -> Gist:
        """What it is about and of when, in a few words."""
        return gist(self.content)


class Edition(Entity):
    """An earlier content of a resource, so that nothing that was delivered is ever lost."""

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    content = models.JSONField(encoder=Encoder, decoder=Decoder)
    digest = models.CharField(max_length=64)
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()

    class Meta(Entity.Meta):
        constraints = [models.UniqueConstraint(fields=["resource", "number"], name="one_edition_per_number")]

    def __str__(self) -> str:
        return f"{self.resource_id} {self.number}"

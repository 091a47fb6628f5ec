"""Code systems, the editions they were loaded from, and what each code means on a day."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self  # Any: what a publisher says of a code is of every kind

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Count, Deferrable, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext, gettext_lazy as _, pgettext_lazy

from hospital.core.actors import Actor
from hospital.core.models import Entity, Stateful
from hospital.core.text import Plain

from .facts import shown
from .systems import BY_ALIAS, uris
from .validity import first_day, last_day


class CodeSystemQuerySet(models.QuerySet["CodeSystem"]):
    def visible_to(self, user: Actor) -> Self:
        """Reference data: everyone who may enter sees all of it."""
        return self if user.is_active else self.none()

    def counted(self, day: date) -> Self:
        """Each with `valid`, how many codes hold on the day, `editions_count`, and `newest`, its edition."""
        valid = Concept.objects.filter(system=OuterRef("pk"), during__contains=day).order_by()
        editions = Edition.objects.filter(system=OuterRef("pk"))
        return self.annotate(
            valid=Coalesce(Subquery(valid.values("system").annotate(n=Count("pk")).values("n")), 0),
            editions_count=Coalesce(
                Subquery(editions.order_by().values("system").annotate(n=Count("pk")).values("n")), 0
            ),
            newest=Subquery(
                editions.order_by("-rank", F("starts_on").desc(nulls_last=True), "-id").values("name")[:1]
            ),
        )


class CodeSystem(Entity):
    """A published set of codes; `uri` is how FHIR names it, `alias` how we do."""

    alias = models.SlugField(_("short name"), max_length=40, unique=True)
    uri = models.CharField(_("URI"), max_length=200, unique=True)
    title = models.CharField(_("title"), max_length=200)

    objects = CodeSystemQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.CheckConstraint(
                name="code_system_has_names", condition=~Q(alias="") & ~Q(uri="") & ~Q(title="")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("terminology:system", args=[self.pk])

    @property
    def name(self) -> str:
        """The title as it is shown: ours are translated, the hospital's own are not."""
        known = BY_ALIAS.get(self.alias)
        return gettext(self.title) if known and known.title == self.title else self.title


class EditionQuerySet(models.QuerySet["Edition"]):
    def visible_to(self, user: Actor) -> Self:
        return self if user.is_active else self.none()


class Edition(Entity):
    """One publication of a system that was loaded, in force from a day or since ever."""

    class Rank(models.IntegerChoices):
        """Who is believed where two say something of a code: the higher."""

        CORE = 0, _("Shipped with the system")
        SUPPLEMENT = 1, _("Taken from another table")
        OFFICIAL = 2, _("Published edition")

    system = models.ForeignKey(CodeSystem, on_delete=models.PROTECT, related_name="editions")
    name = models.CharField(_("edition"), max_length=80)
    rank = models.PositiveSmallIntegerField(_("kind of edition"), choices=Rank, default=Rank.OFFICIAL)
    starts_on = models.DateField(_("in force from"), null=True, blank=True)
    source = models.CharField(_("file"), max_length=200, blank=True)
    rows = models.PositiveIntegerField(_("codes in the file"), default=0)

    objects = EditionQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(fields=["system", "name"], name="one_edition_per_name_of_a_system"),
            models.CheckConstraint(name="edition_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class ConceptQuerySet(models.QuerySet["Concept"]):
    def visible_to(self, user: Actor) -> Self:
        return self if user.is_active else self.none()

    def on(self, day: date) -> Self:
        """Those that hold on a day."""
        return self.filter(during__contains=day)

    def of(self, systems: str | Iterable[str]) -> Self:
        """Those of the systems, by short name or URI; of every system when there are none."""
        names = systems.split() if isinstance(systems, str) else list(systems)
        if not names:
            return self
        return self.filter(Q(system__uri__in=uris(names)) | Q(system__alias__in=names))


class Concept(Entity):
    """What a code means for a stretch of days. Who changes price or title gets a new row from that day.

    `parent` is the code above it in the same system; `properties` what the publisher says of it besides.
    """

    class Sex(models.TextChoices):
        """Whom the code can be said of (the words are those of HL7)."""

        ANY = "", _("Any sex")
        FEMALE = "female", _("Only female")
        MALE = "male", _("Only male")

    system = models.ForeignKey(CodeSystem, on_delete=models.PROTECT, related_name="concepts")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="concepts")
    code = models.CharField(_("code"), max_length=60)
    display = models.CharField(_("meaning"), max_length=400)
    synonyms = ArrayField(models.TextField(), verbose_name=_("synonyms"), default=list, blank=True)
    # How people say it, from the list that comes with the system; they stay whatever edition is loaded.
    nicknames = ArrayField(models.TextField(), default=list, blank=True, editable=False)
    sex = models.CharField(_("sex"), max_length=10, choices=Sex, blank=True, default=Sex.ANY)
    parent = models.CharField(_("belongs to"), max_length=60, blank=True)
    is_selectable = models.BooleanField(_("can be chosen"), default=True)
    is_common = models.BooleanField(_("used often"), default=False)
    during = DateRangeField(_("period"))
    properties = models.JSONField(_("properties"), default=dict, blank=True)
    # What is searched, written by write_book: the code without marks, and each word after a space.
    bare = models.CharField(max_length=60, editable=False)
    words = models.TextField(editable=False)
    sort_title = models.GeneratedField(
        expression=Plain(F("display")), output_field=models.TextField(), db_persist=True, editable=False
    )

    objects = ConceptQuerySet.as_manager()

    class Meta(Entity.Meta):
        permissions = [("load_terminology", _("Load code systems and see what became of it"))]
        constraints = [
            ExclusionConstraint(
                name="one_meaning_of_a_code_on_a_day",
                expressions=[
                    ("system", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                deferrable=Deferrable.IMMEDIATE,
            ),
            models.CheckConstraint(
                name="concept_has_a_code_and_a_meaning", condition=~Q(code="") & ~Q(display="")
            ),
            models.CheckConstraint(name="concept_holds_for_a_day", condition=Q(during__isempty=False)),
            models.CheckConstraint(name="concept_sex_is_known", condition=Q(sex__in=["", "female", "male"])),
            models.CheckConstraint(name="concept_is_not_its_own_parent", condition=~Q(parent=F("code"))),
        ]
        indexes = [
            models.Index(fields=["system", "code", "id"], name="concept_by_code"),
            models.Index(fields=["system", "parent", "code"], name="concept_by_parent"),
            models.Index(OpClass("bare", name="text_pattern_ops"), name="concept_by_bare_code"),
            models.Index(OpClass("sort_title", name="text_pattern_ops"), name="concept_by_title"),
            GinIndex(fields=["words"], opclasses=["gin_trgm_ops"], name="concept_by_words"),
            GinIndex(
                fields=["words"],
                opclasses=["gin_trgm_ops"],
                name="common_concept_by_words",
                fastupdate=False,
                condition=Q(is_common=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.display}"

    def get_absolute_url(self) -> str:
        return reverse("terminology:concept", args=[self.pk])

    @property
    def valid_from(self) -> date | None:
        """The first day it holds; None: since ever."""
        return first_day(self.during)

    @property
    def valid_until(self) -> date | None:
        """The last day it holds; None: still."""
        return last_day(self.during)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What the publisher says of it besides, with words for what we know: prices, limits, level."""
        return shown(self.properties)

    @property
    def holds_today(self) -> bool:
        today = localdate()
        return (self.valid_from or today) <= today <= (self.valid_until or today)


class LoadQuerySet(models.QuerySet["Load"]):
    def visible_to(self, user: Actor) -> Self:
        return self if user.has_perm("terminology.load_terminology") else self.none()


class Load(Entity, Stateful):
    """A file that somebody gave to be loaded, how far it is, and what became of it."""

    class Kind(models.TextChoices):
        CID10 = "cid10", _("CID-10 of DATASUS (zip of the CSV files)")
        SIGTAP = "sigtap", _("SIGTAP, one month (zip of DATASUS)")
        CBO = "cbo", _("CBO, occupations (CSV)")
        TUSS = "tuss", _("TUSS, procedures (CSV)")
        CSV = "csv", _("Other list (CSV: code; meaning; synonyms)")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", pgettext_lazy("loading", "Finished")
        FAILED = "failed", _("Failed")

    class Step(models.TextChoices):
        READING = "reading", _("Reading the file")
        WRITING = "writing", _("Writing to the database")

    TRANSITIONS: ClassVar = {
        "waiting": {"running", "failed"},
        "running": {"done", "failed"},
    }

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING, editable=False)
    file_name = models.CharField(_("file"), max_length=200)
    file = models.CharField(max_length=120, blank=True, editable=False)  # in the storage, until it is loaded
    alias = models.CharField(_("short name"), max_length=40, blank=True)
    uri = models.CharField(_("URI"), max_length=200, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    edition_name = models.CharField(_("edition"), max_length=80, blank=True)
    starts_on = models.DateField(_("in force from"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(_("step"), max_length=10, choices=Step, default=Step.READING, editable=False)
    rows_done = models.PositiveIntegerField(_("rows done"), default=0, editable=False)
    rows_total = models.PositiveIntegerField(_("rows"), default=0, editable=False)
    # {"cid10": {"new": 3, "changed": 1, "ended": 0, "same": 9, "kept": 0}}: a report for people.
    counts = models.JSONField(_("what became of it"), default=dict, editable=False)
    fault = models.TextField(_("why it failed"), blank=True, editable=False)
    fault_line = models.PositiveIntegerField(_("line"), null=True, editable=False)
    started_at = models.DateTimeField(_("started at"), null=True, editable=False)
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)

    objects = LoadQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.CheckConstraint(
                name="load_has_begun_and_ended_as_its_state_says",
                condition=Q(state="waiting", started_at=None, ended_at=None)
                | Q(state="running", started_at__isnull=False, ended_at=None)
                | Q(state__in=["done", "failed"], ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="load_that_failed_says_why", condition=Q(state="failed") ^ Q(fault="")
            ),
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="load_by_time")]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("terminology:load", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether something is still to come."""
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def lines(self) -> list[tuple[str, dict[str, Any]]]:  # Any: see above
        """What became of it, by short name of the system."""
        return sorted(self.counts.items())

"""The triage protocol as data: versions with their colours, flowcharts and discriminators.

A published version never changes (triggers of migration 0002): what was decided by it can be decided again.
"""

from typing import Any, ClassVar, Self  # Any: rows of whichever part of a version

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.actors import Actor
from hospital.core.models import Entity, Stateful


class ProtocolQuerySet(models.QuerySet[Any]):  # Any: see above
    def visible_to(self, user: Actor) -> Self:
        """A protocol is no secret among the staff who see encounters."""
        return self if user.has_perm("encounters.view_encounter") else self.none()


class Protocol(Entity):
    """A way to classify risk. The newest published version is the one in force."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True, max_length=4000)

    objects = ProtocolQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [models.CheckConstraint(name="protocol_has_a_name", condition=~Q(name=""))]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("encounters:protocol", args=[self.pk])


class ProtocolVersionQuerySet(ProtocolQuerySet):
    def published(self) -> Self:
        return self.filter(state="published")

    def in_force(self) -> Self:
        """The newest published version of each protocol."""
        newer = ProtocolVersion.objects.filter(
            protocol=models.OuterRef("protocol"), state="published", number__gt=models.OuterRef("number")
        )
        return self.published().filter(~models.Exists(newer))


class ProtocolVersion(Entity, Stateful):
    """One edition of a protocol: a draft that is written, then published for good."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", pgettext_lazy("protocol", "Published")

    TRANSITIONS: ClassVar = {"draft": {"published"}, "published": set()}

    protocol = models.ForeignKey(Protocol, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT, editable=False)
    note = models.CharField(_("what is new"), max_length=400, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )  # nobody, for what comes with the system

    objects = ProtocolVersionQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(fields=["protocol", "number"], name="one_protocol_version_per_number"),
            models.UniqueConstraint(
                fields=["protocol"], condition=Q(state="draft"), name="one_draft_per_protocol"
            ),
            models.CheckConstraint(
                name="published_version_says_when",
                condition=Q(state="published", published_at__isnull=False)
                | Q(state="draft", published_at=None, published_by=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.protocol_id} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("encounters:protocol_version", args=[self.protocol_id, self.number])

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT


class Colour(Entity):
    """A level of urgency and how long one may wait with it."""

    class Code(models.TextChoices):
        RED = "red", _("Red")
        ORANGE = "orange", _("Orange")
        YELLOW = "yellow", _("Yellow")
        GREEN = "green", _("Green")
        BLUE = "blue", _("Blue")

    version_of = models.ForeignKey(ProtocolVersion, on_delete=models.CASCADE, related_name="colours")
    code = models.CharField(_("colour"), max_length=10, choices=Code)
    name = models.CharField(_("meaning"), max_length=60)
    level = models.PositiveSmallIntegerField(_("level"))  # 1 is the most urgent
    minutes = models.PositiveIntegerField(_("minutes until seen"))

    objects = ProtocolQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(fields=["version_of", "code"], name="one_colour_per_version"),
            models.UniqueConstraint(fields=["version_of", "level"], name="one_colour_per_level"),
            models.CheckConstraint(name="colour_level_is_1_to_5", condition=Q(level__range=(1, 5))),
            models.CheckConstraint(name="colour_waits_at_most_a_day", condition=Q(minutes__lte=1440)),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.minutes}"


class Flowchart(Entity):
    """A complaint and what to ask about it."""

    version_of = models.ForeignKey(ProtocolVersion, on_delete=models.CASCADE, related_name="flowcharts")
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("complaint"), max_length=120)
    words = models.CharField(_("other words"), max_length=400, blank=True)  # what people say, to find it by
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = ProtocolQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(fields=["version_of", "code"], name="one_flowchart_per_code"),
            models.CheckConstraint(name="flowchart_has_a_name", condition=~Q(name="") & ~Q(code="")),
        ]

    def __str__(self) -> str:
        return self.code


class Discriminator(Entity):
    """A question with yes or no; the most urgent yes decides. Without a flowchart it is asked in each."""

    version_of = models.ForeignKey(ProtocolVersion, on_delete=models.CASCADE, related_name="discriminators")
    flowchart = models.ForeignKey(
        Flowchart, on_delete=models.CASCADE, null=True, blank=True, related_name="discriminators"
    )
    colour = models.ForeignKey(Colour, on_delete=models.CASCADE, related_name="discriminators")
    code = models.SlugField(_("code"), max_length=40)
    text = models.CharField(_("question"), max_length=200)
    hint = models.CharField(_("what it means"), max_length=400, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    # A measurement that answers by itself: "spo2 < 90", "pain >= 7". See rules.py.
    rule = models.CharField(_("measured"), max_length=60, blank=True)

    objects = ProtocolQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["version_of", "flowchart", "code"], nulls_distinct=False,
                name="one_discriminator_per_code",
            ),
            models.CheckConstraint(name="discriminator_asks_something", condition=~Q(text="") & ~Q(code="")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.code

"""The settings a hospital has changed, and every value they have had."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hospital.core.actors import Actor
from hospital.core.models import Entity


class SettingQuerySet(models.QuerySet["Setting"]):
    def visible_to(self, user: Actor) -> "SettingQuerySet":
        return self if user.has_perm("config.manage_setting") else self.none()


class Setting(Entity):
    """A setting that differs, or once differed, from its default; `version` is 1 after the first change."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    value = models.JSONField(_("value"))

    objects = SettingQuerySet.as_manager()

    class Meta(Entity.Meta):
        permissions = [("manage_setting", _("See and change settings"))]

    def __str__(self) -> str:
        return self.name


class RevisionQuerySet(models.QuerySet["Revision"]):
    def visible_to(self, user: Actor) -> "RevisionQuerySet":
        return self if user.has_perm("config.manage_setting") else self.none()

    def newest_first(self) -> "RevisionQuerySet":
        return self.select_related("by").order_by("-created_at", "-id")


class Revision(Entity):
    """One change of a setting: from what, to what, by whom, and why."""

    setting = models.ForeignKey(Setting, on_delete=models.PROTECT, related_name="revisions")
    before = models.JSONField(_("before"))
    after = models.JSONField(_("after"))
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = RevisionQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [models.CheckConstraint(name="revision_has_a_reason", condition=~Q(reason=""))]
        indexes = [models.Index(fields=["setting", "-created_at", "-id"], name="revision_by_setting")]

    def __str__(self) -> str:
        return f"{self.setting_id} {self.created_at}"

"""Who takes part in an operation, and what happened to it, step by step."""

from typing import Any, Self  # Any: of rows that belong to an operation, whichever

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.actors import Actor
from hospital.core.models import Entity

from .surgeries import Surgery


class OfSurgeryQuerySet(models.QuerySet[Any]):  # Any: see above
    def visible_to(self, user: Actor) -> Self:
        """What belongs to the operations that the user sees."""
        return self.filter(surgery__in=Surgery.objects.visible_to(user))


class TeamMemberQuerySet(OfSurgeryQuerySet):
    def present(self) -> Self:
        """Those who are of the team now."""
        return self.filter(left_at=None)


class TeamMember(Entity):
    """Who takes part in an operation, as what, and from when to when."""

    class Role(models.TextChoices):
        SURGEON = "surgeon", pgettext_lazy("team", "Surgeon")
        ASSISTANT = "assistant", pgettext_lazy("team", "Assistant surgeon")
        ANAESTHETIST = "anaesthetist", pgettext_lazy("team", "Anaesthetist")
        SCRUB = "scrub", pgettext_lazy("team", "Scrub nurse")
        CIRCULATING = "circulating", pgettext_lazy("team", "Circulating nurse")
        PERFUSIONIST = "perfusionist", pgettext_lazy("team", "Perfusionist")
        RECOVERY = "recovery", pgettext_lazy("team", "Recovery nurse")
        OTHER = "other", pgettext_lazy("team", "Other")

    surgery = models.ForeignKey(Surgery, on_delete=models.PROTECT, related_name="team")
    employee = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, related_name="+", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role)
    joined_at = models.DateTimeField(default=now)
    left_at = models.DateTimeField(null=True, editable=False)

    objects = TeamMemberQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["surgery", "employee"], condition=Q(left_at=None),
                name="a_person_has_one_role_in_a_surgery",
            ),
            models.UniqueConstraint(
                fields=["surgery"], condition=Q(left_at=None, role="surgeon"),
                name="a_surgery_has_one_surgeon",
            ),
            models.CheckConstraint(
                name="a_member_leaves_after_joining",
                condition=Q(left_at=None) | Q(left_at__gte=F("joined_at")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.role} {self.surgery_id}"


class Step(Entity):
    """One thing that happened to an operation: from which state to which, who, when and why. Written once."""

    class What(models.TextChoices):
        REQUEST = "request", pgettext_lazy("surgery step", "Requested")
        AUTHORISE = "authorise", pgettext_lazy("surgery step", "Authorised")
        SCHEDULE = "schedule", pgettext_lazy("surgery step", "Scheduled")
        RESCHEDULE = "reschedule", pgettext_lazy("surgery step", "Scheduled again")
        UNSCHEDULE = "unschedule", pgettext_lazy("surgery step", "Back to the waiting list")
        BUMP = "bump", pgettext_lazy("surgery step", "Gave way to an emergency")
        CALL = "call", pgettext_lazy("surgery step", "Patient called")
        SEND_BACK = "send_back", pgettext_lazy("surgery step", "Call taken back")
        ENTER = "enter", pgettext_lazy("surgery step", "Entered the theatre")
        ANAESTHESIA = "anaesthesia", pgettext_lazy("surgery step", "Anaesthesia began")
        BEGIN = "begin", pgettext_lazy("surgery step", "Incision")
        FINISH = "finish", pgettext_lazy("surgery step", "Closure")
        AWAKE = "awake", pgettext_lazy("surgery step", "Anaesthesia ended")
        LEAVE_ROOM = "leave_room", pgettext_lazy("surgery step", "Left the theatre")
        LEAVE_RECOVERY = "leave_recovery", pgettext_lazy("surgery step", "Left recovery")
        CANCEL = "cancel", pgettext_lazy("surgery step", "Cancelled")

    surgery = models.ForeignKey(Surgery, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=14, choices=What)
    before = models.CharField(max_length=12, choices=Surgery.State, blank=True)
    after = models.CharField(max_length=12, choices=Surgery.State)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=400, blank=True)
    was_at = models.DateTimeField(null=True)  # for what was scheduled before: when

    objects = OfSurgeryQuerySet.as_manager()

    class Meta(Entity.Meta):
        indexes = [models.Index(fields=["surgery", "at", "id"], name="step_by_surgery")]

    def __str__(self) -> str:
        return f"{self.what} {self.surgery_id}"

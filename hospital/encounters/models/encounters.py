"""The encounter: one coming of a patient to one department, from the door to the way out."""

from typing import Any, ClassVar, Self  # Any: of rows that belong to an encounter, whichever

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.actors import Actor
from hospital.core.models import Entity, Stateful
from hospital.organization.models import units_of
from hospital.patients.models import Charted, ChartedQuerySet

# The states in which the patient is here and not yet on her way out.
OPEN = ("arrived", "triaged", "waiting", "in_progress", "on_hold")


class EncounterQuerySet(ChartedQuerySet):
    def visible_to(self, user: Actor) -> Self:
        """Those of the departments where the user works, or of every one; confidential patients apart."""
        if not user.has_perm("encounters.view_encounter"):
            return self.none()
        rows = (
            self
            if user.has_perm("patients.view_confidential")
            else self.filter(patient__is_confidential=False)
        )
        if user.has_perm("encounters.view_every_unit") or user.has_perm("patients.open_any_chart"):
            return rows
        elsewhere = Q(department=None) if user.has_perm("patients.view_chart") else Q()
        return rows.filter(Q(department__in=units_of(user)) | Q(practitioner__user_id=user.pk) | elsewhere)

    def open(self) -> Self:
        """Those whose patient is here now."""
        return self.filter(state__in=OPEN, withdrawn_at=None)


class Encounter(Charted, Stateful):
    """One coming of a patient to a department: who, where, from when to when, and how it ended.

    `occurred_at` is the arrival, or the time that was planned. Each step leaves a row in Step.
    """

    class Kind(models.TextChoices):
        OUTPATIENT = "outpatient", _("Outpatient visit")
        EMERGENCY = "emergency", pgettext_lazy("encounter", "Emergency")
        INPATIENT = "inpatient", _("Hospital stay")
        HOME = "home", _("Home visit")
        VIRTUAL = "virtual", _("Telehealth")
        DAY = "day", _("Day hospital")

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        ARRIVED = "arrived", _("Arrived")
        TRIAGED = "triaged", _("Classified")
        WAITING = "waiting", _("Waiting")
        IN_PROGRESS = "in_progress", _("Being seen")
        ON_HOLD = "on_hold", _("On hold")
        FINISHED = "finished", _("Finished")
        LEFT = "left", _("Left without being seen")
        CANCELLED = "cancelled", pgettext_lazy("encounter", "Cancelled")

    class Priority(models.TextChoices):
        """What the door sees before anybody has classified the risk."""

        ROUTINE = "routine", pgettext_lazy("priority", "Routine")
        URGENT = "urgent", pgettext_lazy("priority", "Urgent")
        EMERGENCY = "emergency", pgettext_lazy("priority", "Emergency")

    class Disposition(models.TextChoices):
        DISCHARGED = "discharged", _("Went home")
        ADMITTED = "admitted", _("Admitted to a bed")
        TRANSFERRED = "transferred", _("Transferred to another hospital")
        REFERRED = "referred", _("Referred to another service")
        LEFT = "left", _("Left before the end of care")
        DECEASED = "deceased", pgettext_lazy("disposition", "Died")
        OBSERVATION = "observation", _("Kept for observation")

    TRANSITIONS: ClassVar = {
        "planned": {"arrived", "cancelled"},
        "arrived": {"triaged", "waiting", "in_progress", "left", "cancelled"},
        "triaged": {"waiting", "in_progress", "left", "cancelled"},
        "waiting": {"triaged", "in_progress", "left", "cancelled"},
        "in_progress": {"on_hold", "waiting", "finished"},
        "on_hold": {"in_progress", "waiting", "finished"},
        "finished": set(),
        "left": set(),
        "cancelled": set(),
    }

    department = models.ForeignKey(
        "organization.Department", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("department"),
    )  # fmt: skip  # none for what happened in another institution
    place = models.CharField(
        _("place, in words"), max_length=200, blank=True, help_text=_("Of what happened somewhere else")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.OUTPATIENT)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PLANNED, editable=False)
    practitioner = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("professional"),
    )  # fmt: skip
    practitioner_text = models.CharField(
        _("professional, in words"), max_length=200, blank=True,
        help_text=_("As another system names who is not known here"),
    )  # fmt: skip
    appointment = models.ForeignKey(
        "scheduling.Appointment", on_delete=models.PROTECT, null=True, blank=True, related_name="encounters",
        verbose_name=_("appointment"),
    )  # fmt: skip
    arrived_at = models.DateTimeField(_("arrived at"), null=True, blank=True)
    started_at = models.DateTimeField(_("care began at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    priority = models.CharField(_("priority"), max_length=10, choices=Priority, default=Priority.ROUTINE)
    reason = models.CharField(_("reason for coming"), max_length=400, blank=True)
    disposition = models.CharField(_("how it ended"), max_length=12, choices=Disposition, blank=True)
    description = models.TextField(_("description"), blank=True, max_length=4000)

    objects: ClassVar = EncounterQuerySet.as_manager()

    class Meta(Charted.Meta):
        abstract = False
        permissions = [
            ("view_encounter", _("See the encounters and queues of one's own departments")),
            ("view_every_unit", _("See the encounters and queues of every department")),
            ("receive_patient", _("Receive arriving patients, queue them and send them elsewhere")),
            ("classify_patient", _("Classify the risk of patients")),
            ("call_patient", _("Call patients from a queue")),
            ("treat_patient", _("Begin, hold and finish encounters")),
            ("manage_queue", _("Set up queues, rooms and call panels")),
            ("manage_protocol", _("Write and publish triage protocols")),
        ]
        constraints = [
            *Charted.Meta.constraints,
            models.UniqueConstraint(
                fields=["patient", "department"],
                condition=Q(state__in=OPEN, withdrawn_at=None),
                name="one_open_encounter_per_patient_and_department",
            ),
            models.UniqueConstraint(
                fields=["appointment"],
                condition=~Q(state="cancelled") & Q(withdrawn_at=None),
                name="one_encounter_per_appointment",
            ),
            models.CheckConstraint(
                name="encounter_here_has_a_department",
                condition=Q(department__isnull=False) | Q(source="imported"),
            ),
            models.CheckConstraint(
                name="encounter_begins_after_arrival",
                condition=Q(started_at=None) | Q(started_at__gte=F("arrived_at")),
            ),
            models.CheckConstraint(
                name="encounter_ends_after_it_began",
                condition=Q(ended_at=None)
                | (Q(arrived_at=None) | Q(ended_at__gte=F("arrived_at")))
                & (Q(started_at=None) | Q(ended_at__gte=F("started_at"))),
            ),
            models.CheckConstraint(
                name="encounter_state_has_its_moments",
                condition=Q(state="planned", arrived_at=None, started_at=None, ended_at=None)
                | Q(
                    state__in=["arrived", "triaged"], arrived_at__isnull=False, started_at=None, ended_at=None
                )
                | Q(state="waiting", arrived_at__isnull=False, ended_at=None)
                | Q(
                    state__in=["in_progress", "on_hold"],
                    arrived_at__isnull=False,
                    started_at__isnull=False,
                    ended_at=None,
                )
                | Q(
                    state="finished",
                    arrived_at__isnull=False,
                    started_at__isnull=False,
                    ended_at__isnull=False,
                )
                | Q(state="left", arrived_at__isnull=False, ended_at__isnull=False)
                | Q(state="cancelled", ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="encounter_says_how_it_ended",
                condition=Q(state="finished") & ~Q(disposition="")
                | Q(state="finished", source="imported")
                | Q(state="left", disposition="left")
                | ~Q(state__in=["finished", "left"]) & Q(disposition=""),
            ),
        ]
        indexes = [
            models.Index(fields=["patient", "-occurred_at", "-id"], name="encounter_by_patient"),
            models.Index(fields=["department", "-occurred_at", "-id"], name="encounter_by_department"),
            models.Index(fields=["-occurred_at", "-id"], name="encounter_by_time"),
            models.Index(
                fields=["department", "arrived_at"], condition=Q(state__in=OPEN),
                name="encounter_that_is_open",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("encounters:encounter", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN and not self.is_withdrawn

    @property
    def seen_by(self) -> str:
        """Who saw the patient, in words."""
        return self.practitioner.name if self.practitioner else self.practitioner_text


class OfEncounterQuerySet(models.QuerySet[Any]):  # Any: see above
    def visible_to(self, user: Actor) -> Self:
        """What belongs to the encounters that the user sees."""
        return self.filter(encounter__in=Encounter.objects.visible_to(user))


class Step(Entity):
    """One thing that happened in an encounter: what, from which state to which, who, when and why.

    Written once (trigger step_is_written_once); an import writes the steps it knows.
    """

    class What(models.TextChoices):
        PLAN = "plan", pgettext_lazy("step", "Planned")
        ARRIVE = "arrive", pgettext_lazy("step", "Arrived")
        ENQUEUE = "enqueue", _("Put in a queue")
        CLASSIFY = "classify", _("Risk classified")
        RECLASSIFY = "reclassify", _("Risk classified again")
        CALL = "call", pgettext_lazy("step", "Called")
        RECALL = "recall", _("Called again")
        NO_SHOW = "no_show", _("Did not answer the call")
        START = "start", _("Care began")
        HOLD = "hold", _("Put on hold")
        RESUME = "resume", _("Care resumed")
        TRANSFER = "transfer", _("Sent to another queue")
        FINISH = "finish", pgettext_lazy("step", "Finished")
        LEAVE = "leave", _("Left without being seen")
        CANCEL = "cancel", pgettext_lazy("step", "Cancelled")
        TAKE_IN = "take_in", _("Received from another system")

    encounter = models.ForeignKey(Encounter, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=12, choices=What)
    before = models.CharField(max_length=12, choices=Encounter.State, blank=True)
    after = models.CharField(max_length=12, choices=Encounter.State)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=400, blank=True)
    note = models.CharField(max_length=200, blank=True)  # queue, room, colour: what the step was about

    objects = OfEncounterQuerySet.as_manager()

    class Meta(Entity.Meta):
        indexes = [models.Index(fields=["encounter", "at", "id"], name="step_by_encounter")]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.what} {self.encounter_id}"

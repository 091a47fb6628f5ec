"""The operation: asked for, authorised, booked into a theatre, done, and watched until she is awake."""

from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.actors import Actor
from hospital.core.models import Stateful
from hospital.organization.models import units_of
from hospital.patients.models import Charted, ChartedQuerySet

from .words import (
    Anaesthesia,
    Cancellation,
    Delay,
    Destination,
    Laterality,
    Need,
    Risk,
    Wound,
)

# In these the patient is in the theatre.
IN_THEATRE = ("in_room", "in_progress", "finished")
# In these a theatre is booked for her.
BOOKED = ("scheduled", "called", *IN_THEATRE)
# In these she waits for a day.
WAITING = ("requested", "authorised")
ENDED = ("done", "cancelled")


class SurgeryQuerySet(ChartedQuerySet):
    def visible_to(self, user: Actor) -> Self:
        """Those of the departments where the user works or of which she is the team, or of every one."""
        if not user.has_perm("surgery.view_surgery"):
            return self.none()
        rows = (
            self
            if user.has_perm("patients.view_confidential")
            else self.filter(patient__is_confidential=False)
        )
        if user.has_perm("surgery.view_every_unit") or user.has_perm("patients.open_any_chart"):
            return rows
        from .course import TeamMember

        team = TeamMember.objects.filter(employee__user=user.pk).values("surgery")
        return rows.filter(
            Q(department__in=units_of(user)) | Q(theatre__department__in=units_of(user)) | Q(pk__in=team)
        )

    def waiting(self) -> Self:
        """Those that wait for a day: asked for or authorised, and not booked."""
        return self.standing().filter(state__in=WAITING)

    def in_theatre(self) -> Self:
        """Those whose patient is in the theatre now."""
        return self.standing().filter(state__in=IN_THEATRE)


class Surgery(Charted, Stateful):
    """One operation of one patient, from the request to the end of recovery.

    `occurred_at` is when it was asked for until it has begun, then when it began. What was planned
    (`planned_begin`, `planned_end`) and what came to be (the moments below) are kept beside each other.
    """

    class State(models.TextChoices):
        REQUESTED = "requested", pgettext_lazy("surgery", "Requested")
        AUTHORISED = "authorised", pgettext_lazy("surgery", "Authorised")
        SCHEDULED = "scheduled", pgettext_lazy("surgery", "Scheduled")
        CALLED = "called", pgettext_lazy("surgery", "Patient called")
        IN_ROOM = "in_room", pgettext_lazy("surgery", "In the theatre")
        IN_PROGRESS = "in_progress", pgettext_lazy("surgery", "Being operated")
        FINISHED = "finished", pgettext_lazy("surgery", "Operation finished")
        RECOVERY = "recovery", pgettext_lazy("surgery", "In recovery")
        DONE = "done", pgettext_lazy("surgery", "Done")
        CANCELLED = "cancelled", pgettext_lazy("surgery", "Cancelled")

    class Priority(models.TextChoices):
        ELECTIVE = "elective", pgettext_lazy("surgery", "Elective")
        URGENT = "urgent", pgettext_lazy("surgery", "Urgent")
        EMERGENCY = "emergency", pgettext_lazy("surgery", "Emergency")

    TRANSITIONS: ClassVar = {
        "requested": {"authorised", "scheduled", "cancelled"},  # only an emergency is scheduled at once
        "authorised": {"scheduled", "cancelled"},
        "scheduled": {"authorised", "called", "in_room", "cancelled"},
        "called": {"scheduled", "in_room", "cancelled"},
        "in_room": {"in_progress", "cancelled"},
        "in_progress": {"finished"},
        "finished": {"recovery", "done"},
        "recovery": {"done"},
        "done": set(),
        "cancelled": set(),
    }

    state = models.CharField(
        _("state"), max_length=12, choices=State, default=State.REQUESTED, editable=False
    )
    encounter = models.ForeignKey(
        "encounters.Encounter", on_delete=models.PROTECT, null=True, blank=True, related_name="surgeries",
        verbose_name=_("encounter"),
    )  # fmt: skip
    admission = models.ForeignKey(
        "admissions.Admission", on_delete=models.PROTECT, null=True, blank=True, related_name="surgeries",
        verbose_name=_("hospital stay"),
    )  # fmt: skip
    department = models.ForeignKey(
        "organization.Department", on_delete=models.PROTECT, related_name="+", verbose_name=_("department")
    )
    surgeon = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, related_name="+", verbose_name=_("surgeon")
    )
    laterality = models.CharField(_("side"), max_length=10, choices=Laterality, default=Laterality.NONE)
    priority = models.CharField(_("priority"), max_length=10, choices=Priority, default=Priority.ELECTIVE)
    max_wait_days = models.PositiveSmallIntegerField(_("to be done within (days)"), default=180)
    due_on = models.DateField(_("to be done by"), editable=False)
    minutes = models.PositiveSmallIntegerField(
        _("expected time in the theatre"), default=60, help_text=_("Minutes, from entering to leaving")
    )
    reason = models.TextField(_("indication"), blank=True, max_length=4000)
    needs = ArrayField(
        models.CharField(max_length=12, choices=Need), verbose_name=_("needs"), default=list, blank=True
    )
    needs_note = models.CharField(_("special requests"), max_length=400, blank=True)
    diagnosis_system = models.CharField(max_length=200, blank=True)
    diagnosis_code = models.CharField(_("code of the diagnosis before"), max_length=60, blank=True)
    diagnosis = models.CharField(_("diagnosis before"), max_length=400, blank=True)
    post_system = models.CharField(max_length=200, blank=True)
    post_code = models.CharField(_("code of the diagnosis after"), max_length=60, blank=True)
    post_diagnosis = models.CharField(_("diagnosis after"), max_length=400, blank=True)
    findings = models.TextField(_("findings and course"), blank=True, max_length=8000)
    anaesthesia = models.CharField(_("anaesthesia"), max_length=10, choices=Anaesthesia, blank=True)
    asa = models.PositiveSmallIntegerField("ASA", null=True, blank=True, help_text=_("Class 1 to 6"))
    asa_emergency = models.BooleanField(_("ASA, emergency (E)"), default=False)
    wound = models.CharField(_("wound class"), max_length=20, choices=Wound, blank=True)
    risks = ArrayField(
        models.CharField(max_length=20, choices=Risk), null=True, blank=True,
        verbose_name=_("cardiac risk (RCRI)"),
    )  # fmt: skip  # null: nobody has assessed it
    asked_at = models.DateTimeField(_("asked for at"), default=now, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    authorisation = models.CharField(_("number of the authorisation"), max_length=40, blank=True)
    authorised_at = models.DateTimeField(_("authorised at"), null=True, editable=False)
    authorised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    theatre = models.ForeignKey(
        "scheduling.Resource", on_delete=models.PROTECT, null=True, blank=True, related_name="surgeries",
        verbose_name=_("theatre"),
    )  # fmt: skip
    appointment = models.OneToOneField(
        "scheduling.Appointment", on_delete=models.PROTECT, null=True, editable=False, related_name="surgery"
    )
    planned_begin = models.DateTimeField(_("planned from"), null=True, editable=False)
    planned_end = models.DateTimeField(_("planned until"), null=True, editable=False)
    bumped_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="bumped",
        verbose_name=_("gave way to"),
    )  # fmt: skip
    bumped_at = models.DateTimeField(_("gave way at"), null=True, editable=False)

    called_at = models.DateTimeField(_("called"), null=True, editable=False)
    in_room_at = models.DateTimeField(_("entered the theatre"), null=True, editable=False)
    anaesthesia_began_at = models.DateTimeField(_("anaesthesia began"), null=True, editable=False)
    incision_at = models.DateTimeField(_("incision"), null=True, editable=False)
    closure_at = models.DateTimeField(_("closure"), null=True, editable=False)
    anaesthesia_ended_at = models.DateTimeField(_("anaesthesia ended"), null=True, editable=False)
    out_of_room_at = models.DateTimeField(_("left the theatre"), null=True, editable=False)
    recovery_out_at = models.DateTimeField(_("left recovery"), null=True, editable=False)
    destination = models.CharField(
        _("where she went from the theatre"), max_length=10, choices=Destination, blank=True, editable=False
    )
    delay = models.CharField(_("why it began late"), max_length=14, choices=Delay, blank=True)
    delay_note = models.CharField(_("more on the delay"), max_length=300, blank=True)
    cancelled_for = models.CharField(
        _("why cancelled"), max_length=16, choices=Cancellation, blank=True, editable=False
    )
    stepped_at = models.DateTimeField(default=now, editable=False)
    stepped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    stepped_because = models.CharField(_("reason"), max_length=400, blank=True, editable=False)

    objects: ClassVar = SurgeryQuerySet.as_manager()

    class Meta(Charted.Meta):
        abstract = False
        permissions = [
            ("view_surgery", _("See the operations of one's own departments, and those one takes part in")),
            ("view_every_unit", _("See the operations of every department")),
            ("request_surgery", _("Ask for operations")),
            ("authorise_surgery", _("Authorise operations")),
            ("schedule_surgery", _("Book theatres for operations, and call operations off")),
            ("insert_emergency", _("Put an emergency before booked operations")),
            ("attend_surgery", _("Write down what happens in the theatre and in recovery")),
            ("operate", _("Begin and finish operations")),
            ("waive_checklist", _("Go on without a phase of the surgical checklist, saying why")),
        ]
        constraints = [
            *Charted.Meta.constraints,
            models.UniqueConstraint(
                fields=["theatre"], condition=Q(state__in=IN_THEATRE, withdrawn_at=None),
                name="one_patient_in_a_theatre_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["patient"], condition=Q(state__in=IN_THEATRE, withdrawn_at=None),
                name="a_patient_is_in_one_theatre_at_a_time",
            ),
            models.CheckConstraint(
                name="surgery_lasts_5_to_1440_minutes", condition=Q(minutes__gte=5, minutes__lte=1440)
            ),
            models.CheckConstraint(
                name="surgery_waits_0_to_3650_days", condition=Q(max_wait_days__lte=3650)
            ),
            models.CheckConstraint(
                name="asa_is_1_to_6", condition=Q(asa=None) | Q(asa__gte=1, asa__lte=6)
            ),
            models.CheckConstraint(
                name="a_booked_surgery_has_a_theatre_and_a_time",
                condition=~Q(state__in=BOOKED)
                | Q(
                    theatre__isnull=False, appointment__isnull=False, planned_begin__isnull=False,
                    planned_end__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="a_waiting_surgery_has_no_time",
                condition=~Q(state__in=WAITING)
                | Q(theatre=None, appointment=None, planned_begin=None, planned_end=None),
            ),
            models.CheckConstraint(
                name="surgery_is_planned_to_end_after_it_begins",
                condition=Q(planned_end=None) | Q(planned_end__gt=F("planned_begin")),
            ),
            models.CheckConstraint(
                name="an_authorised_surgery_says_by_whom",
                condition=Q(authorised_at=None, authorised_by=None) & ~Q(state="authorised")
                | Q(authorised_at__isnull=False, authorised_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_cancelled_surgery_says_why",
                condition=Q(state="cancelled") & ~Q(cancelled_for="")
                | ~Q(state="cancelled") & Q(cancelled_for=""),
            ),
            models.CheckConstraint(
                name="surgery_gave_way_at_a_moment_to_another",
                condition=Q(bumped_by=None, bumped_at=None)
                | Q(bumped_by__isnull=False, bumped_at__isnull=False) & ~Q(bumped_by=F("id")),
            ),
            models.CheckConstraint(
                name="surgery_state_has_its_moments",
                condition=Q(
                    state__in=["requested", "authorised", "scheduled"], called_at=None, in_room_at=None,
                    incision_at=None, closure_at=None, out_of_room_at=None, recovery_out_at=None,
                )
                | Q(
                    state="called", called_at__isnull=False, in_room_at=None, incision_at=None,
                    closure_at=None, out_of_room_at=None, recovery_out_at=None,
                )
                | Q(
                    state="in_room", in_room_at__isnull=False, incision_at=None, closure_at=None,
                    out_of_room_at=None, recovery_out_at=None,
                )
                | Q(
                    state="in_progress", in_room_at__isnull=False, incision_at__isnull=False,
                    closure_at=None, out_of_room_at=None, recovery_out_at=None,
                )
                | Q(
                    state="finished", in_room_at__isnull=False, incision_at__isnull=False,
                    closure_at__isnull=False, out_of_room_at=None, recovery_out_at=None,
                )
                | Q(state="recovery", out_of_room_at__isnull=False, recovery_out_at=None,
                    destination="recovery", closure_at__isnull=False)
                | Q(state="done", out_of_room_at__isnull=False, closure_at__isnull=False)
                & (
                    Q(destination="recovery", recovery_out_at__isnull=False)
                    | ~Q(destination__in=["", "recovery"]) & Q(recovery_out_at=None)
                )
                | Q(state="cancelled", incision_at=None, closure_at=None, recovery_out_at=None)
                & (Q(in_room_at=None, out_of_room_at=None)
                   | Q(in_room_at__isnull=False, out_of_room_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="moments_of_a_surgery_are_in_order",
                condition=(Q(in_room_at=None) | Q(called_at=None) | Q(in_room_at__gte=F("called_at")))
                & (
                    Q(anaesthesia_began_at=None)
                    | Q(in_room_at__isnull=False, anaesthesia_began_at__gte=F("in_room_at"))
                )
                & (Q(incision_at=None) | Q(incision_at__gte=F("in_room_at")))
                & (
                    Q(incision_at=None) | Q(anaesthesia_began_at=None)
                    | Q(incision_at__gte=F("anaesthesia_began_at"))
                )
                & (Q(closure_at=None) | Q(closure_at__gte=F("incision_at")))
                & (
                    Q(anaesthesia_ended_at=None)
                    | Q(
                        anaesthesia_began_at__isnull=False,
                        anaesthesia_ended_at__gte=F("anaesthesia_began_at"),
                    )
                )
                & (Q(out_of_room_at=None) | Q(closure_at=None) | Q(out_of_room_at__gte=F("closure_at")))
                & (Q(out_of_room_at=None) | Q(out_of_room_at__gte=F("in_room_at")))
                & (Q(recovery_out_at=None) | Q(recovery_out_at__gte=F("out_of_room_at"))),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["patient", "-occurred_at", "-id"], name="surgery_by_patient"),
            models.Index(fields=["-asked_at", "-id"], name="surgery_by_request"),
            models.Index(
                fields=["due_on", "id"], condition=Q(state__in=WAITING), name="surgery_that_waits"
            ),
            models.Index(
                fields=["theatre", "planned_begin"], condition=Q(theatre__isnull=False),
                name="surgery_by_theatre",
            ),
            models.Index(fields=["planned_begin", "id"], name="surgery_by_plan"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("surgery:surgery", args=[self.pk])

    @property
    def is_booked(self) -> bool:
        """Whether a theatre is kept for her."""
        return self.state in BOOKED

    @property
    def is_in_theatre(self) -> bool:
        return self.state in IN_THEATRE

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    @property
    def asa_class(self) -> str:
        """The class of physical status as it is written: "3" or "3E"."""
        return f"{self.asa}{'E' if self.asa_emergency else ''}" if self.asa else ""

    @property
    def rcri(self) -> int | None:
        """The points of the Revised Cardiac Risk Index; None when nobody has assessed it."""
        return None if self.risks is None else len(set(self.risks))

    @property
    def rcri_class(self) -> str:
        """The class of those points, I to IV; nothing when nobody has assessed it."""
        return "" if self.rcri is None else ("I", "II", "III", "IV")[min(self.rcri, 3)]

"""The stay as the hospital keeps it: who asked for it, why, where, how long it is to last, how it ended."""

from typing import Any, ClassVar, Self  # Any: of rows that belong to an admission, whichever

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital import config
from hospital.beds.models import Stay
from hospital.core.actors import Actor
from hospital.core.models import Stateful
from hospital.organization.models import units_of
from hospital.patients.models import Charted, ChartedQuerySet

from ..colours import colour_of

# The states in which the patient has a bed: in care, and on each step of her way out.
UNDER_WAY = ("admitted", "clinical", "room", "nursing", "administrative")


class AdmissionQuerySet(ChartedQuerySet):
    def visible_to(self, user: Actor) -> Self:
        """Those of the departments where the user works, those she answers for or asked for, or all."""
        if not user.has_perm("admissions.view_admission"):
            return self.none()
        rows = (
            self
            if user.has_perm("patients.view_confidential")
            else self.filter(patient__is_confidential=False)
        )
        if user.has_perm("admissions.view_every_unit") or user.has_perm("patients.open_any_chart"):
            return rows
        mine = Q(practitioner__user_id=user.pk) | Q(recorded_by_id=user.pk)
        return rows.filter(Q(department__in=units_of(user)) | mine)

    def under_way(self) -> Self:
        """Those whose patient has a bed now."""
        return self.filter(state__in=UNDER_WAY, withdrawn_at=None)


class Admission(Charted, Stateful):
    """One stay of a patient in the hospital, whichever beds she lies in.

    `occurred_at` is when she is expected, or came in. After `admitted` the state is the last stage of the
    discharge that is done (rows of DischargeStage); `discharged` is when she has left the bed.
    """

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("admission", "Planned")
        ADMITTED = "admitted", pgettext_lazy("admission", "Admitted")
        CLINICAL = "clinical", _("Discharge ordered")
        ROOM = "room", _("Discharge prepared")
        NURSING = "nursing", _("Discharged by nursing")
        ADMINISTRATIVE = "administrative", _("Papers closed")
        DISCHARGED = "discharged", pgettext_lazy("admission", "Discharged")
        CANCELLED = "cancelled", pgettext_lazy("admission", "Cancelled")

    class Origin(models.TextChoices):
        ELECTIVE = "elective", pgettext_lazy("admission", "Planned stay")
        EMERGENCY = "emergency", pgettext_lazy("admission", "Emergency")
        TRANSFER = "transfer", _("From another hospital")
        BIRTH = "birth", _("Born here")

    class Outcome(models.TextChoices):
        HOME = "home", pgettext_lazy("outcome", "Home")
        TRANSFER = "transfer", pgettext_lazy("outcome", "To another hospital")
        DEATH = "death", pgettext_lazy("outcome", "Death")
        EVASION = "evasion", _("Left without telling anybody")
        AGAINST_ADVICE = "against_advice", _("Left against advice")
        ADMINISTRATIVE = "administrative", _("Administrative end")

    class Diet(models.TextChoices):
        GENERAL = "general", pgettext_lazy("diet", "General")
        SOFT = "soft", pgettext_lazy("diet", "Soft")
        MINCED = "minced", pgettext_lazy("diet", "Minced")
        LIQUID = "liquid", pgettext_lazy("diet", "Liquid")
        DIABETIC = "diabetic", pgettext_lazy("diet", "For diabetes")
        LOW_SALT = "low_salt", pgettext_lazy("diet", "Low in salt")
        FASTING = "fasting", pgettext_lazy("diet", "Fasting")
        ENTERAL = "enteral", pgettext_lazy("diet", "Enteral")
        PARENTERAL = "parenteral", pgettext_lazy("diet", "Parenteral")
        OTHER = "other", pgettext_lazy("diet", "Another one")

    TRANSITIONS: ClassVar = {
        "planned": {"admitted", "cancelled"},
        "admitted": {"clinical"},
        "clinical": {"room", "admitted"},
        "room": {"nursing", "clinical"},
        "nursing": {"administrative", "room"},
        "administrative": {"discharged", "nursing"},
        "discharged": set(),
        "cancelled": set(),
    }

    encounter = models.OneToOneField(
        "encounters.Encounter", on_delete=models.PROTECT, related_name="admission", editable=False
    )
    origin_encounter = models.ForeignKey(
        "encounters.Encounter", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("encounter it comes from"),
    )  # fmt: skip
    department = models.ForeignKey(
        "organization.Department", on_delete=models.PROTECT, related_name="+", verbose_name=_("department")
    )
    ward = models.ForeignKey(
        "beds.Ward", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("ward wanted"),
    )  # fmt: skip
    practitioner = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("professional responsible"),
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=14, choices=State, default=State.PLANNED, editable=False)
    origin = models.CharField(_("how she comes"), max_length=10, choices=Origin, default=Origin.ELECTIVE)
    reason = models.CharField(_("reason for the stay"), max_length=400)
    system = models.CharField(_("code system"), max_length=200, blank=True)
    code = models.CharField(_("code"), max_length=60, blank=True)
    display = models.CharField(_("diagnosis"), max_length=400, blank=True)
    procedure_code = models.CharField(
        _("procedure"), max_length=20, blank=True, help_text=_("Its code in the table of the payer")
    )
    expected_days = models.PositiveSmallIntegerField(
        _("days that it usually takes"), null=True, blank=True,
        help_text=_("From the table of procedures; the colour of the stay is measured against it"),
    )  # fmt: skip
    expected_discharge = models.DateField(_("expected discharge"), null=True, blank=True)
    is_authorisation_needed = models.BooleanField(_("needs an authorisation"), default=False)
    authorisation_number = models.CharField(_("authorisation"), max_length=40, blank=True)
    authorised_days = models.PositiveSmallIntegerField(_("days authorised"), null=True, blank=True)
    authorised_at = models.DateTimeField(_("authorised at"), null=True, editable=False)
    authorised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    diet = models.CharField(_("diet"), max_length=12, choices=Diet, blank=True)
    diet_note = models.CharField(_("more about the diet"), max_length=200, blank=True)
    admitted_at = models.DateTimeField(_("admitted at"), null=True, editable=False)
    admitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    outcome = models.CharField(_("how the stay ends"), max_length=14, choices=Outcome, blank=True)
    outcome_note = models.CharField(_("more about the outcome"), max_length=1000, blank=True)
    destination = models.CharField(_("where she goes"), max_length=200, blank=True)
    died_at = models.DateTimeField(_("died at"), null=True, blank=True)
    death_certificate = models.CharField(
        _("number of the death certificate"), max_length=20, blank=True, help_text=_("Its number (DO)")
    )
    discharged_at = models.DateTimeField(_("left at"), null=True, editable=False)
    discharged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, editable=False)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    cancelled_because = models.CharField(_("why it was cancelled"), max_length=400, blank=True)

    objects: ClassVar = AdmissionQuerySet.as_manager()

    class Meta(Charted.Meta):
        abstract = False
        verbose_name = _("hospital stay")
        permissions = [
            ("view_admission", _("See the hospital stays of one's own departments")),
            ("view_every_unit", _("See the hospital stays of every department")),
            ("order_admission", _("Order hospital stays")),
            ("authorise_admission", _("Write down the authorisation of hospital stays")),
            ("admit_patient", _("Admit patients to a bed, and call off a stay")),
            ("transfer_patient", _("Move patients to another bed")),
            ("write_nursing", _("Write nursing notes, fluids, scores and handovers")),
            ("write_round", _("Write rounds, and set the expected discharge")),
            ("discharge_clinically", _("Order the discharge")),
            ("discharge_room", _("Prepare the discharge on the ward")),
            ("discharge_nursing", _("Discharge from nursing care")),
            ("discharge_administratively", _("Close the papers of a stay")),
            ("release_patient", _("Say that the patient has left the bed")),
            ("waive_blocker", _("Let a patient go although something is open")),
            ("view_census", _("See the census and the figures of the beds")),
        ]
        constraints = [
            *Charted.Meta.constraints,
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(state__in=UNDER_WAY, withdrawn_at=None),
                name="one_stay_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["patient", "department"],
                condition=Q(state="planned", withdrawn_at=None),
                name="one_planned_stay_per_patient_and_department",
            ),
            models.CheckConstraint(name="stay_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="stay_is_authorised_by_somebody",
                condition=Q(authorised_at=None, authorised_by=None, authorisation_number="")
                | Q(authorised_at__isnull=False, authorised_by__isnull=False) & ~Q(authorisation_number=""),
            ),
            models.CheckConstraint(
                name="stay_begins_by_somebody",
                condition=Q(state__in=["planned", "cancelled"], admitted_at=None, admitted_by=None)
                | Q(admitted_at__isnull=False, admitted_by__isnull=False)
                & ~Q(state__in=["planned", "cancelled"]),
            ),
            models.CheckConstraint(
                name="stay_says_how_it_ends",
                condition=Q(state__in=["planned", "admitted", "cancelled"], outcome="")
                | ~Q(state__in=["planned", "admitted", "cancelled"]) & ~Q(outcome=""),
            ),
            models.CheckConstraint(
                name="stay_ends_by_somebody_after_it_began",
                condition=~Q(state="discharged") & Q(discharged_at=None, discharged_by=None)
                | Q(state="discharged", discharged_by__isnull=False, discharged_at__gte=F("admitted_at")),
            ),
            models.CheckConstraint(
                name="stay_is_cancelled_by_somebody_who_says_why",
                condition=~Q(state="cancelled")
                & Q(cancelled_at=None, cancelled_by=None, cancelled_because="")
                | Q(state="cancelled", cancelled_at__isnull=False, cancelled_by__isnull=False)
                & ~Q(cancelled_because=""),
            ),
            models.CheckConstraint(
                name="death_has_its_moment",
                condition=~Q(outcome="death") & Q(died_at=None, death_certificate="")
                | Q(outcome="death", died_at__isnull=False),
            ),
            models.CheckConstraint(
                name="who_leaves_without_a_cure_has_a_note",
                condition=~Q(outcome__in=["evasion", "against_advice", "administrative"])
                | ~Q(outcome_note=""),
            ),
        ]
        indexes = [
            models.Index(fields=["patient", "-occurred_at", "-id"], name="admission_by_patient"),
            models.Index(fields=["department", "-occurred_at", "-id"], name="admission_by_department"),
            models.Index(fields=["-occurred_at", "-id"], name="admission_by_time"),
            models.Index(
                fields=["department", "admitted_at"], condition=Q(state__in=UNDER_WAY),
                name="admission_under_way",
            ),
            models.Index(fields=["admitted_at", "discharged_at"], name="admission_in_a_period"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("admissions:admission", args=[self.pk])

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY and not self.is_withdrawn

    @property
    def stay_now(self) -> Stay | None:
        """The bed where she lies now; no query when `lists.whole` brought it."""
        if not self.is_under_way:
            return None
        found = getattr(self.encounter, "present_stays", None)
        if found is None:
            rows = Stay.objects.present().filter(encounter=self.encounter_id).select_related("bed__ward")
            found = list(rows[:1])
        return found[0] if found else None

    @property
    def colour(self) -> str:
        """The colour of the stay on the board; empty for who is not here."""
        if not self.is_under_way or self.admitted_at is None:
            return ""
        stay = self.stay_now
        return colour_of(
            self.admitted_at, now(), expected_days=self.expected_days,
            usual_days=config.value("admissions.usual_days"),
            red_percent=config.value("admissions.red_percent"),
            ward_kind=str(stay.bed.ward.kind) if stay else "",
        )  # fmt: skip

    @property
    def is_leaving(self) -> bool:
        """Whether the discharge has begun and the patient is still in the bed."""
        return self.is_under_way and self.state != self.State.ADMITTED


class OfAdmissionQuerySet(models.QuerySet[Any]):  # Any: see above
    def visible_to(self, user: Actor) -> Self:
        """What belongs to the stays that the user sees."""
        return self.filter(admission__in=Admission.objects.visible_to(user))


class ChartedOfAdmissionQuerySet(ChartedQuerySet):
    def visible_to(self, user: Actor) -> Self:
        """What the ward wrote of the stays that the user sees, for who may open charts."""
        return super().visible_to(user).filter(admission__in=Admission.objects.visible_to(user))

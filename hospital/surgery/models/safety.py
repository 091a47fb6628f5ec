"""The surgical safety checklist in its three phases, and what is counted before anybody leaves."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.models import Entity

from .course import OfSurgeryQuerySet
from .surgeries import Surgery
from .words import Laterality


class ChecklistPhase(Entity):
    """One phase of the checklist: its answers, and that it was completed, or gone on without.

    Completed or waived, it stays as it is (trigger a_closed_phase_stays).
    """

    class Name(models.TextChoices):
        SIGN_IN = "sign_in", _("Before anaesthesia (sign in)")
        TIME_OUT = "time_out", _("Before incision (time out)")
        SIGN_OUT = "sign_out", _("Before leaving the theatre (sign out)")

    surgery = models.ForeignKey(Surgery, on_delete=models.PROTECT, related_name="phases")
    name = models.CharField(_("phase"), max_length=10, choices=Name)
    answers = models.JSONField(default=dict)  # by item: "yes", "no" or "na"
    note = models.CharField(_("note"), max_length=1000, blank=True)
    laterality = models.CharField(_("side, as said aloud"), max_length=10, choices=Laterality, blank=True)
    answered_at = models.DateTimeField(null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    completed_at = models.DateTimeField(_("completed at"), null=True, editable=False)
    waived_at = models.DateTimeField(_("gone on without at"), null=True, editable=False)
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    waived_because = models.CharField(
        _("why it was gone on without"), max_length=400, blank=True, editable=False
    )

    objects: ClassVar = OfSurgeryQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(fields=["surgery", "name"], name="one_phase_of_each_per_surgery"),
            models.CheckConstraint(
                name="an_answered_phase_says_by_whom",
                condition=Q(answered_at=None, answered_by=None, answers={})
                | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_waived_phase_says_by_whom_and_why",
                condition=Q(waived_at=None, waived_by=None, waived_because="")
                | Q(waived_at__isnull=False, waived_by__isnull=False) & ~Q(waived_because=""),
            ),
            models.CheckConstraint(
                name="a_phase_is_completed_or_waived",
                condition=Q(completed_at=None) | Q(waived_at=None, answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_completed_time_out_says_the_side",
                condition=~Q(name="time_out") | Q(completed_at=None) | ~Q(laterality=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.surgery_id}"

    @property
    def is_closed(self) -> bool:
        """Whether one may go on: completed, or waived."""
        return self.completed_at is not None or self.waived_at is not None


class ChecklistSign(Entity):
    """That one of the team says a phase of the checklist is right. Written once."""

    class Role(models.TextChoices):
        SURGEON = "surgeon", pgettext_lazy("checklist", "Surgeon")
        ANAESTHETIST = "anaesthetist", pgettext_lazy("checklist", "Anaesthetist")
        NURSE = "nurse", pgettext_lazy("checklist", "Nursing")

    surgery = models.ForeignKey(Surgery, on_delete=models.PROTECT, related_name="signs")
    phase = models.ForeignKey(ChecklistPhase, on_delete=models.PROTECT, related_name="signs")
    role = models.CharField(_("as"), max_length=12, choices=Role)
    employee = models.ForeignKey("organization.Employee", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    objects = OfSurgeryQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(fields=["phase", "role"], name="one_signature_per_role_and_phase"),
            models.UniqueConstraint(fields=["phase", "employee"], name="nobody_signs_a_phase_for_two_roles"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.phase_id}"


class Count(Entity):
    """How many of something there were before, were added, and were found after, by two people."""

    class Kind(models.TextChoices):
        SPONGE = "sponge", _("Sponges")
        NEEDLE = "needle", _("Needles and sharps")
        INSTRUMENT = "instrument", _("Instruments")
        OTHER = "other", pgettext_lazy("count", "Other")

    surgery = models.ForeignKey(Surgery, on_delete=models.PROTECT, related_name="counts")
    kind = models.CharField(_("what is counted"), max_length=12, choices=Kind)
    what = models.CharField(_("which"), max_length=120, blank=True)
    before = models.PositiveSmallIntegerField(_("before"))
    added = models.PositiveSmallIntegerField(_("added"), default=0)
    after = models.PositiveSmallIntegerField(_("after"), null=True, blank=True)
    counted_by = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name=_("counted by"),
    )  # fmt: skip
    checked_by = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name=_("checked by"),
    )  # fmt: skip
    counted_at = models.DateTimeField(null=True, editable=False)
    explained = models.CharField(_("how the difference is explained"), max_length=400, blank=True)
    xray_at = models.DateTimeField(_("X-ray taken at"), null=True, blank=True)

    objects = OfSurgeryQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["surgery", "kind", "what"], name="each_thing_is_counted_once_per_surgery"
            ),
            models.CheckConstraint(
                name="a_final_count_is_made_by_two_people",
                condition=Q(after=None, counted_by=None, checked_by=None, counted_at=None)
                | Q(
                    after__isnull=False, counted_by__isnull=False, checked_by__isnull=False,
                    counted_at__isnull=False,
                )
                & ~Q(counted_by=F("checked_by")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.surgery_id}"

    @property
    def missing(self) -> int | None:
        """How many are not there; negative when there are too many; None before the final count."""
        return None if self.after is None else self.before + self.added - self.after

    @property
    def is_settled(self) -> bool:
        """Whether nobody has to look for anything: right, or explained and seen on an X-ray."""
        return self.missing == 0 or (self.after is not None and bool(self.explained) and bool(self.xray_at))


class Specimen(Entity):
    """Something taken out for the pathologist: what, from where, in what, labelled by whom."""

    surgery = models.ForeignKey(Surgery, on_delete=models.PROTECT, related_name="specimens")
    what = models.CharField(_("specimen"), max_length=200)
    site = models.CharField(_("from where"), max_length=200, blank=True)
    label = models.CharField(_("label"), max_length=60)
    fixative = models.CharField(_("kept in"), max_length=100, blank=True)
    sent_to = models.CharField(_("sent to"), max_length=200, blank=True)
    taken_at = models.DateTimeField(_("taken at"), default=now)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )

    objects = OfSurgeryQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(fields=["surgery", "label"], name="one_specimen_per_label_and_surgery"),
            models.CheckConstraint(
                name="a_specimen_says_what_and_has_a_label", condition=~Q(what="") & ~Q(label="")
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Implant(Entity):
    """Something left in the patient: from its lot or serial number one finds her, and from her it."""

    surgery = models.ForeignKey(Surgery, on_delete=models.PROTECT, related_name="implants")
    what = models.CharField(_("implant"), max_length=300)
    maker = models.CharField(_("maker"), max_length=200)
    registration = models.CharField(_("Anvisa registration"), max_length=30, blank=True)
    lot = models.CharField(_("lot"), max_length=60, blank=True)
    serial = models.CharField(_("serial number"), max_length=60, blank=True)
    expires_on = models.DateField(_("expires"), null=True, blank=True)
    site = models.CharField(_("where"), max_length=200, blank=True)
    laterality = models.CharField(_("side"), max_length=10, choices=Laterality, default=Laterality.NONE)
    quantity = models.PositiveSmallIntegerField(_("quantity"), default=1)
    used_at = models.DateTimeField(_("used at"), default=now)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("entered in error"), null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    withdrawn_because = models.CharField(_("why it was in error"), max_length=300, blank=True, editable=False)

    objects = OfSurgeryQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.CheckConstraint(
                name="an_implant_says_what_and_who_made_it", condition=~Q(what="") & ~Q(maker="")
            ),
            models.CheckConstraint(
                name="an_implant_has_a_lot_or_a_serial_number", condition=~Q(lot="") | ~Q(serial="")
            ),
            models.CheckConstraint(name="at_least_one_implant_is_used", condition=Q(quantity__gte=1)),
            models.CheckConstraint(
                name="implant_is_withdrawn_by_somebody_who_says_why",
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_because="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because=""),
            ),
        ]
        indexes = [
            models.Index(fields=["lot", "id"], name="implant_by_lot", condition=~Q(lot="")),
            models.Index(fields=["serial", "id"], name="implant_by_serial", condition=~Q(serial="")),
        ]

    def __str__(self) -> str:
        return self.what

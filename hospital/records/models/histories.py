"""What runs in the family, and how the patient lives."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.models import Coded

from .entries import Entry, ends_later, says_what


class FamilyHistory(Entry, Coded):
    """A condition of a relative; the code is that of the condition."""

    class Relationship(models.TextChoices):
        MOTHER = "mother", _("Mother")
        FATHER = "father", _("Father")
        SISTER = "sister", _("Sister")
        BROTHER = "brother", _("Brother")
        DAUGHTER = "daughter", _("Daughter")
        SON = "son", _("Son")
        MATERNAL_GRANDMOTHER = "maternal_grandmother", _("Maternal grandmother")
        MATERNAL_GRANDFATHER = "maternal_grandfather", _("Maternal grandfather")
        PATERNAL_GRANDMOTHER = "paternal_grandmother", _("Paternal grandmother")
        PATERNAL_GRANDFATHER = "paternal_grandfather", _("Paternal grandfather")
        AUNT = "aunt", _("Aunt")
        UNCLE = "uncle", _("Uncle")
        COUSIN = "cousin", _("Cousin")
        OTHER = "other", _("Other relative")

    relationship = models.CharField(
        _("relationship"), max_length=24, choices=Relationship, default=Relationship.OTHER
    )
    onset_age = models.PositiveSmallIntegerField(
        _("age when it began"), null=True, blank=True, help_text=_("In years")
    )
    is_deceased = models.BooleanField(_("deceased"), null=True, blank=True)
    deceased_age = models.PositiveSmallIntegerField(
        _("age at death"), null=True, blank=True, help_text=_("In years")
    )

    class Meta(Entry.Meta):
        abstract = False
        constraints = [
            *Entry.Meta.constraints,
            says_what("family_history"),
            models.CheckConstraint(
                name="age_at_death_is_of_a_deceased_relative",
                condition=Q(deceased_age=None) | Q(is_deceased=True),
            ),
            models.CheckConstraint(
                name="relative_is_at_most_130_years_old",
                condition=(Q(onset_age=None) | Q(onset_age__lte=130))
                & (Q(deceased_age=None) | Q(deceased_age__lte=130)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_relationship_display()}: {self.display}"


class SocialHistory(Entry):
    """One side of how the patient lives, as it was on a day. The newest of a kind is how it is now."""

    class Kind(models.TextChoices):
        TOBACCO = "tobacco", _("Tobacco")
        ALCOHOL = "alcohol", _("Alcohol")
        DRUGS = "drugs", _("Other drugs")
        OCCUPATION = "occupation", _("Occupation")
        HOUSING = "housing", _("Housing")
        EDUCATION = "education", _("Schooling")
        ACTIVITY = "activity", _("Physical activity")
        DIET = "diet", _("Diet")
        SEXUALITY = "sexuality", _("Sexual health")
        TRAVEL = "travel", _("Travel")
        OTHER = "other", pgettext_lazy("social history", "Other")

    class Status(models.TextChoices):
        NEVER = "never", _("Never")
        FORMER = "former", _("In the past")
        CURRENT = "current", pgettext_lazy("habit", "Currently")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    status = models.CharField(_("status"), max_length=8, choices=Status, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=8, decimal_places=2, null=True, blank=True)
    unit = models.CharField(
        _("unit"), max_length=60, blank=True, help_text=_("Cigarettes a day, pack-years, doses a week")
    )
    detail = models.CharField(_("description"), max_length=400, blank=True)
    starts_on = models.DateField(_("since"), null=True, blank=True)
    ended_on = models.DateField(_("until"), null=True, blank=True)

    class Meta(Entry.Meta):
        abstract = False
        constraints = [
            *Entry.Meta.constraints,
            ends_later("social_history", "starts_on", "ended_on"),
            models.CheckConstraint(
                name="social_history_says_something", condition=~Q(status="") | ~Q(detail="")
            ),
            models.CheckConstraint(
                name="social_history_amount_is_not_negative", condition=Q(amount=None) | Q(amount__gte=0)
            ),
        ]

    def __str__(self) -> str:
        words = filter(None, [self.get_status_display() if self.status else "", self.detail])
        return f"{self.get_kind_display()}: {', '.join(words)}"

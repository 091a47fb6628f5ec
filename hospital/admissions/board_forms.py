"""What the bed board asks: which beds to show, and where somebody goes."""

from typing import Any  # Any: choices of every shape
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.accounts.models import User
from hospital.beds.actions import Unsuitable
from hospital.beds.models import Bed, Stay, Ward
from hospital.core.errors import DomainError
from hospital.core.forms import ActionForm

SHOWN = (
    ("", _("Every bed")),
    ("free", pgettext_lazy("beds", "Free")),
    ("occupied", pgettext_lazy("beds", "Occupied")),
    ("reserved", pgettext_lazy("beds", "Reserved")),
    ("cleaning_all", _("In cleaning")),
    ("out", _("Out of use")),
    ("leaving", _("Leaving today")),
    ("alarming", _("NEWS2 of 7 or more")),
    ("watch", _("NEWS2 of 5 or more")),
    ("isolated", _("In isolation")),
    ("long", _("Far beyond the time expected")),
)


class BoardFilter(forms.Form):
    """Which ward, and which beds of it."""

    ward = forms.ModelChoiceField(
        label=_("Ward"), queryset=Ward.objects.none(), required=False, empty_label=_("Every ward")
    )
    show = forms.ChoiceField(label=_("Beds"), choices=SHOWN, required=False)
    view = forms.CharField(required=False, widget=forms.HiddenInput, max_length=10)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:  # Any: see above
        super().__init__(*args, **kwargs)
        self.fields["ward"].queryset = Ward.objects.visible_to(by).active().by_name()  # type: ignore[attr-defined]  # a ModelChoiceField


class MoveForm(ActionForm):
    """The bed that somebody goes to, and why; why in spite of what speaks against it, once something does."""

    bed = forms.ModelChoiceField(label=_("To the bed"), queryset=Bed.objects.none())
    because = forms.CharField(label=_("Reason"), max_length=300)
    overridden_because = forms.CharField(
        label=_("Why in spite of this"), max_length=300, required=False,
        help_text=_("Only if the bed does not suit the patient and there is no other"),
    )  # fmt: skip

    def __init__(self, *args: Any, stay: Stay, by: User, **kwargs: Any) -> None:  # Any: see above
        super().__init__(*args, **kwargs)
        free = Bed.objects.visible_to(by).free().exclude(pk=stay.bed_id)
        field = self.fields["bed"]
        field.queryset = Bed.objects.visible_to(by).standing()  # type: ignore[attr-defined]  # a ModelChoiceField
        field.choices = _by_ward(free.in_order().select_related("ward", "room"), self._wanted(by))  # type: ignore[attr-defined]  # as above
        if not self.is_bound or not by.has_perm("beds.override_conflict"):
            del self.fields["overridden_because"]  # asked only once something speaks against the bed

    def _show(self, error: DomainError) -> None:
        """What does not suit is said line by line."""
        if isinstance(error, Unsuitable):
            self.add_error(
                None, [str(error), *(str(line) for lines in error.fields.values() for line in lines)]
            )
        else:
            super()._show(error)

    def _wanted(self, by: User) -> Bed | None:
        """The bed that was asked for: it stays on the list when somebody has just taken it."""
        key = str(self.data.get("bed") or self.initial.get("bed") or "")
        try:
            return Bed.objects.visible_to(by).select_related("ward", "room").filter(pk=UUID(key)).first()
        except ValueError:
            return None


def _by_ward(free: Any, wanted: Bed | None) -> list[Any]:  # Any: see above
    """The beds to choose from, under their wards."""
    groups: dict[str, list[tuple[UUID, str]]] = {}
    beds = list(free)
    if wanted and wanted not in beds:
        beds.append(wanted)
    for bed in beds:
        groups.setdefault(bed.ward.name, []).append((bed.pk, f"{bed.name} · {bed.room.number}"))
    return [("", "---------"), *groups.items()]

"""What the pages of papers ask, by kind. Each form gives what hospital/orders/contents.py describes."""

from collections.abc import Mapping
from typing import Any  # Any: form data is of every type

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.errors import DomainError, Invalid
from hospital.core.forms import ActionForm

from .models import Paper

ITEMS = 8
LISTS = {"route": {"list": "routes"}}
ITEM_FIELDS = ("drug", "dose", "route", "frequency", "duration", "quantity", "instructions")
# As prescriptions write it; not translated, for it is printed in the language of the house.
ROUTES = (
    "via oral", "via sublingual", "via intramuscular", "via subcutânea", "via inalatória", "uso tópico",
    "uso oftálmico",
)  # fmt: skip


def _long(
    label: Any, *, rows: int, required: bool = False, **more: Any
) -> forms.CharField:  # Any: Django's own
    return forms.CharField(
        label=label, required=required, max_length=more.pop("max_length", 8000),
        widget=forms.Textarea(attrs={"rows": rows}), **more,
    )  # fmt: skip


class PaperForm(ActionForm):
    """A form that gives the content of a paper."""

    def content(self) -> dict[str, Any]:  # Any: see above
        """What the paper says; dates and times as text."""
        return {
            name: value.isoformat() if hasattr(value, "isoformat") else value
            for name, value in self.cleaned_data.items()
        }

    def arguments(self) -> dict[str, Any]:  # Any: see above
        return {"data": self.content()}

    @classmethod
    def initial_of(cls, data: Mapping[str, Any]) -> dict[str, Any]:  # Any: see above
        """What the fields begin with, of a paper that is written already."""
        return dict(data)


class PrescriptionForm(PaperForm):
    routes = ROUTES

    form = forms.ChoiceField(
        label=_("Form"),
        choices=[
            ("simple", pgettext_lazy("form of a prescription", "Ordinary")),
            ("special", _("Controlled (lists C1 and C5), two copies")),
            ("antimicrobial", _("Antimicrobial, two copies")),
        ],
    )  # fmt: skip
    advice = _long(_("Advice"), rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: see above
        super().__init__(*args, **kwargs)
        labels = {
            "drug": _("Medicine"), "dose": _("Dose"), "route": _("Route"), "frequency": _("How often"),
            "duration": _("For how long"), "quantity": _("Quantity"), "instructions": _("Instructions"),
        }  # fmt: skip
        for place in range(ITEMS):
            for name in ITEM_FIELDS:
                self.fields[f"item{place}_{name}"] = forms.CharField(
                    label=labels[name], required=False, max_length=300 if name == "drug" else 200,
                    widget=forms.TextInput(attrs={"autocomplete": "off", **LISTS.get(name, {})}),
                )  # fmt: skip

    @property
    def items(self) -> list[list[Any]]:  # Any: bound fields
        """The fields of each medicine."""
        return [[self[f"item{place}_{name}"] for name in ITEM_FIELDS] for place in range(ITEMS)]

    def content(self) -> dict[str, Any]:  # Any: see above
        data = self.cleaned_data
        filled = [
            {name: data[f"item{place}_{name}"] for name in ITEM_FIELDS}
            for place in range(ITEMS)
            if any(data[f"item{place}_{name}"] for name in ITEM_FIELDS)
        ]
        return {"form": data["form"], "advice": data["advice"], "items": filled}

    def _show(self, error: DomainError) -> None:
        """A fault of the second medicine stands beside the second medicine."""
        renamed = {_renamed(name): lines for name, lines in error.fields.items()}
        super()._show(Invalid(str(error), fields=renamed) if isinstance(error, Invalid) else error)

    @classmethod
    def initial_of(cls, data: Mapping[str, Any]) -> dict[str, Any]:  # Any: see above
        items = {
            f"item{place}_{name}": item.get(name, "")
            for place, item in enumerate(data.get("items", [])[:ITEMS])
            for name in ITEM_FIELDS
        }
        return {"form": data.get("form", "simple"), "advice": data.get("advice", ""), **items}


def _renamed(name: str) -> str:
    parts = name.split(".")
    if parts[0] != "items":
        return name
    return f"item{parts[1]}_{parts[2]}" if len(parts) == 3 else "item0_drug"


class CertificateForm(PaperForm):
    days = forms.IntegerField(
        label=_("Days"), min_value=0, max_value=365, initial=1, help_text=_("0: only attended")
    )
    starts_on = forms.DateField(label=_("From"), required=False, help_text=_("Empty: the day of issue"))
    purpose = forms.CharField(
        label=_("Purpose"), required=False, max_length=200, help_text=_("For example: work, school")
    )
    text = _long(_("In your own words"), rows=3, help_text=_("Instead of the usual sentence"))
    cid_display = forms.CharField(label=_("Diagnosis (CID-10)"), required=False, max_length=200)
    cid_code = forms.CharField(label=_("Code"), required=False, max_length=10)
    cid_system = forms.CharField(required=False, max_length=200)
    consent = forms.BooleanField(
        label=_("The patient agrees that the diagnosis stands on the certificate"), required=False
    )

    def content(self) -> dict[str, Any]:  # Any: see above
        data = super().content()
        data.pop("cid_system")
        return data


class ReferralForm(PaperForm):
    specialty = forms.CharField(label=_("To which specialty"), max_length=200)
    place = forms.CharField(label=_("Place"), required=False, max_length=200)
    priority = forms.ChoiceField(
        label=_("Priority"), choices=[("routine", _("Routine")), ("urgent", _("Urgent"))]
    )
    reason = _long(_("Reason for the referral"), rows=4, required=True)
    summary = _long(_("Clinical summary"), rows=6)


class ExamRequestForm(PaperForm):
    tests = _long(_("Tests"), rows=6, required=True, help_text=_("One to a line"))
    clinical_indication = _long(_("Clinical indication"), rows=3)
    preparation = _long(_("Preparation"), rows=2)

    def content(self) -> dict[str, Any]:  # Any: see above
        data = super().content()
        lines = [line.strip() for line in data.pop("tests").splitlines() if line.strip()]
        return {**data, "items": [{"display": line} for line in lines]}

    def _show(self, error: DomainError) -> None:
        renamed = {
            "tests" if name.startswith("items") else name: lines for name, lines in error.fields.items()
        }
        super()._show(Invalid(str(error), fields=renamed) if isinstance(error, Invalid) else error)

    @classmethod
    def initial_of(cls, data: Mapping[str, Any]) -> dict[str, Any]:  # Any: see above
        tests = "\n".join(item["display"] for item in data.get("items", []))
        return {**data, "tests": tests}


class ReportForm(PaperForm):
    title = forms.CharField(label=_("Title"), required=False, max_length=200)
    text = _long(_("Text"), rows=14, required=True, max_length=20_000)


class AttendanceForm(PaperForm):
    on = forms.DateField(label=_("Day"), initial=localdate)
    starts_at = forms.TimeField(label=_("From"), required=False)
    ends_at = forms.TimeField(label=_("Until"), required=False)
    companion = forms.CharField(
        label=_("For who came with the patient"), required=False, max_length=200,
        help_text=_("The companion's name; empty: for the patient"),
    )  # fmt: skip
    note = forms.CharField(label=_("Note"), required=False, max_length=200)


FORMS: dict[str, type[PaperForm]] = {
    Paper.Kind.PRESCRIPTION: PrescriptionForm,
    Paper.Kind.CERTIFICATE: CertificateForm,
    Paper.Kind.REFERRAL: ReferralForm,
    Paper.Kind.EXAM_REQUEST: ExamRequestForm,
    Paper.Kind.REPORT: ReportForm,
    Paper.Kind.ATTENDANCE_DECLARATION: AttendanceForm,
}

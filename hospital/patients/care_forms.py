"""What the pages of care, consent and the access log ask."""

from typing import Any  # Any: form data is of every type
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.accounts.models import Role, User
from hospital.core.forms import ActionForm
from hospital.organization.models import Department, Employee

from .forms import of_model
from .models import Consent, EmergencyAccess, Restriction


class BreakGlassForm(ActionForm):
    """Why, and the proof that it is really she."""

    reason = forms.CharField(
        label=_("Why you need this chart now"), max_length=500, min_length=10,
        widget=forms.Textarea(attrs={"rows": 2}), help_text=_("A privacy officer reads it and judges it."),
    )  # fmt: skip
    password = forms.CharField(
        label=_("Your password"), max_length=128, required=False, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip
    code = forms.CharField(
        label=_("or the code of your second factor"), max_length=20, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )  # fmt: skip


class ReviewForm(ActionForm):
    finding = forms.ChoiceField(
        label=_("Finding"), choices=EmergencyAccess.Finding.choices, widget=forms.RadioSelect
    )
    finding_text = forms.CharField(
        label=_("What was found"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What you looked at, whom you asked, and what follows"),
    )  # fmt: skip


class QueueFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("Emergency accesses"), required=False,
        choices=[
            ("", _("Waiting for review")), ("overdue", _("Overdue")),
            ("reviewed", pgettext_lazy("emergency accesses", "Reviewed")),
            ("all", pgettext_lazy("emergency accesses", "All")),
        ],
    )  # fmt: skip

    def query(self) -> dict[str, Any]:  # Any: see above
        """The filters of the API that the choice stands for."""
        self.is_valid()
        asked: dict[str, dict[str, Any]] = {  # Any: see above
            "": {"is_reviewed": False}, "overdue": {"is_overdue": True}, "reviewed": {"is_reviewed": True},
        }  # fmt: skip
        return asked.get(self.cleaned_data.get("state", ""), {})


class LogFilter(forms.Form):
    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("Until"), required=False)

    def words(self) -> dict[str, Any]:  # Any: see above
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


@of_model(
    Consent, "purpose", "scope", "decision", "signer", "signer_name", "signer_relation", "signed_at",
    "valid_from", "valid_until", signed_at=False, valid_from=False,
)  # fmt: skip
class ConsentForm(ActionForm):
    """What is signed, by whom and for whom."""

    signer_cpf = forms.CharField(label=_("CPF of the representative"), max_length=20, required=False)
    signer_cns = forms.CharField(label=_("CNS of the representative"), max_length=25, required=False)
    professionals = forms.MultipleChoiceField(
        label=_("Authorised professionals"), required=False, help_text=_("None: whoever treats the patient")
    )
    organisations = forms.CharField(
        label=_("Authorised institutions"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}), help_text=_("One on each line"),
    )  # fmt: skip
    paper = forms.FileField(
        label=_("Signed paper, scanned"), required=False, help_text=_("PDF, JPEG or PNG, at most 10 MB"),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
    )  # fmt: skip

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        _choices(self, "professionals", professionals_seen_by(by))

    def arguments(self) -> dict[str, Any]:  # Any: see above
        data = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        paper = data.pop("paper", None)
        data["scan"] = paper.read() if paper else None
        data["professionals"] = [UUID(key) for key in data.get("professionals", [])]
        data["organisations"] = data.get("organisations", "").splitlines()
        return data


class RevokeForm(ActionForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Nobody has to give one to take a consent back"),
    )  # fmt: skip


@of_model(Restriction, "reason", "starts_on", "ends_on", starts_on=False)
class RestrictionForm(ActionForm):
    """Whom the patient keeps out: one professional, one department or one role."""

    professional = forms.ChoiceField(label=_("Professional"), required=False)
    department = forms.ChoiceField(
        label=_("or everyone of a department"), required=False, help_text=_("With what belongs to it")
    )
    role = forms.ChoiceField(label=_("or everyone of a role"), required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:  # Any: see above
        super().__init__(*args, **kwargs)
        _choices(self, "professional", professionals_seen_by(by), "—")
        departments = Department.objects.visible_to(by).open().named().by_name()
        _choices(self, "department", [(str(row.pk), row.name) for row in departments], "—")
        _choices(self, "role", roles(), "—")

    def arguments(self) -> dict[str, Any]:  # Any: see above
        return {name: value or None for name, value in self.cleaned_data.items()}


def professionals_seen_by(user: User) -> list[tuple[str, str]]:
    """Those who work here, by name, with what they are."""
    rows = Employee.objects.visible_to(user).filter(left_on=None, is_external=False).order_by("search", "pk")
    return [
        (str(row.pk), f"{row.name} · {row.job_title}" if row.job_title else row.name) for row in rows[:1000]
    ]


def roles() -> list[tuple[str, str]]:
    """Every role in use. Their names are no secret: whoever writes a restriction may choose one."""
    return sorted(((str(row.pk), row.title) for row in Role.objects.active()), key=lambda pair: pair[1])


def _choices(form: forms.Form, name: str, known: list[tuple[str, str]], nothing: str = "") -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", nothing), *known] if nothing else known

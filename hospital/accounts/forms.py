"""What the pages ask."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any  # Any: form data is of every type

from django import forms
from django.apps import apps
from django.conf import settings
from django.utils.timezone import now
from django.utils.translation import gettext, gettext_lazy as _

from hospital import config
from hospital.core.access import declared_permissions
from hospital.core.forms import ActionForm

from .models import Role, User
from .passwords import LONGEST

LANGUAGES = [("", _("As the browser asks")), *settings.LANGUAGES]


SHORT_WORD = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class UserFilter(forms.Form):
    q = forms.CharField(label=_("Name or username"), max_length=80, required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[
            ("", _("All")), ("active", _("Active")), ("locked", _("Locked")), ("inactive", _("Inactive")),
        ],
    )  # fmt: skip
    role_id: "forms.ModelChoiceField[Role]" = forms.ModelChoiceField(
        label=_("Role"), required=False, queryset=None, empty_label=_("All")
    )

    def __init__(self, data: Any, *, by: User) -> None:  # Any: see above
        super().__init__(data)
        field = self.fields["role_id"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Role.objects.visible_to(by)

    def words(self) -> dict[str, Any]:  # Any: see above
        """What was asked for, without what was left open or makes no sense."""
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        return {name: value.pk if isinstance(value, Role) else value for name, value in asked.items()}


class RoleFilter(forms.Form):
    q = forms.CharField(label=_("Name or code"), max_length=80, required=False)

    def words(self) -> dict[str, Any]:  # Any: see above
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class UserForm(ActionForm):
    """What is known of an account."""

    name = forms.CharField(label=_("Full name"), max_length=200)
    cpf = forms.CharField(
        label=_("CPF"), max_length=14, required=False, help_text=_("One account per person.")
    )
    email = forms.EmailField(label=_("Email"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)
    description = forms.CharField(
        label=_("Notes"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class NewUserForm(UserForm):
    username = forms.CharField(
        label=_("Username"), max_length=60, help_text=_("How she signs in. It does not change."),
        widget=forms.TextInput(attrs=SHORT_WORD),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(kind.value, kind.label) for kind in (User.Kind.PERSON, User.Kind.MACHINE)],
        help_text=_("A machine has no password: it uses access keys."),
    )  # fmt: skip


class ChangeUserForm(UserForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, required=False, help_text=_("Needed when the CPF changes.")
    )


class ReasonForm(ActionForm):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class GiveRoleForm(ActionForm):
    role: "forms.ModelChoiceField[Role]" = forms.ModelChoiceField(label=_("Role to give"), queryset=None)

    def __init__(self, data: Any = None, *, user: User, by: User) -> None:  # Any: see above
        super().__init__(data)
        field = self.fields["role"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Role.objects.visible_to(by).active().exclude(grants__user=user)


class RoleForm(ActionForm):
    """A role of the hospital's own."""

    code = forms.SlugField(
        label=_("Code"), max_length=40, help_text=_("Short, for programmes. It does not change.")
    )
    name = forms.CharField(label=_("Name"), max_length=80)
    description = forms.CharField(
        label=_("Description"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    permissions = forms.MultipleChoiceField(label=_("What it allows"), required=False)

    def __init__(self, data: Any = None, *, is_new: bool, initial: Any = None) -> None:  # Any: see above
        super().__init__(data, initial=initial)
        if not is_new:
            del self.fields["code"]
        field = self.fields["permissions"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(declared_permissions().items())

    def groups(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        """Every permission by app: code, label, and whether it is ticked."""
        ticked = set(self["permissions"].value() or ())
        return [
            (app, [(code, label, code in ticked) for code, label in options])
            for app, options in by_app(declared_permissions().items())
        ]


class ProfileForm(ActionForm):
    email = forms.EmailField(label=_("Email"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)


class PasswordForm(ActionForm):
    """One's own password: the present one, and the new one twice."""

    password = forms.CharField(label=_("Present password"), max_length=LONGEST, strip=False)
    new_password = forms.CharField(label=_("New password"), max_length=LONGEST, strip=False)
    again = forms.CharField(label=_("New password again"), max_length=LONGEST, strip=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: see above
        super().__init__(*args, **kwargs)
        for name, purpose in (("password", "current"), ("new_password", "new"), ("again", "new")):
            self.fields[name].widget = forms.PasswordInput(attrs={"autocomplete": f"{purpose}-password"})
        self.fields["new_password"].help_text = gettext(
            "At least %(count)s characters, with a letter and a digit; different from the last two."
        ) % {"count": config.value("password.min_length")}

    def clean(self) -> dict[str, Any]:  # Any: see above
        data = super().clean() or self.cleaned_data
        if data.get("new_password") and data.get("again") and data["new_password"] != data["again"]:
            self.add_error("again", gettext("The two are not the same."))
        return data

    def arguments(self) -> dict[str, Any]:  # Any: see above
        return {"present": self.cleaned_data["password"], "new": self.cleaned_data["new_password"]}


class UnlockForm(forms.Form):
    password = forms.CharField(
        label=_("Password"), max_length=LONGEST, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip


class TokenForm(ActionForm):
    """A key of one's own, for some of one's own permissions."""

    name = forms.CharField(label=_("What it is for"), max_length=80)
    days = forms.IntegerField(label=_("Days it lasts"), min_value=1, initial=90)
    scopes = forms.MultipleChoiceField(label=_("What it may do"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any = None, *, permissions: Iterable[str]) -> None:  # Any: see above
        super().__init__(data)
        declared = declared_permissions()
        scopes = self.fields["scopes"]
        assert isinstance(scopes, forms.MultipleChoiceField)
        scopes.choices = [(code, declared[code]) for code in sorted(permissions) if code in declared]
        self.fields["days"].widget.attrs["max"] = config.value("token.max_days")
        self.fields["days"].help_text = gettext("At most %(days)s.") % {
            "days": config.value("token.max_days")
        }

    def arguments(self) -> dict[str, Any]:  # Any: see above
        ends = now() + timedelta(days=self.cleaned_data["days"])
        return {"name": self.cleaned_data["name"], "scopes": self.cleaned_data["scopes"], "expires_at": ends}


def by_app(permissions: Iterable[tuple[str, str]]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Permissions and labels under the name of the app they belong to."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, label in sorted(permissions):
        groups.setdefault(code.split(".")[0], []).append((code, label))
    named = [
        (gettext(str(apps.get_app_config(app).verbose_name)), options) for app, options in groups.items()
    ]
    return sorted(named)

"""Where one can go. Each app adds its pages here: one line in its group; nobody sees what she may not open.

`url` is a URL name without arguments; `key` the letter after `g`; `phone` puts it in the bar of a phone.
"""

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.access import SIGNED_IN
from hospital.core.actors import Actor


@dataclass(frozen=True)
class Item:
    """A page of the menu, or an action of the command bar."""

    label: str | Promise
    url: str
    icon: str
    permission: str = SIGNED_IN
    key: str = ""
    phone: bool = False
    is_here: bool = False

    @property
    def href(self) -> str:
        return reverse(self.url)


@dataclass(frozen=True)
class Group:
    """A heading of the menu and its pages."""

    label: str | Promise
    items: tuple[Item, ...]


GROUPS = (
    Group("", (
        Item(pgettext_lazy("page", "Home"), "home", "house", key="h", phone=True),
    )),
    Group(_("Care"), (
        Item(_("Patients"), "patients:patients", "users-round", "patients.view_patient", key="p", phone=True),
    )),
    Group(_("Hospital"), (
        Item(
            _("Departments"), "organization:departments", "building-2", "organization.view_department",
            key="d",
        ),
        Item(_("Employees"), "organization:employees", "id-card", "organization.view_colleague", key="e"),
        Item(_("Licences"), "organization:licences", "badge-check", "organization.view_colleague"),
    )),
    Group(_("System"), (
        Item(_("Users"), "accounts:users", "users", "accounts.view_user", key="u"),
        Item(_("Roles"), "accounts:roles", "shield-check", "accounts.view_user"),
        Item(_("Imports"), "integrations:imports", "plug", "integrations.view_import"),
        Item(_("Settings"), "config:settings", "settings", "config.manage_setting"),
        Item(_("Audit trail"), "audit:events", "scroll-text", "audit.view_trail", key="t"),
    )),
)  # fmt: skip

# The sheet behind one's own name, also offered by the command bar.
ACCOUNT = (
    Item(_("My account"), "accounts:me", "circle-user"),
    Item(_("Sessions and keys"), "accounts:my_sessions", "monitor-smartphone"),
    Item(_("Change password"), "account_change_password", "key-round"),
    Item(_("Second factor"), "mfa_index", "smartphone"),
    Item(_("Preferences"), "preferences", "sliders-horizontal"),
    Item(_("About this system"), "about", "info"),
)

# What the command bar and the first page offer to start.
ACTIONS = (
    Item(_("Register patient"), "patients:register", "user-plus", "patients.register_patient", key="n"),
    Item(
        _("Register somebody unidentified"), "patients:register_unidentified", "siren",
        "patients.register_patient",
    ),
    Item(_("New employee"), "organization:new_employee", "id-card", "organization.manage_employee"),
    Item(_("New user"), "accounts:new_user", "user-cog", "accounts.manage_user"),
)  # fmt: skip


def visible_to(user: Actor, path: str = "") -> list[Group]:
    """The groups with what the user may open; the item that `path` lies under is marked."""
    groups = [
        replace(group, items=tuple(item for item in group.items if _may(user, item))) for group in GROUPS
    ]
    here = _here([item for group in groups for item in group.items], path)
    return [
        replace(group, items=tuple(replace(item, is_here=item is here) for item in group.items))
        for group in groups
        if group.items
    ]


def actions_for(user: Actor) -> list[Item]:
    """What the user may start from anywhere."""
    return [item for item in ACTIONS if _may(user, item)]


def _may(user: Actor, item: Item) -> bool:
    return item.permission == SIGNED_IN or user.has_perm(item.permission)


def _here(items: list[Item], path: str) -> Item | None:
    """The item with the longest address that `path` begins with; home only for itself."""
    home = reverse("home")
    under = [
        item for item in items if path == item.href or (item.href != home and path.startswith(item.href))
    ]
    return max(under, key=lambda item: len(item.href), default=None)

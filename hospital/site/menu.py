"""Where one can go. Each app adds its pages here: one line in its group; nobody sees what she may not open.

`url` is a URL name without arguments; `key` the letter after `g`; `phone` puts it in the bar of a phone.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.accounts.models import User
from hospital.consultations.lists import to_sign
from hospital.core.access import SIGNED_IN
from hospital.core.actors import Actor
from hospital.orders.lists import to_acknowledge, to_read
from hospital.patients.care_lists import to_review


@dataclass(frozen=True)
class Item:
    """A page of the menu, or an action of the command bar."""

    label: str | Promise
    url: str
    icon: str
    permission: str = SIGNED_IN
    key: str = ""
    phone: bool = False
    count: Callable[[User], int] | None = None  # what waits there for the user, shown beside the label
    is_here: bool = False
    badge: int = 0

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
        Item(
            _("Reception"), "encounters:reception", "log-in", "encounters.receive_patient", key="c",
        ),
        Item(
            _("Queues"), "encounters:queues", "ticket", "encounters.view_encounter", key="f", phone=True,
        ),
        Item(
            _("Agenda"), "scheduling:day", "calendar-days", "scheduling.view_appointment", key="a", phone=True
        ),
        Item(_("Hospital stays"), "admissions:admissions", "bed", "admissions.view_admission", key="i"),
        Item(_("Census"), "admissions:census", "chart-column", "admissions.view_census"),
        Item(_("Wards"), "beds:wards", "bed-double", "beds.view_bed"),
        Item(_("Requests for beds"), "beds:requests", "list-checks", "beds.request_bed"),
        Item(_("Cleaning of beds"), "beds:cleanings", "sparkles", "beds.clean_bed", phone=True),
        Item(_("Bed board"), "board:board", "bed", "beds.view_bed", key="l"),
        Item(_("Operations"), "surgery:map", "scissors", "surgery.view_surgery", key="o"),
        Item(_("Waiting list"), "booking:wishes", "list-checks", "booking.view_wish"),
        Item(_("My patients"), "care:my_patients", "user-round-check", "patients.view_chart"),
        Item(
            pgettext_lazy("menu", "Results"), "orders:inbox", "inbox", "orders.read_result", key="r",
            count=to_read,
        ),
        Item(
            _("Critical results"), "orders:critical", "siren", "orders.view_order", count=to_acknowledge,
        ),
        Item(_("Worklists"), "orders:worklist", "flask-conical", "orders.view_order", key="w"),
        Item(
            _("To sign"), "consultations:mine", "file-check", "consultations.write_consultation", key="v",
            count=to_sign,
        ),
        Item(
            _("Emergency accesses"), "care:emergency_accesses", "siren", "patients.review_emergency_access",
            count=lambda user: to_review(user)[0],
        ),
    )),
    Group(_("Hospital"), (
        Item(
            _("Departments"), "organization:departments", "building-2", "organization.view_department",
            key="d",
        ),
        Item(_("Employees"), "organization:employees", "id-card", "organization.view_colleague", key="e"),
        Item(_("Licences"), "organization:licences", "badge-check", "organization.view_colleague"),
        Item(_("Certificates"), "signatures:certificates", "key-round", "signatures.sign_document"),
        Item(
            _("Templates of visits"), "consultations:templates", "notebook",
            "consultations.manage_template",
        ),
    )),
    Group(_("System"), (
        Item(_("Users"), "accounts:users", "users", "accounts.view_user", key="u"),
        Item(_("Roles"), "accounts:roles", "shield-check", "accounts.view_user"),
        Item(
            _("Code systems"), "terminology:systems", "book-open", "terminology.load_terminology",
        ),
        Item(
            _("Certificate authorities"), "signatures:authorities", "landmark", "signatures.manage_authority",
        ),
        Item(_("Queues and panels"), "encounters:setting_up", "monitor", "encounters.manage_queue"),
        Item(
            _("Triage protocols"), "encounters:protocols", "clipboard-list", "encounters.manage_protocol",
        ),
        Item(_("Downtime packs"), "custody:downtime", "package", "custody.view_pack"),
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
    Item(_("Receive patient"), "encounters:walk_in", "log-in", "encounters.receive_patient"),
    Item(
        _("Triage without registration"), "encounters:triage_unregistered", "siren",
        "encounters.classify_patient",
    ),
    Item(_("Take a record in"), "custody:import", "upload", "custody.import_record"),
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
        replace(group, items=tuple(_shown(item, here, user) for item in group.items))
        for group in groups
        if group.items
    ]


def _shown(item: Item, here: Item | None, user: Actor) -> Item:
    badge = item.count(user) if item.count and isinstance(user, User) else 0
    return replace(item, is_here=item is here, badge=badge)


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

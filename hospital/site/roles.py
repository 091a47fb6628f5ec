"""The roles that come with the system. `manage.py prepare` brings the database to this page; a hospital adds its own."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _


@dataclass(frozen=True)
class ShippedRole:
    """What a job in the hospital may do; the name is translated where it is shown."""

    name: str
    description: str
    permissions: frozenset[str]


ROLES = {
    "admin": ShippedRole(
        _("System administrator"),
        _("Runs the system: users, roles, settings. Sees no clinical data (NGS1 03.02)."),
        frozenset({
            "accounts.view_user", "accounts.manage_user", "accounts.grant_role", "accounts.manage_role",
            "accounts.manage_token",
        }),
    ),
    "physician": ShippedRole(_("Physician"), _("Sees and treats patients."), frozenset()),
    "nurse": ShippedRole(_("Nurse"), _("Cares for patients on the ward."), frozenset()),
    "reception": ShippedRole(_("Reception"), _("Registers patients and books them."), frozenset()),
    "pharmacist": ShippedRole(_("Pharmacist"), _("Checks and dispenses medicines."), frozenset()),
    "buyer": ShippedRole(_("Buyer"), _("Buys what the hospital uses."), frozenset()),
    "cashier": ShippedRole(_("Cashier"), _("Takes payments."), frozenset()),
    "auditor": ShippedRole(
        _("Auditor"), _("Reads the audit trail (NGS1 07.02)."), frozenset({"audit.view_trail", "audit.export_trail"})
    ),
}  # fmt: skip

"""The roles that come with the system; `manage.py prepare` brings them to this page. Hospitals add theirs."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _


@dataclass(frozen=True)
class ShippedRole:
    """What a job in the hospital may do; the name is translated where it is shown."""

    name: str
    description: str
    permissions: frozenset[str]


# Everyone on the staff sees the departments, and who works in her own.
COLLEAGUES = ("organization.view_department", "organization.view_colleague")

# What each job may do with patients' records. Opening one leaves a trace, whoever opens it.
TREATS = (
    "patients.view_patient",
    "patients.view_confidential",
    "patients.change_patient",
    "patients.write_history",
    "integrations.view_resource",
)
REGISTERS = (
    "patients.view_patient",
    "patients.register_patient",
    "patients.change_patient",
    "patients.merge_patient",
)

ROLES = {
    "admin": ShippedRole(
        _("System administrator"),
        _("Runs the system: users, roles, settings. Sees no clinical data (NGS1 03.02)."),
        frozenset({
            "accounts.view_user", "accounts.manage_user", "accounts.grant_role", "accounts.manage_role",
            "accounts.manage_token", "config.manage_setting",
            "organization.view_department", "organization.manage_department", "organization.view_employee",
            "organization.view_colleague", "organization.manage_employee", "organization.manage_licence",
            "organization.plan_shift", "organization.approve_leave",
            "integrations.view_import", "integrations.view_partner", "integrations.manage_partner",
        }),
    ),
    "physician": ShippedRole(
        _("Physician"), _("Sees and treats patients."),
        frozenset({*COLLEAGUES, *TREATS, "patients.mark_deceased", "patients.set_confidential"}),
    ),
    "nurse": ShippedRole(
        _("Nurse"), _("Cares for patients on the ward."),
        frozenset({*COLLEAGUES, *TREATS, "patients.register_patient"}),
    ),
    "reception": ShippedRole(
        _("Reception"), _("Registers patients and books them."),
        frozenset({*COLLEAGUES, *REGISTERS}),
    ),
    "pharmacist": ShippedRole(
        _("Pharmacist"), _("Checks and dispenses medicines."),
        frozenset({*COLLEAGUES, "patients.view_patient"}),
    ),
    "buyer": ShippedRole(
        _("Buyer"), _("Buys what the hospital uses."),
        frozenset({*COLLEAGUES}),
    ),
    "cashier": ShippedRole(
        _("Cashier"), _("Takes payments."),
        frozenset({*COLLEAGUES, "patients.view_patient"}),
    ),
    "integration": ShippedRole(
        _("Integration"), _("For machines that deliver and read FHIR."),
        frozenset({
            "integrations.import_fhir", "integrations.view_import", "integrations.view_resource",
            "integrations.view_partner", "integrations.manage_partner",
            "patients.view_patient", "patients.register_patient", "patients.change_patient",
            "patients.mark_deceased",
            "organization.view_department", "organization.view_employee", "organization.manage_employee",
        }),
    ),
    "auditor": ShippedRole(
        _("Auditor"), _("Reads the audit trail (NGS1 07.02)."),
        frozenset({"audit.view_trail", "audit.export_trail", "organization.view_department"}),
    ),
}  # fmt: skip

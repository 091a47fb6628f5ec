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
    "patients.view_chart",
    "patients.break_glass",
    "patients.view_consent",
    "patients.write_consent",
    "patients.change_patient",
    "patients.write_history",
    "integrations.view_resource",
    "records.write_entry",
    "records.write_vitals",
    "records.attach_document",
)
REGISTERS = (
    "patients.view_patient",
    "patients.register_patient",
    "patients.change_patient",
    "patients.merge_patient",
    "patients.view_consent",
    "patients.write_consent",
)

# Agendas: who is seen there and what she does with them. Without view_every_agenda: one's own departments'.
ATTENDS = ("scheduling.view_agenda", "scheduling.view_appointment", "scheduling.attend_appointment")
BOOKS = (
    *ATTENDS, "scheduling.view_every_agenda", "scheduling.book_appointment", "scheduling.overbook",
    "scheduling.block_agenda",
)  # fmt: skip

# The waiting list: who sees it, and who keeps it and tells patients their codes.
WAITS = ("booking.view_wish", "booking.manage_wish", "booking.tell_code")

# Visits: read, written and signed. Signing also asks for a professional licence in force.
WRITES = (
    "consultations.view_consultation", "consultations.write_consultation", "signatures.sign_document",
)  # fmt: skip

# Orders and results: who asks and reads, who collects. The laboratory enters and validates.
ORDERS = (
    "orders.view_order", "orders.place_order", "orders.read_result", "orders.acknowledge_critical",
    "orders.view_paper", "orders.write_paper",
)  # fmt: skip
COLLECTS = ("orders.view_order", "orders.collect_specimen", "orders.view_paper")

# Encounters: who is here, in one's own departments; the reception receives for every one.
MEETS = (
    "encounters.view_encounter", "encounters.receive_patient", "encounters.call_patient",
    "encounters.classify_patient", "encounters.treat_patient",
)  # fmt: skip
RECEIVES = (
    "encounters.view_encounter", "encounters.view_every_unit", "encounters.receive_patient",
    "encounters.call_patient",
)  # fmt: skip

# Beds and who is in them; without view_every_ward: of one's own departments.
LIES = ("beds.view_bed", "beds.request_bed", "admissions.view_admission")
EVERY_WARD = (
    "beds.view_bed", "beds.view_every_ward", "admissions.view_admission", "admissions.view_every_unit",
)  # fmt: skip

# What nursing does with beds and those in them, from the admission to the door.
NURSES = (
    *LIES, "beds.place_patient", "beds.isolate_patient", "beds.override_conflict", "beds.block_bed",
    "beds.inspect_bed",
    "admissions.admit_patient", "admissions.transfer_patient", "admissions.write_nursing",
    "admissions.discharge_room", "admissions.discharge_nursing", "admissions.release_patient",
    "admissions.waive_blocker", "admissions.view_census", "surgery.view_surgery", "surgery.attend_surgery",
)  # fmt: skip

# What a physician orders, decides and answers for on the ward and in the theatre.
STAYS = (
    *LIES, "beds.isolate_patient", "admissions.order_admission", "admissions.write_round",
    "admissions.discharge_clinically",
    "admissions.waive_blocker", "surgery.view_surgery", "surgery.request_surgery",
    "surgery.schedule_surgery", "surgery.insert_emergency", "surgery.attend_surgery", "surgery.operate",
    "surgery.waive_checklist",
)  # fmt: skip

# The desk of admissions: the authorisation, the bed at the door, the papers at the end, the surgery map.
ADMITS = (
    *EVERY_WARD, "beds.request_bed", "beds.place_patient", "admissions.order_admission",
    "admissions.authorise_admission", "admissions.admit_patient", "admissions.discharge_administratively",
    "surgery.view_surgery", "surgery.view_every_unit", "surgery.authorise_surgery",
    "surgery.schedule_surgery",
)  # fmt: skip

# The internal bed regulation (NIR): which patient gets which bed of the whole house.
REGULATES = (
    *EVERY_WARD, "beds.regulate", "beds.request_bed", "beds.place_patient", "beds.override_conflict",
    "beds.block_bed", "admissions.transfer_patient", "admissions.view_census",
)  # fmt: skip

ROLES = {
    "admin": ShippedRole(
        _("System administrator"),
        _("Runs the system: users, roles, settings. Sees no clinical data (NGS1 03.02)."),
        frozenset({
            "accounts.view_user", "accounts.manage_user", "accounts.grant_role", "accounts.manage_role",
            "accounts.manage_token", "config.manage_setting", "terminology.load_terminology",
            "organization.view_department", "organization.manage_department", "organization.view_employee",
            "organization.view_colleague", "organization.manage_employee", "organization.manage_licence",
            "organization.plan_shift", "organization.approve_leave", "custody.set_passphrase",
            "custody.view_pack",
            "signatures.manage_authority", "consultations.manage_template",
            "integrations.view_import", "integrations.view_partner", "integrations.manage_partner",
            "scheduling.view_agenda", "scheduling.view_every_agenda", "scheduling.manage_agenda",
            "scheduling.manage_holiday",
            "encounters.view_encounter", "encounters.manage_queue", "encounters.manage_protocol",
            "beds.view_bed", "beds.view_every_ward", "beds.manage_bed",
        }),
    ),
    "physician": ShippedRole(
        _("Physician"), _("Sees and treats patients."),
        frozenset({
            *COLLEAGUES, *TREATS, *WRITES, *ORDERS, "patients.mark_deceased", "patients.set_confidential",
            *ATTENDS, *MEETS, "scheduling.book_appointment", "scheduling.overbook", "booking.view_wish",
            "patients.register_patient", *STAYS,
        }),
    ),
    "nurse": ShippedRole(
        _("Nurse"), _("Cares for patients on the ward."),
        frozenset({
            *COLLEAGUES, *TREATS, *WRITES, *COLLECTS, *ATTENDS, *MEETS, "patients.register_patient",
            "booking.view_wish", *NURSES,
        }),
    ),
    "reception": ShippedRole(
        _("Reception"), _("Registers patients and books them."),
        frozenset({*COLLEAGUES, *REGISTERS, *BOOKS, *RECEIVES, *WAITS, *ADMITS}),
    ),
    "regulation": ShippedRole(
        _("Bed regulation (NIR)"), _("Gives the beds of the whole house to those who wait for one."),
        frozenset({
            *COLLEAGUES, *REGULATES, "patients.view_patient", "patients.view_confidential",
            "encounters.view_encounter",
            "encounters.view_every_unit", "encounters.receive_patient",
        }),
    ),
    "housekeeping": ShippedRole(
        _("Housekeeping"), _("Cleans beds, and says when they are clean."),
        frozenset({*COLLEAGUES, "beds.view_bed", "beds.view_every_ward", "beds.clean_bed"}),
    ),
    "laboratory": ShippedRole(
        _("Laboratory"), _("Carries out orders: collects, enters results, and validates those of others."),
        frozenset({
            *COLLEAGUES, "patients.view_patient", "patients.view_confidential", "patients.view_chart",
            "orders.view_order", "orders.collect_specimen", "orders.enter_result", "orders.validate_result",
            "orders.manage_catalogue",
        }),
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
            *BOOKS, *RECEIVES, "consultations.view_consultation", "consultations.write_consultation",
            "encounters.view_encounter", "integrations.import_fhir", "integrations.manage_partner",
            "integrations.view_import", "integrations.view_partner", "integrations.view_resource",
            "orders.enter_result", "orders.place_order", "orders.view_order", "orders.view_paper",
            "orders.write_paper", "organization.manage_employee", "organization.view_department",
            "organization.view_employee", "patients.change_patient", "patients.mark_deceased",
            "patients.open_any_chart", "patients.register_patient", "patients.view_chart",
            "patients.view_consent", "patients.view_patient", "patients.write_consent",
            "records.attach_document", "records.write_entry", "records.write_vitals",
            "scheduling.book_appointment", "scheduling.manage_agenda", "scheduling.view_appointment",
            "scheduling.view_every_agenda", *EVERY_WARD, "surgery.view_surgery", "surgery.view_every_unit",
        }),
    ),
    "privacy": ShippedRole(
        _("Privacy officer (encarregado)"),
        _("Judges emergency accesses, and tells patients who opened their charts (LGPD art. 41)."),
        frozenset({
            *COLLEAGUES, "patients.view_patient", "patients.view_confidential", "patients.view_consent",
            "patients.review_emergency_access", "patients.give_access_log",
        }),
    ),
    "archive": ShippedRole(
        _("Medical records office (SAME)"),
        _("Keeps records whole: merges them, gives copies, takes them in."),
        frozenset({
            *COLLEAGUES, *REGISTERS, "patients.view_confidential", "patients.view_chart",
            "patients.open_any_chart", "patients.give_access_log", "custody.export_record",
            "custody.import_record", "custody.view_pack", "signatures.sign_document",
            "encounters.view_encounter", "encounters.view_every_unit", "orders.view_order",
            "orders.view_paper", "consultations.view_consultation", "scheduling.view_appointment",
            "scheduling.view_every_agenda", *EVERY_WARD, "admissions.view_census", "surgery.view_surgery",
            "surgery.view_every_unit",
        }),
    ),
    "auditor": ShippedRole(
        _("Auditor"), _("Reads the audit trail (NGS1 07.02)."),
        frozenset({"audit.view_trail", "audit.export_trail", "organization.view_department"}),
    ),
}  # fmt: skip

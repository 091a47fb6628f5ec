"""What was written of a stay stays: history of every table; stages, waivers, bed-days, notes and scores."""

from django.db import migrations

from hospital.audit.history import keep_history

WITHDRAWN = "'patient_id', 'withdrawn_at', 'withdrawn_by_id', 'withdrawn_because'"
# Each table that is written once, by the name of its trigger, and what of it may still be filled in.
ONCE = {
    "stage_is_written_once": ("admissions_dischargestage", ""),
    "waiver_is_written_once": ("admissions_waiver", ""),
    "bed_day_is_written_once": ("admissions_bedday", ""),
    "round_is_written_once": ("admissions_round", WITHDRAWN),
    "nursing_note_is_written_once": ("admissions_nursingnote", WITHDRAWN),
    "fluid_is_written_once": ("admissions_fluidentry", WITHDRAWN),
    "score_is_written_once": ("admissions_riskscore", WITHDRAWN),
    "handover_is_written_once": (
        "admissions_handover", f"{WITHDRAWN}, 'received_at', 'received_by_id'",
    ),
    "warning_is_written_once": (
        "admissions_escalation", "'answered_at', 'answered_by_id', 'answer'",
    ),
}  # fmt: skip
FUNCTION = """
CREATE FUNCTION admissions_write_once() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    free text[] := ARRAY['updated_at', 'version'] || TG_ARGV::text[];
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - free = to_jsonb(NEW) - free THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'This is written once.' USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
END $$
"""


def written_once(trigger: str, table: str, free: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {trigger} BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION admissions_write_once({free})",
        f"DROP TRIGGER {trigger} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("admissions", "0001_initial"), ("audit", "0002_append_only")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION admissions_write_once()"),
        *(written_once(trigger, *of) for trigger, of in ONCE.items()),
        keep_history("admissions_admission", patient="patient_id"),
        keep_history("admissions_round", patient="patient_id"),
        keep_history("admissions_nursingnote", patient="patient_id"),
        keep_history("admissions_handover", patient="patient_id"),
        keep_history("admissions_fluidentry", patient="patient_id"),
        keep_history("admissions_riskscore", patient="patient_id"),
        keep_history("admissions_dischargestage"),
        keep_history("admissions_waiver"),
        keep_history("admissions_companion"),
        keep_history("admissions_belonging"),
        keep_history("admissions_escalation"),
        keep_history("admissions_bedday"),
    ]

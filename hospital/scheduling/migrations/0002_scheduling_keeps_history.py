"""What became of every row is kept; steps are never altered; a merge of patients cannot hit an overlap."""

from django.db import migrations

from hospital.audit.history import append_only, keep_history

# Two records of one person can each have an appointment at the same time. Their merge must go through: the
# one that comes over is then marked, as if somebody had booked it there knowingly.
DOUBLES = """
CREATE FUNCTION scheduling_mark_doubles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM scheduling_appointment other
         WHERE other.patient_id = NEW.patient_id AND other.id <> NEW.id AND other.period && tstzrange(NEW.starts_at, NEW.ends_at)
           AND other.state NOT IN ('cancelled', 'missed') AND NOT other.is_double_booked
    ) THEN
        NEW.is_double_booked := true;
        NEW.overbooked_because := coalesce(nullif(NEW.overbooked_because, ''), 'merge');
    END IF;
    RETURN NEW;
END $$
"""

TRIGGER = """
CREATE TRIGGER mark_doubles BEFORE UPDATE OF patient_id ON scheduling_appointment FOR EACH ROW
WHEN (OLD.patient_id <> NEW.patient_id AND NEW.state NOT IN ('cancelled', 'missed'))
EXECUTE FUNCTION scheduling_mark_doubles()
"""


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0001_initial"), ("audit", "0002_append_only")]
    operations = [
        keep_history("scheduling_resource"),
        keep_history("scheduling_service"),
        keep_history("scheduling_agenda"),
        keep_history("scheduling_template"),
        keep_history("scheduling_template_services"),
        keep_history("scheduling_quota"),
        keep_history("scheduling_holiday"),
        keep_history("scheduling_absence"),
        keep_history("scheduling_rebooking"),
        keep_history("scheduling_series", patient="patient_id"),
        keep_history("scheduling_appointment", patient="patient_id"),
        keep_history("scheduling_allocation"),
        append_only("scheduling_step"),
        migrations.RunSQL(DOUBLES, "DROP FUNCTION scheduling_mark_doubles()"),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER mark_doubles ON scheduling_appointment"),
    ]

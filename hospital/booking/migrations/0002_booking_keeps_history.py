from django.db import migrations

from hospital.audit.history import keep_history

# When two records of one person are merged and both wait for the same service, the wish that comes over ends.
ONCE = """
CREATE FUNCTION booking_end_doubles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM booking_wish other
         WHERE other.patient_id = NEW.patient_id AND other.service_id = NEW.service_id
           AND other.id <> NEW.id AND other.state IN ('waiting', 'offered')
    ) THEN
        NEW.state := 'withdrawn';
        NEW.stepped_because := 'merge';
    END IF;
    RETURN NEW;
END $$
"""

TRIGGER = """
CREATE TRIGGER end_doubles BEFORE UPDATE OF patient_id ON booking_wish FOR EACH ROW
WHEN (OLD.patient_id <> NEW.patient_id AND NEW.state IN ('waiting', 'offered'))
EXECUTE FUNCTION booking_end_doubles()
"""


class Migration(migrations.Migration):
    dependencies = [("booking", "0001_initial"), ("audit", "0002_append_only")]
    operations = [
        keep_history("booking_wish", patient="patient_id"),
        keep_history("booking_opening"),
        keep_history("booking_offer"),
        keep_history("booking_code", patient="patient_id", hide=("cpf_digest", "code_digest", "sealed")),
        keep_history("booking_visit", patient="patient_id", hide=("token_digest",)),
        keep_history("booking_reminder"),
        migrations.RunSQL(ONCE, "DROP FUNCTION booking_end_doubles()"),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER end_doubles ON booking_wish"),
    ]

"""What was written stays: history of every table; steps, calls, classifications and published protocols."""

from django.db import migrations

from hospital.audit.history import keep_history

ONCE = """
CREATE FUNCTION encounters_write_once() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    free text[] := ARRAY['updated_at', 'version'] || TG_ARGV::text[];
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - free = to_jsonb(NEW) - free THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'This is written once.' USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
END $$;
CREATE TRIGGER step_is_written_once BEFORE UPDATE OR DELETE ON encounters_step
    FOR EACH ROW EXECUTE FUNCTION encounters_write_once();
CREATE TRIGGER call_is_written_once BEFORE UPDATE OR DELETE ON encounters_call
    FOR EACH ROW EXECUTE FUNCTION encounters_write_once();
CREATE TRIGGER alarm_is_written_once BEFORE UPDATE OR DELETE ON encounters_alarm
    FOR EACH ROW EXECUTE FUNCTION encounters_write_once();
CREATE TRIGGER triage_is_written_once BEFORE UPDATE OR DELETE ON encounters_triage
    FOR EACH ROW EXECUTE FUNCTION encounters_write_once(
        'patient_id', 'withdrawn_at', 'withdrawn_by_id', 'withdrawn_because'
    );
"""
NOT_ONCE = """
DROP TRIGGER step_is_written_once ON encounters_step;
DROP TRIGGER call_is_written_once ON encounters_call;
DROP TRIGGER alarm_is_written_once ON encounters_alarm;
DROP TRIGGER triage_is_written_once ON encounters_triage;
DROP FUNCTION encounters_write_once();
"""

PUBLISHED = """
CREATE FUNCTION encounters_keep_published() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.state = 'published' THEN
        RAISE EXCEPTION 'A published protocol does not change.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'published_protocol_does_not_change';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE FUNCTION encounters_keep_published_part() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM encounters_protocolversion
      WHERE state = 'published' AND id IN (
        CASE WHEN TG_OP <> 'INSERT' THEN OLD.version_of_id END,
        CASE WHEN TG_OP <> 'DELETE' THEN NEW.version_of_id END
      ) FOR SHARE;
    IF FOUND THEN
        RAISE EXCEPTION 'A published protocol does not change.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'published_protocol_does_not_change';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER keep_published BEFORE UPDATE OR DELETE ON encounters_protocolversion
    FOR EACH ROW EXECUTE FUNCTION encounters_keep_published();
CREATE TRIGGER keep_published BEFORE INSERT OR UPDATE OR DELETE ON encounters_colour
    FOR EACH ROW EXECUTE FUNCTION encounters_keep_published_part();
CREATE TRIGGER keep_published BEFORE INSERT OR UPDATE OR DELETE ON encounters_flowchart
    FOR EACH ROW EXECUTE FUNCTION encounters_keep_published_part();
CREATE TRIGGER keep_published BEFORE INSERT OR UPDATE OR DELETE ON encounters_discriminator
    FOR EACH ROW EXECUTE FUNCTION encounters_keep_published_part();
"""
NOT_PUBLISHED = """
DROP TRIGGER keep_published ON encounters_discriminator;
DROP TRIGGER keep_published ON encounters_flowchart;
DROP TRIGGER keep_published ON encounters_colour;
DROP TRIGGER keep_published ON encounters_protocolversion;
DROP FUNCTION encounters_keep_published_part();
DROP FUNCTION encounters_keep_published();
"""


class Migration(migrations.Migration):
    dependencies = [("encounters", "0001_initial"), ("audit", "0002_append_only")]
    operations = [
        migrations.RunSQL(ONCE, NOT_ONCE),
        migrations.RunSQL(PUBLISHED, NOT_PUBLISHED),
        keep_history("encounters_encounter", patient="patient_id"),
        keep_history("encounters_triage", patient="patient_id"),
        keep_history("encounters_step"),
        keep_history("encounters_queue"),
        keep_history("encounters_room"),
        keep_history("encounters_queueentry"),
        keep_history("encounters_call"),
        keep_history("encounters_alarm"),
        keep_history("encounters_panel", hide=("digest",)),
        keep_history("encounters_panelqueue"),
        keep_history("encounters_protocol"),
        keep_history("encounters_protocolversion"),
        keep_history("encounters_colour"),
        keep_history("encounters_flowchart"),
        keep_history("encounters_discriminator"),
    ]

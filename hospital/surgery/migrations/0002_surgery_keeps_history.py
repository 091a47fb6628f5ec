"""What was written stays, nobody is cut before the time out, and nobody leaves before the counts are right."""

from django.db import migrations

from hospital.audit.history import keep_history

ONCE = """
CREATE FUNCTION surgery_write_once() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    free text[] := ARRAY['updated_at', 'version'] || TG_ARGV::text[];
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - free = to_jsonb(NEW) - free THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'This is written once.' USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
END $$;
CREATE TRIGGER step_of_a_surgery_is_written_once BEFORE UPDATE OR DELETE ON surgery_step
    FOR EACH ROW EXECUTE FUNCTION surgery_write_once();
CREATE TRIGGER checklist_signature_is_written_once BEFORE UPDATE OR DELETE ON surgery_checklistsign
    FOR EACH ROW EXECUTE FUNCTION surgery_write_once();
CREATE TRIGGER specimen_is_written_once BEFORE UPDATE OR DELETE ON surgery_specimen
    FOR EACH ROW EXECUTE FUNCTION surgery_write_once();
CREATE TRIGGER anaesthesia_entry_is_written_once BEFORE UPDATE OR DELETE ON surgery_anaesthesiaentry
    FOR EACH ROW EXECUTE FUNCTION surgery_write_once();
CREATE TRIGGER aldrete_score_is_written_once BEFORE UPDATE OR DELETE ON surgery_aldretescore
    FOR EACH ROW EXECUTE FUNCTION surgery_write_once();
CREATE TRIGGER implant_is_written_once BEFORE UPDATE OR DELETE ON surgery_implant
    FOR EACH ROW EXECUTE FUNCTION surgery_write_once('withdrawn_at', 'withdrawn_by_id', 'withdrawn_because');
CREATE TRIGGER surgical_consent_is_written_once BEFORE UPDATE OR DELETE ON surgery_surgicalconsent
    FOR EACH ROW EXECUTE FUNCTION surgery_write_once('revoked_at', 'revoked_by_id', 'revoked_because');
"""
NOT_ONCE = """
DROP TRIGGER step_of_a_surgery_is_written_once ON surgery_step;
DROP TRIGGER checklist_signature_is_written_once ON surgery_checklistsign;
DROP TRIGGER specimen_is_written_once ON surgery_specimen;
DROP TRIGGER anaesthesia_entry_is_written_once ON surgery_anaesthesiaentry;
DROP TRIGGER aldrete_score_is_written_once ON surgery_aldretescore;
DROP TRIGGER implant_is_written_once ON surgery_implant;
DROP TRIGGER surgical_consent_is_written_once ON surgery_surgicalconsent;
DROP FUNCTION surgery_write_once();
"""

CLOSED = """
CREATE FUNCTION surgery_keep_closed_phase() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.completed_at IS NOT NULL OR OLD.waived_at IS NOT NULL THEN
        RAISE EXCEPTION 'A phase that was completed or waived stays as it is.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_closed_phase_stays';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER a_closed_phase_stays BEFORE UPDATE OR DELETE ON surgery_checklistphase
    FOR EACH ROW EXECUTE FUNCTION surgery_keep_closed_phase();
"""
NOT_CLOSED = """
DROP TRIGGER a_closed_phase_stays ON surgery_checklistphase;
DROP FUNCTION surgery_keep_closed_phase();
"""

GATES = """
CREATE FUNCTION surgery_is_past(surgery uuid, phase text) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM surgery_checklistphase p
                    WHERE p.surgery_id = surgery AND p.name = phase
                      AND (p.completed_at IS NOT NULL OR p.waived_at IS NOT NULL))
$$;
CREATE FUNCTION surgery_counts_are_settled(surgery uuid) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM surgery_checklistphase p
                    WHERE p.surgery_id = surgery AND p.name = 'sign_out' AND p.waived_at IS NOT NULL)
        OR NOT EXISTS (SELECT FROM surgery_count c
                        WHERE c.surgery_id = surgery
                          AND (c.after IS NULL
                               OR c.after <> c.before + c.added
                                  AND (c.explained = '' OR c.xray_at IS NULL)))
           AND (SELECT count(DISTINCT c.kind) = 3 FROM surgery_count c
                 WHERE c.surgery_id = surgery AND c.kind IN ('sponge', 'needle', 'instrument'))
$$;
CREATE FUNCTION surgery_keep_gates() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.anaesthesia_began_at IS NOT NULL AND NOT surgery_is_past(NEW.id, 'sign_in') THEN
        RAISE EXCEPTION 'Anaesthesia begins after the sign in.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'anaesthesia_begins_after_the_sign_in';
    END IF;
    IF NEW.incision_at IS NOT NULL AND NOT (
        surgery_is_past(NEW.id, 'sign_in') AND surgery_is_past(NEW.id, 'time_out')
    ) THEN
        RAISE EXCEPTION 'The incision comes after the time out.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'incision_comes_after_the_time_out';
    END IF;
    IF NEW.out_of_room_at IS NOT NULL AND NEW.incision_at IS NOT NULL AND NOT (
        surgery_is_past(NEW.id, 'sign_out') AND surgery_counts_are_settled(NEW.id)
    ) THEN
        RAISE EXCEPTION 'Nobody leaves the theatre before the sign out and the counts.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'nobody_leaves_before_the_sign_out_and_the_counts';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_gates BEFORE INSERT OR UPDATE ON surgery_surgery
    FOR EACH ROW EXECUTE FUNCTION surgery_keep_gates();
"""
NO_GATES = """
DROP TRIGGER keep_gates ON surgery_surgery;
DROP FUNCTION surgery_keep_gates();
DROP FUNCTION surgery_counts_are_settled(uuid);
DROP FUNCTION surgery_is_past(uuid, text);
"""


class Migration(migrations.Migration):
    dependencies = [("surgery", "0001_initial"), ("audit", "0002_append_only")]
    operations = [
        migrations.RunSQL(ONCE, NOT_ONCE),
        migrations.RunSQL(CLOSED, NOT_CLOSED),
        migrations.RunSQL(GATES, NO_GATES),
        keep_history("surgery_surgery", patient="patient_id"),
        keep_history("surgery_procedure"),
        keep_history("surgery_surgicalconsent"),
        keep_history("surgery_teammember"),
        keep_history("surgery_step"),
        keep_history("surgery_checklistphase"),
        keep_history("surgery_checklistsign"),
        keep_history("surgery_count"),
        keep_history("surgery_specimen"),
        keep_history("surgery_implant"),
        keep_history("surgery_anaesthesiaentry"),
        keep_history("surgery_aldretescore"),
    ]

"""A signed visit stays as it was signed; what belongs to it too; and it is signed only with a signature."""

from django.db import migrations

from hospital.audit.history import keep_history
from hospital.consultations.keeping import FUNCTION, keep_signed

# What may still change of a visit that is no draft: its patient (a merge), its preceptor's signature, and that it
# was declared entered in error; each with a version of its own in the chain.
KEPT = """
CREATE FUNCTION consultations_keep_visit() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    before jsonb := to_jsonb(OLD) - ARRAY['patient_id'];
    after jsonb := CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(NEW) - ARRAY['patient_id'] END;
    later text[] := ARRAY['version', 'updated_at'];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.state = 'draft' OR before = after THEN
            RETURN NEW;
        END IF;
        IF OLD.state = 'signed' AND OLD.cosigned_at IS NULL AND NEW.cosigned_at IS NOT NULL THEN
            later := later || ARRAY['cosigned_at', 'cosigned_by_id'];
        END IF;
        IF OLD.state = 'signed' AND NEW.state = 'entered_in_error' THEN
            later := later || ARRAY['state', 'withdrawn_at', 'withdrawn_by_id', 'withdrawn_because'];
        END IF;
        IF cardinality(later) > 2 AND before - later = after - later THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'A signed visit stays as it was.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'signed_visit_stays_as_it_was';
END $$;
CREATE TRIGGER keep_signed BEFORE UPDATE OR DELETE ON consultations_consultation
    FOR EACH ROW EXECUTE FUNCTION consultations_keep_visit();

CREATE FUNCTION consultations_need_signature() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    wanted int := CASE WHEN NEW.state = 'entered_in_error' THEN 1 ELSE 0 END
                + CASE WHEN NEW.cosigned_at IS NOT NULL THEN 1 ELSE 0 END
                + CASE WHEN NEW.signed_at IS NOT NULL THEN 1 ELSE 0 END;
BEGIN
    IF wanted > (
        SELECT count(*) FROM signatures_version
        WHERE subject_type = 'consultations.consultation' AND subject_id = NEW.id
          AND act IN ('signed', 'cosigned', 'withdrawn')
    ) THEN
        RAISE EXCEPTION 'A visit is signed with a signature.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'visit_is_signed_with_a_signature';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER signed_with_signature AFTER INSERT OR UPDATE ON consultations_consultation
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.signed_at IS NOT NULL) EXECUTE FUNCTION consultations_need_signature();

CREATE FUNCTION consultations_keep_addendum() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    stage text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT state INTO stage FROM consultations_consultation WHERE id = NEW.consultation_id FOR SHARE;
        IF stage = 'signed' THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'patient_id' = to_jsonb(NEW) - 'patient_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'An addendum is written once, to a signed visit.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'signed_visit_stays_as_it_was';
END $$;
CREATE TRIGGER keep_signed BEFORE INSERT OR UPDATE OR DELETE ON consultations_addendum
    FOR EACH ROW EXECUTE FUNCTION consultations_keep_addendum();

CREATE FUNCTION consultations_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Visits are never emptied.' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE TRUNCATE ON consultations_consultation
    FOR EACH STATEMENT EXECUTE FUNCTION consultations_refuse();

-- A draft is saved every few seconds and is no fact yet: of it only the beginning and the end are kept.
CREATE TRIGGER keep_history AFTER INSERT OR DELETE ON consultations_consultation
    FOR EACH ROW EXECUTE FUNCTION audit_keep_change('patient_id', '', '');
CREATE TRIGGER keep_history_of_signed AFTER UPDATE ON consultations_consultation
    FOR EACH ROW WHEN (NEW.state <> 'draft' OR NEW.patient_id <> OLD.patient_id)
    EXECUTE FUNCTION audit_keep_change('patient_id', '', 'noted_at');
"""
UNKEPT = """
DROP TRIGGER keep_history_of_signed ON consultations_consultation;
DROP TRIGGER keep_history ON consultations_consultation;
DROP TRIGGER append_only ON consultations_consultation;
DROP FUNCTION consultations_refuse();
DROP TRIGGER keep_signed ON consultations_addendum;
DROP FUNCTION consultations_keep_addendum();
DROP TRIGGER signed_with_signature ON consultations_consultation;
DROP FUNCTION consultations_need_signature();
DROP TRIGGER keep_signed ON consultations_consultation;
DROP FUNCTION consultations_keep_visit();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("consultations", "0001_initial"),
        ("signatures", "0002_versions_are_kept"),
        ("audit", "0002_append_only"),
    ]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION consultations_keep_signed()"),
        migrations.RunSQL(KEPT, UNKEPT),
        keep_signed("consultations_diagnosis"),
        keep_history("consultations_diagnosis", patient="patient_id"),
        keep_history("consultations_addendum", patient="patient_id"),
        keep_history("consultations_template"),
    ]

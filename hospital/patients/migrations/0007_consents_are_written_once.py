"""What was said about care and consent is kept; a consent and its end are written once."""

from django.db import migrations

from hospital.audit.history import keep_history

ONCE = """
CREATE FUNCTION patients_written_once() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    -- Only a merge may say that it belongs to another record of the same person.
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'patient_id' = to_jsonb(NEW) - 'patient_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A consent is written once: revoke it and write another.'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'consent_is_written_once';
END $$;
CREATE TRIGGER consent_is_written_once BEFORE UPDATE OR DELETE ON patients_consent
    FOR EACH ROW EXECUTE FUNCTION patients_written_once();
CREATE TRIGGER consent_party_is_written_once BEFORE UPDATE OR DELETE ON patients_consentparty
    FOR EACH ROW EXECUTE FUNCTION patients_written_once();
CREATE TRIGGER revocation_is_written_once BEFORE UPDATE OR DELETE ON patients_revocation
    FOR EACH ROW EXECUTE FUNCTION patients_written_once();

-- Only an authorised consent can be revoked, whoever writes the row; and nobody is added to one later on.
CREATE FUNCTION patients_ends_consent() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM patients_consent WHERE id = NEW.consent_id AND decision = NEW.before) THEN
        RAISE EXCEPTION 'Only an authorised consent is revoked.'
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'only_an_authorised_consent_is_revoked';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER revocation_is_of_an_authorised_consent BEFORE INSERT ON patients_revocation
    FOR EACH ROW EXECUTE FUNCTION patients_ends_consent();

-- A consent that somebody else can see already is signed; its row is ours while its transaction goes on.
CREATE FUNCTION patients_joins_consent() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    epoch bigint := pg_current_xact_id()::text::bigint / 4294967296 * 4294967296;
BEGIN
    IF NOT EXISTS (
        SELECT FROM patients_consent c
         WHERE c.id = NEW.consent_id
           AND pg_xact_status((epoch + c.xmin::text::bigint)::text::xid8) = 'in progress'
    ) THEN
        RAISE EXCEPTION 'Nobody is added to a consent after it was signed.'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'consent_is_written_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER consent_party_joins_at_once BEFORE INSERT ON patients_consentparty
    FOR EACH ROW EXECUTE FUNCTION patients_joins_consent();
"""
UNDONE = """
DROP TRIGGER consent_party_joins_at_once ON patients_consentparty;
DROP FUNCTION patients_joins_consent();
DROP TRIGGER revocation_is_of_an_authorised_consent ON patients_revocation;
DROP FUNCTION patients_ends_consent();
DROP TRIGGER revocation_is_written_once ON patients_revocation;
DROP TRIGGER consent_party_is_written_once ON patients_consentparty;
DROP TRIGGER consent_is_written_once ON patients_consent;
DROP FUNCTION patients_written_once();
"""


class Migration(migrations.Migration):
    dependencies = [("patients", "0006_care_and_consents"), ("audit", "0002_append_only")]
    operations = [
        migrations.RunSQL(ONCE, UNDONE),
        keep_history("patients_emergencyaccess", patient="patient_id"),
        keep_history("patients_consent", patient="patient_id"),
        keep_history("patients_consentparty"),
        keep_history("patients_revocation"),
        keep_history("patients_restriction", patient="patient_id"),
    ]

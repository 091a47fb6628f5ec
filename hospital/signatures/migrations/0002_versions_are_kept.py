"""A version is written once, in its place; only a merge may say that it belongs to another patient."""

from django.db import migrations

from hospital.audit.history import keep_history

KEPT = """
CREATE FUNCTION signatures_keep_version() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.place > 1 AND NOT EXISTS (
            SELECT FROM signatures_version
            WHERE chain = NEW.chain AND place = NEW.place - 1 AND link = NEW.previous
        ) THEN
            RAISE EXCEPTION 'A version continues the chain of its patient.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'version_continues_its_chain';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'patient_id' = to_jsonb(NEW) - 'patient_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A signed version is append-only.' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE FUNCTION signatures_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A signed version is append-only.' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER keep_version BEFORE INSERT OR UPDATE OR DELETE ON signatures_version
    FOR EACH ROW EXECUTE FUNCTION signatures_keep_version();
CREATE TRIGGER append_only BEFORE TRUNCATE ON signatures_version
    FOR EACH STATEMENT EXECUTE FUNCTION signatures_refuse();
ALTER TABLE signatures_version
    ADD CONSTRAINT digest_is_of_the_content CHECK (digest = encode(sha256(content), 'hex')),
    ADD CONSTRAINT link_is_of_the_seal CHECK (link = encode(sha256(seal), 'hex'));
"""
UNKEPT = """
ALTER TABLE signatures_version DROP CONSTRAINT digest_is_of_the_content, DROP CONSTRAINT link_is_of_the_seal;
DROP TRIGGER append_only ON signatures_version;
DROP TRIGGER keep_version ON signatures_version;
DROP FUNCTION signatures_refuse();
DROP FUNCTION signatures_keep_version();
"""


class Migration(migrations.Migration):
    dependencies = [("signatures", "0001_initial"), ("audit", "0002_append_only")]
    operations = [
        migrations.RunSQL(KEPT, UNKEPT),
        keep_history("signatures_authority", hide=("private_key",)),
        keep_history("signatures_certificate", hide=("private_key",)),
    ]

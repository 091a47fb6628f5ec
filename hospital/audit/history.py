"""The trigger that keeps what became of every row, also for bulk and raw SQL writes.

A migration says `keep_history("patients_patient", patient="id")` for each table that holds clinical,
financial or security facts; tests/test_history.py fails for a table that is neither kept nor excused.
"""

from collections.abc import Sequence

from django.db.migrations import RunSQL


def keep_history(
    table: str, *, patient: str = "", hide: Sequence[str] = (), ignore: Sequence[str] = ()
) -> RunSQL:
    """Keep before and after of each row of `table`.

    `patient`: the column that holds the patient's id, if any. `hide`: columns whose values are secrets (kept
    as "***"). `ignore`: columns whose change alone is no fact, such as the moment of last use.
    """
    arguments = ", ".join(f"'{value}'" for value in (patient, ",".join(hide), ",".join(ignore)))
    return RunSQL(
        f"CREATE TRIGGER keep_history AFTER INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION audit_keep_change({arguments})",
        f"DROP TRIGGER keep_history ON {table}",
    )


FUNCTION = """
CREATE FUNCTION audit_keep_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    hidden text[] := string_to_array(nullif(TG_ARGV[1], ''), ',');
    ignored text[] := string_to_array(nullif(TG_ARGV[2], ''), ',') || ARRAY['updated_at', 'version'];
    old_row jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    new_row jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    whole jsonb := coalesce(new_row, old_row);
    before jsonb := old_row;
    after jsonb := new_row;
    name text;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, new_row -> o.key)
          INTO before, after FROM jsonb_each(old_row) o WHERE o.value IS DISTINCT FROM new_row -> o.key;
        IF before IS NULL OR before - ignored = '{}'::jsonb THEN
            RETURN NULL;
        END IF;
    END IF;
    FOREACH name IN ARRAY coalesce(hidden, '{}') LOOP
        before := CASE WHEN before ? name THEN jsonb_set(before, ARRAY[name], '"***"') ELSE before END;
        after := CASE WHEN after ? name THEN jsonb_set(after, ARRAY[name], '"***"') ELSE after END;
    END LOOP;
    INSERT INTO audit_change ("table", row_id, operation, before, after, role, patient_id)
    VALUES (TG_TABLE_NAME, coalesce(whole ->> 'id', whole ->> 'session_key', ''), lower(TG_OP), before, after,
            session_user, CASE WHEN TG_ARGV[0] <> '' THEN (whole ->> TG_ARGV[0])::uuid END);
    RETURN NULL;
END $$
"""

# What the application's role may not do. Changes and seals are written by functions of the owner alone.
DENIED = {
    "audit_event": "UPDATE, DELETE, TRUNCATE",
    "audit_access": "UPDATE, DELETE, TRUNCATE",
    "audit_change": "INSERT, UPDATE, DELETE, TRUNCATE",
    "audit_link": "INSERT, UPDATE, DELETE, TRUNCATE",
    "audit_block": "INSERT, UPDATE, DELETE, TRUNCATE",
    "signatures_version": "UPDATE, DELETE, TRUNCATE",
}

# What it may do nevertheless: a merge says that a signed version belongs to another patient.
ALLOWED = {"signatures_version": "UPDATE (patient_id)"}

APPEND_ONLY = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit trail is append-only.' USING ERRCODE = 'insufficient_privilege';
END $$
"""


def append_only(table: str) -> RunSQL:
    """Refuse UPDATE, DELETE and TRUNCATE on `table`, whoever asks."""
    return RunSQL(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
        f"DROP TRIGGER append_only ON {table}",
    )

"""What is never altered: triggers that refuse, whoever asks.

A merge moves `patient_id` from one record to the other; every other change is refused unless it is named.
"""

from collections.abc import Sequence

from django.db.migrations import RunSQL

FUNCTIONS = """
CREATE FUNCTION orders_keep_as_written() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    free text[] := ARRAY['patient_id', 'version', 'updated_at'] || string_to_array(TG_ARGV[0], ',');
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - free = to_jsonb(NEW) - free THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Rows of % stay as they were written.', TG_TABLE_NAME
        USING ERRCODE = 'check_violation', CONSTRAINT = 'it_stays_as_it_was_written';
END $$;

CREATE FUNCTION orders_keep_issued_paper() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM orders_issue WHERE paper_id = OLD.id)
       OR (TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'patient_id' = to_jsonb(NEW) - 'patient_id') THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    RAISE EXCEPTION 'An issued paper stays as it was issued.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'issued_paper_stays_as_it_was';
END $$
"""
GONE = "DROP FUNCTION orders_keep_as_written(); DROP FUNCTION orders_keep_issued_paper()"


def keep_as_written(table: str, *, besides: Sequence[str] = ()) -> RunSQL:
    """Refuse every change of a row but the patient it belongs to and the columns `besides`; and deletion."""
    return RunSQL(
        f"CREATE TRIGGER keep_as_written BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION orders_keep_as_written('{','.join(besides)}')",
        f"DROP TRIGGER keep_as_written ON {table}",
    )


def keep_issued_paper() -> RunSQL:
    """Refuse changes of a paper that was issued; only the patient it belongs to may become another."""
    return RunSQL(
        "CREATE TRIGGER keep_issued_paper BEFORE UPDATE OR DELETE ON orders_paper "
        "FOR EACH ROW EXECUTE FUNCTION orders_keep_issued_paper()",
        "DROP TRIGGER keep_issued_paper ON orders_paper",
    )

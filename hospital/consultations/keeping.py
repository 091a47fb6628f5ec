"""What keeps a signed visit as it was signed: triggers that refuse whoever asks, by whatever way.

An app whose rows belong to a visit says in a migration that depends on
("consultations", "0002_signed_visits_are_kept"):

    keep_signed("orders_order", visit="consultation_id")
    keep_signed("orders_line", through="order_id", parent="orders_order")
    keep_signed("orders_order", besides=("state", "collected_at"))  # what becomes of it after the signature

and names its rows for the signature in AppConfig.ready (`hospital.consultations.signing.register_part`).
A refusal is the violated constraint `signed_visit_stays_as_it_was`, which actions turn into VisitSigned.
An action that writes a row of a visit holds the visit first (`actions.held_draft`), so that it waits for a
signature that is under way, and never stands in a circle with one.
"""

from collections.abc import Sequence

from django.db.migrations import RunSQL

# The patient's key may change, and only that: two records were found to be one person.
MAY_MOVE = "patient_id"


def keep_signed(
    table: str,
    *,
    visit: str = "consultation_id",
    through: str = "",
    parent: str = "",
    besides: Sequence[str] = (),
) -> RunSQL:
    """Refuse INSERT, UPDATE and DELETE of rows of `table` that belong to a visit which is no draft any more.

    `visit`: the column with the consultation's id; rows without one pass. `through` and `parent`: the row
    belongs to a row of `parent`, by this column, and that one has the visit. `besides`: columns that were not
    signed, such as the state an order reaches later; they may change.
    """
    arguments = ", ".join(f"'{value}'" for value in (visit, through, parent, ",".join(besides)))
    return RunSQL(
        f"CREATE TRIGGER keep_signed BEFORE INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION consultations_keep_signed({arguments})",
        f"DROP TRIGGER keep_signed ON {table}",
    )


FUNCTION = """
CREATE FUNCTION consultations_keep_signed() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    free text[] := ARRAY['patient_id'] || CASE WHEN TG_ARGV[3] <> ''
        THEN string_to_array(TG_ARGV[3], ',') || ARRAY['version', 'updated_at'] ELSE '{}' END;
    old_row jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    new_row jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    one jsonb;
    visit uuid;
    stage text;
BEGIN
    IF TG_OP = 'UPDATE' AND old_row - free = new_row - free THEN
        RETURN NEW;
    END IF;
    FOREACH one IN ARRAY ARRAY[old_row, new_row] LOOP
        CONTINUE WHEN one IS NULL;
        IF TG_ARGV[1] = '' THEN
            visit := (one ->> TG_ARGV[0])::uuid;
        ELSE
            EXECUTE format('SELECT %I FROM %I WHERE id = $1', TG_ARGV[0], TG_ARGV[2])
               INTO visit USING (one ->> TG_ARGV[1])::uuid;
        END IF;
        CONTINUE WHEN visit IS NULL;
        SELECT state INTO stage FROM consultations_consultation WHERE id = visit FOR SHARE;
        IF stage <> 'draft' THEN
            RAISE EXCEPTION 'A signed visit stays as it was: % of %.', lower(TG_OP), TG_TABLE_NAME
                USING ERRCODE = 'check_violation', CONSTRAINT = 'signed_visit_stays_as_it_was';
        END IF;
    END LOOP;
    RETURN coalesce(NEW, OLD);
END $$
"""

"""How long a record is kept: twenty years from its last entry, at least (Lei 13.787/2018, art. 6)."""

from datetime import date

from django.db import connection
from django.db.migrations import RunSQL

from hospital.patients.models import Patient

YEARS = 20

# Every write on a row of the patient is in the trail, so the trail knows the last one.
FUNCTION = f"""
CREATE FUNCTION kept_until(patient uuid) RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(max(at), now()) + interval '{YEARS} years' FROM audit_change WHERE patient_id = patient
$$;
CREATE FUNCTION keep_records() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF kept_until((to_jsonb(OLD) ->> TG_ARGV[0])::uuid) > now() THEN
        RAISE EXCEPTION 'A record is kept for {YEARS} years from its last entry.'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'records_are_kept_twenty_years';
    END IF;
    RETURN OLD;
END $$
"""  # noqa: S608  a number of ours
UNDO = "DROP FUNCTION keep_records; DROP FUNCTION kept_until"


def keep_for_years(table: str, patient: str = "patient_id") -> RunSQL:
    """Refuse to delete a row of the table while the record it belongs to must be kept."""
    return RunSQL(
        f"CREATE TRIGGER keep_records BEFORE DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION keep_records('{patient}')",
        f"DROP TRIGGER keep_records ON {table}",
    )


def kept_until(patient: Patient) -> date:
    """The first day on which the law no longer asks to keep the record; it moves on with each entry."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (kept_until(%s) AT TIME ZONE current_setting('TimeZone'))::date", [patient.pk])
        day: date = cursor.fetchone()[0]
    return day

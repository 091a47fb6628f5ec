"""What became of every row is kept; a statement is never altered; a bed is free only after it was cleaned."""

from django.db import migrations

from hospital.audit.history import append_only, keep_history

# A bed says its ward itself, so that a ward is read without its rooms; this keeps the two the same.
WARD = """
ALTER TABLE beds_room ADD CONSTRAINT room_of_a_ward UNIQUE (id, ward_id);
ALTER TABLE beds_bed ADD CONSTRAINT bed_is_in_the_ward_of_its_room
    FOREIGN KEY (room_id, ward_id) REFERENCES beds_room (id, ward_id) DEFERRABLE INITIALLY DEFERRED;
"""
NO_WARD = """
ALTER TABLE beds_bed DROP CONSTRAINT bed_is_in_the_ward_of_its_room;
ALTER TABLE beds_room DROP CONSTRAINT room_of_a_ward;
"""

# After somebody left a bed, only a terminal cleaning that was finished makes it clean again.
CLEANED = """
CREATE FUNCTION beds_require_cleaning() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM beds_cleaning
         WHERE bed_id = NEW.id AND kind = 'terminal' AND state IN ('finished', 'inspected')
           AND finished_at >= NEW.vacated_at
    ) THEN
        RAISE EXCEPTION 'This bed was not cleaned since somebody left it.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_used_bed_is_cleaned_before_it_is_free';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_used_bed_is_cleaned_before_it_is_free BEFORE UPDATE OF state ON beds_bed FOR EACH ROW
WHEN (NEW.state IN ('free', 'reserved', 'inspected') AND OLD.state <> NEW.state AND NEW.vacated_at IS NOT NULL)
EXECUTE FUNCTION beds_require_cleaning();
"""
NOT_CLEANED = """
DROP TRIGGER a_used_bed_is_cleaned_before_it_is_free ON beds_bed;
DROP FUNCTION beds_require_cleaning();
"""

# Two records of one person can each have been in a bed at the same time. Their merge must go through: the
# past stay that comes over is then marked. Who is in two beds now is in the way of a merge.
DOUBLES = """
CREATE FUNCTION beds_mark_doubles() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM beds_stay other
         WHERE other.patient_id = NEW.patient_id AND other.id <> NEW.id AND NOT other.is_double
           AND other.state IN ('present', 'ended') AND other.period && tstzrange(NEW.begins_at, NEW.ends_at)
    ) THEN
        NEW.is_double := true;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER mark_doubles BEFORE UPDATE OF patient_id ON beds_stay FOR EACH ROW
WHEN (OLD.patient_id <> NEW.patient_id AND NEW.state = 'ended')
EXECUTE FUNCTION beds_mark_doubles();
"""
NO_DOUBLES = """
DROP TRIGGER mark_doubles ON beds_stay;
DROP FUNCTION beds_mark_doubles();
"""


class Migration(migrations.Migration):
    dependencies = [("beds", "0001_initial"), ("audit", "0002_append_only")]
    operations = [
        migrations.RunSQL(WARD, NO_WARD),
        migrations.RunSQL(CLEANED, NOT_CLEANED),
        migrations.RunSQL(DOUBLES, NO_DOUBLES),
        append_only("beds_bedstep"),
        keep_history("beds_ward"),
        keep_history("beds_room"),
        keep_history("beds_bed"),
        keep_history("beds_stay", patient="patient_id"),
        keep_history("beds_leave"),
        keep_history("beds_precaution", patient="patient_id"),
        keep_history("beds_bedrequest", patient="patient_id"),
        keep_history("beds_cleaning"),
    ]

"""The tree of departments in the database: what is below and above, where a user works, and no loop on any day."""

from django.db import migrations

BELOW = """
CREATE FUNCTION departments_below(top uuid, day date) RETURNS SETOF uuid LANGUAGE sql STABLE ROWS 30 AS $$
    WITH RECURSIVE below(id) AS (
        SELECT top
        UNION
        SELECT place.department_id FROM below
          JOIN organization_placement place ON place.parent_id = below.id AND place.during @> day
    )
    SELECT id FROM below
$$
"""

ABOVE = """
CREATE FUNCTION departments_above(bottom uuid, day date) RETURNS SETOF uuid LANGUAGE sql STABLE ROWS 30 AS $$
    WITH RECURSIVE above(id) AS (
        SELECT bottom
        UNION
        SELECT place.parent_id FROM above
          JOIN organization_placement place ON place.department_id = above.id AND place.during @> day
         WHERE place.parent_id IS NOT NULL
    )
    SELECT id FROM above
$$
"""

OF_A_USER = """
CREATE FUNCTION departments_of(account uuid, day date) RETURNS SETOF uuid LANGUAGE sql STABLE ROWS 30 AS $$
    WITH RECURSIVE below(id) AS (
        SELECT membership.department_id FROM organization_membership membership
          JOIN organization_employee employee ON employee.id = membership.employee_id
         WHERE employee.user_id = account AND membership.during @> day
        UNION
        SELECT place.department_id FROM below
          JOIN organization_placement place ON place.parent_id = below.id AND place.during @> day
    )
    SELECT id FROM below
$$
"""

# The lock makes two moves that together would close a loop wait for each other; the query after it sees
# what the other one committed. Only the days that a placement shares with the places above it count.
NO_LOOP = """
CREATE FUNCTION organization_refuse_loop() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('organization.tree'));
    IF EXISTS (
        WITH RECURSIVE above(id, during) AS (
            SELECT NEW.parent_id, NEW.during
            UNION
            SELECT place.parent_id, above.during * place.during FROM above
              JOIN organization_placement place
                ON place.department_id = above.id AND place.during && above.during
             WHERE above.id <> NEW.department_id AND place.parent_id IS NOT NULL
        )
        SELECT FROM above WHERE id = NEW.department_id
    ) THEN
        RAISE EXCEPTION 'A department cannot be below itself.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'no_department_below_itself';
    END IF;
    RETURN NULL;
END $$
"""

TRIGGER = """
CREATE CONSTRAINT TRIGGER no_department_below_itself AFTER INSERT OR UPDATE ON organization_placement
FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL) EXECUTE FUNCTION organization_refuse_loop()
"""


class Migration(migrations.Migration):
    dependencies = [("organization", "0001_initial")]
    operations = [
        migrations.RunSQL(BELOW, "DROP FUNCTION departments_below"),
        migrations.RunSQL(ABOVE, "DROP FUNCTION departments_above"),
        migrations.RunSQL(OF_A_USER, "DROP FUNCTION departments_of"),
        migrations.RunSQL(NO_LOOP, "DROP FUNCTION organization_refuse_loop"),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER no_department_below_itself ON organization_placement"),
    ]

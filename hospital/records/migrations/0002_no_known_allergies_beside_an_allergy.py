"""What is in the record is kept whatever becomes of it; and nobody "knows of no allergy" beside an allergy.

The two triggers hold the patient's row, so that an allergy and the statement cannot pass each other by. A merge may
bring both together: then the statement is superseded, and nothing stands in the way of the merge.
"""

from django.db import migrations

from hospital.audit.history import keep_history

ENDS = """
CREATE FUNCTION records_allergy_ends_statement() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.withdrawn_at IS NULL AND NEW.clinical_status = 'active' AND NEW.verification <> 'refuted' THEN
        PERFORM 1 FROM patients_patient WHERE id = NEW.patient_id FOR NO KEY UPDATE;
        UPDATE records_allergystatement SET superseded_at = now(), version = version + 1, updated_at = now()
         WHERE patient_id = NEW.patient_id AND withdrawn_at IS NULL AND superseded_at IS NULL;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER allergy_ends_statement
AFTER INSERT OR UPDATE OF patient_id, clinical_status, verification, withdrawn_at ON records_allergy
FOR EACH ROW EXECUTE FUNCTION records_allergy_ends_statement();
"""

REFUSES = """
CREATE FUNCTION records_statement_beside_allergy() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.withdrawn_at IS NOT NULL OR NEW.superseded_at IS NOT NULL THEN
        RETURN NEW;
    END IF;
    PERFORM 1 FROM patients_patient WHERE id = NEW.patient_id FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT FROM records_allergy WHERE patient_id = NEW.patient_id AND withdrawn_at IS NULL
                   AND clinical_status = 'active' AND verification <> 'refuted') THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.patient_id <> NEW.patient_id THEN
        NEW.superseded_at := now();
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The patient has an active allergy.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'no_known_allergies_only_without_an_allergy';
END $$;
CREATE TRIGGER statement_beside_allergy BEFORE INSERT OR UPDATE ON records_allergystatement
FOR EACH ROW EXECUTE FUNCTION records_statement_beside_allergy();
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial"), ("audit", "0001_initial")]
    operations = [
        migrations.RunSQL(
            ENDS,
            "DROP TRIGGER allergy_ends_statement ON records_allergy; "
            "DROP FUNCTION records_allergy_ends_statement()",
        ),
        migrations.RunSQL(
            REFUSES,
            "DROP TRIGGER statement_beside_allergy ON records_allergystatement; "
            "DROP FUNCTION records_statement_beside_allergy()",
        ),
        keep_history("records_problem", patient="patient_id"),
        keep_history("records_allergy", patient="patient_id"),
        keep_history("records_reaction"),
        keep_history("records_allergystatement", patient="patient_id"),
        keep_history("records_observation", patient="patient_id"),
        keep_history("records_component"),
        keep_history("records_immunization", patient="patient_id"),
        keep_history("records_familyhistory", patient="patient_id"),
        keep_history("records_socialhistory", patient="patient_id"),
        keep_history("records_procedure", patient="patient_id"),
        keep_history("records_medicationstatement", patient="patient_id"),
        keep_history("records_document", patient="patient_id", hide=("stored_name", "thumbnail_name")),
    ]

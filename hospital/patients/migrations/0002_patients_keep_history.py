"""Every table of a patient keeps what became of its rows."""

from django.db import migrations

from hospital.audit.history import keep_history


class Migration(migrations.Migration):
    dependencies = [("patients", "0001_initial"), ("audit", "0002_append_only")]
    operations = [
        keep_history("patients_patient", patient="id", ignore=("sounds", "mother_sound")),
        keep_history("patients_identifier", patient="patient_id"),
        keep_history("patients_contact", patient="patient_id"),
        keep_history("patients_address", patient="patient_id"),
        keep_history("patients_guardian", patient="patient_id"),
        keep_history("patients_alert", patient="patient_id"),
        keep_history("patients_medicalhistory", patient="patient_id"),
    ]

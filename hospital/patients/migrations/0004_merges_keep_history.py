"""What was merged and taken back is a fact about patients, too."""

from django.db import migrations

from hospital.audit.history import keep_history


class Migration(migrations.Migration):
    dependencies = [("patients", "0003_merges"), ("audit", "0001_initial")]
    operations = [
        keep_history("patients_merge", patient="survivor_id"),
        keep_history("patients_moved"),
    ]

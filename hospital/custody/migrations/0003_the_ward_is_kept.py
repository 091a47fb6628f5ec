"""What the ward and the theatre wrote of a patient is kept as long as her record."""

from django.db import migrations

from hospital.custody.retention import keep_for_years

TABLES = (
    "admissions_admission", "admissions_fluidentry", "admissions_handover", "admissions_nursingnote",
    "admissions_riskscore", "admissions_round", "beds_precaution", "beds_stay",
    "surgery_surgery",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("custody", "0002_records_are_kept"), ("admissions", "0002_admissions_keep_history"),
        ("beds", "0002_beds_keep_history"), ("surgery", "0002_surgery_keeps_history"),
    ]  # fmt: skip
    operations = [keep_for_years(table) for table in TABLES]

"""What was observed in a visit stays as it was when the visit is signed."""

from django.db import migrations

from hospital.consultations.keeping import keep_signed


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0002_no_known_allergies_beside_an_allergy"),
        ("consultations", "0002_signed_visits_are_kept"),
    ]
    operations = [
        keep_signed("records_observation", visit="consultation_id"),
        keep_signed(
            "records_component", visit="consultation_id", through="observation_id", parent="records_observation"
        ),
    ]

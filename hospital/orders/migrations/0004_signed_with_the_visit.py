"""What a visit asked for and gave out is signed with it: nothing is added to it or altered afterwards."""

from django.db import migrations

from hospital.consultations.keeping import keep_signed


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_belong_to_visits"), ("consultations", "0002_signed_visits_are_kept")]
    operations = [keep_signed("orders_order"), keep_signed("orders_paper")]

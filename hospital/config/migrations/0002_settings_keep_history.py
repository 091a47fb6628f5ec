"""What became of every setting."""

from django.db import migrations

from hospital.audit.history import keep_history


class Migration(migrations.Migration):
    dependencies = [("config", "0001_initial"), ("audit", "0002_append_only")]
    operations = [keep_history("config_setting"), keep_history("config_revision")]

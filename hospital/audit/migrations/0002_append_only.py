"""The functions behind keep_history() and append_only(), and the trail that nobody alters."""

from django.db import migrations
from django.db.migrations import RunSQL

from hospital.audit import history


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        RunSQL(history.FUNCTION, "DROP FUNCTION audit_keep_change()"),
        RunSQL(history.APPEND_ONLY, "DROP FUNCTION audit_refuse()"),
        *(history.append_only(f"audit_{name}") for name in ("event", "access", "change", "link", "block")),
    ]

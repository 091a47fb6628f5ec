"""The functions that seal finished rows into the hash chain."""

from django.db import migrations
from django.db.migrations import RunSQL

from hospital.audit import chain


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]
    operations = [
        RunSQL(chain.SEAL_UPTO, "DROP FUNCTION audit_seal_upto"),
        RunSQL(chain.OWNER_ONLY, RunSQL.noop),
        RunSQL(chain.SEAL, "DROP FUNCTION audit_seal"),
    ]

"""What became of partners is kept, and nobody rewrites an earlier edition of a resource.

Resources keep their own history: every content that was delivered stays, in the row or in its editions, and the run
says who delivered it and when. A copy of each in the trail of changes would double the largest table of the hospital.
"""

from django.db import migrations

from hospital.audit.history import append_only, keep_history


class Migration(migrations.Migration):
    dependencies = [("integrations", "0001_initial"), ("audit", "0002_append_only")]
    operations = [
        keep_history("integrations_partner"),
        keep_history("integrations_partneridentifier"),
        append_only("integrations_edition"),
    ]

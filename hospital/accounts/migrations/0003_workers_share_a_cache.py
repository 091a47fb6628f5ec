"""Django's cache in the database: what one worker must not accept twice, no other may either."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_accounts_keep_history")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE accounts_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
            CREATE INDEX accounts_cache_expires ON accounts_cache (expires);
            """,
            "DROP TABLE accounts_cache",
        ),
    ]

"""Text that sorts and is found without accents or case, in an index too (so the function must be immutable)."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db.migrations import Migration as BaseMigration
from django.db.migrations import RunSQL


class Migration(BaseMigration):
    initial = True
    dependencies = []
    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        BtreeGistExtension(),
        RunSQL(
            """
            CREATE FUNCTION plain(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
            RETURN lower(public.unaccent('public.unaccent'::regdictionary, $1))
            """,
            "DROP FUNCTION plain(text)",
        ),
    ]

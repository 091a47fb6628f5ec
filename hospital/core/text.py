"""Names and words as people look for them: without accents and case."""

import unicodedata

from django.db.models import Func, TextField


class Plain(Func):
    """The SQL twin of `plain`: usable in filters, orderings, generated columns and indexes."""

    function = "plain"
    output_field = TextField()


def plain(text: str) -> str:
    """`text` in lower case, without accents, with single spaces: "Éder  SOUZA" -> "eder souza"."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    return " ".join(bare.split())

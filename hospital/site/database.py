"""A database address as one URL, for people, libpq and Django alike."""

import os
from typing import Any  # Any: Django's DATABASES entry mixes strings, numbers and dicts
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit


def socket_url(role: str, database: str, folder: str) -> str:
    """`postgresql:///database?host=/folder&user=role`: a server on this machine, reached by its socket."""
    return f"postgresql:///{quote(database)}?{urlencode({'host': folder, 'user': role}, safe='/')}"


def parse(url: str) -> dict[str, Any]:  # Any: see above
    """A Django DATABASES entry for a PostgreSQL URL, whose query may hold any parameter of libpq.

    Raises ValueError for another scheme or a URL without a database name.
    """
    parts = urlsplit(url)
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in {"postgresql", "postgres"} or not name:
        raise ValueError("A database URL looks like postgresql://user:password@host:5432/database")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": options.pop("port", None) or str(parts.port or ""),
        "USER": options.pop("user", None) or unquote(parts.username or ""),
        "PASSWORD": options.pop("password", None) or unquote(parts.password or ""),
        "OPTIONS": options,
    }


def external() -> bool:
    """Whether the hospital runs on a PostgreSQL of its own choice instead of the embedded one."""
    return bool(os.environ.get("DATABASE_URL"))

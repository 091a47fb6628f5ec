"""What the environment says: the data folder, the database, the secret key."""

import os
import secrets
import sys
from pathlib import Path
from typing import Any  # Any: Django's DATABASES entries

from . import cluster, machine
from .database import parse


def data_folder() -> Path:
    """HOSPITAL_DATA, or var/ beside the code."""
    return cluster.default_cluster().data.parent


def is_test() -> bool:
    """Whether the test runner is what runs."""
    return "pytest" in sys.modules


def secret_key(data: Path) -> str:
    """HOSPITAL_SECRET_KEY, or a key of this machine's own, made once; bin/serve insists on the former."""
    given = os.environ.get("HOSPITAL_SECRET_KEY")
    if given:
        return given
    kept = data / "secret-key"
    if not kept.exists():
        machine.make_data_folder(data)
        with open(os.open(kept, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    return kept.read_text()


def live_port() -> int:
    """HOSPITAL_LIVE_PORT, or the one after HOSPITAL_PORT; 0 is no live process, as in tests.

    Raises ValueError for what is no number.
    """
    given = os.environ.get("HOSPITAL_LIVE_PORT")
    if given is None and is_test():
        return 0
    return int(given) if given else int(os.environ.get("HOSPITAL_PORT", "8000")) + 1


def live_url() -> str:
    """HOSPITAL_LIVE_URL, where browsers find the live process; empty is the page's own host at that port.

    Behind a proxy that ends HTTPS the streams are sought under /live/ of the same address.
    """
    given = os.environ.get("HOSPITAL_LIVE_URL", "")
    return given or ("/live/" if os.environ.get("HOSPITAL_HTTPS") == "1" else "")


def database(data: Path, *, owner: bool = False) -> dict[str, Any]:  # Any: see above
    """Django's settings for the application's role, or for the role that owns the tables (migrations).

    Tests run as the owner, because they empty tables that the application may only append to.
    """
    outside = os.environ.get("DATABASE_URL")
    if owner or is_test():
        url = os.environ.get("HOSPITAL_OWNER_URL") or outside or _embedded(data, "hospital_owner")
    else:
        url = outside or _embedded(data, "hospital")
    found = parse(url)
    found["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 5}
    return found | {"CONN_MAX_AGE": None}


def static_storage(collected: Path) -> str:
    """Hashed names once the files are collected, plain ones before and in tests."""
    if collected.exists() and not is_test():
        return "hospital.site.statics.Hashed"
    return "django.contrib.staticfiles.storage.StaticFilesStorage"


def _embedded(data: Path, role: str) -> str:
    return cluster.Cluster(data / "postgres").url(role, cluster.DATABASE)

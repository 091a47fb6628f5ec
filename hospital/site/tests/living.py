"""A live process for tests, on the database of the test."""

import http.client
import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from django.db import connection

from hospital.site import database, serving
from hospital.site.cluster import ROOT

from .test_serving import wait_until


@contextmanager
def live_process() -> Iterator[int]:
    """The port where it answers, and hears the database."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    here = connection.settings_dict
    ours = {
        "DATABASE_URL": database.socket_url(here["USER"], here["NAME"], here["HOST"]),
        "HOSPITAL_LIVE_PORT": str(port),
    }
    with patch.dict(os.environ, ours):
        process = subprocess.Popen(serving._live(), cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: status(port, "/health") == 200)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def status(port: int, path: str) -> int:
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        asking.request("GET", path)
        return asking.getresponse().status
    except OSError:
        return 0
    finally:
        asking.close()

#!/usr/bin/env python3
"""Our endpoints and the raw psycopg equivalent, measured in the same run: requests a second, and the ratios.

    bench/run.py [--patients 200000] [--seconds 5] [--rounds 3]

The database is `hospital_bench` in the hospital's own cluster, filled once and kept. See bench/README.md.
"""

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count as count_up
from pathlib import Path
from typing import Any  # Any: JSON answers

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import psycopg  # noqa: E402  after the path is set

from hospital.site.cluster import APPLICATION, OWNER, Cluster, default_cluster  # noqa: E402  as above

DATABASE = "hospital_bench"
SERVERS = {"ours": "hospital.site.wsgi:application", "raw": "bench.raw:application"}
REMEMBERING = "raw, token remembered"
TARGETS = {
    "get one patient": 0.25, "name search": 0.5, "list, keyset": 0.0, "practitioner's day": 0.35,
    "create appointment": 0.25,
}  # fmt: skip
CONNECTIONS = 8
LOG = Path(tempfile.gettempdir()) / "hospital-bench.log"
FLEET = ["--workers", "2", "--blocking-threads", "4", "--backpressure", "16"]


def main() -> int:
    options = arguments()
    cluster = default_cluster()
    cluster.start()
    prepare(cluster, options.patients)
    from bench.paths import BOOKED, key_and_paths, write_booking, write_script

    key, paths = key_and_paths()
    with serving(cluster) as ports:
        compare(ports, key, paths)
        scripts = {name: write_script(name, key, places) for name, places in paths.items()}
        scripts[BOOKED] = write_booking(key)
        results = measure(ports, scripts, options)
    return report(results, options)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--patients", type=int, default=200_000)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


def prepare(cluster: Cluster, patients: int) -> None:
    """The database at this release, with at least so many patients; made anew when it has fewer."""
    if count(cluster) < patients:
        with psycopg.connect(cluster.url(OWNER, "postgres"), autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
            server.execute(f"CREATE DATABASE {DATABASE}")
    os.environ |= environment(cluster)
    subprocess.run([sys.executable, ROOT / "manage.py", "prepare"], check=True, cwd=ROOT)
    # The owner fills it: switching triggers off is not for the application.
    os.environ["DATABASE_URL"] = cluster.url(OWNER, DATABASE)
    import django

    django.setup()
    from bench.fill import fill
    from bench.fill_agendas import fill_agendas

    if count(cluster) < patients:
        began = time.monotonic()
        fill(patients)
        print(f"{patients} patients made in {time.monotonic() - began:.0f} s")
    fill_agendas()


def count(cluster: Cluster) -> int:
    """The patients in the database; 0 when there is none yet."""
    try:
        with psycopg.connect(cluster.url(OWNER, DATABASE)) as link:
            found = link.execute("SELECT count(*) FROM patients_patient").fetchone()
    except (psycopg.OperationalError, psycopg.errors.UndefinedTable):
        return 0
    return int(found[0]) if found else 0


def environment(cluster: Cluster) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "hospital.site.settings",
        "DATABASE_URL": cluster.url(APPLICATION, DATABASE),
        "HOSPITAL_OWNER_URL": cluster.url(OWNER, DATABASE),
    }  # fmt: skip


@contextmanager
def serving(cluster: Cluster) -> Iterator[dict[str, int]]:
    """Each server in granian with the same workers and threads; their ports."""
    started = {name: start(target, environment(cluster)) for name, target in SERVERS.items()}
    remembering = environment(cluster) | {"RAW_REMEMBERS": "1"}
    started[REMEMBERING] = start(SERVERS["raw"], remembering)
    try:
        yield {name: port for name, (_process, port) in started.items()}
    finally:
        for process, _port in started.values():
            process.terminate()
            process.wait(20)


def start(target: str, environment: dict[str, str]) -> "tuple[subprocess.Popen[bytes], int]":
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--no-access-log",
         *FLEET, target],
        cwd=ROOT, env=os.environ | environment | {"PYTHONPATH": str(ROOT)}, stdout=LOG.open("ab"),
        stderr=subprocess.STDOUT,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process, port
        time.sleep(0.1)
    raise SystemExit(f"{target} did not open its port")


def compare(ports: dict[str, int], key: str, paths: dict[str, list[str]]) -> None:
    """Stop when the servers do not say the same."""
    for name, places in paths.items():
        for place in places[:20]:
            answers = {server: fetch(port, key, place) for server, port in ports.items()}
            if any(answer != answers["ours"] for answer in answers.values()):
                raise SystemExit(
                    f"{name}: different answers for {place}\n{json.dumps(answers, indent=1)[:3000]}"
                )
    print("The servers give the same JSON.")


def fetch(port: int, key: str, place: str) -> Any:  # Any: see above
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{place}", headers={"Authorization": f"Bearer {key}"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310  loopback
        return json.loads(answer.read())


def measure(ports: dict[str, int], scripts: dict[str, Path], options: argparse.Namespace) -> dict[str, Any]:
    """Every server on every kind of request, in turns; the rounds of each. Any: see above."""
    found: dict[str, Any] = {name: {server: [] for server in ports} for name in scripts}  # Any: see above
    from bench.paths import first_free

    unused = count_up(first_free(), 2000)  # times of an agenda: more than a run can book
    for number in range(options.rounds + 1):
        for name, script in scripts.items():
            for server, port in ports.items():
                result = wrk(port, script, options.seconds if number else 1, next(unused))
                if number:  # the round before the first only warms up
                    found[name][server].append(result)
    return found


def wrk(port: int, script: Path, seconds: int, first: int) -> dict[str, float]:
    """One run; a script that books begins at time number `first`."""
    done = subprocess.run(
        [shutil.which("wrk") or "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(script),
         f"http://127.0.0.1:{port}", "--", str(first)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    result: dict[str, float] = json.loads(done.stdout.split("RESULT ")[1])
    if result["errors"]:
        raise SystemExit(f"{result['errors']} requests failed: {script.name} on port {port}")
    return result


def report(results: dict[str, Any], options: argparse.Namespace) -> int:  # Any: see above
    """Print medians and ratios; 1 when a target is missed."""
    fleet = " ".join(FLEET)
    print(f"\n{options.patients} patients, {CONNECTIONS} connections, {fleet}, medians of {options.rounds}")
    missed = 0
    for name, servers in results.items():
        print(f"\n{name}")
        middle = {server: typical(rounds) for server, rounds in servers.items()}
        for server, found in middle.items():
            ratio = middle["ours"]["rate"] / found["rate"]
            against = "" if server == "ours" else f"   ours is {ratio:.2f} of it"
            print(
                f"  {server:22} {found['rate']:8.0f} requests/s   p50 {found['p50']:6.2f} ms"
                f"   p95 {found['p95']:6.2f} ms{against}"
            )
        ratio = middle["ours"]["rate"] / middle["raw"]["rate"]
        if ratio < TARGETS[name]:
            missed += 1
            print(f"  MISSED: {ratio:.2f} of raw, wanted {TARGETS[name]}")
    return int(missed > 0)


def typical(rounds: list[dict[str, float]]) -> dict[str, float]:
    return {name: statistics.median(each[name] for each in rounds) for name in ("rate", "p50", "p95")}


if __name__ == "__main__":
    sys.exit(main())

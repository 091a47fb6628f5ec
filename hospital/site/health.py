"""What monitors ask: is it alive, is it ready, how much and how fast; and one log line per request."""

import logging
import os
import time
from collections.abc import Iterable, Iterator
from ipaddress import ip_address, ip_network
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from hospital.core.access import ANYONE, page
from hospital.core.errors import Absent
from hospital.core.middleware import Handler
from hospital.core.problems import problem

logger = logging.getLogger("hospital.access")
REQUESTS = Counter("hospital_requests", "Requests answered.", ["method", "route", "status"])
SECONDS = Histogram(
    "hospital_request_seconds", "Time to answer a request.", ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)  # fmt: skip
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
JOBS = """
    SELECT status::text, count(*) FROM procrastinate_jobs
    WHERE status IN ('todo', 'doing', 'failed') GROUP BY 1
"""
_migrated: list[bool] = []
LINKS = """
    SELECT coalesce(state, 'other'), count(*) FROM pg_stat_activity
    WHERE datname = current_database() GROUP BY 1
"""


@page(ANYONE)
@require_GET
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """200 while this process answers at all; asks nobody else."""
    return JsonResponse({"status": "live"})


@page(ANYONE)
@require_GET
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and has this release's tables, else 503 with the reason."""
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT 1")
        if _is_migrated():
            return JsonResponse({"status": "ready", "version": settings.VERSION})
    except DatabaseError:
        return problem(503, "DatabaseAway", _("The database does not answer."), Retry_After="2")
    return problem(503, "DatabaseBehind", _("The database is not at this release: run prepare."))


@page(ANYONE)
@require_GET
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text, for monitors on this machine or in the networks of HOSPITAL_METRICS_FROM only."""
    if not _may_see_metrics(request):
        raise Absent
    return HttpResponse(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)


def measure(get_response: Handler) -> Handler:
    """Count, time and log every request by its route: a path or a query may tell of a patient."""

    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = get_response(request)
        took = time.perf_counter() - began
        method = request.method if request.method in METHODS else "OTHER"
        route = route_of(request)
        REQUESTS.labels(method, route, response.status_code).inc()
        SECONDS.labels(method, route).observe(took)
        logger.info(
            "method=%s route=%s status=%d ms=%.1f request=%s",
            method, route, response.status_code, took * 1000, response.get("X-Request-Id", "-"),
        )  # fmt: skip
        return response

    return middleware


def route_of(request: HttpRequest) -> str:
    """The pattern that the address fits, with the names of its parts in place of their values."""
    if request.resolver_match is not None:
        return f"/{request.resolver_match.route}"
    return "static" if request.path.startswith(settings.STATIC_URL) else "none"


class Hospital:
    """What is read when a monitor asks: connections, jobs, and the processes of this server."""

    def collect(self) -> Iterator[Metric]:
        yield from _processes()
        up = GaugeMetricFamily("hospital_database_up", "1 when the database answers.")
        try:
            measured = list(_database())
        except DatabaseError:
            measured = []
        up.add_metric([], float(bool(measured)))
        yield up
        yield from measured


def _database() -> Iterator[Metric]:
    links = GaugeMetricFamily("hospital_database_connections", "Open connections by state.", labels=["state"])
    jobs = GaugeMetricFamily("hospital_jobs", "Jobs that wait, run or have failed.", labels=["status"])
    with connections["default"].cursor() as cursor:
        cursor.execute(LINKS)
        for state, count in cursor.fetchall():
            links.add_metric([state], count)
        cursor.execute(JOBS)
        for status, count in cursor.fetchall():
            jobs.add_metric([status], count)
    return iter((links, jobs))


def _processes() -> Iterator[Metric]:
    memory = GaugeMetricFamily(
        "hospital_process_resident_bytes", "Memory of a server process.", labels=["pid"]
    )
    cpu = CounterMetricFamily("hospital_process_cpu_seconds", "Processor time of a process.", labels=["pid"])
    page_size, ticks = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_CLK_TCK")
    for pid, (user, system, pages) in _group():
        memory.add_metric([pid], pages * page_size)
        cpu.add_metric([pid], (user + system) / ticks)
    return iter((memory, cpu))


def _group() -> Iterable[tuple[str, tuple[int, int, int]]]:
    """Ticks in user and system mode, and resident pages, of each process of our group (proc(5), stat)."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == os.getpgrp():
            yield entry.name, (int(fields[11]), int(fields[12]), int(fields[21]))


def _registry() -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(Hospital())
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the package types the rest
    else:
        registry.register(REGISTRY)
    return registry


def _may_see_metrics(request: HttpRequest) -> bool:
    """A proxy on this machine makes everyone look local, so what came through one is refused."""
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    address = ip_address(request.META["REMOTE_ADDR"])
    allowed = os.environ.get("HOSPITAL_METRICS_FROM", "127.0.0.0/8,::1/128").split(",")
    return any(address in ip_network(network.strip()) for network in allowed)


def _is_migrated() -> bool:
    """Whether no migration waits; a yes is remembered for this process, a no is asked again."""
    if not _migrated:
        executor = MigrationExecutor(connections["default"])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _migrated.append(True)
    return True

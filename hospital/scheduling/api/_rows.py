"""The rows that addresses and bodies name, as far as the asker may see them."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from hospital.accounts.asking import asker
from hospital.core.errors import Absent
from hospital.organization.models import Department

from ..actions import TemplateData
from ..models import Absence, Agenda, Appointment, Resource, Service
from ..schemas import TemplateIn


def resource(request: HttpRequest, id: UUID) -> Resource:
    return get_object_or_404(Resource.objects.visible_to(asker(request)), pk=id)


def resources(request: HttpRequest, ids: Sequence[UUID]) -> list[Resource]:
    """All of them, in the order named; or 404."""
    found = Resource.objects.visible_to(asker(request)).in_bulk(ids)
    if len(found) < len(set(ids)):
        raise Absent
    return [found[key] for key in dict.fromkeys(ids)]


def service(request: HttpRequest, id: UUID) -> Service:
    return get_object_or_404(Service.objects.visible_to(asker(request)), pk=id)


def services(request: HttpRequest, ids: Sequence[UUID]) -> list[Service]:
    found = list(Service.objects.visible_to(asker(request)).filter(pk__in=ids))
    if len(found) < len(set(ids)):
        raise Absent
    return found


def agenda(request: HttpRequest, id: UUID) -> Agenda:
    return get_object_or_404(Agenda.objects.visible_to(asker(request)).select_related("resource"), pk=id)


def department(request: HttpRequest, id: UUID | None) -> Department | None:
    if id is None:
        return None
    return get_object_or_404(Department.objects.visible_to(asker(request)), pk=id)


def appointment(request: HttpRequest, id: UUID) -> Appointment:
    rows = Appointment.objects.visible_to(asker(request)).select_related("patient", "service")
    return get_object_or_404(rows, pk=id)


def absence(request: HttpRequest, id: UUID) -> Absence:
    rows = Absence.objects.visible_to(asker(request)).select_related("resource")
    found: Absence = get_object_or_404(rows, pk=id)
    return found


def week(request: HttpRequest, rows: Sequence[TemplateIn]) -> list[TemplateData]:
    """The hours as the actions take them."""
    wanted = {key for row in rows for key in row.service_ids}
    known = {row.pk: row for row in services(request, list(wanted))}
    return [
        {
            "weekday": row.weekday, "opens_at": row.opens_at, "closes_at": row.closes_at,
            "slot_minutes": row.slot_minutes, "capacity": row.capacity,
            "services": [known[key] for key in row.service_ids], "quotas": row.quotas,
        }
        for row in rows
    ]  # fmt: skip

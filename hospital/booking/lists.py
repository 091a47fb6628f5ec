"""What the faces read: the waiting list in rank order, its offers, and what is a patient's own."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any  # Any: annotations of a queryset
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.timezone import now

from hospital import config
from hospital.accounts.actions import system
from hospital.accounts.models import User
from hospital.core.days import midnight
from hospital.core.pagination import Slice, paginate
from hospital.organization.models import today
from hospital.patients.models import Patient
from hospital.scheduling.finding import Slot, find_slots
from hospital.scheduling.models import Appointment, Resource, Service

from .actions.own import earliest
from .models import Code, Offer, OfferQuerySet, Wish, WishQuerySet
from .ranking import RANK, by_law
from .schemas import OfferQuery, WishQuery

MOST_SLOTS, MOST_OWN = 400, 50


def wishes(query: WishQuery, *, by: User) -> Slice[Wish]:
    """One page of the waiting list, in the order in which freed times are offered."""
    rows: Any = Wish.objects.visible_to(by).annotate(law=by_law(today()))  # Any: annotated
    rows = rows.open() if query.state == "open" else rows.filter(state=query.state)
    if query.service_id:
        rows = rows.filter(service=query.service_id)
    if query.patient_id:
        rows = rows.filter(patient=query.patient_id)
    return paginate(rows.select_related("patient", "service", "resource"), query, order=RANK)


def ahead_of(wish: Wish, *, by: User) -> WishQuerySet:
    """Who waits for the same service, in rank order."""
    rows = Wish.objects.visible_to(by).waiting().filter(service=wish.service_id)
    return rows.annotate(law=by_law(today())).order_by(*RANK)


def offers(query: OfferQuery, *, by: User) -> Slice[Offer]:
    """One page of offers, the latest first."""
    rows: OfferQuerySet = Offer.objects.visible_to(by)
    if query.state:
        rows = rows.filter(state=query.state)
    if query.wish_id:
        rows = rows.filter(wish=query.wish_id)
    rows = rows.select_related("wish__patient", "wish__service", "opening__resource", "answered_by")
    return paginate(rows, query, order=("-offered_at", "-id"))


def codes(*, by: User) -> list[Code]:
    """The codes that wait to be told, the oldest first."""
    rows = Code.objects.visible_to(by).to_tell().select_related("patient").order_by("asked_at", "id")
    return list(rows[:100])


# What is a patient's own: read for her by the hospital, always through her own row.


def own_appointments(patient: Patient) -> list[Appointment]:
    """Her coming appointments that stand, the next one first."""
    rows = Appointment.objects.visible_to(system()).holding().filter(patient=patient, ends_at__gt=now())
    rows = rows.select_related("service").prefetch_related("allocations__resource")
    return list(rows.order_by("starts_at", "id")[:MOST_OWN])


def own_appointment(patient: Patient, id: UUID) -> Appointment:
    rows = Appointment.objects.visible_to(system()).filter(patient=patient).select_related("service")
    return get_object_or_404(rows.prefetch_related("allocations__resource"), pk=id)


def own_offers(patient: Patient) -> list[Offer]:
    rows = Offer.objects.visible_to(system()).standing().filter(wish__patient=patient, deadline__gt=now())
    return list(
        rows.select_related("wish__service", "opening__resource").order_by("deadline", "id")[:MOST_OWN]
    )


def own_offer(patient: Patient, id: UUID) -> Offer:
    rows = Offer.objects.visible_to(system()).filter(wish__patient=patient)
    return get_object_or_404(rows.select_related("wish__service", "opening__resource"), pk=id)


def own_wishes(patient: Patient) -> list[Wish]:
    rows = Wish.objects.visible_to(system()).open().filter(patient=patient).select_related("service")
    return list(rows.order_by("wished_at", "id")[:MOST_OWN])


def own_wish(patient: Patient, id: UUID) -> Wish:
    return get_object_or_404(Wish.objects.visible_to(system()).filter(patient=patient), pk=id)


def online_services() -> QuerySet[Service]:
    """What patients book themselves, by name."""
    return (
        Service.objects.visible_to(system()).active().filter(is_bookable_online=True).order_by("name", "id")
    )


def online_resources() -> QuerySet[Resource]:
    """With whom: the practitioners in use, by name."""
    rows = Resource.objects.visible_to(system()).active().filter(kind="practitioner")
    return rows.order_by("name", "id")


def online_slots(
    service: Service, *, resource: Resource | None = None, from_day: date | None = None
) -> list[Slot]:
    """The times a patient can book herself: neither too near nor too far."""
    resources: Sequence[Resource] = [resource] if resource else list(online_resources()[:500])
    from_ = earliest()
    if from_day:
        from_ = max(from_, midnight(from_day))
    until = now() + timedelta(days=config.value("booking.days_ahead"))
    return find_slots(service, resources=resources, from_=from_, until=until, limit=MOST_SLOTS, by=system())

"""When an order puts a patient in somebody's care: to carry it out, or to read what came of it."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import now

from hospital.accounts.models import User

from .models import CriticalNotice, Order, Progress
from .models.orders import OrderQuerySet

AFTER = timedelta(days=7)  # in which the laboratory may still correct, and who asked may still look


def carried_out(user: User, patient_id: UUID) -> OrderQuerySet:
    """Orders of the patient that wait for the user's service, or left it a week ago at most."""
    if user.has_perm("orders.enter_result") or user.has_perm("orders.validate_result"):
        waiting = Q(progress__state__in=Progress.OPEN) | Q(progress__moved_at__gte=now() - AFTER)
    elif user.has_perm("orders.collect_specimen"):
        waiting = Q(progress__state="requested") | Q(progress__state="collected")
    else:
        return Order.objects.none()
    return Order.objects.filter(waiting, patient=patient_id).exclude(progress__state="cancelled")


def requested(user: User, patient_id: UUID) -> OrderQuerySet:
    """Orders that the user placed and that are not read, or were a week ago; and her critical results."""
    if not user.has_perm("orders.read_result"):
        return Order.objects.none()
    mine = Q(recorded_by=user.pk) | Q(requested_by__user=user.pk)
    waiting = Q(progress__state__in=[*Progress.OPEN, "validated"])
    lately = Q(progress__state="read", progress__moved_at__gte=now() - AFTER)
    told = CriticalNotice.objects.open().concerning(user).filter(patient=patient_id)
    return Order.objects.filter(
        mine & (waiting | lately) | Q(pk__in=told.values("result__order")), patient=patient_id
    )

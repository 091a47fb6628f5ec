"""Visits as lists show them, and what the first page and the menu count."""

from django.db.models import Prefetch, Q

from hospital.accounts.models import User
from hospital.organization.models import Department

from .models import Consultation, ConsultationQuerySet


def to_sign(user: User) -> int:
    """How many visits wait for the user's signature: her own drafts, and those of residents she precepts."""
    mine = Q(state=Consultation.State.DRAFT, practitioner__user=user.pk)
    residents = Q(state=Consultation.State.SIGNED, cosigner__user=user.pk, cosigned_at=None)
    return Consultation.objects.visible_to(user).filter(mine | residents).count()


def with_departments(rows: ConsultationQuerySet) -> ConsultationQuerySet:
    """The visits with the names of the departments they happened in."""
    named: ConsultationQuerySet = rows.prefetch_related(
        Prefetch("encounter__department", Department.objects.named())
    )
    return named

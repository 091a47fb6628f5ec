"""Throwing away what has had its day."""

from datetime import timedelta

from django.db import transaction
from django.utils.timezone import now

from ..models import KeptResponse, Lockout, Session, User

ANSWERS_FOR = timedelta(hours=48)
FAILURES_FOR = timedelta(days=7)


@transaction.atomic
def sweep(*, by: User) -> int:
    """Drop kept answers after 48 h, ended browser sessions, and forgotten failures; returns how many rows."""
    by.require("accounts.manage_user")
    answers, _kinds = KeptResponse.objects.filter(created_at__lt=now() - ANSWERS_FOR).delete()
    sessions, _kinds = Session.objects.filter(expire_date__lt=now()).delete()
    failures, _kinds = Lockout.objects.filter(updated_at__lt=now() - FAILURES_FOR).delete()
    return answers + sessions + failures

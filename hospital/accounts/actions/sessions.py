"""Coming in and leaving; ending a browser's session, and locking one that was left alone."""

import uuid

from django.db import transaction
from django.db.models import F
from django.utils.timezone import now

from hospital import audit
from hospital.core.errors import Absent

from ..models import Session, User
from ..proofs import forgive


@transaction.atomic
def complete(*, means: str, by: User) -> None:
    """Let in who has proven who she is, by these means; the failures in a row are forgotten."""
    forgive(by)
    User.objects.filter(pk=by.pk).update(previous_login=F("last_login"), last_login=now())
    audit.record("accounts.signed_in", by, by=by, means=means)


@transaction.atomic
def sign_out(*, by: User) -> None:
    """Record that somebody left; the face ends what she came in with."""
    audit.record("accounts.signed_out", by, by=by)


@transaction.atomic
def end_session(id: uuid.UUID, *, by: User) -> None:
    """Sign a browser out, on every worker at once: one's own, or anybody's for who manages users."""
    session = (
        Session.objects.visible_to(by)
        .select_for_update(of=("self",))
        .filter(id=id, user__isnull=False)
        .first()
    )
    if session is None or session.user is None:
        raise Absent
    session.delete()
    audit.record("accounts.session_ended", session.user, by=by, session=str(id))


@transaction.atomic
def lock_session(id: uuid.UUID, *, by: User) -> None:
    """Record that the session was left alone and is locked (NGS1 07.04)."""
    audit.record("accounts.session_locked", by, by=by, session=str(id))


@transaction.atomic
def unlock_session(*, by: User) -> None:
    """Record that a locked workspace was opened again; the caller has proven who asks (actions.confirm)."""
    audit.record("accounts.session_unlocked", by, by=by)

"""Writing the trail, and telling the subscribers: the rows and the jobs are in the caller's transaction."""

import uuid
from collections.abc import Mapping
from typing import Any  # Any: particulars are JSON scalars

from django.conf import settings
from django.db.models import Model

from hospital.core.actors import Actor
from hospital.core.origin import origin

from .models import Access, Event


def write(
    verb: str, target: Model, *, by: Actor | None, patient_id: uuid.UUID | None, reason: str,
    particulars: Mapping[str, Any],  # Any: see above
) -> Event:  # fmt: skip
    """One event, and one job for each subscriber that settings.WIRING names for its verb."""
    event = Event(
        verb=verb, target=target._meta.label_lower, target_id=target.pk, patient_id=patient_id,
        **_origin(by, reason, particulars),
    )  # fmt: skip
    event.save(force_insert=True)
    for subscriber in settings.WIRING.get(verb, ()):
        from .tasks import deliver

        deliver.defer(event_id=str(event.pk), subscriber=subscriber)
    return event


def write_access(
    action: str, *, by: Actor, patient_id: uuid.UUID | None, reason: str, what: str,
    particulars: Mapping[str, Any],  # Any: see above
) -> Access:  # fmt: skip
    """One look at patient data."""
    access = Access(action=action, what=what, patient_id=patient_id, **_origin(by, reason, particulars))
    access.save(force_insert=True)
    return access


def _origin(by: Actor | None, reason: str, particulars: Mapping[str, Any]) -> dict[str, Any]:  # Any: see above
    here = origin()
    return {
        "by_id": by.pk if by else None, "reason": reason, "face": here.face, "address": here.address,
        "request_id": here.request_id, "particulars": dict(particulars),
    }  # fmt: skip

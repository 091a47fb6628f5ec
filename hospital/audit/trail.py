"""Writing the trail, and telling the subscribers: the rows and the jobs are in the caller's transaction."""

import uuid
from collections.abc import Mapping
from typing import Any  # Any: particulars are JSON scalars

from django.conf import settings
from django.db import connection
from django.db.models import Model
from psycopg.types.json import Jsonb

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
    """One look at patient data. As every reading writes one, its SQL is written here once, not compiled."""
    access = Access(action=action, what=what, patient_id=patient_id, **_origin(by, reason, particulars))
    values: list[Any] = [getattr(access, column) for column in LOOK]  # Any: see above
    values.append(Jsonb(access.particulars))
    with connection.cursor() as cursor:
        cursor.execute(INSERT_LOOK, values)
    access._state.adding = False
    return access


LOOK = ("id", "action", "what", "patient_id", "by_id", "reason", "face", "address", "request_id")
INSERT_LOOK = (
    f"INSERT INTO {Access._meta.db_table} ({', '.join(LOOK)}, particulars) "  # noqa: S608  # our own names
    f"VALUES ({', '.join(['%s'] * len(LOOK))}, %s)"
)


def _origin(
    by: Actor | None, reason: str, particulars: Mapping[str, Any],  # Any: see above
) -> dict[str, Any]:  # fmt: skip
    here = origin()
    return {
        "by_id": by.pk if by else None, "reason": reason, "face": here.face, "address": here.address,
        "request_id": here.request_id, "particulars": dict(particulars),
    }  # fmt: skip

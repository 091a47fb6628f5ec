"""Browser sessions in our own table, so that a person can see hers and end them."""

from datetime import timedelta
from typing import Any, cast  # Any: what Django keeps in a session

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils.timezone import now

from hospital import config
from hospital.core.origin import origin

from .models import Session

SEEN_EVERY = timedelta(seconds=30)  # how often a busy session writes that it is
LOCKED = "locked"


class SessionStore(DatabaseStore):
    """Django's database sessions, with their user, address and browser in columns."""

    row: Session | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        self.row = super()._get_session_from_db()  # type: ignore[misc]  # django-stubs leave it out
        return self.row

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast("Session", super().create_model_instance(data))
        row.user_id = data.get("_auth_user_id")
        row.address = origin().address
        row.agent = str(data.get("agent", ""))[:200]
        if self.row is not None and self.row.session_key == row.session_key:
            row.id, row.created_at, row.seen_at = self.row.id, self.row.created_at, self.row.seen_at
        self.row = row
        return row

    def touch(self, *, alive: bool) -> bool:
        """Whether the session was idle too long, now or before; a live one writes that somebody is there.

        `alive` is False for what the page asks by itself: it neither keeps a session awake nor wakes it.
        """
        if self.get(LOCKED) or self.row is None:
            return bool(self.get(LOCKED))
        idle = now() - self.row.seen_at
        if idle > timedelta(minutes=config.value("session.idle_minutes")):
            return True
        if alive and idle > SEEN_EVERY:
            self.row.seen_at = now()
            Session.objects.filter(session_key=self.session_key).update(seen_at=self.row.seen_at)
        return False

    def wake(self) -> None:
        """Begin to count idle minutes anew."""
        if self.row is not None:
            self.row.seen_at = now()
            self.modified = True

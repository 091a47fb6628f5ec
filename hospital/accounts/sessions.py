"""Browser sessions in our own table, so that a person can see hers and end them."""

from typing import Any  # Any: what Django keeps in a session

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from hospital.core.origin import origin

from .models import Session


class SessionStore(DatabaseStore):
    """Django's database sessions, with their user, address and browser in columns."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = super().create_model_instance(data)
        row.user_id = data.get("_auth_user_id")
        row.address = origin().address
        row.agent = str(data.get("agent", ""))[:200]
        return row

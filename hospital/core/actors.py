"""Who acts. The lower layers know no user model; they ask these four things of whoever acts."""

import uuid
from typing import Protocol


class Actor(Protocol):
    """Whoever carries out an action: a person, a machine, or the hospital's own worker."""

    @property
    def pk(self) -> uuid.UUID: ...

    @property
    def is_active(self) -> bool: ...

    def has_perm(self, permission: str, obj: None = None) -> bool: ...

    def require(self, permission: str) -> None:
        """Raise Denied unless the actor has the permission."""

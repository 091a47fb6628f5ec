"""The present values, remembered in this process for a moment."""

import time
from collections.abc import Callable
from threading import Lock

from .models import Setting
from .registry import REGISTRY, Value

REMEMBERED_FOR = 3.0  # seconds; a change must be in force within 5 s on every worker


class Present:
    """All settings, read in one query at most every `lasts` seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.lasts = REMEMBERED_FOR
        self._clock = clock
        self._lock = Lock()
        self._until = 0.0
        self._values: dict[str, Value] = {}

    def value(self, name: str) -> Value:
        """The value in force, or the default. KeyError for a setting that nobody declared."""
        default = REGISTRY[name].default
        with self._lock:
            if self._clock() >= self._until:
                self._values = dict(Setting.objects.values_list("name", "value"))
                self._until = self._clock() + self.lasts
            return self._values.get(name, default)

    def forget(self) -> None:
        """Ask the database again at the next reading."""
        with self._lock:
            self._until = 0.0


present = Present()

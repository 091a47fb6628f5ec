"""The settings as they are shown: what is declared, and what is in force."""

from dataclasses import dataclass

from hospital.core.actors import Actor
from hospital.core.errors import Absent

from .models import Setting
from .registry import REGISTRY, Declared, Value


@dataclass(frozen=True)
class Shown:
    """A declared setting with its present value and version (0: never changed)."""

    declared: Declared
    value: Value
    version: int

    @property
    def name(self) -> str:
        return self.declared.name


def all_for(user: Actor) -> list[Shown]:
    """Every setting, in the order they are declared."""
    kept = {row.name: row for row in Setting.objects.visible_to(user)}
    return [_shown(declared, kept.get(declared.name)) for declared in REGISTRY.values()]


def one_for(user: Actor, name: str) -> Shown:
    """One setting. Raises Absent."""
    if name not in REGISTRY:
        raise Absent
    return _shown(REGISTRY[name], Setting.objects.visible_to(user).filter(name=name).first())


def _shown(declared: Declared, row: Setting | None) -> Shown:
    return Shown(declared, row.value, row.version) if row else Shown(declared, declared.default, 0)

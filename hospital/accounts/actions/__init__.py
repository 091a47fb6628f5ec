"""Everything that can be done with accounts, by noun."""

from .roles import define_role, give_role, sync_roles, take_role
from .users import create_user, system

__all__ = ["create_user", "define_role", "give_role", "sync_roles", "system", "take_role"]

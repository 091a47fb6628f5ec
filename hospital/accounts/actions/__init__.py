"""Everything that can be done with accounts, by noun."""

from ..proofs import (
    AccountLocked,
    LockedOut,
    PasswordChangeNeeded,
    SecondFactorNeeded,
    Unproven,
    WrongCredentials,
    confirm,
    forgive,
    has_second_factor,
    needs_new_password,
    prove,
    prove_code,
    prove_password,
)
from .administrators import AlwaysOneAdmin
from .factors import note_second_factor, remove_second_factors
from .housekeeping import sweep
from .passwords import change_password, set_password
from .roles import activate_role, change_role, deactivate_role, define_role, give_role, sync_roles, take_role
from .sessions import complete, end_session, lock_session, sign_out, unlock_session
from .tokens import begin_session, issue_machine_token, issue_personal_token, revoke_token
from .users import (
    activate_user,
    change_profile,
    change_user,
    create_user,
    deactivate_user,
    lock_user,
    system,
    unlock_user,
)

__all__ = [
    "AccountLocked", "AlwaysOneAdmin", "LockedOut", "PasswordChangeNeeded", "SecondFactorNeeded",
    "Unproven", "WrongCredentials", "activate_role", "activate_user", "begin_session",
    "change_password", "change_profile", "change_role", "change_user", "complete", "confirm",
    "create_user", "deactivate_role", "deactivate_user", "define_role", "end_session", "forgive",
    "give_role", "has_second_factor", "issue_machine_token", "issue_personal_token", "lock_session",
    "lock_user", "needs_new_password", "note_second_factor", "prove", "prove_code", "prove_password",
    "remove_second_factors", "revoke_token", "set_password", "sign_out", "sweep", "sync_roles",
    "system", "take_role", "unlock_session", "unlock_user",
]  # fmt: skip

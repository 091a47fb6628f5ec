"""What the trail says of accounts, in words."""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "accounts.signed_in": _("Signed in"),
    "accounts.signed_out": _("Signed out"),
    "accounts.sign_in_failed": _("Sign-in refused"),
    "accounts.locked_out": _("Locked out after failed sign-ins"),
    "accounts.session_ended": _("Session ended"),
    "accounts.session_locked": _("Screen locked"),
    "accounts.session_unlocked": _("Screen unlocked"),
    "accounts.password_changed": _("Password changed"),
    "accounts.password_set": _("Password set by an administrator"),
    "accounts.second_factor_changed": _("Second factor changed"),
    "accounts.second_factors_removed": _("Second factors removed by an administrator"),
    "accounts.user_created": _("User created"),
    "accounts.user_changed": _("User changed"),
    "accounts.user_activated": _("User activated"),
    "accounts.user_deactivated": _("User deactivated"),
    "accounts.user_locked": _("User locked"),
    "accounts.user_unlocked": _("User unlocked"),
    "accounts.role_defined": _("Role created"),
    "accounts.role_changed": _("Role changed"),
    "accounts.role_activated": _("Role activated"),
    "accounts.role_deactivated": _("Role deactivated"),
    "accounts.role_synced": _("Role brought up to this release"),
    "accounts.role_given": _("Role given"),
    "accounts.role_taken": _("Role taken away"),
    "accounts.token_issued": _("Access key issued"),
    "accounts.token_revoked": _("Access key revoked"),
}

THINGS = {
    "accounts.user": _("User"),
    "accounts.role": _("Role"),
    "accounts.grant": _("Role of a user"),
    "accounts.token": _("Access key"),
    "accounts.session": _("Session"),
    "mfa.authenticator": _("Second factor"),
}

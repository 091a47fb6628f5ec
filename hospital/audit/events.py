"""What the trail says of itself. Each app has such a page: its verbs, and the names of its things."""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "audit.chain_verified": _("Audit trail verified: whole"),
    "audit.chain_broken": _("Audit trail verified: altered"),
}

THINGS = {
    "audit.block": _("Sealed block"),
    "audit.event": _("Event"),
    "audit.access": _("Access"),
    "audit.change": _("Change of a row"),
}

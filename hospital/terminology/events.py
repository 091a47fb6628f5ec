"""What the trail says of code systems, in words."""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "terminology.load_asked": _("Loading of a code system asked for"),
    "terminology.load_begun": _("Loading of a code system begun"),
    "terminology.loaded": _("Code system loaded"),
    "terminology.load_failed": _("Code system not loaded"),
    "terminology.core_list_loaded": _("Shipped list of codes brought up to date"),
}

THINGS = {
    "terminology.codesystem": _("Code system"),
    "terminology.edition": _("Edition of a code system"),
    "terminology.concept": _("Code"),
    "terminology.load": _("Loading of a code system"),
}

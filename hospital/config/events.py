"""What the trail says of settings, in words."""

from django.utils.translation import gettext_lazy as _

EVENTS = {"config.setting_changed": _("Setting changed")}

THINGS = {
    "config.setting": _("Setting"),
    "config.revision": _("Former value of a setting"),
}

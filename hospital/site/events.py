"""What the trail says of the workspace's own looks at patients, in words."""

from django.utils.translation import gettext_lazy as _

THINGS = {
    "site.command_bar": _("Patients found by the command bar"),
    "site.opened_last": _("Patients opened last, on the first page"),
}

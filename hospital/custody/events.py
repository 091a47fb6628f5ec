"""What the trail says of copies of records, in words."""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "custody.record_exported": _("Copy of a record made"),
    "custody.copies_forgotten": _("Content of copies of records dropped after their days"),
    "custody.record_imported": _("Whole record taken in"),
    "custody.pack_made": _("Downtime pack made"),
    "custody.passphrase_set": _("Passphrase of the downtime pack set"),
}
THINGS = {
    "custody.export": _("Copy of a record"),
    "custody.exports": _("Copies given of a record"),
    "custody.pack": _("Downtime pack"),
    "custody.passphrase": _("Passphrase of the downtime packs"),
    "custody.retention": _("How long a record is kept"),
}

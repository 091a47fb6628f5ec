"""What can go wrong in the domain. Faces (API, pages, FHIR, HL7) translate these four kinds."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
FieldFaults = Mapping[str, Sequence[Text]]


class DomainError(Exception):
    """A refusal in the words of the ward; `fields` names what to mend, `code` is stable for clients."""

    message: ClassVar[Text] = _("The request could not be carried out.")
    template: ClassVar[str] = ""  # the page that says it, where that of its kind is not enough

    def __init__(self, message: Text | None = None, *, fields: FieldFaults | None = None) -> None:
        super().__init__(message or self.message)
        self.fields: FieldFaults = fields or {}

    def __str__(self) -> str:
        return str(self.args[0])

    @property
    def code(self) -> str:
        return type(self).__name__


class Denied(DomainError):
    """Who asks may not do this."""

    message: ClassVar[Text] = _("You do not have permission to do this.")


class Absent(DomainError):
    """It does not exist, or not for you."""

    message: ClassVar[Text] = _("Not found.")


class Conflict(DomainError):
    """The right request at the wrong moment."""

    message: ClassVar[Text] = _("This cannot be done now.")


class Invalid(DomainError):
    """The request itself makes no sense."""

    message: ClassVar[Text] = _("Some of the data is not valid.")


class InvalidTransition(Conflict):
    message: ClassVar[Text] = _("This step is not possible from the present state.")


class Stale(Conflict):
    """Somebody else changed the row after it was read; nothing was written."""

    message: ClassVar[Text] = _(
        "Somebody changed this after you opened it. Reload to see the present version."
    )


class VersionMissing(Conflict):
    """A change was asked for without saying which version it was made from."""

    message: ClassVar[Text] = _("Say which version you are changing: send the ETag you read as If-Match.")

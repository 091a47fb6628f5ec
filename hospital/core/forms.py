"""A page's form calls one action; a refusal comes back beside the field it concerns."""

from collections.abc import Callable
from typing import Any, TypeVar  # Any: cleaned data and action arguments are of every type

from django import forms
from django.http import HttpRequest

from .errors import Conflict, DomainError, Invalid, Stale

Result = TypeVar("Result")


class ActionForm(forms.Form):
    """A form that hands its cleaned data to an action as keyword arguments."""

    is_stale = False  # somebody else was quicker: the page offers the present version

    def arguments(self) -> dict[str, Any]:  # Any: see above
        """What the action is called with; override it where the fields are not the action's arguments."""
        return dict(self.cleaned_data)

    def attempt(
        self, action: Callable[..., Result], *args: Any, **kwargs: Any
    ) -> Result | None:  # Any: see above
        """Run the action; None when the form or the action refused, with the reasons on the form."""
        if not self.is_valid():
            return None
        try:
            return action(*args, **{**self.arguments(), **kwargs})
        except (Conflict, Invalid) as error:
            self.is_stale = isinstance(error, Stale)
            self._show(error)
            return None

    def _show(self, error: DomainError) -> None:
        known = {
            name: [str(line) for line in lines] for name, lines in error.fields.items() if name in self.fields
        }
        for name, lines in known.items():
            self.add_error(name, lines)
        if len(known) < len(error.fields) or not known:
            self.add_error(None, str(error))


def version_in(request: HttpRequest) -> int:
    """The version a page's form was opened from; -1, which is never current, when it makes no sense."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else -1

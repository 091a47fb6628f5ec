"""A page's form calls one action; a refusal comes back beside the field it concerns."""

from collections.abc import Callable
from typing import Any, TypeVar  # Any: cleaned data and action arguments are of every type

from django import forms

from .errors import Conflict, DomainError, Invalid

Result = TypeVar("Result")


class ActionForm(forms.Form):
    """A form that hands its cleaned data to an action as keyword arguments."""

    def arguments(self) -> dict[str, Any]:  # Any: see above
        """What the action is called with; forms whose fields differ from the action's arguments override this."""
        return dict(self.cleaned_data)

    def attempt(self, action: Callable[..., Result], *args: Any, **kwargs: Any) -> Result | None:  # Any: see above
        """Run the action; None when the form or the action refused, with the reasons on the form."""
        if not self.is_valid():
            return None
        try:
            return action(*args, **{**self.arguments(), **kwargs})
        except (Conflict, Invalid) as error:
            self._show(error)
            return None

    def _show(self, error: DomainError) -> None:
        known = {name: [str(line) for line in lines] for name, lines in error.fields.items() if name in self.fields}
        for name, lines in known.items():
            self.add_error(name, lines)
        if len(known) < len(error.fields) or not known:
            self.add_error(None, str(error))

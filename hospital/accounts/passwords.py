"""What a password must be, beyond Django's own validators."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .models import User


class LettersAndDigits:
    """At least 8 characters with a letter and a digit (NGS1 02.03)."""

    def validate(self, password: str, user: User | None = None) -> None:
        whole = len(password) >= 8 and any(c.isalpha() for c in password) and any(c.isdigit() for c in password)
        if not whole:
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        return _("At least 8 characters, with a letter and a digit.")

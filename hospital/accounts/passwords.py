"""What a password must be, beyond Django's own validators, and how one is made and kept."""

import secrets

from django.contrib.auth.hashers import Argon2PasswordHasher, check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hospital import config

from .models import User

LETTERS = "abcdefghjkmnpqrstuvwxyz"  # without those that look like a digit when written on paper
DIGITS = "23456789"
LONGEST = 128  # characters; hashing something endless would keep a processor busy


class Argon2(Argon2PasswordHasher):
    """Argon2id as OWASP advises (19 MiB, 2 passes): a whole shift signing in at once fits in memory."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1


class LettersAndDigits:
    """Long enough, with a letter and a digit (NGS1 02.03)."""

    def validate(self, password: str, user: User | None = None) -> None:
        long_enough = config.value("password.min_length") <= len(password) <= LONGEST
        if not (long_enough and any(c.isalpha() for c in password) and any(c.isdigit() for c in password)):
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        return _("At least %(count)s characters, with a letter and a digit.") % {
            "count": config.value("password.min_length")
        }


class NotTheLastTwo:
    """Differs from the present password and from the one before (NGS1 02.11)."""

    def validate(self, password: str, user: User | None = None) -> None:
        kept = (user.password, user.previous_password) if user else ()
        if any(encoded and check_password(password, encoded) for encoded in kept):
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        return _("Different from your last two passwords.")


def generated() -> str:
    """A password to be told by voice or on paper, and changed at the first sign-in: about 48 bits."""
    words = ["".join(secrets.choice(LETTERS) for _i in range(4)) for _w in range(2)]
    digits = "".join(secrets.choice(DIGITS) for _d in range(max(4, config.value("password.min_length") - 10)))
    return "-".join([*words, digits])

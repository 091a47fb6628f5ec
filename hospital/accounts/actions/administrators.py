"""There is always somebody who can open the door to the others (NGS1 03.10)."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.utils.translation import gettext_lazy as _

from hospital.core.errors import Conflict, Denied

from ..models import User

QUEUE = 0x41444D494E  # the advisory lock of everything that could take away the last administrator


class AlwaysOneAdmin(Conflict):
    message = _("There must always be one active administrator. Make another one first.")


class NotYourAdministrator(Denied):
    message = _("Only who may give roles does this to an administrator.")


@contextmanager
def one_administrator_stays() -> Iterator[None]:
    """Run the block alone among its kind; AlwaysOneAdmin when it would leave nobody who manages users."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [QUEUE])
    had_one = User.objects.administrators().exists()
    yield
    if had_one and not User.objects.administrators().exists():
        raise AlwaysOneAdmin

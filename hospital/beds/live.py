"""Who looks at the board hears of a change when it is committed; what changed he reads himself.

Only the ward's id travels: a notice is seen by every session of the database, and by whoever holds a ticket.
"""

from collections.abc import Iterable
from uuid import UUID

from django.core import signing
from django.db import connection

CHANNEL = "hospital_board"
TICKET_SECONDS = 60  # from the page that issues it to the stream that takes it
SALT = "hospital.beds.live"


def tell(ward_id: UUID) -> None:
    """Say, at the end of this transaction, that something of the ward that the board shows has changed.

    PostgreSQL joins equal notices of one transaction into one.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", (CHANNEL, str(ward_id)))


def ticket(wards: Iterable[UUID] | None) -> str:
    """What lets its bearer hear, for one stream begun within a minute, of these wards; None is every ward."""
    told = None if wards is None else [ward.hex for ward in wards]
    return signing.dumps({"wards": told}, salt=SALT, compress=True)


def wards_of(ticket: str) -> frozenset[UUID] | None:
    """The wards that a ticket is for, None for every ward; signing.BadSignature when it is false or late."""
    told = signing.loads(ticket, salt=SALT, max_age=TICKET_SECONDS)["wards"]
    return None if told is None else frozenset(map(UUID, told))

"""What the owner of a database could do to a sealed trail, at random, and which row should then be named.

`prove(count, seed)` needs a sealed trail of two blocks or more and leaves it as it was.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any  # Any: cursors, column values

from django.db import transaction
from django.db.models import Max

from hospital.audit.models import Block, Link
from hospital.audit.verification import verify

from . import make

Named = tuple[str, str]

_COMMON = {
    "at": "at + interval '1 microsecond'",
    "transaction": "transaction + 1",
    "patient_id": "gen_random_uuid()",
}
_ORIGIN = {
    "reason": "reason || '.'", "face": "'fhir'", "address": "'10.0.0.1'", "request_id": "gen_random_uuid()",
    "particulars": """particulars || '{"x": 1}'""",
    "by_id": "(SELECT id FROM accounts_user WHERE id IS DISTINCT FROM by_id LIMIT 1)",
}  # fmt: skip
EDITS = {
    "event": _COMMON | _ORIGIN | {"verb": "verb || '.'", "target": "'x'", "target_id": "gen_random_uuid()"},
    "access": _COMMON | _ORIGIN | {"action": "'print'", "what": "what || '.'"},
    "change": _COMMON | {
        '"table"': "'x'", "row_id": "row_id || '.'", "operation": "'delete'", "role": "role || '.'",
        "before": """coalesce(before, '{}') || '{"x": 1}'""", "after": "NULL",
    },
}  # fmt: skip
COPIES = {
    "event": "patient_id, reason, face, address, request_id, particulars, by_id, verb, target, target_id",
    "access": "patient_id, reason, face, address, request_id, particulars, by_id, action, what",
    "change": 'patient_id, "table", row_id, operation, before, after, role',
}


@dataclass(frozen=True)
class Miss:
    """A tamper that was not found, or found elsewhere."""

    tamper: str
    expected: Named
    found: str


def prove(count: int, seed: int) -> list[Miss]:
    """Tamper `count` times, each time with the whole trail as it was; the misses, none when all is well."""
    random = Random(seed)  # noqa: S311  # repeatable, not secret
    anchor, misses = make.head(), []
    for number in range(count):
        tamper = TAMPERS[number % len(TAMPERS)]
        with transaction.atomic():
            with make.as_owner() as cursor:
                expected = tamper(cursor, random)
            fault = verify(anchor=anchor).fault
            if not fault or (fault.table, fault.row_id) != expected:
                misses.append(Miss(tamper.__name__, expected, str(fault)))
            transaction.set_rollback(True)
    return misses


def edit(cursor: Any, random: Random) -> Named:
    """Change one column of one row."""
    row = _any(random)
    column, value = random.choice(list(EDITS[row.kind].items()))
    cursor.execute(f"UPDATE audit_{row.kind} SET {column} = {value} WHERE id = %s", [row.row_id])  # noqa: S608  # our own words
    return _name(row)


def delete(cursor: Any, random: Random) -> Named:
    row = _any(random)
    cursor.execute(f"DELETE FROM audit_{row.kind} WHERE id = %s", [row.row_id])  # noqa: S608  # as above
    return _name(row)


def insert(cursor: Any, random: Random) -> Named:
    """Put a copy of a row, with a new id, into the same transaction or just before it."""
    row = _any(random)
    columns = COPIES[row.kind]
    cursor.execute(
        f"INSERT INTO audit_{row.kind} (id, at, transaction, {columns}) "  # noqa: S608  # as above
        f"SELECT gen_random_uuid(), at, transaction - %s, {columns} FROM audit_{row.kind} WHERE id = %s "
        "RETURNING id",
        [random.randint(0, 3), row.row_id],
    )
    return row.kind, str(cursor.fetchone()[0])


def swap_seals(cursor: Any, random: Random) -> Named:
    """Let two seals change places."""
    first, second = _two(random)
    cursor.execute("UPDATE audit_link SET seq = -1 WHERE seq = %s", [first.seq])
    cursor.execute("UPDATE audit_link SET seq = %s WHERE seq = %s", [first.seq, second.seq])
    cursor.execute("UPDATE audit_link SET seq = %s WHERE seq = -1", [second.seq])
    return _name(first)


def swap_rows(cursor: Any, random: Random) -> Named:
    """Let two rows of a kind change their moments, and so their order in the viewer."""
    first = _any(random, kind="event")
    second = _any(random, kind="event", but=first)
    cursor.execute(
        "UPDATE audit_event e SET at = o.at FROM audit_event o "
        "WHERE e.id IN (%(a)s, %(b)s) AND o.id IN (%(a)s, %(b)s) AND e.id <> o.id",
        {"a": first.row_id, "b": second.row_id},
    )
    return _name(min(first, second, key=lambda link: link.seq))


def edit_seal(cursor: Any, random: Random) -> Named:
    row = _any(random)
    change = random.choice(
        ["digest = sha256(digest)", "row_id = gen_random_uuid()", "kind = 'x'", "seq = seq + 1000000"]
    )
    cursor.execute(f"UPDATE audit_link SET {change} WHERE seq = %s", [row.seq])  # noqa: S608  # as above
    return _name(row)


def edit_block(cursor: Any, random: Random) -> Named:
    number = random.randint(1, _last_block())
    change = random.choice([
        "first_seq = first_seq - 1", "last_seq = last_seq + 1", "through = through + 1",
        "through = through - 1", "head = sha256(head)", "id = gen_random_uuid()",
        "sealed_at = sealed_at + interval '1 second'",
    ])  # fmt: skip
    cursor.execute(f"UPDATE audit_block SET {change} WHERE number = %s", [number])  # noqa: S608  # as above
    return "block", str(number)


def delete_block(cursor: Any, random: Random) -> Named:
    """Take a block away: the next one shows it, or the seals that nothing closes."""
    number = random.randint(1, _last_block())
    block = Block.objects.get(number=number)
    cursor.execute("DELETE FROM audit_block WHERE number = %s", [number])
    if Block.objects.filter(number__gt=number).exists():
        return "block", str(number)
    return _name(Link.objects.get(seq=block.first_seq))


def cut_seals(cursor: Any, random: Random) -> Named:
    """Cut the end of the chain, and leave rows and blocks."""
    row = _any(random)
    cursor.execute("DELETE FROM audit_link WHERE seq >= %s", [row.seq])
    return _name(row)


def cut_rows(cursor: Any, random: Random) -> Named:
    """Cut the end of the trail, and leave its seals."""
    row = _any(random)
    _delete_rows(cursor, row.seq)
    return _name(row)


def cut_everything(cursor: Any, random: Random) -> Named:
    """Cut rows, seals and whole blocks: only the digest kept elsewhere can tell."""
    block = Block.objects.get(number=random.randint(1, _last_block() - 1))
    end = Link.objects.get(seq=block.last_seq)
    _delete_rows(cursor, block.last_seq + 1)
    cursor.execute("DELETE FROM audit_link WHERE seq > %s", [block.last_seq])
    cursor.execute("DELETE FROM audit_block WHERE number > %s", [block.number])
    return _name(end)


TAMPERS: list[Callable[[Any, Random], Named]] = [
    edit, delete, insert, swap_seals, swap_rows, edit_seal, edit_block, delete_block, cut_seals, cut_rows,
    cut_everything,
]  # fmt: skip


def _any(random: Random, *, kind: str = "", but: Link | None = None) -> Link:
    rows = Link.objects.filter(kind=kind) if kind else Link.objects.all()
    return random.choice([row for row in rows.order_by("seq") if row != but])


def _two(random: Random) -> tuple[Link, Link]:
    first, second = sorted(random.sample(make.links(), 2), key=lambda row: row.seq)
    return first, second


def _name(row: Link) -> Named:
    return row.kind, str(row.row_id)


def _last_block() -> int:
    return int(Block.objects.aggregate(last=Max("number"))["last"] or 0)


def _delete_rows(cursor: Any, seq: int) -> None:
    for kind in EDITS:
        cursor.execute(
            f"DELETE FROM audit_{kind} WHERE id IN (SELECT row_id FROM audit_link WHERE seq >= %s)",  # noqa: S608  # as above
            [seq],
        )

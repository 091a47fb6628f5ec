"""Reading the trail again and comparing it with its seals; the first row that does not fit is named."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import zip_longest
from time import monotonic
from typing import Any  # Any: rows of raw SQL

from django.db import connection, transaction
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .chain import BLOCK_FORM, FORMS, as_bytes, link, rows_between
from .models import Block, Link

STRETCH = 20_000  # rows that are compared between two looks at the blocks
FIRST = -(2**63)

KINDS: dict[str, str | Promise] = {
    "edited": _("It was edited after it was sealed."),
    "missing": _("It was sealed and is no longer there."),
    "inserted": _("It was put among rows that were sealed already."),
    "reordered": _("It is not in the order in which it was sealed."),
    "unsealed": _("Its seal is no longer there."),
    "anchor": _("The trail does not hold the digest that was kept elsewhere: it was cut or rewritten."),
}


@dataclass(frozen=True)
class Fault:
    """The first row that does not fit: `kind` is one of KINDS, `table` event, access, change or block."""

    kind: str
    table: str
    row_id: str
    seq: int

    def __str__(self) -> str:
        return f"{self.table} {self.row_id} (no. {self.seq}): {KINDS[self.kind]}"


@dataclass(frozen=True)
class Result:
    """What a verification found: rows that fit, the digest of the last block, and the first fault if any."""

    rows: int
    head: str
    seconds: float
    fault: Fault | None = None


class Broken(Exception):
    """Carries the fault out of the walk."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True)
class Row:
    """One row of the trail as it is now."""

    kind: str
    id: str
    content: bytes


@dataclass(frozen=True)
class Seal:
    """One link of the chain."""

    seq: int
    kind: str
    row_id: str
    digest: bytes


@dataclass(frozen=True)
class Closed:
    """One block, its bytes, and the digest of the last link in it."""

    number: int
    first_seq: int
    last_seq: int
    through: int
    head: bytes
    content: bytes
    last_digest: bytes | None


def _silent(done: int, total: int) -> None:
    pass


def verify(*, anchor: str = "", progress: Callable[[int, int], None] = _silent) -> Result:
    """Compare the sealed trail with its chain, in the order of the chain.

    `anchor`: a head digest (hex) that was kept elsewhere; only with it is a cut at the end found when its
    blocks were cut too. `progress` hears how many rows of how many are done. Unsealed rows are left out.
    """
    started, walk = monotonic(), Walk(anchor.strip().lower())
    with transaction.atomic():
        total = Block.objects.aggregate(last=Max("last_seq"))["last"] or 0
        try:
            for done in walk.stretches():
                progress(done, total)
            walk.finish()
        except Broken as broken:
            return Result(walk.seq, walk.head.hex(), monotonic() - started, broken.fault)
    return Result(walk.seq, walk.head.hex(), monotonic() - started)


class Walk:
    """Where the comparison is: the last digest, the number of the last link and block."""

    def __init__(self, anchor: str) -> None:
        self.anchor = anchor
        self.anchored = not anchor
        self.head = b""
        self.seq = 0
        self.number = 0
        self.through = FIRST
        self.end = Fault("anchor", "block", "0", 0)

    def stretches(self) -> Iterator[int]:
        """Compare stretch after stretch; yields the rows done so far. Raises Broken."""
        while blocks := self._next_blocks():
            with ExitStack() as stack:
                rows = _rows(stack, self.through, blocks[-1].through)
                seals = _seals(stack, self.seq, blocks[-1].last_seq)
                self._compare(blocks, zip_longest(rows, seals))
            self.through = blocks[-1].through
            yield self.seq

    def finish(self) -> None:
        """What only shows at the end: seals that no block closes, and the digest kept elsewhere."""
        if loose := _loose(self.seq, self.number):
            raise Broken(loose)
        if not self.anchored:
            raise Broken(self.end)

    def _next_blocks(self) -> list[Closed]:
        """The next blocks, about STRETCH rows of them; each is checked by itself first."""
        found: list[Closed] = []
        before, seq = self.head, self.seq
        for block in _blocks(self.number):
            self._check(block, seq, before)
            self.number, seq, before = block.number, block.last_seq, block.head
            self.anchored = self.anchored or block.head.hex() == self.anchor
            found.append(block)
            if seq - self.seq >= STRETCH:
                break
        return found

    def _check(self, block: Closed, seq: int, before: bytes) -> None:
        """The block follows the one before it, and its own row is what was closed."""
        if block.number != self.number + 1:
            raise Broken(Fault("missing", "block", str(self.number + 1), seq + 1))
        closed = block.last_digest is not None and link(block.last_digest, block.content) == block.head
        if block.first_seq != seq + 1 or (not closed and _last_link_fits(block, before)):
            raise Broken(Fault("edited", "block", str(block.number), seq + 1))

    def _compare(self, blocks: list[Closed], pairs: Iterator[tuple[Row | None, Seal | None]]) -> None:
        closing = iter(blocks)
        block = next(closing)
        for row, seal in pairs:
            fault = self._fault(row, seal, blocks[-1].last_seq)
            if fault or seal is None:
                raise Broken(fault or self.end)
            self.head, self.seq = seal.digest, seal.seq
            self.end = Fault("anchor", seal.kind, seal.row_id, seal.seq)
            if seal.seq == block.last_seq:
                self.head = block.head
                block = next(closing, block)
        if self.seq != block.last_seq:
            raise Broken(Fault("edited", "block", str(block.number), self.seq + 1))

    def _fault(self, row: Row | None, seal: Seal | None, last: int) -> Fault | None:
        """Why this row and the seal in its place do not fit, if they do not."""
        here = self.seq + 1
        if row and (seal is None or seal.seq != here):
            return Fault("unsealed" if here <= last else "inserted", row.kind, row.id, here)
        assert seal is not None
        if row is None:
            return Fault(_gone(seal), seal.kind, seal.row_id, here)
        if (row.kind, row.id) != (seal.kind, seal.row_id):
            return _misplaced(row, seal, self.head)
        if link(self.head, row.content) != seal.digest:
            return Fault("edited", row.kind, row.id, here)
        return None


def _misplaced(row: Row, seal: Seal, head: bytes) -> Fault:
    """A row where another was sealed: which of the two is not where it was, and why."""
    wanted = link(head, row.content)
    own = Link.objects.filter(kind=row.kind, row_id=row.id).order_by("seq").first()
    if wanted == seal.digest or (own and wanted == bytes(own.digest)):
        return Fault("reordered", row.kind, row.id, seal.seq)
    if own is None:
        return Fault("inserted", row.kind, row.id, seal.seq)
    sealed = _bytes_now(seal.kind, seal.row_id)
    if sealed is not None and link(head, sealed) == seal.digest:
        return Fault("edited", row.kind, row.id, seal.seq)
    return Fault(_gone(seal), seal.kind, seal.row_id, seal.seq)


def _gone(seal: Seal) -> str:
    """Whether a sealed row that is not in its place was deleted, or edited so that it moved."""
    return "missing" if _bytes_now(seal.kind, seal.row_id) is None else "edited"


def _last_link_fits(block: Closed, before: bytes) -> bool:
    """Whether the row and the seal that the block ends with fit each other, so that the block does not."""
    links = {row.seq: row for row in Link.objects.filter(seq__in=(block.last_seq - 1, block.last_seq))}
    last, previous = links.get(block.last_seq), links.get(block.last_seq - 1)
    row = _bytes_now(last.kind, str(last.row_id)) if last else None
    if last is None or row is None:
        return False
    heads = {before, block.head, *([bytes(previous.digest)] if previous else [])}
    return any(link(head, row) == bytes(last.digest) for head in heads)


def _bytes_now(kind: str, row_id: str) -> bytes | None:
    """The bytes of a row as it is now; None when there is none."""
    if kind not in FORMS:
        return None
    with connection.cursor() as cursor:
        form = as_bytes(kind, FORMS[kind])
        query = f"SELECT {form} FROM audit_{kind} WHERE id = %s"  # noqa: S608  # kind is a key of FORMS
        cursor.execute(query, [row_id])
        found = cursor.fetchone()
    return bytes(found[0]) if found else None


_NEXT_BLOCKS = (
    f"SELECT number, first_seq, last_seq, through, head, {as_bytes('block', BLOCK_FORM)}, digest "  # noqa: S608  # as above
    "FROM audit_block LEFT JOIN audit_link ON seq = last_seq "
    "WHERE number > %s ORDER BY number LIMIT 1000"
)
_SEALS = (
    "SELECT seq, kind, row_id, digest FROM audit_link WHERE seq > %(after)s AND seq <= %(last)s ORDER BY seq"
)


def _blocks(after: int) -> Iterator[Closed]:
    """Blocks behind number `after`, in order, a thousand at most."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_BLOCKS, [after])
        for number, first, last, through, head, row, digest in cursor.fetchall():
            closing = None if digest is None else bytes(digest)
            yield Closed(number, first, last, through, bytes(head), bytes(row), closing)


def _rows(stack: ExitStack, since: int, upto: int) -> Iterator[Row]:
    query = rows_between("%(since)s::bigint", "%(upto)s::bigint")
    for kind, row_id, content in _stream(stack, query, {"since": since, "upto": upto}):
        yield Row(kind, str(row_id), bytes(content))


def _seals(stack: ExitStack, after: int, last: int) -> Iterator[Seal]:
    for seq, kind, row_id, digest in _stream(stack, _SEALS, {"after": after, "last": last}):
        yield Seal(seq, kind, str(row_id), bytes(digest))


def _stream(
    stack: ExitStack, query: str, parameters: dict[str, int]
) -> Iterator[tuple[Any, ...]]:  # Any: see above
    """The rows of a query through a cursor of the server, so that any number fits in memory."""
    cursor = stack.enter_context(connection.chunked_cursor())
    cursor.execute(query, parameters)
    while found := cursor.fetchmany(5000):
        yield from found


def _loose(seq: int, number: int) -> Fault | None:
    """A seal that no block closes, or a block before the first; a block sealed meanwhile is no fault."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, row_id, seq FROM audit_link WHERE (seq > %(seq)s OR seq < 1) "
            "AND NOT EXISTS (SELECT 1 FROM audit_block WHERE number > %(number)s) "
            "UNION ALL SELECT 'block', id, number FROM audit_block WHERE number < 1 ORDER BY seq LIMIT 1",
            {"seq": seq, "number": number},
        )
        found = cursor.fetchone()
    return Fault("unsealed", found[0], str(found[1]), found[2]) if found else None

"""The hash chain behind the trail: finished rows are sealed in blocks, seconds after they were written.

A row's digest is SHA-256 of the digest before it and the row's own bytes. A block closes a stretch of rows
with a digest over its own row, and the next block begins from that. Writers never meet the chain: a row is
sealed once every transaction that could still write beside it has ended (docs/decisions/0007).
"""

import hashlib

from django.db import connection, transaction

BATCH = 50_000  # rows in a block; one transaction's rows stay together, however many


def _micros(column: str) -> str:
    return f"(extract(epoch FROM {column}) * 1000000)::bigint"


_COMMON = f"id, {_micros('at')}, transaction, patient_id"
_ORIGIN = "by_id, reason, face, address, request_id, particulars"

# The columns that are sealed, in order. A column that is added later must not change the bytes of old rows.
FORMS = {
    "access": f"jsonb_build_array({_COMMON}, {_ORIGIN}, action, what)",
    "change": f'jsonb_build_array({_COMMON}, "table", row_id, operation, before, after, role)',
    "event": f"jsonb_build_array({_COMMON}, {_ORIGIN}, verb, target, target_id)",
}
BLOCK_FORM = f"jsonb_build_array(id, number, first_seq, last_seq, through, {_micros('sealed_at')})"


def as_bytes(kind: str, form: str) -> str:
    """SQL for the bytes of a row: independent of time zone, locale and release of PostgreSQL."""
    return f"convert_to('{kind}' || {form}::text, 'UTF8')"


def rows_between(since: str, upto: str) -> str:
    """SQL for the rows of transactions `since` <= t < `upto`, in the order of the chain."""
    each = " UNION ALL ".join(
        f"SELECT transaction AS t, '{kind}'::text COLLATE \"C\" AS kind, id, {as_bytes(kind, form)} AS bytes "  # noqa: S608  # our own words
        f"FROM audit_{kind} WHERE transaction >= {since} AND transaction < {upto}"
        for kind, form in FORMS.items()
    )
    return f"SELECT kind, id, bytes FROM ({each}) AS trail ORDER BY t, kind, id"  # noqa: S608  # as above


def link(before: bytes, row: bytes) -> bytes:
    """The digest that follows `before` in the chain."""
    return hashlib.sha256(before + row).digest()


def seal(most: int = BATCH) -> int:
    """Seal the next finished rows; returns how many, 0 when there are none or another sealer is at work."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT audit_seal(%s::bigint)", [most])
        return int(cursor.fetchone()[0])


_PENDING = " UNION ALL ".join(
    f"SELECT transaction AS t FROM audit_{kind} WHERE transaction >= since AND transaction < upto"  # noqa: S608  # as above
    for kind in FORMS
)

SEAL_UPTO = f"""
CREATE FUNCTION audit_seal_upto(most bigint, upto bigint) RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    last audit_block;
    block audit_block;
    since bigint;
    first bigint;
    cut bigint;
    tip bytea;
    item record;
BEGIN
    IF NOT pg_try_advisory_xact_lock(2025111301) THEN
        RETURN 0;
    END IF;
    SELECT * INTO last FROM audit_block ORDER BY number DESC LIMIT 1;
    since := coalesce(last.through, 0);
    IF pg_snapshot_xmax(pg_current_snapshot())::text::bigint < since THEN
        RAISE EXCEPTION 'Transaction numbers run behind the trail.'
            USING HINT = 'Raise them: pg_resetwal --next-transaction-id.';
    END IF;
    SELECT t INTO first FROM ({_PENDING}) AS pending ORDER BY t LIMIT 1;
    IF first IS NULL THEN
        RETURN 0;
    END IF;
    SELECT t INTO cut FROM ({_PENDING}) AS pending ORDER BY t OFFSET most LIMIT 1;
    upto := least(upto, greatest(first + 1, coalesce(cut, upto)));
    tip := coalesce(last.head, '');
    block.last_seq := coalesce(last.last_seq, 0);
    FOR item IN {rows_between("since", "upto")} LOOP
        block.last_seq := block.last_seq + 1;
        tip := sha256(tip || item.bytes);
        INSERT INTO audit_link (seq, kind, row_id, digest) VALUES (block.last_seq, item.kind, item.id, tip);
    END LOOP;
    block.id := gen_random_uuid();
    block.number := coalesce(last.number, 0) + 1;
    block.first_seq := coalesce(last.last_seq, 0) + 1;
    block.through := upto;
    block.sealed_at := clock_timestamp();
    INSERT INTO audit_block (id, number, first_seq, last_seq, through, sealed_at, head)
    SELECT block.id, block.number, block.first_seq, block.last_seq, block.through, block.sealed_at,
           sha256(tip || {as_bytes("block", BLOCK_FORM)})
      FROM (SELECT block.*) AS new;
    RETURN block.last_seq - block.first_seq + 1;
END $$
"""  # noqa: S608  # as above

# What everybody may call: only transactions that have all ended are sealed.
SEAL = """
CREATE FUNCTION audit_seal(most bigint) RETURNS bigint LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
RETURN audit_seal_upto(most, pg_snapshot_xmin(pg_current_snapshot())::text::bigint)
"""
OWNER_ONLY = "REVOKE EXECUTE ON FUNCTION audit_seal_upto FROM PUBLIC"

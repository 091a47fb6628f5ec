"""The trail is sealed behind the writers, and whoever touches it afterwards is found."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from hospital import audit
from hospital.audit.chain import seal
from hospital.audit.models import Access, Block, Change, Event, Link
from hospital.audit.verification import verify

from . import make

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_row_of_the_trail_is_sealed_once_and_in_order() -> None:
    make.trail(30, blocks=3)
    assert Block.objects.count() >= 3
    assert [link.seq for link in make.links()] == list(range(1, Link.objects.count() + 1))
    assert {link.kind for link in make.links()} == {"event", "access", "change"}
    assert Link.objects.count() == Event.objects.count() + Access.objects.count() + Change.objects.count()
    result = verify()
    assert result.fault is None
    assert (result.rows, result.head) == (Link.objects.count(), make.head())


def test_a_row_waits_for_the_transactions_that_can_still_write_beside_it() -> None:
    user = make.trail(3)
    sealed = Link.objects.count()
    with transaction.atomic():
        audit.record("audit.tested", user, by=user)
        seal()
        assert Link.objects.count() == sealed
    make.seal_all()
    assert Link.objects.count() == sealed + 1


def test_a_block_holds_whole_transactions() -> None:
    user = make.somebody()
    for size in (1, 4, 1):
        with transaction.atomic():
            for _ in range(size):
                audit.record("audit.tested", user, by=user)
    make.seal_all(most=2)
    sizes = [block.last_seq - block.first_seq + 1 for block in Block.objects.order_by("number")]
    assert 4 in sizes
    assert verify().fault is None


def test_the_trail_of_a_database_whose_transaction_numbers_fell_back_is_not_sealed() -> None:
    make.trail(3)
    with make.as_owner() as cursor:
        cursor.execute("UPDATE audit_block SET through = 9000000000000000")
    with pytest.raises(DatabaseError, match="run behind the trail"):
        seal()


@pytest.mark.parametrize("table", ["event", "access", "change", "link", "block"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
def test_nobody_alters_the_trail_without_taking_its_guard_away(table: str, statement: str) -> None:
    column = "seq" if table == "link" else "id"
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(statement.format(f"audit_{table}").replace("id = id", f"{column} = {column}"))


def test_the_trail_ends_where_the_digest_kept_elsewhere_says() -> None:
    make.trail(6, blocks=2)
    anchor = make.head()
    make.trail(3)
    assert verify(anchor=anchor).fault is None
    fault = verify(anchor="00" * 32).fault
    assert fault
    assert fault.kind == "anchor"


def test_an_empty_trail_has_no_fault() -> None:
    assert verify().rows == 0


def test_sealers_at_once_make_one_chain() -> None:
    user = make.somebody()
    for number in range(60):
        audit.record("audit.tested", user, by=user, number=number)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        (upto,) = cursor.fetchone()

    def seal_a_little(_: int) -> None:
        with connection.cursor() as cursor:
            for _ in range(20):
                cursor.execute("SELECT audit_seal_upto(2, %s)", [upto])
        connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(seal_a_little, range(4)))
    make.seal_all()
    assert verify().fault is None
    assert Link.objects.count() == Event.objects.count() + Access.objects.count() + Change.objects.count()


def test_the_command_says_whether_the_trail_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    make.trail(6)
    call_command("audit_head")
    head = capsys.readouterr().out.split()[0]
    assert head == make.head()
    call_command("verify_audit", anchor=head)
    assert "Whole" in capsys.readouterr().out
    row = Event.objects.order_by("transaction").last()
    assert row is not None
    with make.as_owner() as cursor:
        cursor.execute("DELETE FROM audit_event WHERE id = %s", [row.pk])
    with pytest.raises(SystemExit) as exit_:
        call_command("verify_audit")
    assert exit_.value.code == 1
    assert str(row.pk) in capsys.readouterr().err

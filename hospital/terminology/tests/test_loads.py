"""Loading: all of a file or nothing, twice is once, and what editions make of each other."""

from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.timezone import localdate
from procrastinate.contrib.django.models import ProcrastinateJob

from hospital import terminology
from hospital.accounts.actions import system
from hospital.audit.models import Event
from hospital.core.errors import Denied, Invalid
from hospital.terminology import actions, tasks
from hospital.terminology.loading import run
from hospital.terminology.models import CodeSystem, Concept, Edition, Load
from hospital.terminology.shipped import core_books

from . import make

pytestmark = pytest.mark.django_db
TWO = "code;display;synonyms\nA1;Alfa;primeira|um\nB2;Beta;\n"


def test_a_list_is_loaded_with_its_synonyms() -> None:
    load = make.loaded(TWO)
    assert (load.state, load.fault, load.rows_total) == ("done", "", 4)
    assert load.counts == {"lista": {"new": 2, "changed": 0, "ended": 0, "same": 0, "kept": 0}}
    row = Concept.objects.get(code="A1")
    assert (row.display, row.synonyms, row.valid_from, row.valid_until) == (
        "Alfa",
        ["primeira", "um"],
        None,
        None,
    )
    assert Event.objects.filter(verb="terminology.loaded", target_id=load.pk).count() == 1


def test_loading_twice_changes_nothing() -> None:
    make.loaded(TWO)
    before = list(Concept.objects.order_by("code").values())
    load = make.loaded(TWO)
    assert load.counts["lista"] == {"new": 0, "changed": 0, "ended": 0, "same": 2, "kept": 0}
    assert list(Concept.objects.order_by("code").values()) == before


def test_a_file_with_a_broken_line_loads_nothing_and_says_the_line() -> None:
    make.loaded(TWO)
    load = make.loaded("C3;Gama\nD4;\n")
    assert (load.state, load.fault_line) == ("failed", 2)
    assert "2" in load.fault
    assert set(Concept.objects.values_list("code", flat=True)) == {"A1", "B2"}
    assert Event.objects.filter(verb="terminology.load_failed", target_id=load.pk).count() == 1


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("A1;Alfa\nA1;Outra\n", 2),
        ("A1;Alfa\n;Beta\n", 2),
        (f"A1;Alfa\nB2;{'x' * 401}\n", 2),
        ("code;display;sex\nA1;Alfa;F\nB2;Beta;Q\n", 3),
        ("code;display;from\nA1;Alfa;01/02/2020\nB2;Beta;31/02/2020\n", 3),
        ("code;display;from;until\nA1;Alfa;2020-02-01;2019-01-01\n", 2),
        ("A1\n", 1),
        ("A1;Al\x00fa\n", 1),
        ("\n\n", None),
    ],
)
def test_what_is_wrong_in_a_line_is_found(text: str, line: int | None) -> None:
    load = make.loaded(text)
    assert (load.state, load.fault_line) == ("failed", line)
    assert not Concept.objects.exists()


def test_a_corrected_file_of_the_same_name_puts_the_edition_right() -> None:
    make.loaded(TWO, file_name="lista.csv")
    load = make.loaded("A1;Alfa corrigida\nB2;Beta\n", file_name="lista.csv")
    assert load.counts["lista"]["changed"] == 1
    assert make.said("lista", "A1") == [("Alfa corrigida", None, None)]
    assert Edition.objects.count() == 1


def test_another_edition_speaks_from_its_day_on() -> None:
    make.loaded(TWO, edition_name="2020", starts_on=date(2020, 1, 1))
    load = make.loaded("A1;Alfa\nB2;Beta nova\nC3;Gama\n", edition_name="2021", starts_on=date(2021, 1, 1))
    assert load.counts["lista"] == {"new": 1, "changed": 2, "ended": 0, "same": 0, "kept": 0}
    last = date(2020, 12, 31)
    assert make.said("lista", "B2") == [
        ("Beta", date(2020, 1, 1), last),
        ("Beta nova", date(2021, 1, 1), None),
    ]
    for name in ("lista", make.system_of("lista").uri):
        found = terminology.lookup(name, "b2", last)
        assert found is not None
        assert found.display == "Beta"
    make.loaded("A1;Alfa;primeira|um\n", edition_name="2022", starts_on=date(2022, 1, 1))
    assert make.said("lista", "C3") == [("Gama", date(2021, 1, 1), date(2021, 12, 31))]
    assert terminology.lookup("lista", "C3") is None


def test_an_edition_without_a_day_follows_from_today() -> None:
    make.loaded("A1;Alfa\n", edition_name="primeira")
    make.loaded("A1;Alfa outra\n", edition_name="segunda")
    yesterday = localdate() - timedelta(days=1)
    assert make.said("lista", "A1") == [("Alfa", None, yesterday), ("Alfa outra", localdate(), None)]


def test_terms_that_say_their_own_days_hold_on_those() -> None:
    text = (
        "Código do Termo;Termo;Data de início de vigência;Data de fim de vigência\n"
        "10101012;Consulta antiga;01/01/2010;31/12/2019\n10101012;Consulta em consultório;01/01/2020;\n"
    )
    load = make.loaded(text, kind="tuss")
    assert load.fault == ""
    assert make.said("tuss", "10101012") == [
        ("Consulta antiga", date(2010, 1, 1), date(2019, 12, 31)),
        ("Consulta em consultório", date(2020, 1, 1), None),
    ]


def test_cbo_comes_with_its_families_and_synonyms(tmp_path: Path) -> None:
    (tmp_path / "CBO2002 - Ocupacao.csv").write_bytes(
        "CODIGO;TITULO\r\n225125;Médico clínico\r\n".encode("latin-1")
    )
    (tmp_path / "CBO2002 - Familia.csv").write_text("CODIGO;TITULO\n2251;Médicos clínicos\n")
    (tmp_path / "CBO2002 - Sinonimo.csv").write_text(
        "OCUPACAO;TITULO\n225125;Clínico geral\n", encoding="utf-8"
    )
    assert make.from_path("cbo", tmp_path).fault == ""
    found = terminology.lookup("cbo", "2251-25")
    assert found is not None
    assert (found.display, found.synonyms, found.parent) == ("Médico clínico", ["Clínico geral"], "2251")
    assert [one.code for one in terminology.search("clinico ger")] == ["225125"]


def test_loinc_is_read_as_its_publisher_writes_it() -> None:
    text = (
        '"LOINC_NUM","COMPONENT","LONG_COMMON_NAME","SHORTNAME"\n'
        '"718-7","Hgb","Hemoglobin [Mass/volume]","Hgb Bld"\n'
    )
    assert make.loaded(text, alias="loinc", title="").fault == ""
    found = terminology.lookup("http://loinc.org", "718-7")
    assert found is not None
    assert (found.display, found.synonyms) == ("Hemoglobin [Mass/volume]", ["Hgb Bld"])


def test_the_shipped_list_is_there_and_loading_it_again_changes_nothing() -> None:
    counts = make.core()
    assert {alias: one["new"] for alias, one in counts.items()} == {
        book.system.alias: len(book.lines) for book in core_books()
    }
    assert Event.objects.filter(verb="terminology.core_list_loaded").count() == 1
    again = make.core()
    assert all(one["same"] == sum(one.values()) for one in again.values())
    assert Event.objects.filter(verb="terminology.core_list_loaded").count() == 1


def test_a_published_edition_goes_before_the_shipped_list_and_keeps_its_words() -> None:
    make.core()
    load = make.loaded("I10;Hipertensão essencial (primária)\nZ99;Outra\n", alias="cid10", title="")
    assert load.counts["cid10"] == {"new": 1, "changed": 1, "ended": 0, "same": 0, "kept": 0}
    found = terminology.lookup("cid10", "I10")
    assert found is not None
    assert (found.display, found.is_common) == ("Hipertensão essencial (primária)", True)
    assert terminology.search("pressao alta", "cid10")[0].code == "I10"
    assert terminology.lookup("cid10", "J18.9") is not None, "what the edition does not name stays"
    make.core()
    again = terminology.lookup("cid10", "I10")
    assert again is not None
    assert again.display == "Hipertensão essencial (primária)"


def test_the_shipped_list_adds_its_words_to_an_edition_that_was_there_before() -> None:
    make.loaded("I10;Hipertensão essencial (primária)\n", alias="cid10", title="")
    assert terminology.search("pressao alta") == []
    make.core()
    assert terminology.search("pressao alta", "cid10")[0].display == "Hipertensão essencial (primária)"


def test_two_meanings_of_one_code_on_one_day_cannot_be() -> None:
    row = make.concept()
    with pytest.raises(IntegrityError, match="one_meaning_of_a_code_on_a_day"), transaction.atomic():
        Concept.objects.create(
            system=row.system, edition=row.edition, code=row.code, display="Outra", bare="a1", words="",
            during=DateRange(localdate(), None),
        )  # fmt: skip


def test_only_who_may_load_loads() -> None:
    by = make.colleague()
    with pytest.raises(Denied):
        make.asked(by=by)
    with pytest.raises(Denied):
        actions.load_core_list(by=by)
    load = make.asked()
    acts: list[Callable[[], object]] = [
        lambda: actions.begin_load(load, by=by),
        lambda: actions.finish_load(load, books=[], by=by),
        lambda: actions.fail_load(load, why="x", by=by),
    ]
    for act in acts:
        with pytest.raises(Denied):
            act()


def test_a_load_that_ended_does_not_run_again() -> None:
    load = make.loaded(TWO)
    acts: list[Callable[[], object]] = [
        lambda: actions.begin_load(load, by=system()),
        lambda: actions.finish_load(load, books=[], by=system()),
        lambda: actions.fail_load(load, why="x", by=system()),
    ]
    for act in acts:
        with pytest.raises(actions.LoadOver):
            act()
    tasks.load(load_id=str(load.pk))
    load.refresh_from_db()
    assert load.state == "done"


def test_the_worker_loads_what_was_sent_and_keeps_no_file(django_capture_on_commit_callbacks: object) -> None:
    load = make.asked(TWO, by=make.librarian())
    assert default_storage.exists(load.file)
    job = ProcrastinateJob.objects.get(task_name="terminology.load")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # a fixture of pytest-django
        tasks.load(**job.args)
    load.refresh_from_db()
    assert (load.state, load.rows_done) == ("done", load.rows_total)
    assert not default_storage.exists(load.file)


def test_a_worker_that_takes_over_goes_on() -> None:
    load = actions.begin_load(make.asked(TWO), by=system())
    assert run(load, by=system()).state == "done"
    assert Event.objects.filter(verb="terminology.load_begun", target_id=load.pk).count() == 1


def test_a_list_that_is_not_known_needs_names() -> None:
    with pytest.raises(actions.NoSuchSystem):
        make.asked(alias="")
    with pytest.raises(Invalid) as refused:
        make.asked(alias="Com Espaço", title="")
    assert set(refused.value.fields) == {"alias", "title"}
    make.loaded(TWO, uri="urn:x")
    with pytest.raises(Invalid) as refused:
        make.asked(alias="outra", uri="urn:x")
    assert set(refused.value.fields) == {"uri"}
    assert make.loaded("B2;Beta\n", title="").counts["lista"]["ended"] == 1
    assert CodeSystem.objects.get(alias="lista").title == "Lista da casa"


def test_a_file_that_is_too_big_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = ContentFile(b"x")
    content.size = actions.MOST_UPLOADED + 1
    with pytest.raises(actions.TooBig):
        actions.ask_load(kind="csv", file_name="x.csv", alias="ciap2", content=content, by=system())


def test_a_fault_of_ours_is_kept_on_the_load_and_raised() -> None:
    load = make.asked(TWO)
    default_storage.delete(load.file)
    Path(default_storage.path(load.file)).mkdir()
    try:
        assert run(load, by=system()).state == "failed", "a folder without the one file"
    finally:
        Path(default_storage.path(load.file)).rmdir()
    other = make.asked(TWO)
    Load.objects.filter(pk=other.pk).update(kind="nothing")
    with pytest.raises(KeyError):
        run(other, by=system())
    other.refresh_from_db()
    assert (other.state, other.fault_line) == ("failed", None)
    assert not Concept.objects.exists()


@pytest.mark.parametrize("kind", ["cid10", "sigtap"])
def test_a_file_of_another_kind_is_refused_in_words(kind: str) -> None:
    load = make.loaded("isto não é um zip", kind=kind)
    assert load.state == "failed"
    assert load.fault


def test_the_command_loads_and_says_what_became_of_it(tmp_path: Path) -> None:
    path = tmp_path / "ciap2.csv"
    path.write_text("A03;Febre;temperatura\nK86;Hipertensão sem complicações\n")
    out = StringIO()
    call_command("load_terminology", "csv", str(path), "--system", "ciap2", stdout=out)
    assert "2" in out.getvalue()
    found = terminology.lookup("ciap2", "k86")
    assert found is not None
    path.write_text("A03;Febre\nK86\n")
    with pytest.raises(CommandError, match="2"):
        call_command("load_terminology", "csv", str(path), "--system", "ciap2", stdout=out)
    with pytest.raises(CommandError):
        call_command("load_terminology", "csv", str(path), stdout=out)
    with pytest.raises(CommandError):
        call_command("load_terminology", "cid10", str(tmp_path / "nothing"), stdout=out)
    assert Load.objects.filter(state="failed").count() == 2
    assert connection.in_atomic_block

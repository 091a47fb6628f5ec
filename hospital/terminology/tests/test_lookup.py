"""Finding codes as people type them."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hospital import terminology
from hospital.terminology.models import Concept

from . import make

pytestmark = pytest.mark.django_db


def codes(words: str, systems: str = "", **asked: object) -> list[str]:
    return [one.code for one in terminology.search(words, systems, **asked)]  # type: ignore[arg-type]  # of search


@pytest.mark.parametrize("typed", ["J18.9", "J189", "j18.9", "j189", " j18-9 "])
def test_a_code_is_found_with_or_without_its_dot(typed: str) -> None:
    make.core()
    found = terminology.lookup("cid10", typed)
    assert found is not None
    assert found.code == "J18.9"
    assert codes(typed, "cid10") == ["J18.9"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("hipertens", "I10"), ("HIPERTENSÃO", "I10"), ("pressao alt", "I10"), ("alta press", "I10"),
        ("pneum", "J18.9"), ("derrame", "I64"), ("dipirona", "dipyrone"),
        ("infarto", "I21.9"), ("novalg", "dipyrone"), ("pas", "8480-6"), ("spo2", "59408-5"),
        ("febre am", "37"), ("8480-6", "8480-6"),
        ("hipertenção", "I10"),
    ],
)  # fmt: skip
def test_words_are_found_by_their_beginning_by_synonym_and_nearly(typed: str, code: str) -> None:
    make.core()
    assert code in codes(typed)[:3]


@pytest.mark.parametrize(
    "typed", ["", " ", "...", "\x00", "%", "_", "'", "\\", "xyzzyx", "x" * 500, "a " * 100]
)
def test_what_means_nothing_finds_nothing_and_breaks_nothing(typed: str) -> None:
    make.core()
    assert isinstance(codes(typed), list)
    assert terminology.lookup("cid10", typed) is None


def test_the_middle_of_a_word_is_no_beginning() -> None:
    make.loaded("1;Cardiopatia\n2;Pericardite\n")
    assert codes("cardio") == ["1"]


def test_what_groups_others_or_is_over_is_not_offered() -> None:
    make.loaded("A1;Alfa\n", edition_name="1", starts_on=date(2020, 1, 1))
    make.loaded("B2;Beta\n", edition_name="2", starts_on=date(2021, 1, 1))
    assert codes("alfa") == []
    assert codes("alfa", at=date(2020, 5, 5)) == ["A1"]
    Concept.objects.filter(code="B2").update(is_selectable=False)
    assert codes("beta") == []


def test_only_the_systems_that_are_asked_for_are_searched() -> None:
    make.core()
    assert {one.system.alias for one in terminology.search("pressão", "loinc ucum")} == {"loinc", "ucum"}
    assert {one.system.alias for one in terminology.search("pressão", ["http://loinc.org"])} == {"loinc"}
    assert terminology.search("pressão", "snomed") == []


def test_what_cannot_be_said_of_a_sex_is_left_out() -> None:
    make.core()
    assert "O13" in codes("gravidez", "cid10", limit=50)
    assert "O13" not in codes("gravidez", "cid10", sex="male", limit=50)
    assert "O13" in codes("gravidez", "cid10", sex="unknown", limit=50)
    prostate = terminology.lookup("cid10", "N40")
    assert prostate is not None
    assert [terminology.fits(prostate, sex) for sex in ("male", "female", "other", "unknown", "")] == [
        True, False, True, True, True,
    ]  # fmt: skip


def test_units_that_differ_by_a_letter_s_size_are_not_confused() -> None:
    make.loaded("mg;miligrama\nMg;megagrama\n", alias="ucum", title="")
    small, big = terminology.lookup("ucum", "mg"), terminology.lookup("ucum", "Mg")
    assert small is not None
    assert big is not None
    assert (small.display, big.display) == ("miligrama", "megagrama")
    assert terminology.lookup("ucum", "MG") is None


def test_what_a_form_sent_is_settled() -> None:
    make.core()
    uri = "http://hl7.org/fhir/sid/icd-10"
    assert terminology.settle(system="cid10", code="j189") == (uri, "J18.9", "Pneumonia")
    assert terminology.settle(system=uri, code="J18.9", display="Pneumonia do José") == (
        uri, "J18.9", "Pneumonia do José",
    )  # fmt: skip
    assert terminology.settle(system=uri, code="", display=" dor ") == ("", "", "dor")
    assert terminology.settle(system="http://snomed.info/sct", code="22298006", display="Infarto") == (
        "http://snomed.info/sct", "22298006", "Infarto",
    )  # fmt: skip


def test_a_search_asks_the_database_a_fixed_number_of_times() -> None:
    make.core()
    for typed, most in (("pneumonia", 2), ("xyzzyx", 3)):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            terminology.search(typed)
        assert len(asked) <= most


def test_search_uses_its_indexes() -> None:
    make.core()
    make.loaded("".join(f"X{n};Coisa {n} nome{n % 97}\n" for n in range(20_000)))
    with connection.cursor() as cursor:
        # What autovacuum does within a minute of a load.
        cursor.execute("SELECT gin_clean_pending_list('concept_by_words')")
        cursor.execute("ANALYZE terminology_concept")
    rows = Concept.objects.order_by()
    for way, index in (
        (rows.filter(words__contains=" nome42"), "concept_by_words"),
        (rows.filter(bare__startswith="x1234"), "concept_by_bare_code"),
        (rows.filter(sort_title__startswith="coisa 123"), "concept_by_title"),
        (rows.filter(words__contains=" pneum", is_common=True), "common_concept_by_words"),
    ):
        assert index in way[:500].explain(), index

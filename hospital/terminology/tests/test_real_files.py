"""The official files, whole: what is in them, and what two months of SIGTAP changed."""

from datetime import date

import pytest

from hospital import terminology
from hospital.terminology.models import Concept, Edition, Load
from hospital.terminology.tests import make
from hospital.terminology.tests.real import CID10, SIGTAP_2020, SIGTAP_2021, real

pytestmark = pytest.mark.django_db
MARCH_2020, MARCH_2021 = date(2020, 3, 1), date(2021, 3, 1)


def counts_of(load: Load, alias: str) -> dict[str, int]:
    return {name: number for name, number in load.counts[alias].items() if number}


def test_cid10_has_every_chapter_group_category_and_subcategory() -> None:
    load = make.from_path("cid10", real(CID10))
    assert load.fault == ""
    rows = Concept.objects.filter(system__alias="cid10")
    levels = {
        level: rows.filter(properties__level=level).count() for level in ("chapter", "group", "category")
    }
    assert levels == {"chapter": 22, "group": 275, "category": 2045}
    divided = rows.filter(properties__level="subcategory").count()
    undivided = 12_451 - divided  # the table names those again that are categories themselves
    categories = rows.filter(properties__level="category")
    assert undivided == categories.exclude(code__in=rows.exclude(parent="").values("parent")).count()
    cholera = terminology.lookup("cid10", "A000")
    assert cholera is not None
    assert (cholera.code, cholera.parent) == ("A00.0", "A00")
    category = terminology.lookup("cid10", "A00")
    assert category is not None
    assert category.parent == "A00-A09"
    assert Concept.objects.get(system__alias="cid10", code="A00-A09").parent == "I"
    again = make.from_path("cid10", real(CID10))
    assert counts_of(again, "cid10") == {"same": rows.count()}


def test_cid10_says_which_sex_a_code_fits() -> None:
    make.from_path("cid10", real(CID10))
    for code, sex in (
        ("C61", "male"),
        ("C53", "female"),
        ("C53.9", "female"),
        ("J18.9", ""),
        ("N40", "male"),
    ):
        found = terminology.lookup("cid10", code)
        assert found is not None
        assert found.sex == sex, code
        assert terminology.fits(found, "male") == (sex != "female")


def test_two_months_of_sigtap_differ_as_they_should() -> None:
    assert make.from_path("sigtap", real(SIGTAP_2020)).fault == ""
    assert make.from_path("sigtap", real(SIGTAP_2021)).fault == ""
    procedures = Concept.objects.filter(system__alias="sigtap", properties__level="procedure")
    before = {row.code: row for row in procedures.on(date(2021, 2, 28))}
    after = {row.code: row for row in procedures.on(MARCH_2021)}
    assert (len(before), len(after)) == (4626, 4696)
    assert len(after.keys() - before.keys()) == 87
    assert len(before.keys() - after.keys()) == 17
    both = before.keys() & after.keys()
    prices = [code for code in both if before[code].properties["prices"] != after[code].properties["prices"]]
    assert len(prices) == 22
    for code in prices:
        assert (before[code].valid_until, after[code].valid_from) == (date(2021, 2, 28), MARCH_2021)
    same = next(code for code in both if before[code] == after[code])
    assert (after[same].valid_from, after[same].valid_until) == (MARCH_2020, None)
    _other_tables_came_too()
    again = make.from_path("sigtap", real(SIGTAP_2021))
    assert all(set(counts_of(again, alias)) <= {"same"} for alias in again.counts)


def _other_tables_came_too() -> None:
    rows = {alias: Concept.objects.filter(system__alias=alias) for alias in ("cid10", "cbo", "tuss", "beds")}
    valid = {alias: found.on(MARCH_2021).count() for alias, found in rows.items()}
    assert valid == {"cid10": 14_230, "cbo": 2608, "tuss": 5766, "beds": 41}
    assert rows["beds"].on(MARCH_2020).count() == 37


def test_the_months_may_come_in_any_order() -> None:
    make.from_path("sigtap", real(SIGTAP_2021))
    make.from_path("sigtap", real(SIGTAP_2020))
    procedures = Concept.objects.filter(system__alias="sigtap", properties__level="procedure")
    assert procedures.on(date(2021, 2, 28)).count() == 4626
    assert procedures.on(MARCH_2021).count() == 4696
    assert procedures.on(date(2020, 2, 28)).count() == 0


def test_what_datasus_says_of_a_diagnosis_goes_before_what_sigtap_says() -> None:
    make.from_path("sigtap", real(SIGTAP_2020))
    make.from_path("cid10", real(CID10))
    load = make.from_path("sigtap", real(SIGTAP_2021))
    chapters = Concept.objects.filter(system__alias="cid10", properties__level="chapter")
    assert chapters.on(MARCH_2021).count() == 22
    cholera = terminology.lookup("cid10", "A00.0", MARCH_2021)
    assert cholera is not None
    assert cholera.edition.rank == Edition.Rank.OFFICIAL
    assert counts_of(load, "cid10")["kept"] > 14_000

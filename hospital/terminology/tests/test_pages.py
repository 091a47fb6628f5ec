"""/terminology in a browser without scripts."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from hospital.accounts.actions import system
from hospital.terminology import actions
from hospital.terminology.loading import run
from hospital.terminology.models import Concept, Load

from . import make

pytestmark = pytest.mark.django_db


def test_the_systems_are_listed_with_their_counts() -> None:
    make.core()
    page = make.browser(make.librarian()).get(reverse("terminology:systems"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "CID-10, doenças" in text
    assert reverse("terminology:new_load") in text
    assert reverse("terminology:new_load") not in (
        make.browser(make.colleague()).get(reverse("terminology:systems")).content.decode()
    )


def test_an_empty_hospital_is_told_what_to_do() -> None:
    page = make.browser(make.librarian()).get(reverse("terminology:systems")).content.decode()
    assert "Nenhum sistema de códigos carregado" in page


def test_codes_are_searched_and_shown() -> None:
    make.core()
    browser = make.browser(make.colleague())
    url = reverse("terminology:concepts")
    found = browser.get(url, {"q": "pressão alta", "system": "cid10"}).content.decode()
    assert "I10" in found
    assert "has" in found
    assert "Nada encontrado" in browser.get(url, {"q": "xyzzyx"}).content.decode()
    assert browser.get(url).status_code == browser.get(url, {"system": "nada"}).status_code == 200
    row = Concept.objects.get(code="I10")
    page = browser.get(row.get_absolute_url())
    assert row.display in page.content.decode()


def test_a_system_shows_its_editions() -> None:
    make.loaded("A1;Alfa\n", edition_name="Edição de 2026")
    page = make.browser(make.colleague()).get(make.system_of("lista").get_absolute_url())
    assert "Edição de 2026" in page.content.decode()


def test_a_code_shows_what_is_above_and_below_and_over_time() -> None:
    text = "code;display;parent\nA;Grupo;\nA1;Alfa;A\n"
    make.loaded(text, edition_name="1", starts_on="2020-01-01")
    make.loaded(text.replace("Alfa", "Alfa nova"), edition_name="2", starts_on="2021-01-01")
    browser = make.browser(make.colleague())
    group = Concept.objects.get(code="A")
    assert "Alfa nova" in browser.get(group.get_absolute_url()).content.decode()
    old = Concept.objects.get(display="Alfa")
    page = browser.get(old.get_absolute_url()).content.decode()
    assert "Não vale hoje" in page
    assert "Alfa nova" in page
    assert group.get_absolute_url() in page


def test_a_file_is_sent_loaded_and_its_outcome_shown() -> None:
    browser = make.browser(make.librarian())
    file = SimpleUploadedFile("ciap2.csv", b"A03;Febre\n")
    answer = browser.post(reverse("terminology:new_load"), {"kind": "csv", "alias": "ciap2", "file": file})
    load = Load.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, load.get_absolute_url())
    waiting = browser.get(load.get_absolute_url()).content.decode()
    assert 'data-poll="2"' in waiting
    load = actions.begin_load(load, by=system())
    Load.objects.filter(pk=load.pk).update(rows_done=1, rows_total=2)
    assert "Linhas lidas" in browser.get(load.get_absolute_url()).content.decode()
    run(load, by=system())
    done = browser.get(load.get_absolute_url()).content.decode()
    assert "data-poll" not in done
    assert "CIAP-2" in done
    assert "ciap2.csv" in browser.get(reverse("terminology:loads")).content.decode()


def test_prices_are_written_as_people_write_them() -> None:
    from hospital.terminology.facts import shown

    with translation.override("pt-br"):
        assert shown({"level": "procedure", "prices": {"hospital": "1504.07"}, "rubric": ""}) == [
            ("Nível", "Procedimento"), ("Serviço hospitalar, R$", "1.504,07"),
        ]  # fmt: skip


def test_a_failed_load_says_the_line() -> None:
    load = make.loaded("A1;Alfa\nB2;\n", file_name="ruim.csv")
    page = make.browser(make.librarian()).get(load.get_absolute_url()).content.decode()
    assert "linha 2" in page
    assert "Nada foi carregado" in page


def test_what_is_missing_is_said_beside_its_field() -> None:
    browser = make.browser(make.librarian())
    url = reverse("terminology:new_load")
    assert browser.get(url).status_code == 200
    answer = browser.post(url, {"kind": "csv", "file": SimpleUploadedFile("x.csv", b"A;B\n")})
    assert answer.status_code == 422
    assert "id_alias-error" in answer.content.decode()


def test_loads_are_for_who_may_load() -> None:
    browser = make.browser(make.colleague())
    load = make.asked()
    for url in (reverse("terminology:loads"), reverse("terminology:new_load"), load.get_absolute_url()):
        assert browser.get(url).status_code == 403


def test_the_queries_of_the_lists_do_not_grow() -> None:
    browser = make.browser(make.librarian())
    make.loaded("A1;Alfa\n", edition_name="1", starts_on="2020-01-01")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            for name in ("systems", "concepts", "loads"):
                assert browser.get(reverse(f"terminology:{name}"), {"q": "alfa"}).status_code == 200
            assert browser.get(make.system_of("lista").get_absolute_url()).status_code == 200
        return len(queries)

    few = asked()
    make.core()
    make.loaded("A1;Alfa\nA2;Alfabeto\n", edition_name="2", starts_on="2021-01-01")
    assert asked() == few

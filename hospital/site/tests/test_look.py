"""The components: what they promise to whoever uses them on a page."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.core.files.storage import FileSystemStorage
from django.template import engines
from django.test import RequestFactory
from django.utils.timezone import now
from django.utils.translation import override
from django_cotton.compiler_regex import CottonCompiler

from hospital.core.models import Entity
from hospital.core.pagination import Slice
from hospital.site.statics import Hashed
from hospital.site.templatetags import look

JS = Path(look.__file__).parents[1] / "static" / "site" / "js"

COLOURS = [("1", "White"), ("2", "Black")]


class Asked(forms.Form):
    name = forms.CharField(help_text="As in the document")
    born = forms.DateField(required=False)
    is_old = forms.BooleanField(required=False)
    colour = forms.ChoiceField(
        choices=[("1", "White"), ("2", "Black")], widget=forms.RadioSelect, required=False
    )
    kept = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.fixture(autouse=True)
def english() -> object:
    with override("en"):
        yield


def drawn(source: str, address: str = "/", **context: object) -> str:
    """What the engine makes of a piece of a page."""
    engine = engines["django"]
    template = engine.from_string(CottonCompiler().process(source))
    return str(template.render(context, RequestFactory().get(address)))


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Maria da Silva", "MS"), ("Érica", "É"), ("João Pedro dos Santos e Lima", "JL"), ("", ""), ("de", "")],
)
def test_initials_leave_out_the_small_words(name: str, letters: str) -> None:
    assert look.initials(name) == letters


def test_a_name_always_has_the_same_colour() -> None:
    assert look.tint("Ana Souza") == look.tint("Ana Souza")


def test_ago_says_minutes_then_days_then_the_date() -> None:
    assert look.ago(now()) == "now"
    assert look.ago(now() - timedelta(minutes=3)) == "3 min ago"
    assert look.ago(datetime(2020, 5, 6, 7, 8, tzinfo=ZoneInfo("America/Sao_Paulo"))) == "06/05/2020 07:08"


def test_money_is_written_as_in_brazil() -> None:
    with override("pt-br"):
        assert look.money(Decimal("1234.5")) == "R$\xa01.234,50"


def test_a_day_is_said_in_words() -> None:
    with override("pt-br"):
        assert (
            look.day(datetime(2026, 11, 24, tzinfo=ZoneInfo("UTC"))) == "terça-feira, 24 de novembro de 2026"
        )


@pytest.mark.parametrize("language", ["pt-br", "en"])
def test_a_birth_date_means_the_same_day_in_every_language(language: str) -> None:
    with override(language):
        form = Asked({"name": "Ana", "born": "05/06/1990"})
        assert form.is_valid()
        assert (form.cleaned_data["born"].day, form.cleaned_data["born"].month) == (5, 6)


def test_a_field_is_tied_to_its_label_its_help_and_its_fault() -> None:
    page = drawn('<c-field :field="form.name" />', form=Asked({}))

    assert 'for="id_name"' in page
    assert 'aria-describedby="id_name-error id_name-help"' in page
    assert 'id="id_name-error"' in page
    assert 'id="id_name-help"' in page
    assert 'aria-invalid="true"' in page


def test_what_was_typed_stays_after_a_refusal() -> None:
    page = drawn(
        '<c-form :form="form"><c-field :field="form.born" /></c-form>', form=Asked({"born": "31/02/1990"})
    )

    assert 'value="31/02/1990"' in page
    assert 'href="#id_born"' in page
    assert 'href="#id_name"' in page


def test_a_refusal_of_the_whole_form_is_said_in_its_own_words() -> None:
    form = Asked({"name": "Ana"})
    form.add_error(None, "The bed is taken.")

    page = drawn('<c-form :form="form"></c-form>', form=form)

    assert "<strong>The bed is taken.</strong>" in page
    assert "to mend" not in page


def test_a_date_gets_its_mask_without_being_asked() -> None:
    assert 'data-mask="date"' in drawn('<c-field :field="form.born" />', form=Asked())


def test_a_day_is_typed_as_in_brazil_whatever_the_browser_speaks() -> None:
    class Born(forms.Form):
        on = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    page = drawn('<c-field :field="form.on" />', form=Born(initial={"on": date(1990, 6, 5)}))

    assert 'value="05/06/1990"' in page
    assert 'type="date"' not in page


def test_a_group_of_choices_has_a_legend() -> None:
    page = drawn('<c-field :field="form.colour" />', form=Asked())

    assert "<legend" in page
    assert page.count('type="radio"') == 2


def test_hidden_fields_are_there_once_and_the_version_with_them() -> None:
    page = drawn(
        '<c-form :form="form" :version="version"><c-field :field="form.kept" /></c-form>',
        form=Asked(),
        version=7,
    )

    assert page.count('name="kept"') == 1
    assert '<input type="hidden" name="version" value="7">' in page


def test_a_row_opens_by_its_main_cell_and_its_address_is_escaped() -> None:
    page = drawn(
        '<c-row :href="href"><c-cell main>{{ name }}</c-cell><c-cell label="Age">7</c-cell></c-row>',
        href='/x?a=1&b="2"', name="<b>Ana</b>",
    )  # fmt: skip

    assert '<a class="row-link" href="/x?a=1&amp;b=&quot;2&quot;">' in page
    assert page.count("href=") == 1
    assert "&lt;b&gt;Ana&lt;/b&gt;" in page
    assert 'data-label="Age"' in page


def test_the_pager_keeps_the_filters_and_goes_on_and_back() -> None:
    rows: Slice[Entity] = Slice([], "next-one", None)

    page = drawn('<c-pager :page="page" />', "/list?q=ana&cursor=here", page=rows)

    assert 'href="?q=ana&amp;cursor=next-one"' in page
    assert 'href="?q=ana"' in page


def test_an_empty_fact_says_that_nothing_is_recorded() -> None:
    assert "not recorded" in drawn('<c-fact label="RG">{{ nothing }}</c-fact>', nothing="")
    assert "not recorded" not in drawn('<c-fact label="RG">12</c-fact>')


@pytest.mark.parametrize(
    ("given", "said"),
    [("", "Allergies not asked"), ("none", "Denies allergies"), ("dipirona", "Allergy: dipirona")],
)
def test_the_wristband_always_says_something_of_allergies(given: str, said: str) -> None:
    assert said in drawn('<c-band name="Ana" allergies="{{ given }}" />', given=given)


def test_the_wristband_shows_the_civil_name_only_beside_a_social_name() -> None:
    assert "Civil name" not in drawn('<c-band name="Ana" />')
    assert "Civil name: Rui" in drawn('<c-band name="Ana" legal="Rui" />')


def test_a_tab_knows_the_address_it_is_on() -> None:
    page = drawn('<c-tab href="/a">A</c-tab><c-tab href="/b">B</c-tab>', "/b")

    assert page.index("aria-current") > page.index('href="/b"')
    assert page.count("aria-current") == 1


def test_only_what_differs_is_shown_of_a_change() -> None:
    shown = list(look.differences({"a": 1, "b": True, "c": None}, {"a": 1, "b": False, "c": "x"}))

    assert shown == [("b", "yes", "no"), ("c", "", "x")]


def test_a_component_does_not_take_what_it_was_not_given() -> None:
    assert "Not for you" not in drawn("<c-panel>x</c-panel>", title="Not for you")


def test_a_block_may_be_shown_twice_or_not_at_all() -> None:
    page = drawn(
        "{% load look %}{% capture words %} {{ x }} {% endcapture %}[{{ words }}][{{ words }}]", x="<i>"
    )

    assert page == "[&lt;i&gt;][&lt;i&gt;]"


def test_scripts_import_each_other_under_hashed_names(tmp_path: Path) -> None:
    store = Hashed(location=tmp_path, base_url="/static/")
    source = FileSystemStorage(location=JS)
    names = [path.name for path in JS.glob("*.js")]
    for name in names:
        with source.open(name) as script:
            store.save(name, script)

    list(store.post_process({name: (source, name) for name in names}))

    main = (tmp_path / store.stored_name("main.js")).read_text()
    assert f'"./{store.stored_name("lock.js")}"' in main

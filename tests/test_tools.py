"""The tools that make and check what is not code: translations, icons, the environment."""

from pathlib import Path

import pytest

from tools import assets, messages, setup

CODE = """
from django.utils.translation import gettext as _, ngettext
def greet(n): return _("Welcome, %(name)s"), ngettext("%(n)d bed", "%(n)d beds", n)
"""
TEMPLATE = """
  {% load i18n %}
  <p title="{% translate "Close" %}">{% blocktranslate %}Hello {{ who }}{% endblocktranslate %}</p>
"""
PORTUGUESE = """
msgid "Welcome, %(name)s"
msgstr "Boas-vindas, %(name)s"

msgid "%(n)d bed"
msgid_plural "%(n)d beds"
msgstr[0] "%(n)d leito"
msgstr[1] "%(n)d leitos"

msgid "Close"
msgstr "Fechar"

msgid "Hello %(who)s"
msgstr "Olá, %(who)s"
"""


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An app of two files, the only one of its project, with all of its Portuguese."""
    made = tmp_path / "hospital" / "ward"
    (made / "templates").mkdir(parents=True)
    (made / "__init__.py").write_text(CODE)
    (made / "templates" / "page.html").write_text(TEMPLATE)
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    translate(made, PORTUGUESE)
    return made


def translate(app: Path, text: str) -> None:
    path = messages.po_file(app)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(messages.HEADER + text.encode())


def test_a_translated_app_has_no_fault(app: Path) -> None:
    assert messages.check() == 0


@pytest.mark.parametrize(
    ("good", "bad", "says"),
    [
        ('msgstr "Fechar"', 'msgstr ""', 'no Portuguese for "Close"'),
        ('msgid "Close"', '#, fuzzy\nmsgid "Close"', 'only guessed: "Close"'),
        ("Boas-vindas, %(name)s", "Boas-vindas", "%(name)s"),
        ('msgid "Close"', 'msgid "Shut"', 'no longer used: "Shut"'),
        ("%(n)d leitos", "", 'no Portuguese for "%(n)d bed"'),
    ],
)
def test_each_fault_is_named(
    app: Path, capsys: pytest.CaptureFixture[str], good: str, bad: str, says: str
) -> None:
    translate(app, PORTUGUESE.replace(good, bad))
    assert messages.check() > 0
    assert says in capsys.readouterr().out


def test_two_apps_may_not_translate_one_text_differently(
    app: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = app.with_name("theatre")
    other.mkdir()
    (other / "__init__.py").write_text('from x import gettext as _\n_("Close")\n')
    translate(other, 'msgid "Close"\nmsgstr "Cerrar"\n')
    assert messages.check() == 1
    assert "theatre and ward" in capsys.readouterr().out


def test_new_texts_are_added_empty_and_old_ones_go(app: Path) -> None:
    translate(app, PORTUGUESE.replace('msgid "Close"', 'msgid "Shut"'))
    messages.update()
    text = messages.po_file(app).read_text()
    assert 'msgid "Close"\nmsgstr ""' in text
    assert "Shut" not in text
    assert "Boas-vindas" in text


def test_compiled_texts_are_what_django_reads(app: Path) -> None:
    messages.compile_all()
    assert b"Boas-vindas" in messages.po_file(app).with_suffix(".mo").read_bytes()


def test_every_icon_of_a_template_is_in_the_sprite(tmp_path: Path) -> None:
    assets.make_icons(tmp_path / "icons.svg")
    sprite = (tmp_path / "icons.svg").read_text()
    assert {"house", "search"} <= set(assets.icon_names())
    assert all(f'<symbol id="{name}"' in sprite for name in assets.icon_names())


def test_an_icon_that_does_not_exist_ends_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "ICONS", ["house", "no-such-icon"])
    with pytest.raises(SystemExit, match="no-such-icon"):
        assets.make_icons(tmp_path / "icons.svg")


def test_the_lock_names_digests_and_no_host() -> None:
    for lock in setup.LOCKS:
        text = (setup.ROOT / lock).read_text()
        assert "://" not in text
        assert text.count("==") <= text.count("--hash=sha256:")

"""Each rule of the house lint turns red for what it forbids, and stays green for what the house does."""

from pathlib import Path

import pytest

from tools import houselint

LONG = "def long() -> None:\n" + "    x = 1\n" * 25
SHORT = 'def short() -> None:\n    """One.\n\n    Two.\n    """\n\n' + "    # why\n    x = 1\n\n" * 24
ACTION = """
@transaction.atomic
def admit(patient, *, bed, by: User):
    by.require("admissions.admit_patient")
    audit.record("admissions.admitted", patient, by=by)
"""
HELPED = """
@transaction.atomic
def admit(patient, *, by: User):
    _check(patient, by)
    discharge(patient, by=by)

def _check(patient, by):
    by.require("admissions.admit_patient")
"""


def found(name: str, text: str) -> list[str]:
    return [fault for _, fault in houselint.faults(name, text)]


FORBIDDEN = [
    ("hospital/beds/api.py", "rows = Bed.objects.all()", "read through objects.visible_to"),
    ("hospital/beds/pages.py", "rows = Bed.objects.filter(pk=1)", "read through objects.visible_to"),
    ("hospital/beds/pages/board.py", "Bed.objects.get(pk=1)", "read through objects.visible_to"),
    ("hospital/integrations/fhir/bed.py", "Bed._default_manager.all()", "read through objects.visible_to"),
    ("hospital/beds/schemas.py", "Bed.objects.first()", "read through objects.visible_to"),
    ("hospital/beds/api.py", "bed.save()", "a face never writes"),
    ("hospital/beds/api.py", "Bed.objects.visible_to(user).update(free=True)", "a face never writes"),
    ("hospital/beds/pages.py", "bed.stays.create(patient=patient)", "a face never writes"),
    ("hospital/beds/rules.py", LONG, "long() has 26 lines"),
    ("hospital/beds/rules.py", "x = 1\n" * 401, "401 lines"),
    ("hospital/site/static/site/css/big.css", "a {}\n" * 401, "401 lines"),
    ("hospital/beds/rules.py", "from typing import Any\n", "import of Any"),
    ("hospital/beds/rules.py", "x = f()  # type: ignore[misc]\n", "give the code and the reason"),
    ("hospital/beds/rules.py", "x = f()  # type: ignore\n", "give the code and the reason"),
    ("hospital/beds/rules.py", "x = f()  # noqa: S603\n", "give the code and the reason"),
    ("hospital/beds/rules.py", "x = f()  # noqa\n", "give the code and the reason"),
    ("hospital/beds/rules.py", "print(1)", "print()"),
    ("hospital/beds/rules.py", "mark_safe(text)", "mark_safe()"),
    ("hospital/beds/rules.py", "try:\n    f()\nexcept Exception:\n    pass", "except Exception"),
    ("hospital/beds/rules.py", "try:\n    f()\nexcept:\n    pass", "except Exception"),
    (
        "hospital/beds/rules.py",
        "try:\n    f()\nexcept (ValueError, BaseException):\n    pass",
        "except Exception",
    ),
    ("docs/setup.md", "See https://pypi" + ".org/x", "no registry's host"),
    ("docs/setup.md", "Run /ro" + "ot/x", "no machine's path"),
    ("hospital/beds/rules.py", 'x = "/wo' + 'rk/main"', "no machine's path"),
    ("hospital/beds/templates/a.html", '<p style="color:red">', "no inline style or handler"),
    ("hospital/beds/templates/a.html", "<p onclick='go()'>", "no inline style or handler"),
    ("hospital/beds/templates/a.html", '<a href="javascript:go()">', "no inline style or handler"),
    ("hospital/beds/templates/a.html", "<script>go()</script>", "no inline script"),
    ("hospital/beds/templates/a.html", "<style>a{}</style>", "no inline script or style"),
    ("hospital/beds/templates/a.html", "{{ name|safe }}", "|safe"),
    ("hospital/beds/templates/a.html", "{% autoescape off %}", "|safe"),
    ("hospital/beds/templates/a.html", "<p>{{ name }} is free</p>", "'is free': translate it"),
    ("hospital/beds/templates/a.html", '<input placeholder="Search">', 'placeholder="Search"'),
    ("hospital/beds/templates/a.html", '<c-button label="Save" />', 'label="Save"'),
    ("hospital/beds/actions.py", ACTION.replace("@transaction.atomic\n", ""), "@transaction.atomic"),
    ("hospital/beds/actions.py", ACTION.replace("by: User", "by: User | None = None"), "without a default"),
    ("hospital/beds/actions.py", ACTION.replace("*, bed, by: User", "bed, by"), "the rest keyword-only"),
    ("hospital/beds/actions.py", ACTION.replace("by.require", "by.has_perm"), "never calls by.require()"),
    ("hospital/beds/actions/stays.py", ACTION.replace("audit", "# audit"), "never calls audit.record()"),
    ("hospital/beds/actions.py", "def tidy(bed):\n    bed.save()\n", "who acts is `by`"),
]


@pytest.mark.parametrize(("name", "text", "fault"), FORBIDDEN)
def test_the_lint_turns_red(name: str, text: str, fault: str) -> None:
    assert any(fault in line for line in found(name, text)), found(name, text)


ALLOWED = [
    ("hospital/beds/api.py", "Bed.objects.visible_to(request.user).filter(free=True); data.update(a=1)"),
    ("hospital/beds/actions.py", "bed = Bed.objects.get(pk=1)"),
    ("hospital/beds/tests/test_api.py", "Bed.objects.all(); bed.save(); print(1)"),
    ("hospital/beds/rules.py", SHORT),
    ("hospital/beds/migrations/0001_initial.py", "x = 1\n" * 500),
    ("hospital/site/static/vendor/htmx.js", "x = 1\n" * 500),
    ("hospital/beds/rules.py", "from typing import Any  # Any: JSON bodies\n"),
    ("hospital/beds/rules.py", "x = f()  # type: ignore[misc]  # the stubs are older\n"),
    ("hospital/beds/rules.py", "x = f()  # noqa: S603  the program is ours\n"),
    ("hospital/beds/rules.py", "mark_safe(text)  # noqa: S308  built from escaped parts"),
    ("hospital/beds/rules.py", "text = '# noqa'; other = '# type: ignore'"),
    ("docs/setup.md", "GET /api/v1/beds/work/ and https://example.org/home/x"),
    ("hospital/beds/templates/a.html", "<p>{% translate 'Free' %} · {{ n }} <kbd>Ctrl K</kbd> CPF</p>"),
    ("hospital/beds/templates/a.html", "{% blocktranslate %}<b>{{ n }}</b>\nfree{% endblocktranslate %}"),
    ("hospital/beds/templates/a.html", "<script src=\"{% static 'a.js' %}\" defer></script>"),
    ("hospital/beds/templates/a.html", '<script type="application/json">{"a": 1}</script>'),
    ("hospital/beds/templates/a.html", '<a {% if x %}class="on"{% endif %} title="{% translate "Go" %}">'),
    ("hospital/beds/templates/a.html", "<a>{# why #}</a>"),
    ("hospital/beds/templates/words.html", "data-word-failed=\"{% translate 'Failed' %}\""),
    ("hospital/beds/actions.py", ACTION),
    ("hospital/beds/actions.py", HELPED),
    ("hospital/beds/actions.py", "def known(codes):\n    return sorted(codes)\n"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), ALLOWED)
def test_the_lint_stays_green(name: str, text: str) -> None:
    assert found(name, text) == []


@pytest.mark.parametrize(
    ("names", "fault"),
    [
        (["0001_initial", "0003_beds_have_isolation"], "numbers have no gap"),
        (["0001_initial", "0002_beds", "0002_wards"], "no twin"),
        (["0001_initial", "0002_auto_20260101"], "name it"),
        (["0001_initial", "0002_bed_ward_and_more"], "name it"),
    ],
)
def test_migrations_are_linear_and_named(names: list[str], fault: str) -> None:
    assert any(fault in text for _, text in houselint.misnamed(names))


def test_the_last_migration_is_written_down(tmp_path: Path) -> None:
    folder = tmp_path / "hospital/beds/migrations"
    folder.mkdir(parents=True)
    (folder / "0001_initial.py").touch()
    assert [text for _, text in houselint.migration_faults(tmp_path)] == ["must say 0001_initial"]
    (folder / "max_migration.txt").write_text("0001_initial\n")
    assert not list(houselint.migration_faults(tmp_path))


def test_excuses_name_functions_that_exist_and_say_why() -> None:
    for name, excuse in houselint.EXCUSED.items():
        app, function = name.split(".")
        sources = [
            *houselint.ROOT.glob(f"hospital/{app}/actions*.py"),
            *houselint.ROOT.glob(f"hospital/{app}/actions/*.py"),
        ]
        assert any(f"def {function}(" in source.read_text() for source in sources), name
        assert all(excuse.values()), name

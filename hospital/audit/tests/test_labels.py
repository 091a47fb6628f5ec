"""Whatever the code records, the auditor reads in words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import override

from hospital.audit import labels

APPS = Path(__file__).parents[2]


def test_every_verb_that_is_recorded_has_words() -> None:
    declared = set(labels.verbs())
    recorded = {verb for path in _code() for verb in _verbs(path)}
    assert recorded
    assert sorted(verb for verb in recorded if not any(re.fullmatch(verb, known) for known in declared)) == []


def test_every_verb_that_has_words_is_recorded_somewhere() -> None:
    said = {text for path in _code() for text in _strings(path)}
    patterns = {verb for path in _code() for verb in _verbs(path)}
    silent = set(labels.verbs()) - said
    assert sorted(verb for verb in silent if not any(re.fullmatch(one, verb) for one in patterns)) == []


def test_everything_that_is_looked_at_has_words() -> None:
    looked_at = {keyword for path in _code() for keyword in _whats(path)}
    assert sorted(looked_at - set(labels.things())) == []


def test_the_words_are_portuguese_in_portuguese() -> None:
    """A text that is not lazy is the same in every language, such as the name of a FHIR resource."""
    texts = {
        code: text for code, text in (labels.verbs() | labels.things()).items() if not isinstance(text, str)
    }
    with override("pt-br"):
        words = {code: str(text) for code, text in texts.items()}
    with override("en"):
        assert sorted(code for code, text in texts.items() if words[code] == str(text)) == []


def _code() -> Iterator[Path]:
    """The code of every app, without tests and the pages of words themselves."""
    for path in APPS.rglob("*.py"):
        if "tests" not in path.parts and "migrations" not in path.parts and path.name != "events.py":
            yield path


def _verbs(path: Path) -> Iterator[str]:
    """The verb of each call of audit.record as a pattern: what is filled in while running fits anything."""
    for call in ast.walk(ast.parse(path.read_text())):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "audit.record" and call.args:
            given = call.args[0]
            for verb in (given.body, given.orelse) if isinstance(given, ast.IfExp) else (given,):
                parts = verb.values if isinstance(verb, ast.JoinedStr) else [verb]
                if not isinstance(verb, ast.Name):
                    yield "".join(
                        re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"\w+" for p in parts
                    )


def _strings(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _whats(path: Path) -> Iterator[str]:
    """What is given as `what`, as an argument or as its default."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.keyword) and node.arg == "what" and isinstance(node.value, ast.Constant):
            yield from [str(node.value.value)] if node.value.value else []
        if isinstance(node, ast.FunctionDef):
            named = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
            yield from (
                str(d.value) for a, d in named if a.arg == "what" and isinstance(d, ast.Constant) and d.value
            )

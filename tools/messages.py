#!/usr/bin/env python3
"""The Portuguese of every app, without gettext: list new texts, check the translations, compile them.

tools/messages.py check      say what has no translation, is not used, or has other placeholders (exit 1)
tools/messages.py update     add new texts to each app's django.po, drop those no longer used
tools/messages.py compile    write the .mo files that Django reads
"""

import io
import re
import sys
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
LANGUAGE = "pt_BR"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
COMMENT = "Translators:"
HEADER = rb"""msgid ""
msgstr ""
"Project-Id-Version: Hospital\n"
"Language: pt_BR\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\n"

"""
NOT_OURS = {"migrations", "tests", "static", "locale"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
Key = tuple[str, str | None]


def apps() -> list[Path]:
    """The app folders."""
    return sorted(path.parent for path in ROOT.glob("hospital/*/__init__.py"))


def po_file(app: Path) -> Path:
    """Where the app's Portuguese is."""
    return app / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def texts(app: Path) -> Catalog:
    """Every text of the app's code and templates that asks to be translated."""
    found = Catalog(locale=LANGUAGE)
    for path in sorted(chain(app.rglob("*.py"), app.rglob("*.html"), app.rglob("*.txt"))):
        if NOT_OURS.isdisjoint(path.relative_to(app).parts):
            for _line, message, comments, context in extract(
                "python", _source(path), KEYWORDS, ["Translators:"]
            ):
                found.add(message, auto_comments=comments, context=context)
    return found


def translations(app: Path) -> Catalog:
    """What is translated so far. Raises PoFileError for a file that cannot be read."""
    path = po_file(app)
    if not path.exists():
        return Catalog(locale=LANGUAGE, project="Hospital", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE, abort_invalid=True)


def check() -> int:
    """Print every fault; the number of them."""
    faults = [f"{po_file(app).relative_to(ROOT)}: {fault}" for app in apps() for fault in _faults(app)]
    faults += _contradictions()
    print("\n".join(faults) or "Every text has its Portuguese.")
    return len(faults)


def update() -> int:
    """Bring each django.po up to its code: new texts come last and empty; never guesses a translation."""
    for app in apps():
        wanted, known = texts(app), translations(app)
        used = {_key(message) for message in wanted if message.id}
        for message in [message for message in known if message.id]:
            if _key(message) not in used:
                known.delete(message.id, message.context)
        have = {_key(message) for message in known if message.id}
        for message in wanted:
            if message.id and _key(message) not in have:
                known.add(message.id, auto_comments=message.auto_comments, context=message.context)
        known.obsolete.clear()
        if len(known):
            file = io.BytesIO(HEADER)
            file.seek(0, io.SEEK_END)
            write_po(file, known, width=110, no_location=True, omit_header=True)
            _write(po_file(app), file)
    return 0


def compile_all() -> int:
    """Write each .mo that is older than its .po."""
    for app in apps():
        path, binary = po_file(app), po_file(app).with_suffix(".mo")
        if path.exists() and (not binary.exists() or binary.stat().st_mtime < path.stat().st_mtime):
            file = io.BytesIO()
            write_mo(file, translations(app))
            _write(binary, file)
    return 0


def _source(path: Path) -> io.BytesIO:
    text = path.read_text()
    if path.suffix != ".py":
        # The template becomes calls among blanks; its indentation would be a fault in Python.
        text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())
    return io.BytesIO(text.encode())


def _faults(app: Path) -> Iterator[str]:
    try:
        known = {_key(message): message for message in translations(app) if message.id}
    except PoFileError as error:
        yield f"cannot be read: {error}"
        return
    used = {_key(message): message for message in texts(app) if message.id}
    for key, message in used.items():
        yield from _faults_of(known.get(key), message)
    for key in known.keys() - used.keys():
        yield f'no longer used: "{key[0]}" (tools/messages.py update)'


def _faults_of(translation: Message | None, message: Message) -> Iterator[str]:
    name = _key(message)[0]
    if translation is None or not all(_forms(translation.string)):
        yield f'no Portuguese for "{name}"'
    elif translation.fuzzy:
        yield f'only guessed: "{name}"'
    else:
        wanted = {mark for form in _forms(message.id) for mark in PLACEHOLDER.findall(form)}
        given = {mark for form in _forms(translation.string) for mark in PLACEHOLDER.findall(form)}
        if wanted != given:
            yield f'other placeholders than in "{name}": {" ".join(sorted(wanted ^ given))}'


def _contradictions() -> Iterator[str]:
    """Django puts all apps' texts in one heap, where only one translation of a text wins."""
    first: dict[Key, tuple[object, Path]] = {}
    for app in apps():
        for message in translations(app):
            if not message.id or not all(_forms(message.string)):
                continue
            string, other = first.setdefault(_key(message), (message.string, app))
            if string != message.string:
                yield f'"{_key(message)[0]}" is translated differently in {other.name} and {app.name}'


def _key(message: Message) -> Key:
    return _forms(message.id)[0], message.context


def _forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def _write(path: Path, file: io.BytesIO) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}")
    draft.write_bytes(file.getvalue())
    draft.replace(path)


COMMANDS = {"check": check, "update": update, "compile": compile_all}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        sys.exit(__doc__)
    sys.exit(min(COMMANDS[sys.argv[1]](), 1))

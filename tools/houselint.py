#!/usr/bin/env python3
"""The house rules that a program can read; prints the lines that break one and exits 1.

How things are counted: a file's lines are all its lines. A function's lines run from its `def` to its end
without its docstring, blank lines and lines that are only a comment; what is nested in it counts too.
Migrations, vendored files and catalogues are not measured.
"""

import ast
import re
import subprocess
import sys
import tokenize
from collections.abc import Callable, Iterable, Iterator
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILE_LINES, FUNCTION_LINES = 400, 25

FACES = re.compile(r"/(api|pages|schemas|forms)(\.py$|/)|/fhir/(?!tests/)")
ACTIONS = re.compile(r"^hospital/\w+/actions(\.py$|/(?!__init__))")
TESTS = re.compile(r"(^|/)tests/|(^|/)conftest\.py$")
WRITES = {"save", "create", "delete", "bulk_create", "get_or_create", "update_or_create", "bulk_update"}
ROWS = {"objects", "filter", "exclude", "all", "visible_to", "active", "usable"}

REASONED = re.compile(
    r"# type: ignore\[[\w, -]+\]\s*(#|--)\s*\w|# noqa: [A-Z]+\d+(, ?[A-Z]+\d+)*\s+(#\s*)?[\w`]"
)
EXCUSE = re.compile(r"# (type: ignore|noqa)")

# The backslashes keep this file from naming what it looks for.
ELSEWHERE = re.compile(
    r"pypi\.org|pythonhosted\.org|npmjs\.(org|com)|deb\.debian\.org|crates\.io"
    r"|(?<![\w.}/-])/(work|root|home)/[\w.]"
)
TEXT_KINDS = {
    ".py", ".html", ".css", ".js", ".md", ".toml", ".txt", ".po", ".json", ".sh", ".yml", ".cfg", ".ini", "",
}  # fmt: skip

# Words of a template that are the same in every language.
SAME_EVERYWHERE = {
    "Hospital", "CPF", "CNS", "CNES", "CNPJ", "CEP", "CBO", "UF", "SUS", "FHIR", "ID", "min",
    "JSON", "CSV", "NDJSON", "API", "OpenAPI", "PDF", "Ctrl", "Esc", "Enter", "Português", "English",
    "PT", "EN",
}  # fmt: skip
SPOKEN = {"title", "alt", "placeholder", "aria-label", "label", "heading", "hint", "empty"}

# Public functions of an actions module that break a rule of actions, and why they may.
EXCUSED: dict[str, dict[str, str]] = {
    "accounts.system": {
        "by": "it makes the account that acts when nobody does",
        "require": "as by",
        "record": "as by",
    },
    "accounts.complete": {"require": "coming in is for whoever has proven who she is"},
    "accounts.sign_out": {"require": "everybody may leave"},
    "accounts.end_session": {"require": "one sees one's own sessions, or all of them with a permission"},
    "accounts.lock_session": {"require": "one's own"},
    "accounts.unlock_session": {"require": "one's own"},
    "accounts.begin_session": {"require": "one's own"},
    "accounts.issue_personal_token": {"require": "one's own"},
    "accounts.change_profile": {"require": "one's own"},
    "accounts.note_second_factor": {"require": "one's own"},
    "beds.swap": {"keyword": "two patients of equal standing change beds"},
    "accounts.sweep": {"record": "what it throws away is no fact any more"},
}
# Files that may catch everything, and why.
CATCH_ALL: dict[str, str] = {}
# Files that speak to a terminal.
SPEAKING = {"hospital/site/serving.py", "hospital/site/opening.py"}

Fault = tuple[int, str]
Rule = Callable[[str, str], Iterator[Fault]]


def main() -> int:
    """Check every file that git knows or would add."""
    found = [
        f"{name}:{line} {text}"
        for name in tracked()
        for line, text in faults(name, (ROOT / name).read_text(errors="replace"))
    ]
    found += [f"{place} {text}" for place, text in migration_faults(ROOT)]
    print(*found, sep="\n", end="\n" if found else "")
    return bool(found)


def tracked() -> list[str]:
    """Text files of the project, relative to its root."""
    done = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],  # noqa: S607  git is found where the system keeps it
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    names = sorted(set(done.stdout.splitlines()))
    return [name for name in names if Path(name).suffix in TEXT_KINDS and (ROOT / name).is_file()]


def faults(name: str, text: str) -> Iterator[Fault]:
    """What is wrong with the file `name` whose content is `text`."""
    yield from elsewhere(name, text)
    if "/vendor/" in name or "/migrations/" in name:
        return
    if Path(name).suffix in {".py", ".html", ".css", ".js"}:
        yield from too_long(name, text)
    if name.endswith(".html"):
        yield from template_faults(name, text)
    if name.endswith(".py"):
        yield from python_faults(name, text)


def elsewhere(name: str, text: str) -> Iterator[Fault]:
    """Hosts of package registries and paths of one machine."""
    for number, line in enumerate(text.splitlines(), 1):
        if found := ELSEWHERE.search(line):
            yield number, f"{found[0]}: no registry's host and no machine's path in a project file"


def too_long(name: str, text: str) -> Iterator[Fault]:
    count = len(text.splitlines())
    if count > FILE_LINES:
        yield FILE_LINES, f"{count} lines: a file has {FILE_LINES} at most"


def python_faults(name: str, text: str) -> Iterator[Fault]:
    tree = ast.parse(text)
    comments = comments_of(text)
    yield from long_functions(tree, text)
    yield from reasons(comments)
    yield from any_without_reason(tree, comments)
    if name.startswith("hospital/") and not TESTS.search(name):
        yield from loose_calls(name, tree, comments)
        if FACES.search(name):
            yield from face_faults(tree)
        if ACTIONS.match(name):
            yield from action_faults(name.split("/")[1], tree)


def comments_of(text: str) -> dict[int, str]:
    """The comment of each line that has one."""
    tokens = tokenize.generate_tokens(StringIO(text).readline)
    return {token.start[0]: token.string for token in tokens if token.type == tokenize.COMMENT}


def long_functions(tree: ast.AST, text: str) -> Iterator[Fault]:
    lines = text.splitlines()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            count = code_lines(node, lines)
            if count > FUNCTION_LINES:
                yield node.lineno, f"{node.name}() has {count} lines: a function has {FUNCTION_LINES} at most"


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef, lines: list[str]) -> int:
    """The lines of a function as this house counts them; see the top of this file."""
    numbers = set(range(function.lineno, (function.end_lineno or function.lineno) + 1))
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        numbers -= set(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    return sum(1 for n in numbers if lines[n - 1].strip() and not lines[n - 1].lstrip().startswith("#"))


def reasons(comments: dict[int, str]) -> Iterator[Fault]:
    for number, comment in comments.items():
        if EXCUSE.search(comment) and not REASONED.search(comment):
            yield number, f"{comment}: give the code and the reason"


def any_without_reason(tree: ast.AST, comments: dict[int, str]) -> Iterator[Fault]:
    """The import of Any says what is of any type; `# Any: see above` at a use is for the reader."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and any(alias.name == "Any" for alias in node.names):
            spoken = [comments.get(n, "") for n in range(node.lineno, (node.end_lineno or node.lineno) + 1)]
            if not any(re.search(r"Any: \w", comment) for comment in spoken):
                yield node.lineno, "import of Any: say `# Any: why`"


def loose_calls(name: str, tree: ast.AST, comments: dict[int, str]) -> Iterator[Fault]:
    """print, mark_safe without a reason, and catching everything."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) == "print" and name not in SPEAKING:
            yield node.lineno, "print(): log it, or write to self.stdout"
        elif isinstance(node, ast.Call) and called(node) in {"mark_safe", "SafeString"}:
            if not re.search(r"safe: \w|S308\s+(# )?\w", comments.get(node.lineno, "")):
                yield node.lineno, "mark_safe(): say `# noqa: S308  why`"
        elif isinstance(node, ast.ExceptHandler) and name not in CATCH_ALL and catches_all(node):
            yield node.lineno, "except Exception: name what can be raised"


def called(node: ast.Call) -> str:
    """The last name of what is called."""
    function = node.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def catches_all(node: ast.ExceptHandler) -> bool:
    kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    return any(kind is None or ast.unparse(kind) in {"Exception", "BaseException"} for kind in kinds)


def face_faults(tree: ast.AST) -> Iterator[Fault]:
    """Faces read through objects.visible_to() and never write."""
    routes = {id(mark) for node in ast.walk(tree) for mark in getattr(node, "decorator_list", ())}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and past_the_eyes(node):
            yield node.lineno, f"objects.{node.attr}: read through objects.visible_to(user)"
        elif id(node) in routes:
            continue
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and writes(node.func):
            yield node.lineno, f".{node.func.attr}(): a face never writes; call an action"


def past_the_eyes(node: ast.Attribute) -> bool:
    managers = {"objects", "_default_manager", "_base_manager"}
    return getattr(node.value, "attr", "") in managers and node.attr != "visible_to"


def writes(function: ast.Attribute) -> bool:
    on_rows = any(isinstance(part, ast.Attribute) and part.attr in ROWS for part in ast.walk(function.value))
    return function.attr in WRITES or (function.attr == "update" and on_rows)


def action_faults(app: str, tree: ast.Module) -> Iterator[Fault]:
    """Every public function that writes is an action: `by` without default, atomic, require, audit.record."""
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    for name, function in functions.items():
        if name.startswith("_") or not is_action(function, functions):
            continue
        excuses = EXCUSED.get(f"{app}.{name}", {})
        for word, text in broken(function, functions):
            if word not in excuses:
                yield function.lineno, f"{name}(): {text}"


def is_action(function: ast.FunctionDef, functions: dict[str, ast.FunctionDef]) -> bool:
    """Decorated as one transaction, told who acts, or writing rows; anything else only helps."""
    return is_atomic(function) or "by" in arguments(function) or bool(reach(function, functions) & WRITES)


def is_atomic(function: ast.FunctionDef) -> bool:
    return any("atomic" in ast.unparse(decorator) for decorator in function.decorator_list)


def arguments(function: ast.FunctionDef) -> set[str]:
    return {argument.arg for argument in [*function.args.args, *function.args.kwonlyargs]}


def broken(function: ast.FunctionDef, functions: dict[str, ast.FunctionDef]) -> Iterator[tuple[str, str]]:
    """The words of the rules that this action breaks."""
    given = function.args
    defaults = {a.arg: d for a, d in zip(given.kwonlyargs, given.kw_defaults, strict=True)}
    if len(given.args) > 1:
        yield "keyword", "the object first, the rest keyword-only"
    if "by" not in defaults or defaults["by"] is not None:
        yield "by", "who acts is `by`, keyword-only and without a default"
    if not is_atomic(function):
        yield "atomic", "decorate it with @transaction.atomic"
    reached = reach(function, functions)
    if not reached & {"require", "delegated"}:
        yield "require", "it never calls by.require()"
    if not reached & {"record", "access", "delegated"}:
        yield "record", "it never calls audit.record()"


def reach(
    function: ast.FunctionDef, functions: dict[str, ast.FunctionDef], seen: frozenset[str] = frozenset()
) -> set[str]:
    """The names that it calls itself or through the functions of its module; "delegated" when it calls
    another module's action with `by`."""
    found: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            name = called(node)
            found.add(name)
            if isinstance(node.func, ast.Name) and name in functions and name not in seen:
                found |= reach(functions[name], functions, seen | {name, function.name})
            elif name not in {"record", "access"} and any(keyword.arg == "by" for keyword in node.keywords):
                found.add("delegated")
    return found


class Markup(HTMLParser):
    """Reads a template whose Django tags have been blanked."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Fault] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        names = {name for name, _ in attrs}
        if tag == "style" or (
            tag == "script" and "src" not in names and ("type", "application/json") not in attrs
        ):
            self._say(f"<{tag}>: no inline script or style")
        for name, value in attrs:
            if re.fullmatch(r"style|on[a-z]+", name) or (value or "").strip().startswith("javascript:"):
                self._say(f"{name}=: no inline style or handler")
            if name in SPOKEN and is_language(value or ""):
                self._say(f'{name}="{value}": translate it')

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        while tag in self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        data = re.sub(r'[\w:-]+="', " ", data)  # a template may hold nothing but the attributes of a tag
        if not {"kbd", "c-kbd", "code", "script", "style", "svg"} & set(self.open) and is_language(data):
            self._say(f"{' '.join(data.split())!r}: translate it")

    def _say(self, text: str) -> None:
        self.found.append((self.getpos()[0], text))


def is_language(text: str) -> bool:
    """Whether there is a word that people would translate."""
    return bool(set(re.findall(r"[^\W\d_]{2,}", text)) - SAME_EVERYWHERE)


def template_faults(name: str, text: str) -> Iterator[Fault]:
    for number, line in enumerate(text.splitlines(), 1):
        if re.search(r"\|\s*safe\b|\{%\s*autoescape off", line) and "safe: " not in line:
            yield number, "|safe: say {# safe: why #} on the line"
    reader = Markup()
    reader.feed(without_tags(text))
    yield from reader.found


def without_tags(text: str) -> str:
    """The template with Django's tags, variables, comments and translated blocks blanked, line for line."""
    hidden = (
        r"\{%\s*comment.*?endcomment\s*%\}",
        r"\{%\s*block(translate|trans)\b.*?endblock(translate|trans)\s*%\}",
        r"\{#.*?#\}", r"\{%.*?%\}", r"\{\{.*?\}\}",
    )  # fmt: skip
    for pattern in hidden:
        text = re.sub(pattern, lambda found: re.sub(r"[^\n]", " ", found[0]), text, flags=re.DOTALL)
    return text


def migration_faults(root: Path) -> Iterator[tuple[str, str]]:
    """Migrations are linear and named for what they do."""
    for folder in sorted(root.glob("hospital/*/migrations")):
        names = sorted(path.stem for path in folder.glob("[0-9]*.py"))
        place = str(folder.relative_to(root))
        yield from ((f"{place}/{name}.py", text) for name, text in misnamed(names))
        last = folder / "max_migration.txt"
        if names and (not last.exists() or last.read_text().strip() != names[-1]):
            yield f"{place}/max_migration.txt", f"must say {names[-1]}"


def misnamed(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    for number, name in enumerate(names, 1):
        if not name.startswith(f"{number:04d}_"):
            yield name, f"is migration {number}: numbers have no gap and no twin"
        if re.search(r"_auto_|_alter_\w+_and_more$|_and_more$", name):
            yield name, "name it for what it does"


if __name__ == "__main__":
    sys.exit(main())

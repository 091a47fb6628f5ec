"""CID-10 as DATASUS publishes it: CSV files of chapters, groups, categories and subcategories, in Latin-1.

The tables write codes without a dot (A000); we store them as people and FHIR write them (A00.0).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from ..books import SEXES, BadFile, Book, Line, checked, known
from ..models import Edition
from ..sources import Counter, Source, Tell, lines_of
from ..systems import Known

EDITION = "DATASUS"
_CODE = re.compile(r"[A-Z][0-9]{2}[0-9]?")
_CHAPTER = re.compile(r"Cap[ií]tulo\s+([IVXLC]+)\s*-\s*(.+)", re.IGNORECASE)
TABLES = {
    "chapters": ("*capitulos*", 5), "groups": ("*cid-10-grupos*", 4),
    "categories": ("*cid-10-categorias*", 6), "subcategories": ("*subcategorias*", 8),
}  # fmt: skip


def dotted(code: str) -> str:
    """A000 -> A00.0; A00 stays."""
    return f"{code[:3]}.{code[3:]}" if len(code) > 3 else code


def read(source: Source, system: Known | None, tell: Tell) -> list[Book]:
    """All four tables; chapters and groups cannot be chosen."""
    texts = {name: _lines(source, name) for name in TABLES}
    counter = Counter(tell, sum(len(lines) for lines in texts.values()))
    spans: list[Span] = []
    lines = [*_chapters(_cells(counter, texts, "chapters"), spans)]
    lines += _groups(_cells(counter, texts, "groups"), spans)
    above = checked(list(_categories(_cells(counter, texts, "categories"), spans)), "CID-10-CATEGORIAS")
    below = checked(list(_subcategories(_cells(counter, texts, "subcategories"))), "CID-10-SUBCATEGORIAS")
    lines += _with_sex(above, below)
    lines += [line for line in below if len(line.code) > 3]
    return [Book(known("cid10"), source.name, lines, Edition.Rank.OFFICIAL, EDITION)]


@dataclass(frozen=True)
class Span:
    """A chapter or group and the categories it reaches over."""

    code: str
    first: str
    last: str

    def holds(self, first: str, last: str) -> bool:
        return self.first <= first and last <= self.last and (first, last) != (self.first, self.last)

    def reaches(self, category: str) -> bool:
        return self.first <= category <= self.last


@dataclass(frozen=True)
class Cells:
    """A line of one of the tables."""

    file: str
    number: int
    cells: list[str]


def _lines(source: Source, table: str) -> list[str]:
    name = source.find(TABLES[table][0])
    if not name:
        raise BadFile(_("The table of %(what)s is missing.") % {"what": TABLES[table][0].strip("*")})
    return lines_of(source.text(name))


def _cells(counter: Counter, texts: dict[str, list[str]], table: str) -> Iterator[Cells]:
    file, least = TABLES[table][0].strip("*"), TABLES[table][1]
    for number, line in counter.through(texts[table]):
        cells = [cell.strip() for cell in line.split(";")]
        if number == 1:
            continue
        if len(cells) < least:
            raise BadFile(_("there are too few columns"), file=file, line=number)
        yield Cells(file, number, cells)


def _code(row: Cells, place: int) -> str:
    code = row.cells[place].upper()
    if not _CODE.fullmatch(code):
        why = _("%(code)s is no CID-10 code") % {"code": code or "—"}
        raise BadFile(why, file=row.file, line=row.number)
    return code


def _chapters(rows: Iterator[Cells], spans: list[Span]) -> Iterator[Line]:
    for row in rows:
        named = _CHAPTER.match(row.cells[3])
        if named is None:
            raise BadFile(_("the title of a chapter is expected"), file=row.file, line=row.number)
        number, title = named[1].upper(), named[2].strip()
        spans.append(Span(number, _code(row, 1), _code(row, 2)))
        yield Line(number, title, row.number, is_selectable=False, properties={"level": "chapter"})


def _groups(rows: Iterator[Cells], spans: list[Span]) -> Iterator[Line]:
    found = []
    for row in rows:
        first, last = _code(row, 0), _code(row, 1)
        found.append((Span(f"{first}-{last}", first, last), row))
    chapters = list(spans)
    spans += [span for span, _row in found]
    for span, row in found:
        above = _narrowest([one for one in spans if one.holds(span.first, span.last)]) or next(
            (one.code for one in chapters if one.first <= span.first <= one.last), ""
        )
        yield Line(
            span.code, row.cells[2], row.number, parent=above, is_selectable=False,
            properties={"level": "group"},
        )  # fmt: skip


def _categories(rows: Iterator[Cells], spans: Sequence[Span]) -> Iterator[Line]:
    for row in rows:
        code = _code(row, 0)
        above = _narrowest([span for span in spans if span.reaches(code)])
        yield Line(code, row.cells[2], row.number, parent=above, properties=_marks("category", row.cells[1]))


def _subcategories(rows: Iterator[Cells]) -> Iterator[Line]:
    for row in rows:
        code, sex = _code(row, 0), row.cells[2].upper()
        if sex and sex not in SEXES:
            raise BadFile(_("%(sex)s is no sex") % {"sex": sex}, file=row.file, line=row.number)
        marks = _marks("subcategory", row.cells[1]) | ({"causes_death": False} if row.cells[3] else {})
        yield Line(
            dotted(code), row.cells[4], row.number, sex=SEXES.get(sex, ""),
            parent=code[:3] if len(code) > 3 else "", properties=marks,
        )  # fmt: skip


def _with_sex(categories: list[Line], below: list[Line]) -> list[Line]:
    """The categories with the sex that everything below them is restricted to.

    A category that is not divided stands among the subcategories, too: only there its sex is told.
    """
    sexes: dict[str, set[str]] = {}
    for line in below:
        sexes.setdefault(line.code[:3], set()).add(line.sex)
    only = {code: one.pop() for code, one in sexes.items() if len(one) == 1}
    return [replace(line, sex=only.get(line.code, "")) for line in categories]


def _marks(level: str, mark: str) -> dict[str, str | bool]:
    """The level, and the dagger (cause) or asterisk (manifestation) of double coding."""
    return {"level": level, "mark": mark} if mark else {"level": level}


def _narrowest(spans: Sequence[Span]) -> str:
    """The code of the span that reaches over the fewest categories."""
    width = {span: (ord(span.last[0]) - ord(span.first[0])) * 100 + int(span.last[1:]) - int(span.first[1:])
             for span in spans}  # fmt: skip
    return min(spans, key=lambda span: width[span]).code if spans else ""

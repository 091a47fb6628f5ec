"""Lists as CSV: CBO of the Ministry of Labour, TUSS of the ANS, and whatever a hospital keeps itself.

The separator is a semicolon or a comma. A head names the columns; without one they are code, meaning and
synonyms, which a bar separates.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from hospital.core.text import plain

from ..books import BadFile, Book, Line, checked, known
from ..models import Edition
from ..sources import Counter, Source, Tell, lines_of
from ..systems import Known

Row = dict[str, str]
# What publishers call a column, without accents: ours, the ministry's, the ANS's, Regenstrief's (LOINC).
HEADS: Mapping[str, tuple[str, ...]] = {
    "code": ("code", "codigo", "codigo do termo", "cod", "loinc_num"),
    "display": ("display", "titulo", "termo", "descricao", "nome", "meaning", "long_common_name"),
    "synonyms": ("synonyms", "sinonimos", "relatednames2", "shortname"),
    "sex": ("sex", "sexo"),
    "parent": ("parent", "pai", "grupo"),
    "first": ("from", "inicio", "data de inicio de vigencia"),
    "last": ("until", "fim", "data de fim de vigencia"),
}
BY_HEAD = {head: column for column, heads in HEADS.items() for head in heads}
PLACES = ("code", "display", "synonyms", "sex", "parent", "first", "last")
SEXES = {"": "", "f": "female", "female": "female", "feminino": "female", "m": "male", "male": "male",
         "masculino": "male", "i": "", "ambos": "", "any": ""}  # fmt: skip
_DAY = re.compile(r"(?P<d>\d{2})/(?P<m>\d{2})/(?P<y>\d{4})|(?P<Y>\d{4})-(?P<M>\d{2})-(?P<D>\d{2})(?:[T ].*)?")
MOST_SYNONYMS = 30


def read_list(source: Source, system: Known | None, tell: Tell) -> list[Book]:
    """A list of any system: it is the whole of it from the day it is in force."""
    if system is None:
        raise BadFile(_("Say which code system the list is of."))
    lines = _lines_of(source, _only(source), tell)
    return [Book(system, source.name, lines, Edition.Rank.OFFICIAL, _stem(source.name))]


def read_cbo(source: Source, system: Known | None, tell: Tell) -> list[Book]:
    """Occupations, with the families above them and their synonyms when the zip has those tables."""
    name = source.find("*ocupacao*", "*ocupacoes*") or _only(source)
    lines = _lines_of(source, name, tell)
    families = source.find("*familia*")
    above = _lines_of(source, families, tell) if families else []
    also = _synonyms(source, source.find("*sinonimo*"))
    family_codes = {line.code for line in above}
    whole = [_family(line) for line in above] + [
        _occupation(line, also.get(line.code, ()), family_codes) for line in lines
    ]
    return [Book(known("cbo"), source.name, checked(whole, name), Edition.Rank.OFFICIAL, "CBO 2002")]


def read_tuss(source: Source, system: Known | None, tell: Tell) -> list[Book]:
    """TUSS table 22: every term says itself since when and until when it holds."""
    lines = _lines_of(source, _only(source), tell)
    return [Book(known("tuss"), source.name, lines, Edition.Rank.OFFICIAL, _stem(source.name))]


def _family(line: Line) -> Line:
    return Line(line.code, line.display, line.number, is_selectable=False, properties={"level": "family"})


def _occupation(line: Line, also: Sequence[str], families: set[str]) -> Line:
    parent = line.code[:4] if line.code[:4] in families else ""
    return Line(line.code, line.display, line.number, synonyms=(*line.synonyms, *also), parent=parent)


def _synonyms(source: Source, name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for _number, row in _rows(lines_of(source.text(name)), name) if name else ():
        found.setdefault(row["code"], []).append(row["display"])
    return found


def _only(source: Source) -> str:
    """The one table of the source."""
    names = [name for name in source.files if name.removesuffix(".gz").endswith((".csv", ".txt"))]
    names = names or list(source.files)
    if len(names) != 1:
        raise BadFile(_("One CSV file is expected."))
    return names[0]


def _stem(name: str) -> str:
    return name.rsplit("/", 1)[-1].removesuffix(".gz").rsplit(".", 1)[0][:80] or name[:80]


def _lines_of(source: Source, name: str, tell: Tell) -> list[Line]:
    return lines_in(source.text(name), name, tell)


def lines_in(text: str, name: str, tell: Tell) -> list[Line]:
    """The codes of a CSV text; `name` is what faults call it. Raises BadFile."""
    texts = lines_of(text)
    counter, total = 0, len(texts)
    tell(0, total)
    lines = []
    for number, row in _rows(texts, name):
        lines.append(_line(number, row, name))
        if number - counter >= Counter.EVERY:
            counter = number
            tell(number, total)
    tell(total, total)
    return checked(lines, name)


def _rows(texts: Sequence[str], file: str) -> Iterator[tuple[int, Row]]:
    """Each line as columns by our names, with the number of its last line in the file."""
    head = next((text for text in texts if text.strip()), "")
    separator = max(";,\t", key=head.count)
    reader = csv.reader(texts, delimiter=separator, strict=True)
    columns: Sequence[str] | None = None
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if columns is None:
                columns, is_head = _columns(cells)
                if is_head:
                    continue
            if len(cells) < 2:
                raise BadFile(_("there are too few columns"), file=file, line=reader.line_num)
            pairs = zip(columns, cells, strict=False)
            row = {name: cell.strip() for name, cell in pairs if name}
            yield reader.line_num, dict.fromkeys(PLACES, "") | row
    except csv.Error as error:
        raise BadFile(_("quotes are not closed"), file=file, line=reader.line_num) from error


def _columns(cells: Sequence[str]) -> tuple[Sequence[str], bool]:
    """Our name of each column, and whether the line is a head."""
    names = [BY_HEAD.get(plain(cell), "") for cell in cells]
    if "code" in names and "display" in names:
        return [name if name not in names[:at] else "" for at, name in enumerate(names)], True
    return PLACES, False


def _line(number: int, row: Row, file: str) -> Line:
    sex = plain(row["sex"])
    if sex not in SEXES:
        raise BadFile(_("%(sex)s is no sex") % {"sex": row["sex"]}, file=file, line=number)
    last = _day(row["last"], file, number)
    synonyms = [part.strip() for part in re.split(r"\||; ", row["synonyms"]) if part.strip()]
    return Line(
        row["code"], row["display"], number, tuple(dict.fromkeys(synonyms))[:MOST_SYNONYMS],
        sex=SEXES[sex], parent=row["parent"], first=_day(row["first"], file, number),
        after=last + timedelta(days=1) if last else None,
    )  # fmt: skip


def _day(text: str, file: str, number: int) -> date | None:
    if not text or text == "-":
        return None
    found = _DAY.fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)
        return date(
            int(found["y"] or found["Y"]), int(found["m"] or found["M"]), int(found["d"] or found["D"])
        )
    except ValueError as error:
        why = _("%(text)s is no date; write dd/mm/yyyy") % {"text": text}
        raise BadFile(why, file=file, line=number) from error

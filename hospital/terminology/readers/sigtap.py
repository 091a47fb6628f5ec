"""SIGTAP as DATASUS publishes it every month: a zip of fixed-width tables, each with its layout.

A month (competence) is in force from its first day until the next one that is loaded. Besides the procedures
it carries CBO, TUSS, CID-10 and the types of bed; what their own publishers say of a code goes before.
"""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain

from django.utils.translation import gettext as _

from ..books import SEXES, BadFile, Book, Line, checked, known
from ..models import Edition
from ..sources import Counter, Source, Tell, lines_of
from ..systems import Known
from .cid10 import dotted

Row = dict[str, str]
NO_LIMIT = 9999  # how the tables write that there is none
PRICES = {"VL_SH": "hospital", "VL_SA": "outpatient", "VL_SP": "professional"}


class Table:
    """One table with its layout: the lines cut into columns."""

    def __init__(self, source: Source, name: str) -> None:
        self.file, self.columns = f"{name}.txt", _layout(source, name)
        if self.file not in source.files:
            raise BadFile(_("it is missing from the zip"), file=self.file)
        self.lines = lines_of(source.text(self.file))
        self.least = max(first for first, _after in self.columns.values())

    def rows(self, counter: Counter) -> Iterator[tuple[int, Row]]:
        for number, line in counter.through(self.lines):
            if len(line) <= self.least:
                raise BadFile(_("the line is too short for its layout"), file=self.file, line=number)
            yield number, {name: line[a:b].strip() for name, (a, b) in self.columns.items()}


def read(source: Source, system: Known | None, tell: Tell) -> list[Book]:
    """The procedures of a month with the groups they are in, and the other tables as supplements."""
    wanted = ("tb_grupo", "tb_sub_grupo", "tb_forma_organizacao", "tb_procedimento", *SUPPLEMENTS)
    tables = {name: Table(source, name) for name in wanted}
    counter = Counter(tell, sum(len(table.lines) for table in tables.values()))
    month = _month(tables["tb_procedimento"])
    groups = chain(
        _group(tables["tb_grupo"], counter, "group", ("CO_GRUPO",)),
        _group(tables["tb_sub_grupo"], counter, "subgroup", ("CO_GRUPO", "CO_SUB_GRUPO")),
        _group(
            tables["tb_forma_organizacao"], counter, "form",
            ("CO_GRUPO", "CO_SUB_GRUPO", "CO_FORMA_ORGANIZACAO"),
        ),
    )  # fmt: skip
    procedures = _lines(tables["tb_procedimento"], counter, _procedure(month))
    books = [_book("sigtap", source, month, [*groups, *procedures], Edition.Rank.OFFICIAL)]
    for name, (alias, line_of) in SUPPLEMENTS.items():
        lines = _lines(tables[name], counter, line_of)
        books.append(_book(alias, source, month, lines, Edition.Rank.SUPPLEMENT))
    return books


def _book(alias: str, source: Source, month: str, lines: list[Line], rank: int) -> Book:
    starts_on = date(int(month[:4]), int(month[4:]), 1)
    return Book(known(alias), source.name, lines, rank, f"SIGTAP {month[:4]}-{month[4:]}", starts_on)


def _layout(source: Source, name: str) -> dict[str, tuple[int, int]]:
    """First and last place of each column, as slices."""
    file = f"{name}_layout.txt"
    if file not in source.files:
        raise BadFile(_("it is missing from the zip"), file=file)
    places = {}
    for number, line in enumerate(lines_of(source.text(file))[1:], start=2):
        cells = line.split(",")
        if not line.strip():
            continue
        if len(cells) < 4 or not (cells[2].isdecimal() and cells[3].isdecimal()):
            raise BadFile(_("it is no layout"), file=file, line=number)
        places[cells[0]] = (int(cells[2]) - 1, int(cells[3]))
    return places


def _month(table: Table) -> str:
    """The competence, which every line names."""
    first, after = table.columns.get("DT_COMPETENCIA", (0, 0))
    month = table.lines[0][first:after].strip()
    if not (len(month) == 6 and month.isdecimal() and 1 <= int(month[4:]) <= 12 and "1990" < month < "2100"):
        raise BadFile(_("the month it is valid from cannot be read"), file=table.file, line=1)
    return month


def _lines(table: Table, counter: Counter, line_of: "LineOf") -> list[Line]:
    lines = []
    for number, row in table.rows(counter):
        try:
            lines.append(line_of(number, row))
        except (ValueError, KeyError) as error:
            raise BadFile(_("a number or a column is missing"), file=table.file, line=number) from error
        except BadFile as error:
            raise BadFile(str(error), file=table.file, line=number) from error
    return checked(lines, table.file)


def _group(table: Table, counter: Counter, level: str, columns: tuple[str, ...]) -> list[Line]:
    name = f"NO_{columns[-1].removeprefix('CO_')}"

    def line_of(number: int, row: Row) -> Line:
        codes = [row[column] for column in columns]
        return Line(
            "".join(codes), row[name], number, parent="".join(codes[:-1]), is_selectable=False,
            properties={"level": level},
        )  # fmt: skip

    return _lines(table, counter, line_of)


def _procedure(month: str) -> "LineOf":
    """A procedure with its prices in reais (as text: money is never a float) and its limits."""

    def line_of(number: int, row: Row) -> Line:
        if row["DT_COMPETENCIA"] != month:
            raise BadFile(_("it is of another month than the first line"))
        code = row["CO_PROCEDIMENTO"]
        if len(code) != 10 or not code.isdecimal():
            raise BadFile(_("%(code)s is no procedure code") % {"code": code or "—"})
        return Line(
            code, row["NO_PROCEDIMENTO"], number, sex=SEXES.get(row["TP_SEXO"], ""), parent=code[:6],
            properties=_properties(row),
        )  # fmt: skip

    return line_of


def _properties(row: Row) -> dict[str, object]:
    limits = {
        "most": row["QT_MAXIMA_EXECUCAO"], "days": row["QT_DIAS_PERMANENCIA"], "points": row["QT_PONTOS"],
        "least_months": row["VL_IDADE_MINIMA"], "most_months": row["VL_IDADE_MAXIMA"],
        "stay": row["QT_TEMPO_PERMANENCIA"],
    }  # fmt: skip
    return {
        "level": "procedure",
        "complexity": row["TP_COMPLEXIDADE"],
        "financing": row["CO_FINANCIAMENTO"],
        "rubric": row["CO_RUBRICA"],
        "prices": {name: _reais(row[column]) for column, name in PRICES.items()},
        **{name: int(text) for name, text in limits.items() if text and int(text) != NO_LIMIT},
    }


def _reais(cents: str) -> str:
    """ "0000050407" -> "504.07"."""
    number = int(cents)
    return f"{number // 100}.{number % 100:02d}"


def _cid(number: int, row: Row) -> Line:
    code = row["CO_CID"]
    level = "subcategory" if len(code) > 3 else "category"
    return Line(
        dotted(code), row["NO_CID"], number, sex=SEXES.get(row["TP_SEXO"], ""),
        parent=code[:3] if len(code) > 3 else "", properties={"level": level},
    )  # fmt: skip


def _occupation(number: int, row: Row) -> Line:
    return Line(row["CO_OCUPACAO"], row["NO_OCUPACAO"], number)


def _tuss(number: int, row: Row) -> Line:
    return Line(row["CO_TUSS"], row["NO_TUSS"][:400], number)


def _bed(number: int, row: Row) -> Line:
    return Line(row["CO_TIPO_LEITO"], row["NO_TIPO_LEITO"], number)


LineOf = Callable[[int, Row], Line]
SUPPLEMENTS: dict[str, tuple[str, LineOf]] = {
    "tb_cid": ("cid10", _cid),
    "tb_ocupacao": ("cbo", _occupation),
    "tb_tuss": ("tuss", _tuss),
    "tb_tipo_leito": ("beds", _bed),
}

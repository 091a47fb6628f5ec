"""What a reader makes of a file: the codes of one system as one edition says them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any  # Any: what a publisher says of a code is of every kind

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from hospital.core.errors import Invalid

from .systems import BY_ALIAS, Known
from .validity import Window

MOST_CODE, MOST_DISPLAY = 60, 400
SEXES = {"F": "female", "M": "male"}


class BadFile(Invalid):
    """Nothing of the file was loaded; `line` is where it is wrong, if one line is."""

    def __init__(self, why: str | Promise, *, file: str = "", line: int | None = None) -> None:
        self.line = line
        where = [file] if file else []
        if line:
            where.append(_("line %(line)s") % {"line": line})
        super().__init__(f"{', '.join(where)}: {why}" if where else str(why))


@dataclass(frozen=True)
class Line:
    """One code of a file, said for the days of its edition or for days of its own."""

    code: str
    display: str
    number: int  # of the line in its file
    synonyms: tuple[str, ...] = ()
    sex: str = ""
    parent: str = ""
    is_selectable: bool = True
    properties: Mapping[str, Any] = field(default_factory=dict)  # Any: see above
    first: date | None = None
    after: date | None = None


@dataclass
class Book:
    """One edition of one system. `is_whole`: a code it does not name is no longer valid.

    Without `edition_name` it is called after the file; `starts_on` None: since ever.
    """

    system: Known
    file: str
    lines: list[Line]
    rank: int
    edition_name: str
    starts_on: date | None = None
    is_whole: bool = True


def known(alias: str) -> Known:
    """A system of ours."""
    return BY_ALIAS[alias]


def checked(lines: list[Line], file: str) -> list[Line]:
    """The lines, or BadFile for the first that cannot be a code."""
    seen: dict[str, list[Line]] = {}
    for line in lines:
        if why := _fault(line):
            raise BadFile(why, file=file, line=line.number)
        others = seen.setdefault(line.code, [])
        if twin := next((one for one in others if _overlap(one, line)), None):
            words = _("the code %(code)s is there twice, first in line %(line)s")
            raise BadFile(words % {"code": line.code, "line": twin.number}, file=file, line=line.number)
        others.append(line)
    if not lines:
        raise BadFile(_("there is no code in it"), file=file)
    return lines


def _overlap(one: Line, other: Line) -> bool:
    return not Window(one.first, one.after).inside(other.first, other.after).is_empty


def _fault(line: Line) -> str:
    if not line.code:
        return _("the code is missing")
    if not line.display:
        return _("the meaning is missing")
    if len(line.code) > MOST_CODE or len(line.display) > MOST_DISPLAY:
        return _("the code or the meaning is too long")
    if any("\x00" in text or "\ufffd" in text for text in (line.code, line.display, *line.synonyms)):
        return _("a character cannot be read")
    if line.first and line.after and line.first >= line.after:
        return _("the last day is before the first")
    return ""

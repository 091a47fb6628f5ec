"""The files of a publication: a folder, a zip, or one file, each packed with gzip or not."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import IO

from django.utils.translation import gettext as _

from .books import BadFile

MOST_BYTES = 256 * 1024 * 1024  # of one file, unpacked
GZIP = b"\x1f\x8b"
Tell = Callable[[int, int], None]  # how many lines are read, of how many


class Source:
    """Files by name; what is asked for is read then, and never more than MOST_BYTES of it."""

    def __init__(self, name: str, files: dict[str, Callable[[], bytes]]) -> None:
        self.name = name
        self.files = files

    @classmethod
    def at(cls, path: Path, name: str = "") -> "Source":
        """What is at a path; `name` is what its sender called it. Raises BadFile if there is nothing."""
        if path.is_dir():
            inside = sorted(one for one in path.iterdir() if one.is_file())
            return cls(name or path.name, {one.name.lower(): _reading(one) for one in inside})
        if not path.is_file():
            raise BadFile(_("There is no such file."), file=name or path.name)
        if zipfile.is_zipfile(path):
            return cls(name or path.name, _zipped(path))
        return cls(name or path.name, {(name or path.name).lower(): _reading(path)})

    def find(self, *patterns: str) -> str:
        """The name of the first file like one of the patterns ("*categorias*.csv*"); empty if none is."""
        found = (name for pattern in patterns for name in self.files if fnmatch(name, pattern))
        return next(found, "")

    def text(self, name: str) -> str:
        """A file as text: UTF-8 when it is, Latin-1 as DATASUS writes otherwise."""
        content = self.files[name]()
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return content.decode("latin-1")


class Counter:
    """Goes through lines and tells how far it is, once in a while."""

    EVERY = 2_000

    def __init__(self, tell: Tell, total: int) -> None:
        self.tell, self.total, self.done = tell, total, 0
        tell(0, total)

    def through(self, lines: list[str]) -> Iterator[tuple[int, str]]:
        """Each line that is not blank, with its number."""
        for number, line in enumerate(lines, start=1):
            if self.done % self.EVERY == 0:
                self.tell(self.done, self.total)
            self.done += 1
            if line.strip():
                yield number, line
        self.tell(self.done, self.total)


def lines_of(text: str) -> list[str]:
    """Lines as editors count them: not split at form feeds or the like."""
    return text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\x1a").split("\n")


def _zipped(path: Path) -> dict[str, Callable[[], bytes]]:
    with zipfile.ZipFile(path) as pack:
        names = [one.filename for one in pack.infolist() if not one.is_dir()]
    return {PurePosixPath(name).name.lower(): _inside(path, name) for name in names}


def _reading(path: Path) -> Callable[[], bytes]:
    def read() -> bytes:
        with path.open("rb") as file:
            return _bounded(file, path.name)

    return read


def _inside(path: Path, name: str) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            with zipfile.ZipFile(path) as pack, pack.open(name) as file:
                return _bounded(file, name)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
            raise BadFile(_("it cannot be unpacked"), file=name) from error

    return read


def _bounded(file: IO[bytes], name: str) -> bytes:
    try:
        content = file.read(MOST_BYTES + 1)
        if content.startswith(GZIP):
            with gzip.GzipFile(fileobj=io.BytesIO(content)) as unpacked:
                content = unpacked.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise BadFile(_("it cannot be unpacked"), file=name) from error
    if len(content) > MOST_BYTES:
        raise BadFile(_("it is too big"), file=name)
    return content

"""Paper: our typst templates made into PDFs that last (PDF/A-2b) and that everybody can read (PDF/UA-1).

What people typed goes in as data (JSON), never as markup, so nobody can write a template into a name.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any  # Any: JSON

import orjson
import segno
import typst
from django.contrib.staticfiles import finders
from django.core.serializers.json import DjangoJSONEncoder

TEMPLATES = Path(__file__).parent / "typst"
STANDARDS: Any = ["a-2b", "ua-1"]  # Any: typst lists every standard as a literal


def render(template: str, data: dict[str, Any], *, folder: Path = TEMPLATES) -> bytes:  # Any: see above
    """The PDF that a template ("prescription") makes of the data; `folder` is for templates of other apps.

    Another app's template imports "/orders/typst/letterhead.typ". Raises typst.TypstError when the data does
    not fit the template, which is our fault and nobody's typing.
    """
    inputs = {"data": orjson.dumps(data, default=DjangoJSONEncoder().default).decode()}
    made: bytes = typst.compile(
        str(folder / f"{template}.typ"), root=str(TEMPLATES.parents[1]), font_paths=[str(_fonts())],
        ignore_system_fonts=True, sys_inputs=inputs, format="pdf", pdf_standards=STANDARDS,
    )  # fmt: skip
    return made


def pictures(template: str, data: dict[str, Any], *, points: float = 110) -> list[bytes]:  # Any: see above
    """The same pages as PNG pictures, for a preview; `points` is their resolution."""
    inputs = {"data": orjson.dumps(data, default=DjangoJSONEncoder().default).decode()}
    made: Any = typst.compile(  # Any: one picture, or a list of them
        str(TEMPLATES / f"{template}.typ"), root=str(TEMPLATES.parents[1]), font_paths=[str(_fonts())],
        ignore_system_fonts=True, sys_inputs=inputs, format="png", ppi=points,
    )  # fmt: skip
    return made if isinstance(made, list) else [made]


def square(text: str) -> str:
    """A QR code as SVG."""
    code: str = segno.make(text, error="m", micro=False).svg_inline(scale=4, border=0, dark="#10211f")
    return code.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def bars(number: str) -> str:
    """The modules of Code 128 for a number: "1" is a bar, "0" a space."""
    from barcode.codex import Code128

    return str(Code128(number).build()[0])


@cache
def crest() -> str:
    """The mark of the house as SVG."""
    found = finders.find("site/img/mark.svg")
    return Path(str(found)).read_text() if found else MARK


MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" '
    'fill="#0a6763"/></svg>'
)


@cache
def _fonts() -> Path:
    """The folder of Inter, as its package brings it."""
    spec = find_spec("fontpkg_inter")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "files"

"""What this installation stands on: every library it runs with, its version and its licence."""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

LICENCE = "Apache-2.0"  # of this product
PINS = Path(__file__).resolve().parents[2] / "requirements.txt"


@dataclass(frozen=True)
class Library:
    """A library of others that we use, as its own package describes it."""

    name: str
    version: str
    licence: str
    summary: str


IN_THE_BROWSER = (
    Library("htmx", "2", "0BSD", "High power tools for HTML"),
    Library("Inter", "4", "OFL-1.1", "A typeface for screens"),
    Library("Lucide", "1", "ISC", "Icons"),
)


@lru_cache(maxsize=1)
def libraries() -> tuple[Library, ...]:
    """Those named in requirements.txt that are installed here, by name."""
    names = re.findall(r"^([A-Za-z0-9][\w.-]*)==", PINS.read_text(), re.MULTILINE) if PINS.exists() else []
    return tuple(found for name in sorted(names, key=str.lower) if (found := _library(name)))


def _library(name: str) -> Library | None:
    try:
        about = metadata(name)
    except PackageNotFoundError:
        return None
    return Library(about["Name"], about["Version"], _licence(about), about["Summary"] or "")


def _licence(about: PackageMetadata) -> str:
    """The licence expression; else the classifiers; else the first line of the licence field."""
    if "License-Expression" in about:
        return str(about["License-Expression"])
    said = [
        line.rsplit(" :: ", 1)[1] for line in about.get_all("Classifier", []) if line.startswith("License ::")
    ]
    return " / ".join(said) or _field(about, "License").strip().split("\n")[0][:60]


def _field(about: PackageMetadata, name: str) -> str:
    return str(about[name] or "") if name in about else ""

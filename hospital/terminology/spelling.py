"""Codes and words as they are searched: without marks, accents and case."""

import re
from collections.abc import Iterable

from hospital.core.text import plain

_MARKS = re.compile(r"[.\-/\s]")
_WORD = re.compile(r"[a-z0-9]+")
MOST_WORDS = 8  # more than that narrows nothing


def bare(code: str) -> str:
    """The code without dots, hyphens, strokes and spaces: "A00.0" -> "a000"."""
    return _MARKS.sub("", plain(code)) or plain(code)


def words(text: str) -> list[str]:
    """The words that count, each once: "Dor de cabeça, dor" -> ["dor", "de", "cabeca"]."""
    return list(dict.fromkeys(_WORD.findall(plain(text))))


def searchable(texts: Iterable[str]) -> str:
    """Every word of the texts once, each after a space, so that its beginning can be found."""
    return "".join(f" {word}" for word in words(" ".join(texts)))

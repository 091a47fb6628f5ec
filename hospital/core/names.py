"""Names as they sound in Brazil: Luiz and Luís, Wagner and Vagner, Thiago and Tiago are one name to the ear.

The key is our own: it follows how Portuguese spelling and Brazilian registry habits vary, not any published
algorithm. It is a way to find candidates, never a proof that two names are one.
"""

import re
from functools import lru_cache

from .text import plain

PARTICLES = frozenset(
    [
        "d",
        "da",
        "das",
        "de",
        "del",
        "della",
        "di",
        "do",
        "dos",
        "du",
        "e",
        "la",
        "las",
        "los",
        "von",
        "van",
        "y",
    ]
)

# In order: each line sees what the lines before it left. Capitals are sounds that are settled already.
_RULES = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"[^a-z]", ""),
        (r"^rachel", "raquel"),
        (r"y", "i"),
        (r"w", "v"),
        (r"ph", "f"),
        (r"sch|sh|ch(?![rl])", "X"),  # Charles, Michele; but Christiane
        (r"lh", "L"),
        (r"nh(?=[aeiou])", "N"),
        (r"h", ""),  # Helena, Thiago, Jhonatan
        (r"[cp]t", "t"),  # Victor, Baptista
        (r"cao$", "sao"),  # Conceição typed without its cedilla
        (r"^goncal", "gonsal"),
        (r"[sx]c(?=[ei])", "s"),  # Nascimento
        (r"c(?=[ei])", "s"),
        (r"g(?=[ei])", "j"),  # Jéssica, Gessica
        (r"gu(?=[ei])", "g"),
        (r"qu|ck|[cq]", "k"),
        (r"x(?=[^aeiou]|$)|z", "s"),  # Félix, Souza
        (r"x", "X"),
        (r"(.)\1+", r"\1"),  # Philippe, Isabella
        (r"o(?=[ae])", "u"),  # Manoel
        (r"ei?(?=[ao])", "i"),  # Andréia, Andrea; Leandro
        (r"ji(?=[aou])", "j"),  # Giovana, Jovana
        (r"[mn](?=[^aeiou]|$)", "n"),  # Joaquim, Campos
        (r"te$", "t"),  # Elisabete
        (r"id$", "i"),  # David
        (r"(.)\1+", r"\1"),
    )
]


@lru_cache(maxsize=16_384)
def word_sound(word: str) -> str:
    """How one word sounds: "Luiz" -> "luis". Empty when it has no letters."""
    sound = plain(word.lower().replace("ç", "ss"))
    for pattern, replacement in _RULES:
        sound = pattern.sub(replacement, sound)
    return sound.lower()


def sound(name: str) -> str:
    """The phonetic key of a whole name, word by word: "Luís de Souza" -> "luis sousa"."""
    return " ".join(filter(None, map(word_sound, words(name))))


def words(name: str) -> list[str]:
    """The words that tell people apart, as written: "Ana de Souza-Costa" -> ["Ana", "Souza", "Costa"]."""
    return [word for word in re.split(r"[\s\-]+", name) if word and plain(word).strip("'.") not in PARTICLES]


def initials(name: str) -> str:
    """The first letters of the first and the last word that count: "Ana Maria de Souza" -> "AS"."""
    kept = words(name) or name.split()
    return "".join(word[0].upper() for word in (kept if len(kept) < 2 else [kept[0], kept[-1]]))

"""A code says nothing without the system it belongs to."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Code:
    """A code of a published system; `system` is its URI, as FHIR writes it."""

    system: str
    code: str

    def __str__(self) -> str:
        return f"{self.system}|{self.code}"

    @classmethod
    def parse(cls, text: str) -> "Code":
        """The code written as "system|code"; without a bar it is a code of no system."""
        system, bar, code = text.rpartition("|")
        return cls(system if bar else "", code)

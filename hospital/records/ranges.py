"""What is usual at which age: the reference ranges of the readings, as data with a version.

A range is written on the observation it was used for, so that an old one reads as it did. Edition 2026.1:
- children under 16: pulse, breathing and blood pressure of the American Heart Association's Pediatric
  Advanced Life Support Provider Manual, 2020 (awake rates);
- adults: blood pressure from 90/60 and below 140/90 (Diretrizes Brasileiras de Hipertensão, SBC, 2020);
  pulse, breathing, temperature and saturation where NEWS2 scores nothing (RCP, 2017);
- capillary glucose 70-139 mg/dl at any hour (Diretriz da Sociedade Brasileira de Diabetes, 2023);
- body mass index 18.5-24.9 (WHO TRS 894, 2000), from 60 years on 22-27 (Lipschitz, 1994; SISVAN).
A hospital that thinks otherwise adds an edition; it does not alter one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

MONTH, YEAR = 30.4375, 365.25  # days
EDITION = "2026.1"


@dataclass(frozen=True)
class Range:
    """From `low` to `high` is usual for people from `from_days` old until they are `until_days` old."""

    low: Decimal | None
    high: Decimal | None
    from_days: float = 0
    until_days: float = 200 * YEAR
    sex: str = ""


def _range(low: str, high: str, first: float = 0, last: float = 200 * YEAR) -> Range:
    return Range(Decimal(low) if low else None, Decimal(high) if high else None, first, last)


_AGES = (0, MONTH, YEAR, 3 * YEAR, 6 * YEAR, 12 * YEAR, 16 * YEAR)  # newborn, infant, toddler, … adolescent


def _by_age(*ranges: tuple[str, str]) -> tuple[Range, ...]:
    """One range for each stage of childhood, then one for adults."""
    ends = (*_AGES[1:], 200 * YEAR)
    return tuple(
        _range(low, high, first, last) for (low, high), first, last in zip(ranges, _AGES, ends, strict=True)
    )


EDITIONS: Mapping[str, Mapping[str, tuple[Range, ...]]] = {
    "2026.1": {
        "pulse": _by_age(
            ("100", "205"), ("100", "180"), ("98", "140"), ("80", "120"), ("75", "118"), ("60", "100"),
            ("51", "90"),
        ),
        "respiratory_rate": _by_age(
            ("30", "60"), ("30", "53"), ("22", "37"), ("20", "28"), ("18", "25"), ("12", "20"), ("12", "20"),
        ),
        "systolic": _by_age(
            ("67", "84"), ("72", "104"), ("86", "106"), ("89", "112"), ("97", "115"), ("110", "131"),
            ("90", "139"),
        ),
        "diastolic": _by_age(
            ("35", "53"), ("37", "56"), ("42", "63"), ("46", "72"), ("57", "76"), ("64", "83"), ("60", "89"),
        ),
        "temperature": (_range("36.1", "38.0", 16 * YEAR), _range("36.0", "37.5", 0, 16 * YEAR)),
        "oxygen_saturation": (_range("96", "100"),),
        "glucose": (_range("70", "139"),),
        "glasgow": (_range("15", "15"),),
        "pain": (_range("0", "3"),),
        "bmi": (_range("18.5", "24.9", 20 * YEAR, 60 * YEAR), _range("22", "27", 60 * YEAR)),
    }
}  # fmt: skip


def reference(name: str, *, age_days: int | None, sex: str = "", edition: str = EDITION) -> Range | None:
    """The range for somebody of this age and sex; None when there is none, or when her age is not known."""
    if age_days is None:
        return None
    return next(
        (
            found
            for found in EDITIONS[edition].get(name, ())
            if found.from_days <= age_days < found.until_days and found.sex in ("", sex)
        ),
        None,
    )


def interpretation(value: Decimal, found: Range | None) -> str:
    """N, L or H; empty without a range."""
    if found is None:
        return ""
    if found.low is not None and value < found.low:
        return "L"
    return "H" if found.high is not None and value > found.high else "N"


def age_in_days(born: date | None, day: date) -> int | None:
    """How old she was on the day; None when her birth date is not known or lies after it."""
    return None if born is None or born > day else (day - born).days

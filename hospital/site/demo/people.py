"""Made-up people: names combined at random, documents with right check digits, all from one seed."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from . import names


@dataclass(frozen=True)
class Address:
    street: str
    number: str
    district: str
    city: str
    state: str
    city_code: str
    postal_code: str


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist."""

    given: str
    family: str
    sex: str  # "female" or "male"
    mother: str
    born: date
    cpf: str
    cns: str
    phone: str
    address: Address
    birth_city: tuple[str, str, str, str, str]

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


class Maker:
    """Makes people from a seed; two makers with one seed make the same people."""

    def __init__(self, seed: int, today: date) -> None:
        self.random = Random(seed)  # noqa: S311  the same people at every run, on purpose
        self.today = today
        self._given: set[str] = set()

    def person(self, *, sex: str = "", youngest: int = 0, oldest: int = 95) -> Person:
        """One person aged between `youngest` and `oldest` years."""
        sex = sex or self.random.choice(["female", "male"])
        families = self.families()
        days = self.random.randint(youngest * 365 + 30, oldest * 365)
        city = self.random.choice(names.CITIES)
        return Person(
            given=self.given(sex), family=" ".join(families), sex=sex,
            mother=f"{self.given('female')} {self.family()} {families[-1]}",
            born=self.today - timedelta(days=days), cpf=self.cpf(), cns=self.cns(), phone=self.phone(city[4]),
            address=self.address(city), birth_city=self.random.choice(names.CITIES),
        )  # fmt: skip

    def given(self, sex: str) -> str:
        """A first name, and often a second one."""
        pool = names.WOMEN if sex == "female" else names.MEN
        first, second = self.random.choice(pool), self.random.choice(pool)
        return f"{first} {second}" if self.random.random() < 0.35 and first != second else first

    def families(self) -> list[str]:
        return [self.family() for _ in range(self.random.choice([1, 2, 2]))]

    def family(self) -> str:
        return self.random.choice(names.FAMILIES)

    def address(self, city: tuple[str, str, str, str, str]) -> Address:
        kind = self.random.choice(["Rua", "Rua", "Avenida", "Travessa"])
        return Address(
            street=f"{kind} {self.random.choice(names.STREETS)}",
            number=str(self.random.randint(1, 2400)), district=self.random.choice(names.DISTRICTS),
            city=city[0], state=city[1], city_code=city[2],
            postal_code=f"{city[3]}{self.random.randint(0, 999999):06d}",
        )  # fmt: skip

    def phone(self, area: str) -> str:
        """A mobile number in E.164 form, in the range 90000-xxxx, which is given to nobody."""
        return f"+55{area}90000{self.random.randint(0, 9999):04d}"

    def cpf(self) -> str:
        """A CPF with right check digits (modulo 11, Receita Federal), never given twice."""
        while True:
            digits = [self.random.randint(0, 9) for _ in range(9)]
            for _ in range(2):
                rest = (
                    sum(d * w for d, w in zip(digits, range(len(digits) + 1, 1, -1), strict=True)) * 10 % 11
                )
                digits.append(rest % 10)
            if len(set(digits)) > 1 and self._is_new(digits):
                return "".join(map(str, digits))

    def cns(self) -> str:
        """A provisional CNS (begins with 7): the sum weighted 15 to 1 is a multiple of 11."""
        while True:
            digits = [7, *(self.random.randint(0, 9) for _ in range(13))]
            last = -sum(d * w for d, w in zip(digits, range(15, 1, -1), strict=True)) % 11
            if last < 10 and self._is_new([*digits, last]):
                return "".join(map(str, [*digits, last]))

    def _is_new(self, digits: list[int]) -> bool:
        text = "".join(map(str, digits))
        new = text not in self._given
        self._given.add(text)
        return new

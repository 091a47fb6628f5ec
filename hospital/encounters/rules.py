"""How a colour comes out of answers. Pure: the same version, flowchart and answers give the same colour."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any  # Any: measurements as JSON

_RULE = re.compile(r"(?P<measure>[a-z0-9_]+) *(?P<sign><=|>=|<|>) *(?P<limit>-?[0-9]+(?:\.[0-9]+)?)")


@dataclass(frozen=True)
class Question:
    """A discriminator: the level it leads to, its place, and what answers it by itself."""

    code: str
    level: int
    position: int = 0
    rule: str = ""


@dataclass(frozen=True)
class Edition:
    """A version of a protocol as the rules need it: colours by level, questions by flowchart.

    `minutes` gives the target of each level; `general` is asked in every flowchart.
    """

    colours: Mapping[int, str]
    minutes: Mapping[int, int]
    general: tuple[Question, ...]
    flowcharts: Mapping[str, tuple[Question, ...]]

    def questions(self, flowchart: str) -> list[Question]:
        """What is asked in a flowchart, the most urgent first. KeyError for an unknown one."""
        own = self.flowcharts[flowchart]
        return sorted((*self.general, *own), key=lambda one: (one.level, one.position, one.code))


@dataclass(frozen=True)
class Result:
    """The colour, its target in minutes, and the question whose yes decided (none: the least urgent)."""

    colour: str
    level: int
    minutes: int
    decided_by: str = ""


def result_of(edition: Edition, flowchart: str, answers: Mapping[str, bool]) -> Result:
    """The colour of the most urgent question that was answered with yes; without any, the least urgent."""
    for question in edition.questions(flowchart):
        if answers.get(question.code) is True:
            level, decided_by = question.level, question.code
            break
    else:
        level, decided_by = max(edition.colours), ""
    return Result(edition.colours[level], level, edition.minutes[level], decided_by)


def measured(
    edition: Edition, flowchart: str, vitals: Mapping[str, Any]
) -> dict[str, bool]:  # Any: see above
    """The questions that the measurements answer with yes: a saturation of 85 % needs no opinion."""
    return {
        question.code: True
        for question in edition.questions(flowchart)
        if question.rule and holds(question.rule, vitals)
    }


def holds(rule: str, vitals: Mapping[str, Any]) -> bool:  # Any: see above
    """Whether a rule such as "spo2 < 90" is true of the measurements; what was not measured is not true."""
    found = _RULE.fullmatch(rule.strip())
    if found is None or found["measure"] not in vitals:
        return False
    value, limit = float(vitals[found["measure"]]["value"]), float(found["limit"])
    return {"<": value < limit, "<=": value <= limit, ">": value > limit, ">=": value >= limit}[found["sign"]]


def is_rule(text: str, measures: Mapping[str, object]) -> bool:
    """Whether a text is a rule about one of the measures."""
    found = _RULE.fullmatch(text.strip())
    return found is not None and found["measure"] in measures

"""Refusals and remarks in FHIR's words: OperationOutcome."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from hospital.core.errors import Absent, Conflict, Denied, DomainError, Invalid, Text
from hospital.core.origin import origin
from hospital.core.problems import status_of

from .wire import JSON

# https://hl7.org/fhir/R4/valueset-issue-type.html
KINDS: dict[type[DomainError], str] = {
    Denied: "forbidden", Absent: "not-found", Conflict: "conflict", Invalid: "invalid",
    DomainError: "processing",
}  # fmt: skip
BY_STATUS = {
    400: "structure", 401: "login", 403: "forbidden", 404: "not-found", 405: "not-supported",
    406: "not-supported",
    409: "conflict", 412: "conflict", 413: "too-long", 415: "not-supported", 422: "invalid", 429: "throttled",
}  # fmt: skip


@dataclass(frozen=True)
class Issue:
    """One thing that is wrong, or worth knowing. `expression` is the FHIRPath of where."""

    text: Text
    code: str = "invalid"
    severity: str = "error"
    expression: str = ""
    name: str = ""

    def to_fhir(self) -> JSON:
        found: JSON = {"severity": self.severity, "code": self.code, "diagnostics": str(self.text)}
        if self.name:
            found["details"] = {"coding": [{"code": self.name}], "text": str(self.text)}
        if self.expression:
            found["expression"] = [self.expression]
        return found


def outcome(issues: Sequence[Issue]) -> JSON:
    """The OperationOutcome of the issues; one without any says that all is well."""
    shown = issues or [Issue(_("All is well."), "informational", "information")]
    return {"resourceType": "OperationOutcome", "issue": [issue.to_fhir() for issue in shown]}


def issues_of(error: DomainError, expression: str = "") -> list[Issue]:
    """A refusal as issues: one for each field at fault, or one for the whole."""
    kind = next(code for family, code in KINDS.items() if isinstance(error, family))
    faults = [
        Issue(line, kind, expression=".".join(filter(None, (expression, name))), name=error.code)
        for name, lines in error.fields.items()
        for line in lines
    ]
    return faults or [Issue(str(error), kind, expression=expression, name=error.code)]


def refusal(error: DomainError, expression: str = "") -> tuple[int, JSON]:
    """Status and body of a refusal."""
    issues = list(getattr(error, "issues", ())) or issues_of(error, expression)
    return int(getattr(error, "status", 0)) or status_of(error), outcome(issues)


def plain(status: int, text: Text) -> JSON:
    """The outcome of a refusal that no domain error stands for; `reference` finds the request in the log."""
    issue = Issue(text, BY_STATUS.get(status, "exception"), "fatal" if status >= 500 else "error")
    body = outcome([issue])
    body["issue"][0]["details"] = {"coding": [{"code": str(origin().request_id)}], "text": str(text)}
    return body


def texts(issues: Iterable[Issue]) -> str:
    """The issues as one line for people."""
    return "; ".join(str(issue.text) for issue in issues)

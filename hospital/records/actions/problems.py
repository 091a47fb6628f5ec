"""The problem list: what goes on it, what becomes of it, and looking it through as a whole."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Unpack  # Any: column values
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import refuse
from hospital.core.db import change
from hospital.core.errors import Absent, Conflict, Stale
from hospital.patients.models import Patient

from ..models import Problem
from ..writing import CodedData, Values, amend, enter, in_order, not_later, opened

OVER = (Problem.ClinicalStatus.REMISSION, Problem.ClinicalStatus.RESOLVED)


class ProblemData(CodedData, total=False):
    """What the patient has, how sure one is, since when and until when."""

    clinical_status: str
    verification: str
    category: str
    severity: str
    onset_on: date | None
    abatement_on: date | None


class ProblemListed(Conflict):
    message = _("This problem is on the list already. Change the entry that is there.")


@dataclass(frozen=True)
class Decision:
    """What becomes of one problem when the list is looked through; `version` is the one that was seen."""

    problem_id: UUID
    version: int
    what: str  # a key of DECISIONS


# What may be decided, and what it makes of the problem.
DECISIONS: dict[str, dict[str, Any]] = {  # Any: see above
    "keep": {},
    "list": {"category": Problem.Category.PROBLEM},
    "chronic": {"category": Problem.Category.CHRONIC},
    "active": {"clinical_status": Problem.ClinicalStatus.ACTIVE, "abatement_on": None},
    "remission": {"clinical_status": Problem.ClinicalStatus.REMISSION},
    "resolved": {"clinical_status": Problem.ClinicalStatus.RESOLVED},
    "refuted": {"verification": Problem.Verification.REFUTED},
}


@transaction.atomic
def add_problem(patient: Patient, *, by: User, **data: Unpack[ProblemData]) -> Problem:
    """Write down what the patient has; ProblemListed when the same code is on the list."""
    values = {"display": "", **data}
    return enter(Problem, patient, values, event="records.problem_added", by=by, check=_check_new)


@transaction.atomic
def change_problem(
    problem: Problem, *, by: User, version: int | None = None, **data: Unpack[ProblemData]
) -> Problem:
    """Say what became of it: resolved, confirmed, severe."""
    if data.get("clinical_status") == Problem.ClinicalStatus.ACTIVE and "abatement_on" not in data:
        data["abatement_on"] = None
    return amend(problem, data, event="records.problem_changed", by=by, version=version, check=_check)


@transaction.atomic
def reconcile_problems(patient: Patient, *, decisions: Sequence[Decision], by: User) -> list[Problem]:
    """Look the whole list through at once; Stale when any of it changed since it was seen."""
    patient = opened(patient, by=by)
    unknown = [decision.what for decision in decisions if decision.what not in DECISIONS]
    refuse({"decisions": [_("Choose what becomes of each problem.")]} if unknown else {})
    rows = {row.pk: row for row in _held(patient, decisions)}
    for decision in decisions:
        _decide(rows, decision)
    counts: dict[str, Any] = dict(Counter(decision.what for decision in decisions))  # Any: see above
    audit.record("records.problems_reconciled", patient, by=by, patient_id=patient.pk, **counts)
    return list(rows.values())


def _held(patient: Patient, decisions: Sequence[Decision]) -> Sequence[Problem]:
    keys = [decision.problem_id for decision in decisions]
    rows = Problem.objects.standing().filter(patient=patient, pk__in=keys)
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def _decide(rows: dict[UUID, Problem], decision: Decision) -> None:
    row = rows.get(decision.problem_id)
    if row is None:
        raise Absent
    if row.version != decision.version:
        raise Stale
    values = dict(DECISIONS[decision.what])
    if decision.what == "resolved" and row.abatement_on is None:
        values["abatement_on"] = max(localdate(), row.onset_on or localdate())
    change(row, **values)


def _check(_patient: Patient, values: Values) -> None:
    not_later(values, "onset_on", "abatement_on")
    in_order(values, "onset_on", "abatement_on")
    if values.get("abatement_on") and values.get("clinical_status", "active") not in OVER:
        refuse({"abatement_on": [_("Only a problem in remission or resolved has an end.")]})


def _check_new(patient: Patient, values: Values) -> None:
    _check(patient, values)
    listed = values.get("category", Problem.Category.PROBLEM) != Problem.Category.ENCOUNTER_DIAGNOSIS
    if values.get("source") == Problem.Source.IMPORTED or not listed or not values.get("code"):
        return
    same = Problem.objects.listed().filter(patient=patient, system=values["system"], code=values["code"])
    if same.exists():
        raise ProblemListed

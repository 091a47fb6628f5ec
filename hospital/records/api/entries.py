"""Entries of every kind: listed, opened, written, changed, withdrawn; one set of routes for each kind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any  # Any: entries of every kind pass through the same routes
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from hospital.accounts.asking import asker
from hospital.core.access import allow
from hospital.core.pagination import PageOut
from hospital.core.versions import IfMatch, version_of

from .. import actions, lists, schemas
from ..models import (
    Allergy,
    FamilyHistory,
    Immunization,
    MedicationStatement,
    Observation,
    Problem,
    Procedure,
    SocialHistory,
)
from ..models.entries import Entry
from ._asking import answer, chart_of, entry_of, patient_of, values_of

router = Router(tags=["records"])

READS, WRITES = "patients.view_chart", "records.write_entry"


@dataclass(frozen=True)
class Noun:
    """One kind of entry: its address, its shapes, and what is done with it."""

    noun: str
    what: str  # the same in a name
    model: type[Entry]
    query: type[Schema]
    shape_in: type[Schema]
    shape_out: type[Schema]
    add: Callable[..., Any]  # Any: see above
    change: Callable[..., Any] | None = None  # Any: see above
    shape_change: type[Schema] | None = None


NOUNS = (
    Noun("problems", "problem", Problem, schemas.ProblemQuery, schemas.ProblemIn, schemas.ProblemOut,
         actions.add_problem, actions.change_problem, schemas.ProblemChange),
    Noun("allergies", "allergy", Allergy, schemas.AllergyQuery, schemas.AllergyIn, schemas.AllergyOut,
         actions.add_allergy, actions.change_allergy, schemas.AllergyChange),
    Noun("observations", "observation", Observation, schemas.ObservationQuery, schemas.ObservationIn,
         schemas.ObservationOut, actions.record_observation),
    Noun("immunizations", "immunization", Immunization, schemas.CodedQuery, schemas.ImmunizationIn,
         schemas.ImmunizationOut, actions.record_immunization, actions.change_immunization,
         schemas.ImmunizationChange),
    Noun("family-history", "family_history", FamilyHistory, schemas.CodedQuery, schemas.FamilyIn,
         schemas.FamilyOut, actions.add_family_history, actions.change_family_history, schemas.FamilyChange),
    Noun("social-history", "social_history", SocialHistory, schemas.EntryQuery, schemas.SocialIn,
         schemas.SocialOut, actions.add_social_history, actions.change_social_history, schemas.SocialChange),
    Noun("procedures", "procedure", Procedure, schemas.CodedQuery, schemas.ProcedureIn, schemas.ProcedureOut,
         actions.record_procedure, actions.change_procedure, schemas.ProcedureChange),
    Noun("medications", "medication", MedicationStatement, schemas.MedicationQuery, schemas.MedicationIn,
         schemas.MedicationOut, actions.add_medication, actions.change_medication, schemas.MedicationChange),
)  # fmt: skip


def _mount_list(noun: Noun) -> None:
    page: Any = PageOut[noun.shape_out]  # type: ignore[name-defined]  # a schema per kind
    asked = noun.query

    @router.get(f"/{{uuid:id}}/{noun.noun}", response=page, operation_id=f"list_{noun.what}_entries")
    @allow(READS)
    @transaction.atomic
    def list_entries(
        request: HttpRequest, id: UUID, query: Query[asked],  # type: ignore[valid-type]  # as above
    ) -> HttpResponse:  # fmt: skip
        """The newest first, withdrawn ones among them. Reading it is recorded."""
        patient = chart_of(request, id, noun.model._meta.label_lower)
        return lists.many(noun.model, patient, query, by=asker(request))


def _mount_one(noun: Noun) -> None:
    @router.get(
        f"/{{uuid:id}}/{noun.noun}/{{uuid:entry_id}}", response=noun.shape_out,
        operation_id=f"read_{noun.what}_entry",
    )  # fmt: skip
    @allow(READS)
    @transaction.atomic
    def read_entry(request: HttpRequest, id: UUID, entry_id: UUID) -> HttpResponse:
        """One entry. Reading it is recorded."""
        row = entry_of(request, noun.model, id, entry_id)
        chart_of(request, id, noun.model._meta.label_lower)
        return answer(request, row)


def _mount_add(noun: Noun) -> None:
    given = noun.shape_in

    @router.post(
        f"/{{uuid:id}}/{noun.noun}", response={201: noun.shape_out},
        operation_id=f"write_{noun.what}_entry",
    )  # fmt: skip
    @allow(WRITES)
    def write_entry(
        request: HttpRequest, id: UUID, data: given,  # type: ignore[valid-type]  # as above
    ) -> HttpResponse:  # fmt: skip
        """Write one. `source` imported is for who opens every chart."""
        row = noun.add(patient_of(request, id), by=asker(request), **values_of(request, data))
        return answer(request, row, 201)


def _mount_change(noun: Noun) -> None:
    given, change = noun.shape_change, noun.change
    if given is None or change is None:
        return

    @router.patch(
        f"/{{uuid:id}}/{noun.noun}/{{uuid:entry_id}}", response=noun.shape_out,
        operation_id=f"change_{noun.what}_entry",
    )  # fmt: skip
    @allow(WRITES)
    def change_entry(
        request: HttpRequest, id: UUID, entry_id: UUID, data: given,  # type: ignore[valid-type]  # as above
        if_match: IfMatch = None,
    ) -> HttpResponse:  # fmt: skip
        """Change what stands; what is not sent stays, and what it said before is in its history."""
        version, row = version_of(if_match), entry_of(request, noun.model, id, entry_id)
        values = values_of(request, data, is_change=True)
        return answer(request, change(row, version=version, by=asker(request), **values))


def _mount_withdrawal(noun: Noun) -> None:
    permission = "patients.view_chart" if noun.model is Observation else WRITES

    @router.post(
        f"/{{uuid:id}}/{noun.noun}/{{uuid:entry_id}}/withdrawal", response=noun.shape_out,
        operation_id=f"withdraw_{noun.what}_entry",
    )  # fmt: skip
    @allow(permission)
    def withdraw_entry(
        request: HttpRequest, id: UUID, entry_id: UUID, data: schemas.WithdrawalIn, if_match: IfMatch = None
    ) -> HttpResponse:
        """Mark it as written in error. It stays, with who, when and why."""
        version, row = version_of(if_match), entry_of(request, noun.model, id, entry_id)
        row = actions.withdraw(row, because=data.reason, version=version, by=asker(request))
        return answer(request, row)


for _each in NOUNS:
    _mount_list(_each)
    _mount_one(_each)
    _mount_add(_each)
    _mount_change(_each)
    _mount_withdrawal(_each)

"""/patients/{id}/identifiers, contacts, addresses, guardians, alerts, history: listed, added, ended."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any  # Any: six kinds of rows pass through the same three routes
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema, Status

from hospital.accounts.asking import asker
from hospital.core.access import allow
from hospital.core.pagination import PageOut, PageQuery, Slice, paginate
from hospital.core.versions import IfMatch, tag, version_of

from .. import actions
from ..models import Address, Alert, Contact, Guardian, Identifier, MedicalHistory
from ..models.patients import OfPatient
from ..schemas import (
    AddressIn,
    AddressOut,
    AlertIn,
    AlertOut,
    ContactIn,
    ContactOut,
    EndIn,
    GuardianIn,
    GuardianOut,
    HistoryIn,
    HistoryOut,
    IdentifierIn,
    IdentifierOut,
    Reason,
)
from .patients import patient_of

router = Router(tags=["patients"])


class PartQuery(PageQuery):
    """`is_current`: only what holds, or only what was ended."""

    is_current: bool | None = None


def part_of(
    request: HttpRequest, model: type[OfPatient], patient_id: UUID, id: UUID
) -> Any:  # Any: see above
    """The row, if it belongs to this patient and she is one for the asker to see."""
    return get_object_or_404(model.objects.visible_to(asker(request)), patient=patient_id, pk=id)


@dataclass(frozen=True)
class Part:
    """One part of a chart: its address, its rows, and what is done with them."""

    noun: str
    model: type[OfPatient]
    shape_in: type[Schema]
    shape_out: type[Schema]
    add: Callable[..., Any]  # Any: see above
    end: Callable[..., Any] = actions.end_detail  # Any: see above
    permission: str = "patients.change_patient"


PARTS = (
    Part("identifiers", Identifier, IdentifierIn, IdentifierOut, actions.add_identifier),
    Part("contacts", Contact, ContactIn, ContactOut, actions.add_contact),
    Part("addresses", Address, AddressIn, AddressOut, actions.add_address),
    Part("guardians", Guardian, GuardianIn, GuardianOut, actions.add_guardian),
    Part("alerts", Alert, AlertIn, AlertOut, actions.add_alert, actions.end_alert, "patients.write_history"),
    Part(
        "history", MedicalHistory, HistoryIn, HistoryOut, actions.add_history, actions.end_history,
        "patients.write_history",
    ),
)  # fmt: skip


def _mount_list(part: Part) -> None:
    page: Any = PageOut[part.shape_out]  # type: ignore[name-defined]  # a schema per part

    @router.get(f"/{{uuid:id}}/{part.noun}", response=page, operation_id=f"list_patient_{part.noun}")
    @allow("patients.view_patient")
    @transaction.atomic
    def list_part(request: HttpRequest, id: UUID, query: Query[PartQuery]) -> Slice[Any]:  # Any: see above
        """The newest first. Reading it is recorded."""
        what = f"patients.{part.noun}"
        patient = actions.open_patient(patient_of(request, id), by=asker(request), what=what)
        kept = part.model.objects.visible_to(asker(request)).filter(patient=patient)
        if query.is_current is not None:
            kept = kept.filter(ended_on__isnull=query.is_current)
        return paginate(kept, query, order=("-created_at", "-id"))


def _mount_add(part: Part) -> None:
    given = part.shape_in

    @router.post(
        f"/{{uuid:id}}/{part.noun}", response={201: part.shape_out}, operation_id=f"add_patient_{part.noun}"
    )
    @allow(part.permission)
    def add_part(
        request: HttpRequest, id: UUID, data: given,  # type: ignore[valid-type]  # a schema per part
        response: HttpResponse,
    ) -> Status[Any]:  # Any: see above  # fmt: skip
        """Add one."""
        values = data.dict()  # type: ignore[attr-defined]  # as above
        made = part.add(patient_of(request, id), by=asker(request), **values)
        tag(response, made)
        return Status(201, made)


def _mount_end(part: Part) -> None:
    address = f"/{{uuid:id}}/{part.noun}/{{uuid:part_id}}/end"

    @router.post(address, response=part.shape_out, operation_id=f"end_patient_{part.noun}")
    @allow(part.permission)
    def end_part(
        request: HttpRequest, id: UUID, part_id: UUID, *, data: EndIn, response: HttpResponse,
        if_match: IfMatch = None,
    ) -> Any:  # Any: see above  # fmt: skip
        """Say that it no longer holds. It stays in the chart, with its days."""
        version, held = version_of(if_match), part_of(request, part.model, id, part_id)
        ended = part.end(held, on=data.on, reason=data.reason, version=version, by=asker(request))
        tag(response, ended)
        return ended


for _each in PARTS:
    _mount_list(_each)
    _mount_add(_each)
    _mount_end(_each)


@router.post("/{uuid:id}/history/{uuid:part_id}/withdrawal", response=HistoryOut)
@allow("patients.write_history")
def withdraw_history(
    request: HttpRequest, id: UUID, part_id: UUID, *, data: Reason, response: HttpResponse,
    if_match: IfMatch = None,
) -> MedicalHistory:  # fmt: skip
    """Mark an entry as written in error. It stays, with the reason in the trail."""
    version, row = version_of(if_match), part_of(request, MedicalHistory, id, part_id)
    row = actions.withdraw_history(row, reason=data.reason, version=version, by=asker(request))
    tag(response, row)
    return row

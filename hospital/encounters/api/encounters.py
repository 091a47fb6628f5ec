"""/encounters: who comes, waits, is seen and goes."""

from typing import Any  # Any: rows with what lists.whole adds
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Status

from hospital.accounts.asking import asker, named, row
from hospital.core.access import allow
from hospital.core.errors import Invalid
from hospital.core.pagination import PageOut
from hospital.core.versions import IfMatch, tag, version_of
from hospital.organization.models import Department, Employee
from hospital.patients import care
from hospital.patients.models import Patient
from hospital.scheduling.models import Appointment

from .. import actions, lists
from ..models import Encounter, Flowchart, Queue, Step, Triage
from ..schemas import (
    ArrivalIn,
    AssignmentIn,
    BeginningIn,
    ClassificationIn,
    ClosureIn,
    EncounterIn,
    EncounterOut,
    EncounterQuery,
    EntryIn,
    MaybeReason,
    PlanIn,
    Reason,
    StepOut,
    TransferIn,
    TriageOut,
    TriageQuery,
    UnregisteredIn,
    UnregisteredOut,
)

router = Router(tags=["encounters"])
of_patient = Router(tags=["encounters"])


@router.get("", response=PageOut[EncounterOut])
@allow("encounters.view_encounter")
@transaction.atomic
def list_encounters(request: HttpRequest, query: Query[EncounterQuery]) -> Any:  # Any: see above
    """Encounters of the departments one works in, or of every one."""
    found = lists.encounters(query, by=asker(request))
    actions.listed(by=asker(request), found=len(found.items), what="encounters.encounters")
    return found


@router.post("", response={201: EncounterOut})
@allow("encounters.receive_patient")
def receive(request: HttpRequest, data: EncounterIn) -> Any:  # Any: see above
    """A patient arrives: with her appointment, or walking in. `queue_id` gives her a ticket at once."""
    queue = named(request, Queue, data.queue_id, "queue_id")
    told = {name: getattr(data, name) for name in ("kind", "priority", "reason", "description")}
    whom = named(request, Employee, data.practitioner_id, "practitioner_id")
    if data.appointment_id:
        appointment = named(request, Appointment, data.appointment_id, "appointment_id")
        sent = {name: value for name, value in told.items() if name in data.model_fields_set}
        sent |= {"practitioner": whom} if whom else {}
        made = actions.receive_appointment(
            appointment, queue=queue, facts=data.facts, by=asker(request), **sent
        )
        return Status(201, _one(request, made.pk))
    patient = named(request, Patient, data.patient_id, "patient_id")
    department = named(request, Department, data.department_id, "department_id")
    if patient is None or department is None:
        raise Invalid(fields={"patient_id": [_("Name an appointment, or a patient and a department.")]})
    made = actions.receive(
        patient, department=department, queue=queue, facts=data.facts, practitioner=whom,
        by=asker(request), **told,
    )  # fmt: skip
    return Status(201, _one(request, made.pk))


@router.post("/planned", response={201: EncounterOut})
@allow("encounters.receive_patient")
def plan(request: HttpRequest, data: PlanIn) -> Any:  # Any: see above
    """Expect a patient at a time."""
    made = actions.plan(
        named(request, Patient, data.patient_id, "patient_id"),
        department=named(request, Department, data.department_id, "department_id"),
        at=data.at, kind=data.kind, reason=data.reason, by=asker(request),
    )  # fmt: skip
    return Status(201, _one(request, made.pk))


@router.post("/unregistered", response={201: UnregisteredOut})
@allow("encounters.classify_patient")
def triage_unregistered(request: HttpRequest, data: UnregisteredIn) -> Any:  # Any: see above
    """From the door to a colour in one call, for somebody without a name or papers."""
    made = actions.triage_unregistered(
        department=named(request, Department, data.department_id, "department_id"),
        sex=data.sex, years=data.years, description=data.description, by=asker(request),
        **_asked(request, data),
    )  # fmt: skip
    ticket = made.entry.ticket if made.entry else None
    return Status(201, {
        "patient_id": made.patient.pk, "encounter_id": made.encounter.pk, "triage": made.triage,
        "ticket": ticket,
    })  # fmt: skip


@router.get("/{uuid:id}", response=EncounterOut)
@allow("encounters.view_encounter")
@transaction.atomic
def get_encounter(request: HttpRequest, id: UUID, response: HttpResponse) -> Any:  # Any: see above
    """One encounter; that it was looked at is recorded."""
    found = _one(request, id)
    actions.open_encounter(found, by=asker(request))
    tag(response, found)
    return found


@router.get("/{uuid:id}/steps", response=list[StepOut])
@allow("encounters.view_encounter")
@transaction.atomic
def list_steps(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    """What happened, in order: who, when, why."""
    found = row(request, Encounter, id)
    actions.open_encounter(found, by=asker(request), what="encounters.step")
    steps = Step.objects.visible_to(asker(request)).filter(encounter=found)
    return steps.select_related("by").order_by("at", "id")


@router.post("/{uuid:id}/arrival", response=EncounterOut)
@allow("encounters.receive_patient")
def arrive(request: HttpRequest, id: UUID, data: ArrivalIn) -> Any:  # Any: see above
    """The expected patient is here."""
    found = row(request, Encounter, id)
    queue = named(request, Queue, data.queue_id, "queue_id")
    actions.arrive(found, queue=queue, facts=data.facts, by=asker(request))
    return _one(request, id)


@router.post("/{uuid:id}/entries", response={201: EncounterOut})
@allow("encounters.receive_patient")
def enqueue(request: HttpRequest, id: UUID, data: EntryIn) -> Any:  # Any: see above
    """Give the patient a place in a queue, and a ticket."""
    found = row(request, Encounter, id)
    queue = named(request, Queue, data.queue_id, "queue_id")
    actions.enqueue(found, queue=queue, facts=data.facts, by=asker(request))
    return Status(201, _one(request, id))


@router.post("/{uuid:id}/transfer", response=EncounterOut)
@allow("encounters.receive_patient")
def transfer(request: HttpRequest, id: UUID, data: TransferIn) -> Any:  # Any: see above
    """Send the patient to another queue; she keeps her ticket."""
    found = row(request, Encounter, id)
    queue = named(request, Queue, data.queue_id, "queue_id")
    actions.transfer(found, queue=queue, reason=data.reason, by=asker(request))
    return _one(request, id)


@router.put("/{uuid:id}/practitioner", response=EncounterOut)
@allow("encounters.receive_patient")
def assign(
    request: HttpRequest, id: UUID, data: AssignmentIn, if_match: IfMatch = None
) -> Any:  # Any: see above
    """Say who is to see the patient; null: anybody may."""
    version, found = version_of(if_match), row(request, Encounter, id)
    whom = named(request, Employee, data.practitioner_id, "practitioner_id")
    actions.reassign(found, practitioner=whom, version=version, by=asker(request))
    return _one(request, id)


@router.get("/{uuid:id}/triages", response=PageOut[TriageOut])
@allow("patients.view_chart")
@transaction.atomic
def list_triages(request: HttpRequest, id: UUID, query: Query[TriageQuery]) -> Any:  # Any: see above
    """The classifications of an encounter, the newest first."""
    found = row(request, Encounter, id)
    care.open_chart(found.patient, by=asker(request), what="encounters.triage")
    return lists.triages(query.model_copy(update={"encounter_id": found.pk}), by=asker(request))


@router.post("/{uuid:id}/triages", response={201: TriageOut})
@allow("encounters.classify_patient")
def classify(request: HttpRequest, id: UUID, data: ClassificationIn) -> Any:  # Any: see above
    """Classify the risk, or classify it again (`why`). Only for a nurse or a physician with a licence."""
    found = row(request, Encounter, id)
    made = actions.classify(found, why=data.why, by=asker(request), **_asked(request, data))
    return Status(
        201, Triage.objects.visible_to(asker(request)).select_related(*lists.OF_TRIAGE).get(pk=made.pk)
    )


@router.post("/{uuid:id}/beginning", response=EncounterOut)
@allow("encounters.treat_patient")
def start(request: HttpRequest, id: UUID, data: BeginningIn) -> Any:  # Any: see above
    """Begin to see the patient, or go on."""
    found = row(request, Encounter, id)
    whom = named(request, Employee, data.practitioner_id, "practitioner_id")
    actions.start(found, practitioner=whom, by=asker(request))
    return _one(request, id)


@router.post("/{uuid:id}/pause", response=EncounterOut)
@allow("encounters.treat_patient")
def hold(request: HttpRequest, id: UUID, data: MaybeReason) -> Any:  # Any: see above
    """Put the encounter on hold."""
    actions.hold(row(request, Encounter, id), reason=data.reason, by=asker(request))
    return _one(request, id)


@router.post("/{uuid:id}/closure", response=EncounterOut)
@allow("encounters.treat_patient")
def finish(request: HttpRequest, id: UUID, data: ClosureIn) -> Any:  # Any: see above
    """Finish the encounter and say where the patient goes."""
    actions.finish(
        row(request, Encounter, id), disposition=data.disposition, description=data.description,
        by=asker(request),
    )  # fmt: skip
    return _one(request, id)


@router.post("/{uuid:id}/departure", response=EncounterOut)
@allow("encounters.receive_patient")
def leave(request: HttpRequest, id: UUID, data: MaybeReason) -> Any:  # Any: see above
    """She left without being seen."""
    actions.leave(row(request, Encounter, id), reason=data.reason, by=asker(request))
    return _one(request, id)


@router.post("/{uuid:id}/cancellation", response=EncounterOut)
@allow("encounters.receive_patient")
def cancel(request: HttpRequest, id: UUID, data: Reason) -> Any:  # Any: see above
    """It does not take place, or was opened by mistake."""
    actions.cancel(row(request, Encounter, id), reason=data.reason, by=asker(request))
    return _one(request, id)


@of_patient.get("/{uuid:id}/encounters", response=PageOut[EncounterOut])
@allow("patients.view_chart")
@transaction.atomic
def list_of_patient(request: HttpRequest, id: UUID, query: Query[EncounterQuery]) -> Any:  # Any: see above
    """The encounters of one patient, as far as they are for the asker to see: a look into her chart."""
    patient = get_object_or_404(Patient.objects.visible_to(asker(request)), pk=id)
    care.open_chart(patient, by=asker(request), what="encounters.encounter")
    return lists.encounters(query.model_copy(update={"patient_id": patient.pk}), by=asker(request))


def _asked(request: HttpRequest, data: ClassificationIn) -> dict[str, Any]:  # Any: see above
    return {
        "flowchart": named(request, Flowchart, data.flowchart_id, "flowchart_id"),
        "answers": data.answers, "complaint": data.complaint, "vitals": data.vitals,
        "started_at": data.started_at, "queue": named(request, Queue, data.queue_id, "queue_id"),
    }  # fmt: skip


def _one(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    return get_object_or_404(lists.one(id, by=asker(request)))

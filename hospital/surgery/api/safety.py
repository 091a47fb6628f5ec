"""/surgeries/…/checklist, consents, counts, specimens, implants, anaesthesia record, Aldrete; /implants."""

from typing import Any  # Any: rows with what the lists add
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from ninja import Query, Router, Status

from hospital.accounts.asking import asker, named, row
from hospital.core.access import allow
from hospital.core.pagination import PageOut
from hospital.patients import care
from hospital.patients.models import Consent

from .. import actions, lists
from ..models import ChecklistPhase, Count, Implant, Surgery, SurgicalConsent
from ..schemas import (
    AldreteIn,
    AldreteOut,
    Because,
    CountIn,
    CountOut,
    ExplanationIn,
    FinalCountIn,
    ImplantIn,
    ImplantOut,
    ImplantQuery,
    LineIn,
    LineOut,
    MoreIn,
    PhaseIn,
    PhaseOut,
    SpecimenIn,
    SpecimenOut,
    SurgicalConsentIn,
    SurgicalConsentOut,
    TracedOut,
)
from ._asking import person_of

router = Router(tags=["surgeries"])
traced = Router(tags=["surgeries"])
Phase = ChecklistPhase.Name


def _opened(request: HttpRequest, id: UUID, what: str) -> Any:  # Any: an operation
    """The operation, whose patient's chart is opened by this look."""
    found = row(request, Surgery, id)
    care.open_chart(found.patient, by=asker(request), what=f"surgery.{what}")
    return found


@router.get("/{uuid:id}/checklist", response=list[PhaseOut])
@allow("surgery.view_surgery")
@transaction.atomic
def get_checklist(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    """The three phases of the checklist: items, answers, signatures."""
    found = row(request, Surgery, id)
    actions.open_surgery(found, by=asker(request), what="surgery.checklistphase")
    return lists.phases(found, by=asker(request))


@router.post("/{uuid:id}/checklist/{phase}/answers", response=list[PhaseOut])
@allow("surgery.attend_surgery")
def answer(request: HttpRequest, id: UUID, phase: Phase, data: PhaseIn) -> Any:  # Any: see above
    """Answer items of a phase, all or some, until somebody signs."""
    found = row(request, Surgery, id)
    actions.answer_phase(
        found, name=phase, answers=data.answers, laterality=data.laterality, note=data.note,
        by=asker(request),
    )  # fmt: skip
    return lists.phases(found, by=asker(request))


@router.post("/{uuid:id}/checklist/{phase}/signatures", response={201: list[PhaseOut]})
@allow("surgery.attend_surgery")
def sign(request: HttpRequest, id: UUID, phase: Phase) -> Any:  # Any: see above
    """Sign a phase as who one is in the team. The last role that signs completes it."""
    found = row(request, Surgery, id)
    actions.sign_phase(found, name=phase, by=asker(request))
    return Status(201, lists.phases(found, by=asker(request)))


@router.post("/{uuid:id}/checklist/{phase}/waiver", response={201: list[PhaseOut]})
@allow("surgery.waive_checklist")
def waive(request: HttpRequest, id: UUID, phase: Phase, data: Because) -> Any:  # Any: see above
    """Go on without a phase, saying why."""
    found = row(request, Surgery, id)
    actions.waive_phase(found, name=phase, because=data.because, by=asker(request))
    return Status(201, lists.phases(found, by=asker(request)))


@router.get("/{uuid:id}/consents", response=list[SurgicalConsentOut])
@allow("surgery.view_surgery")
@transaction.atomic
def list_consents(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    """What was signed, also what was revoked."""
    found = row(request, Surgery, id)
    actions.open_surgery(found, by=asker(request), what="surgery.surgicalconsent")
    return lists.consents(found, by=asker(request))


@router.post("/{uuid:id}/consents", response={201: SurgicalConsentOut})
@allow("surgery.attend_surgery")
def write_consent(request: HttpRequest, id: UUID, data: SurgicalConsentIn) -> Any:  # Any: see above
    """Write down what was signed, on the side that was booked."""
    found = row(request, Surgery, id)
    paper = named(request, Consent, data.consent_id, "consent_id")
    told = data.dict(exclude={"consent_id"})
    return Status(201, actions.write_consent(found, consent=paper, by=asker(request), **told))


@router.post("/{uuid:id}/consents/{uuid:consent_id}/revocation", response=SurgicalConsentOut)
@allow("surgery.attend_surgery")
def revoke_consent(request: HttpRequest, id: UUID, consent_id: UUID, data: Because) -> Any:  # Any: see above
    """The patient changed her mind, or it was for something else."""
    consent = row(request, SurgicalConsent, consent_id, surgery=id)
    return actions.revoke_consent(consent, because=data.because, by=asker(request))


@router.get("/{uuid:id}/counts", response=list[CountOut])
@allow("surgery.view_surgery")
@transaction.atomic
def list_counts(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    """What was counted, and what is missing."""
    found = row(request, Surgery, id)
    actions.open_surgery(found, by=asker(request), what="surgery.count")
    return lists.counts(found, by=asker(request))


@router.post("/{uuid:id}/counts", response={201: CountOut})
@allow("surgery.attend_surgery")
def start_count(request: HttpRequest, id: UUID, data: CountIn) -> Any:  # Any: see above
    """How many there are before."""
    found = row(request, Surgery, id)
    made = actions.start_count(found, kind=data.kind, what=data.what, before=data.before, by=asker(request))
    return Status(201, made)


@router.post("/{uuid:id}/counts/{uuid:count_id}/additions", response=CountOut)
@allow("surgery.attend_surgery")
def add_to_count(request: HttpRequest, id: UUID, count_id: UUID, data: MoreIn) -> Any:  # Any: see above
    """More were opened."""
    count = row(request, Count, count_id, surgery=id)
    return actions.add_to_count(count, more=data.more, by=asker(request))


@router.post("/{uuid:id}/counts/{uuid:count_id}/final", response=CountOut)
@allow("surgery.attend_surgery")
def finish_count(request: HttpRequest, id: UUID, count_id: UUID, data: FinalCountIn) -> Any:  # Any: above
    """Count again, by two people."""
    return actions.finish_count(
        row(request, Count, count_id, surgery=id), after=data.after,
        counted_by=person_of(data.counted_by_id, "counted_by_id"),
        checked_by=person_of(data.checked_by_id, "checked_by_id"), by=asker(request),
    )  # fmt: skip


@router.post("/{uuid:id}/counts/{uuid:count_id}/explanation", response=CountOut)
@allow("surgery.attend_surgery")
def explain_count(request: HttpRequest, id: UUID, count_id: UUID, data: ExplanationIn) -> Any:  # Any: above
    """What became of a count that does not agree, after an X-ray."""
    count = row(request, Count, count_id, surgery=id)
    return actions.explain_count(count, explained=data.explained, xray_at=data.xray_at, by=asker(request))


@router.get("/{uuid:id}/specimens", response=list[SpecimenOut])
@allow("surgery.view_surgery")
@transaction.atomic
def list_specimens(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    """What was taken out."""
    return lists.specimens(_opened(request, id, "specimen"), by=asker(request))


@router.post("/{uuid:id}/specimens", response={201: SpecimenOut})
@allow("surgery.attend_surgery")
def take_specimen(request: HttpRequest, id: UUID, data: SpecimenIn) -> Any:  # Any: see above
    """Label what was taken out."""
    return Status(201, actions.take_specimen(row(request, Surgery, id), by=asker(request), **data.dict()))


@router.get("/{uuid:id}/implants", response=list[ImplantOut])
@allow("surgery.view_surgery")
@transaction.atomic
def list_implants(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    """What stays in the patient."""
    return lists.implants(_opened(request, id, "implant"), by=asker(request))


@router.post("/{uuid:id}/implants", response={201: ImplantOut})
@allow("surgery.attend_surgery")
def use_implant(request: HttpRequest, id: UUID, data: ImplantIn) -> Any:  # Any: see above
    """Write down what stays in the patient, with its lot or serial number."""
    return Status(201, actions.use_implant(row(request, Surgery, id), by=asker(request), **data.dict()))


@router.post("/{uuid:id}/implants/{uuid:implant_id}/withdrawal", response=ImplantOut)
@allow("surgery.attend_surgery")
def withdraw_implant(
    request: HttpRequest, id: UUID, implant_id: UUID, data: Because
) -> Any:  # Any: see above
    """It was written down in error."""
    implant = row(request, Implant, implant_id, surgery=id)
    return actions.withdraw_implant(implant, because=data.because, by=asker(request))


@router.get("/{uuid:id}/anaesthesia-record", response=list[LineOut])
@allow("surgery.view_surgery")
@transaction.atomic
def list_lines(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    """The record of anaesthesia, line by line."""
    return lists.anaesthesia(_opened(request, id, "anaesthesiaentry"), by=asker(request))


@router.post("/{uuid:id}/anaesthesia-record", response={201: LineOut})
@allow("surgery.attend_surgery")
def write_line(request: HttpRequest, id: UUID, data: LineIn) -> Any:  # Any: see above
    """Write one line of the record of anaesthesia."""
    return Status(201, actions.write_anaesthesia(row(request, Surgery, id), by=asker(request), **data.dict()))


@router.get("/{uuid:id}/aldrete-scores", response=list[AldreteOut])
@allow("surgery.view_surgery")
@transaction.atomic
def list_aldrete(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    """How she woke up."""
    return lists.aldrete(_opened(request, id, "aldretescore"), by=asker(request))


@router.post("/{uuid:id}/aldrete-scores", response={201: AldreteOut})
@allow("surgery.attend_surgery")
def score_aldrete(request: HttpRequest, id: UUID, data: AldreteIn) -> Any:  # Any: see above
    """Score how far she has woken up."""
    return Status(201, actions.score_aldrete(row(request, Surgery, id), by=asker(request), **data.dict()))


@traced.get("", response=PageOut[TracedOut])
@allow("surgery.view_surgery")
@transaction.atomic
def trace(request: HttpRequest, query: Query[ImplantQuery]) -> Any:  # Any: see above
    """In whom implants are, by lot, serial number or registration."""
    found = lists.traced(query, by=asker(request))
    actions.listed(by=asker(request), found=len(found.items), what="surgery.implants")
    return found

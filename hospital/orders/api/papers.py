"""/patients/{id}/papers and /papers: written, issued, printed, cancelled, verified."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from hospital.accounts.asking import asker
from hospital.core.access import ANYONE, allow
from hospital.core.pagination import PageOut, Slice
from hospital.core.versions import IfMatch, tag, version_of
from hospital.patients import care

from .. import actions, lists, verification
from ..models import Paper
from ..paper_schemas import IssueIn, PaperIn, PaperOut, PaperPatch, PaperQuery, VerificationOut
from ..schemas import ReasonIn
from ._asking import paper_of, patient_of, visit_of

of_patients = Router(tags=["papers"])
router = Router(tags=["papers"])


@of_patients.get("/{uuid:id}/papers", response=PageOut[PaperOut])
@allow("orders.view_paper")
@transaction.atomic
def list_patient_papers(request: HttpRequest, id: UUID, query: Query[PaperQuery]) -> Slice[Paper]:
    """The newest first. Reading it is recorded."""
    patient = patient_of(request, id)
    care.open_chart(patient, by=asker(request), what="orders.papers")
    return lists.papers(patient, query, by=asker(request))


@of_patients.post("/{uuid:id}/papers", response={201: PaperOut})
@allow("orders.write_paper")
def draft_paper(request: HttpRequest, id: UUID, data: PaperIn, response: HttpResponse) -> Status[Paper]:
    """Write the draft of a paper."""
    visit = visit_of(request, data.consultation_id)
    paper = actions.draft_paper(
        patient_of(request, id), kind=data.kind, data=data.data, visit=visit, by=asker(request)
    )
    tag(response, paper)
    return Status(201, paper)


@of_patients.get("/{uuid:id}/papers/{uuid:paper_id}", response=PaperOut)
@allow("orders.view_paper")
@transaction.atomic
def read_paper(request: HttpRequest, id: UUID, paper_id: UUID, response: HttpResponse) -> Paper:
    """One paper. Reading it is recorded."""
    paper = paper_of(request, paper_id, patient=id)
    care.open_chart(paper.patient, by=asker(request), what="orders.paper")
    tag(response, paper)
    return paper


@router.patch("/{uuid:id}", response=PaperOut)
@allow("orders.write_paper")
def change_paper(
    request: HttpRequest, id: UUID, *, data: PaperPatch, response: HttpResponse, if_match: IfMatch = None
) -> Paper:  # fmt: skip
    """Write the draft anew."""
    version, paper = version_of(if_match), paper_of(request, id)
    paper = actions.change_paper(paper, data=data.data, version=version, by=asker(request))
    tag(response, paper)
    return paper


@router.post("/{uuid:id}/issue", response={201: PaperOut})
@allow("orders.write_paper")
def issue_paper(
    request: HttpRequest, id: UUID, *, data: IssueIn, response: HttpResponse, if_match: IfMatch = None
) -> Status[Paper]:  # fmt: skip
    """Give the paper out, signed when there is something to sign with: from now on it stays as it is."""
    version, paper, by = version_of(if_match), paper_of(request, id), asker(request)
    credential = data.credential.credential(by) if data.credential else None
    address = request.build_absolute_uri("/").rstrip("/")
    actions.issue_paper(paper, version=version, address=address, credential=credential, by=by)
    issued = paper_of(request, id)
    tag(response, issued)
    return Status(201, issued)


@router.post("/{uuid:id}/discarding", response=PaperOut)
@allow("orders.write_paper")
def discard_paper(request: HttpRequest, id: UUID, data: ReasonIn, response: HttpResponse) -> Paper:
    """Throw a draft away."""
    paper = actions.discard_paper(paper_of(request, id), reason=data.reason, by=asker(request))
    tag(response, paper)
    return paper


@router.post("/{uuid:id}/cancellation", response=PaperOut)
@allow("orders.write_paper")
def cancel_paper(request: HttpRequest, id: UUID, data: ReasonIn, response: HttpResponse) -> Paper:
    """Declare an issued paper void."""
    actions.cancel_paper(paper_of(request, id), reason=data.reason, by=asker(request))
    paper = paper_of(request, id)
    tag(response, paper)
    return paper


@router.get("/{uuid:id}/pdf", response={200: bytes})
@allow("orders.view_paper")
def print_paper(request: HttpRequest, id: UUID) -> HttpResponse:
    """The file as it was issued, or the draft marked as such. It is recorded."""
    return pdf_response(paper_of(request, id), request)


def pdf_response(paper: Paper, request: HttpRequest) -> HttpResponse:
    """The paper's file for the browser; its name tells nothing of the patient."""
    act = actions.print_paper if paper.standing_issue else actions.preview_paper
    response = HttpResponse(act(paper, by=asker(request)), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{paper.kind}-{paper.pk.hex[-8:]}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@router.get("/verification/{code}", response=VerificationOut, auth=None)
@allow(ANYONE)
def verify_paper(request: HttpRequest, code: str) -> verification.Verified:
    """Whether a paper is genuine, for whoever holds it: kind, day and doctor, nothing of the patient."""
    return verification.verify(code, address=request.META.get("REMOTE_ADDR", ""))

"""/consultations: one's own drafts, and one visit: read, saved as one types, thrown away."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from hospital import audit
from hospital.accounts.asking import asker
from hospital.core.access import allow
from hospital.core.pagination import PageOut, Slice, paginate
from hospital.core.versions import IfMatch, tag, version_of

from .. import actions
from ..models import Consultation, Template
from ..schemas import ConsultationFields, ConsultationOut, ConsultationRow, CopyIn, MineQuery, TemplateUse
from ._asking import opened, visit_of, visits, written

router = Router(tags=["consultations"])


@router.get("", response=PageOut[ConsultationRow])
@allow("consultations.view_consultation")
@transaction.atomic
def list_my_consultations(request: HttpRequest, query: Query[MineQuery]) -> Slice[Consultation]:
    """What one wrote oneself: `state=draft` waits to be signed. `cosign`: what waits for one's signature."""
    by = asker(request)
    rows = visits(request).to_be_cosigned_by(by) if query.cosign else visits(request).written_by(by)
    if query.state:
        rows = rows.filter(state=query.state)
    page = paginate(rows, query, order=("-updated_at", "-id"))
    audit.access("search", by=by, what="consultations.drafts", found=len(page.items))
    return page


@router.get("/{uuid:id}", response=ConsultationOut)
@allow("consultations.view_consultation")
@transaction.atomic
def get_consultation(request: HttpRequest, id: UUID, response: HttpResponse) -> Consultation:
    """One visit, whole. Opening it is recorded."""
    visit = opened(request, id)
    tag(response, visit)
    return visit


@router.patch("/{uuid:id}", response=ConsultationOut)
@allow("consultations.write_consultation")
def save_draft(
    request: HttpRequest, id: UUID, *, data: ConsultationFields, response: HttpResponse,
    if_match: IfMatch = None,
) -> Consultation:  # fmt: skip
    """Keep what was typed; what is not sent stays. 412 when the draft has another version by now."""
    version, visit = version_of(if_match), visit_of(request, id)
    saved = actions.save_draft(visit, version=version, by=asker(request), **written(request, data))
    tag(response, saved)
    return saved


@router.post("/{uuid:id}/template", response=ConsultationOut)
@allow("consultations.write_consultation")
def use_template(
    request: HttpRequest, id: UUID, *, data: TemplateUse, response: HttpResponse, if_match: IfMatch = None
) -> Consultation:
    """Put a template's text under what is written."""
    version, visit, by = version_of(if_match), visit_of(request, id), asker(request)
    template = get_object_or_404(Template.objects.visible_to(by).in_use(), pk=data.template_id)
    saved = actions.apply_template(visit, template=template, version=version, by=by)
    tag(response, saved)
    return saved


@router.post("/{uuid:id}/copy", response=ConsultationOut)
@allow("consultations.write_consultation")
def copy_forward(
    request: HttpRequest, id: UUID, *, data: CopyIn, response: HttpResponse, if_match: IfMatch = None
) -> Consultation:
    """Put an earlier visit of the patient under what is written."""
    version, visit = version_of(if_match), visit_of(request, id)
    source = visit_of(request, data.source_id)
    saved = actions.copy_forward(visit, source=source, version=version, by=asker(request))
    tag(response, saved)
    return saved


@router.post("/{uuid:id}/discarding", response=ConsultationOut)
@allow("consultations.write_consultation")
def discard_draft(
    request: HttpRequest, id: UUID, *, response: HttpResponse, if_match: IfMatch = None
) -> Consultation:
    """Throw a draft away."""
    version, visit = version_of(if_match), visit_of(request, id)
    visit = actions.discard_draft(visit, version=version, by=asker(request))
    tag(response, visit)
    return visit

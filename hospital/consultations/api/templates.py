"""/consultation-templates: texts to begin a visit with."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from hospital.accounts.asking import asker
from hospital.core.access import allow
from hospital.core.pagination import PageOut, Slice, paginate
from hospital.core.versions import IfMatch, tag, version_of

from .. import actions
from ..models import Template
from ..schemas import TemplateIn, TemplateOut, TemplatePatch, TemplateQuery

router = Router(tags=["consultations"])


def template_of(request: HttpRequest, id: UUID) -> Template:
    return get_object_or_404(Template.objects.visible_to(asker(request)), pk=id)


@router.get("", response=PageOut[TemplateOut])
@allow("consultations.view_consultation")
def list_templates(request: HttpRequest, query: Query[TemplateQuery]) -> Slice[Template]:
    """By name."""
    rows = Template.objects.visible_to(asker(request)).filter(retired_at__isnull=query.is_current)
    if query.specialty:
        rows = rows.filter(specialty__iexact=query.specialty)
    return paginate(rows, query, order=("name", "id"))


@router.post("", response={201: TemplateOut})
@allow("consultations.manage_template")
def write_template(request: HttpRequest, data: TemplateIn, response: HttpResponse) -> Status[Template]:
    """Offer a new text to everyone."""
    made = actions.write_template(by=asker(request), **data.dict())
    tag(response, made)
    return Status(201, made)


@router.get("/{uuid:id}", response=TemplateOut)
@allow("consultations.view_consultation")
def get_template(request: HttpRequest, id: UUID, response: HttpResponse) -> Template:
    """One template."""
    found = template_of(request, id)
    tag(response, found)
    return found


@router.patch("/{uuid:id}", response=TemplateOut)
@allow("consultations.manage_template")
def change_template(
    request: HttpRequest, id: UUID, *, data: TemplatePatch, response: HttpResponse, if_match: IfMatch = None
) -> Template:
    """Offer another text; what is not sent stays."""
    version, kept = version_of(if_match), template_of(request, id)
    values = data.dict(exclude_unset=True)
    kept = actions.change_template(kept, version=version, by=asker(request), **values)
    tag(response, kept)
    return kept


@router.post("/{uuid:id}/retirement", response=TemplateOut)
@allow("consultations.manage_template")
def retire_template(
    request: HttpRequest, id: UUID, *, response: HttpResponse, if_match: IfMatch = None
) -> Template:
    """Offer it no more. What was written with it stays."""
    version, kept = version_of(if_match), template_of(request, id)
    kept = actions.retire_template(kept, version=version, by=asker(request))
    tag(response, kept)
    return kept

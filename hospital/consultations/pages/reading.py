"""Reading: a visit, its versions side by side, and the visits of a chart."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from hospital.accounts.asking import asker
from hospital.core.access import page
from hospital.core.pagination import PageQuery, paginate
from hospital.patients import care
from hospital.patients.pages._asking import of_patient
from hospital.signatures.models import Version

from .. import actions, signing
from ..models import Addendum
from ._asking import opened, patient_of, visit_of, visit_page, visits


@page("consultations.view_consultation")
@transaction.atomic
def consultation(request: HttpRequest, id: UUID) -> HttpResponse:
    """A visit as it was signed, with its addenda and its signatures. A draft opens in its editor."""
    visit, by = visit_of(request, id), asker(request)
    if visit.is_draft and by.has_perm("consultations.write_consultation"):
        return redirect("consultations:edit", visit.pk)
    visit = opened(request, id)
    addenda = Addendum.objects.visible_to(by).filter(consultation=visit).select_related("author")
    versions = Version.objects.visible_to(by).of(visit).defer("content", "seal", "signature")
    return visit_page(
        request, "consultations/consultation.html", visit, diagnoses=visit.diagnoses.order_by("rank"),
        addenda=addenda.order_by("created_at", "id"), versions=versions.select_related("certificate"),
        is_mine=visit.signed_by_id == by.pk,
        may_cosign=bool(visit.cosigner and visit.cosigner.user_id == by.pk and not visit.cosigned_at),
    )  # fmt: skip


@page("consultations.view_consultation")
@transaction.atomic
def versions(request: HttpRequest, id: UUID) -> HttpResponse:
    """Every signed version verified, and two of them side by side."""
    visit = visit_of(request, id)  # verifying opens the chart, and says so
    verification = actions.verify_visit(visit, by=asker(request))
    kept = [verdict.version for verdict in verification.verdicts]
    before, after = _chosen(request, kept)
    return visit_page(
        request, "consultations/versions.html", visit, verification=verification, before=before, after=after,
        old=_lines(before), new=_lines(after),
    )  # fmt: skip


@page("consultations.view_consultation")
@transaction.atomic
def of_chart(request: HttpRequest, patient: UUID) -> HttpResponse:
    """The visits of a chart, the newest first."""
    shown = patient_of(request, patient)
    care.open_chart(shown, by=asker(request), what="consultations.consultations")
    rows = visits(request).filter(patient=shown).in_the_chart()
    query = PageQuery(cursor=request.GET.get("cursor", "")[:1000], limit=25, count=False)
    found = paginate(rows, query, order=("-occurred_at", "-id"))
    return render(request, "consultations/of_chart.html", of_patient(request, shown, page=found))


def _chosen(request: HttpRequest, kept: list[Version]) -> tuple[Version | None, Version | None]:
    """The two versions that the address names, or the first and the last."""
    by_number = {str(version.number): version for version in kept}
    before = by_number.get(request.GET.get("before", ""), kept[0] if kept else None)
    return before, by_number.get(request.GET.get("after", ""), kept[-1] if kept else None)


def _lines(version: Version | None) -> dict[str, str]:
    """A version's content by the names of its parts."""
    parts = signing.shown(signing.read(version)) if version else []
    return {part.label: "\n".join(part.lines) for part in parts}

"""What the pages of beds share: the rows that addresses name, and pages that ask."""

from collections.abc import Callable
from typing import Any  # Any: whatever actions and templates take
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hospital.accounts.asking import asker, row
from hospital.core.forms import ActionForm
from hospital.encounters.pages._asking import carried_out
from hospital.scheduling.pages import _asking as asking
from hospital.scheduling.pages._asking import Crumbs, Text, data

from ..models import Bed, Stay, Ward

__all__ = ["above", "ask", "bed_of", "carried_out", "data", "of_bed", "of_ward", "row", "stay_of"]

WARDS: Text = _("Wards")


def bed_of(request: HttpRequest, id: UUID) -> Bed:
    rows = Bed.objects.visible_to(asker(request)).select_related("ward", "room")
    found: Bed = get_object_or_404(rows, pk=id)
    return found


def stay_of(request: HttpRequest, id: UUID) -> Stay:
    rows = Stay.objects.visible_to(asker(request)).select_related("patient", "bed__ward", "bed__room")
    found: Stay = get_object_or_404(rows, pk=id)
    return found


def above(*more: tuple[Text, str]) -> Crumbs:
    return [(WARDS, reverse("beds:wards")), *more]


def of_ward(ward: Ward) -> Crumbs:
    return above((ward.name, ward.get_absolute_url()))


def of_bed(bed: Bed) -> Crumbs:
    return [*of_ward(bed.ward), (bed.name, bed.get_absolute_url())]


def ask(
    request: HttpRequest, form: ActionForm, action: Callable[..., Any], *arguments: object,
    crumbs: Crumbs = (), **page: Any,  # Any: see above
) -> HttpResponse:  # fmt: skip
    """Ask as the agenda does, under the wards unless said otherwise."""
    return asking.ask(request, form, action, *arguments, crumbs=crumbs or above(), **page)

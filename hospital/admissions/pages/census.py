"""The census: its days and figures, and who lies where, also on paper."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now

from hospital.accounts.asking import asker
from hospital.beds.models import Ward
from hospital.core.access import page

from .. import actions, lists
from ..forms import CensusFilter
from ..schemas import CensusQuery


@page("admissions.view_census")
def census(request: HttpRequest) -> HttpResponse:
    """Days and figures of a period: counts only."""
    wards = Ward.objects.visible_to(asker(request)).order_by("name", "id")
    asked = CensusFilter(request.GET, ward_id=wards)
    found = lists.census_between(CensusQuery(**asked.words()))
    days = {"first": found.first, "last": found.last, "ward_id": request.GET.get("ward_id", "")}
    form = CensusFilter(days, ward_id=wards)  # says the days that are shown
    return render(request, "admissions/census.html", {"census": found, "filter": form})


@page("admissions.view_census")
@transaction.atomic
def nominal(request: HttpRequest) -> HttpResponse:
    """Who lies in which bed now, made for paper; looking at it is recorded."""
    by = asker(request)
    wards = lists.present_by_ward(by=by)
    actions.open_census(by=by, found=sum(len(one.stays) for one in wards))
    return render(request, "admissions/census_print.html", {"wards": wards, "now": now()})

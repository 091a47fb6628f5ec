"""Wards, rooms and beds: how they are, and how they are set up."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hospital.accounts.asking import asker, row
from hospital.core.access import page

from .. import actions, forms, lists
from ..models import Room, Stay, Ward
from ..schemas import WardQuery
from ._asking import above, ask, bed_of, data, of_bed, of_ward

OF_WARD = ("code", "name", "floor", "kind", "sex", "age_from", "age_to", "description", "is_active")
OF_ROOM = ("number", "sex", "isolation", "description")
OF_BED = ("name", "kind", "sex", "is_extra", "is_virtual", "description")


@page("beds.view_bed")
def wards(request: HttpRequest) -> HttpResponse:
    """The wards of one's own departments, with how many beds are free."""
    form = forms.WardFilter(request.GET, by=asker(request))
    query = WardQuery.model_validate(form.keys() | {"cursor": request.GET.get("cursor", "")[:1000]})
    return render(request, "beds/wards.html", {"page": lists.wards(query, by=asker(request)), "filter": form})


@page("beds.view_bed")
@transaction.atomic
def ward(request: HttpRequest, id: UUID) -> HttpResponse:
    """One ward: its rooms, their beds, and who is in them."""
    by = asker(request)
    shown = get_object_or_404(lists.whole(Ward.objects.visible_to(by)), pk=id)
    stays = Stay.objects.visible_to(by).filter(bed__ward=shown, state__in=("present", "reserved"))
    people: dict[UUID, list[Stay]] = {}
    for stay in stays.select_related("patient").order_by("is_with_mother", "begins_at", "id"):
        people.setdefault(stay.bed_id, []).append(stay)
    rooms = [
        (room, [(bed, people.get(bed.pk, [])) for bed in room.beds.all()])
        for room in lists.rooms(shown, by=by)
    ]
    actions.listed(by=by, found=sum(map(len, people.values())), what="beds.ward_patients")
    context = {
        "ward": shown, "rooms": rooms, "crumbs": above(), "turnaround": lists.turnaround(shown, by=by),
    }  # fmt: skip
    return render(request, "beds/ward.html", context)


@page("beds.manage_bed")
def new_ward(request: HttpRequest) -> HttpResponse:
    return ask(
        request, forms.WardForm(data(request), by=asker(request)), actions.open_ward, title=_("New ward"),
        submit=_("Open"), back=reverse("beds:wards"), done=_("Ward opened. Now say its rooms."),
        onward=lambda made: reverse("beds:ward", args=[made.pk]),
    )  # fmt: skip


@page("beds.manage_bed")
def change_ward(request: HttpRequest, id: UUID) -> HttpResponse:
    shown = row(request, Ward, id)
    known = {name: getattr(shown, name) for name in OF_WARD} | {"department": shown.department_id}
    form = forms.ChangeWardForm(data(request), by=asker(request), initial=known)
    return ask(
        request, form, actions.change_ward, shown, row=shown, title=_("Change ward"), submit=_("Save"),
        back=shown.get_absolute_url(), done=_("Changes saved."), crumbs=of_ward(shown),
    )  # fmt: skip


@page("beds.manage_bed")
def new_room(request: HttpRequest, id: UUID) -> HttpResponse:
    shown = row(request, Ward, id)
    return ask(
        request, forms.RoomForm(data(request)), actions.open_room, shown, title=_("New room"),
        submit=_("Add"), back=shown.get_absolute_url(), done=_("Room opened."), crumbs=of_ward(shown),
    )  # fmt: skip


@page("beds.manage_bed")
def change_room(request: HttpRequest, id: UUID) -> HttpResponse:
    shown = row(request, Room, id)
    form = forms.RoomForm(data(request), initial={name: getattr(shown, name) for name in OF_ROOM})
    return ask(
        request, form, actions.change_room, shown, row=shown, title=_("Change room"), submit=_("Save"),
        back=shown.ward.get_absolute_url(), done=_("Changes saved."), crumbs=of_ward(shown.ward),
    )  # fmt: skip


@page("beds.manage_bed")
def new_bed(request: HttpRequest, id: UUID) -> HttpResponse:
    shown = row(request, Room, id)
    return ask(
        request, forms.NewBedForm(data(request)), actions.add_bed, shown, title=_("New bed"),
        submit=_("Add"), back=shown.ward.get_absolute_url(), done=_("Bed added."), crumbs=of_ward(shown.ward),
    )  # fmt: skip


@page("beds.manage_bed")
def change_bed(request: HttpRequest, id: UUID) -> HttpResponse:
    shown = bed_of(request, id)
    known = {name: getattr(shown, name) for name in OF_BED} | {"room": shown.room_id}
    form = forms.ChangeBedForm(data(request), by=asker(request), initial=known)
    return ask(
        request, form, actions.change_bed, shown, row=shown, title=_("Change bed"), submit=_("Save"),
        back=shown.get_absolute_url(), done=_("Changes saved."), crumbs=of_bed(shown),
    )  # fmt: skip

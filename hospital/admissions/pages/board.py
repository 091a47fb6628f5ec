"""The bed board: all wards live, one bed beside them, and the move of a patient from bed to bed."""

from typing import Any  # Any: template contexts
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from hospital.accounts.asking import asker
from hospital.accounts.models import User
from hospital.beds import live
from hospital.beds.models import Bed, Stay, Ward
from hospital.core.access import page

from .. import board as boards, moving
from ..actions.looking import read_board
from ..board_forms import BoardFilter, MoveForm
from ..board_html import sections

VIEWS = ("cards", "compact", "wall")


@page("beds.view_bed")
@transaction.atomic
def board(request: HttpRequest) -> HttpResponse:
    """Every bed (`?ward=`, `?show=`, `?view=cards|compact|wall`); `?part=`: only what the page renews."""
    by = asker(request)
    made, wanted = boards.board(by=by), set(request.GET.getlist("part"))
    context = _context(request, made, by)
    if "all" not in wanted and wanted:
        context["wards"] = [ward for ward in context["wards"] if str(ward.id) in wanted]
    context["sections"] = sections(context)
    if wanted:
        return render(request, "admissions/board_part.html", context)
    read_board(by=by, found=sum(card.occupant is not None for card in made.cards))
    return _with_stream(request, render(request, "admissions/board.html", context))


@page("beds.view_bed")
@transaction.atomic
def ticket(request: HttpRequest) -> HttpResponse:
    """Where the live process is, and a ticket for the wards that the person sees."""
    by = asker(request)
    every = by.has_perm("beds.view_every_ward")
    wards = None if every else Ward.objects.visible_to(by).active().values_list("pk", flat=True)
    read_board(by=by, found=Stay.objects.visible_to(by).filter(state="present").count())
    where = _live_url(request)
    response = JsonResponse({"url": where and f"{where}board", "ticket": live.ticket(wards)})
    response["Cache-Control"] = "no-store"
    return response


@page("beds.view_bed")
@transaction.atomic
def bed(request: HttpRequest, id: UUID) -> HttpResponse:
    """One bed beside the board: who is in it and what can be done; the whole board without a script."""
    by = asker(request)
    get_object_or_404(Bed.objects.visible_to(by), pk=id)
    made = boards.board(by=by)
    context = _context(request, made, by) | {"chosen": id}
    context["card"] = next((card for card in made.cards if card.id == id), None)
    read_board(by=by, found=1)
    if "X-Part" in request.headers:
        return render(request, "admissions/_details.html", context)
    context["sections"] = sections(context)
    return _with_stream(request, render(request, "admissions/board.html", context))


@page("beds.place_patient")
def move(request: HttpRequest, id: UUID) -> HttpResponse:
    """Ask where somebody goes (`?bed=`) and why, and move her; who was quicker is named."""
    by = asker(request)
    stay = get_object_or_404(Stay.objects.visible_to(by).select_related("patient", "bed__ward"), pk=id)
    form = MoveForm(request.POST or None, stay=stay, by=by, initial={"bed": request.GET.get("bed", "")})
    if request.method == "POST" and form.attempt(moving.move, stay, by=by) is not None:
        said = _("%(name)s is in %(bed)s now.")
        said %= {"name": stay.patient.name, "bed": form.cleaned_data["bed"].name}
        if "X-Part" in request.headers:
            return JsonResponse({"said": said})
        messages.success(request, said)
        return redirect("board:board")
    context = {"form": form, "stay": stay, "back": reverse("board:board")}
    return render(request, "admissions/board_move.html", context, status=422 if form.is_bound else 200)


def _context(request: HttpRequest, made: boards.Board, by: User) -> dict[str, Any]:  # Any: see above
    """What the board's templates show, with the filters of the address."""
    form = BoardFilter(request.GET, by=by)
    asked = form.cleaned_data if form.is_valid() else {}
    view = asked.get("view") if asked.get("view") in VIEWS else "cards"
    ward, show = asked.get("ward"), asked.get("show") or ""
    for one in made.wards:
        one.shown = [card for card in one.cards if boards.shown(card, show)]
    wards = [one for one in made.wards if ward is None or one.id == ward.pk]
    return {
        "board": made, "filter": form, "view": view, "views": VIEWS, "show": show, "now": now(),
        "wards": [one for one in wards if one.shown or not show],
        "figures": boards.figures(made), "may_move": by.has_perm("beds.place_patient"),
        "kept": "".join(f"&{name}={request.GET[name]}" for name in ("ward", "show") if asked.get(name)),
    }  # fmt: skip


def _live_url(request: HttpRequest) -> str:
    """The address of the live process as this browser reaches it, with a slash at its end; "" for none."""
    if not settings.LIVE_PORT:
        return ""
    if settings.LIVE_URL:
        return str(settings.LIVE_URL).rstrip("/") + "/"
    host = urlsplit(f"//{request.get_host()}").hostname or "127.0.0.1"
    host = f"[{host}]" if ":" in host else host
    return f"{request.scheme}://{host}:{settings.LIVE_PORT}/"


def _with_stream(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let this page, and no other, speak to the live process."""
    where = urlsplit(_live_url(request))
    if where.netloc:
        response._csp_update = {"connect-src": ["'self'", f"{where.scheme}://{where.netloc}"]}  # type: ignore[attr-defined]  # as django-csp reads it
    return response

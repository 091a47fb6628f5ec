"""/terminology: the code systems and their editions, what a code means, and loads with their progress."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from hospital.accounts.asking import asker
from hospital.core.access import SIGNED_IN, page
from hospital.core.pagination import PageQuery, paginate

from . import actions, lists
from .forms import ConceptFilter, LoadForm
from .meaning import search
from .models import CodeSystem, Concept, Load
from .writing import OUTCOMES

PAGE = 50
FOUND = 50


@page(SIGNED_IN)
def systems(request: HttpRequest) -> HttpResponse:
    """Every code system, with its latest edition and counts."""
    return render(
        request, "terminology/systems.html", {"page": lists.systems(_query(request), by=asker(request))}
    )


@page(SIGNED_IN)
def system(request: HttpRequest, id: UUID) -> HttpResponse:
    """One code system: its editions and where they came from."""
    user = asker(request)
    found = get_object_or_404(CodeSystem.objects.visible_to(user).counted(localdate()), pk=id)
    editions = lists.editions(found, _query(request), by=user)
    return render(request, "terminology/system.html", {"system": found, "page": editions})


@page(SIGNED_IN)
def concepts(request: HttpRequest) -> HttpResponse:
    """Search codes as one does when coding."""
    known = list(CodeSystem.objects.visible_to(asker(request)).order_by("alias"))
    form = ConceptFilter(request.GET, systems=known)
    found = search(form.words, form.uris, limit=FOUND) if form.words else []
    context = {"filter": form, "found": found, "is_asked": bool(form.words.strip()), "most": FOUND}
    return render(request, "terminology/concepts.html", context)


@page(SIGNED_IN)
def concept(request: HttpRequest, id: UUID) -> HttpResponse:
    """What a code means, meant and will mean, what it belongs to, and what belongs to it."""
    user, today = asker(request), localdate()
    rows = Concept.objects.visible_to(user).select_related("system", "edition")
    found = get_object_or_404(rows, pk=id)
    day = found.valid_from if found.valid_until and found.valid_until < today else today
    below = rows.filter(system=found.system_id, parent=found.code).on(day or today)
    context = {
        "concept": found,
        "above": lists.above(found, day or today, by=user),
        "meanings": lists.meanings(found, by=user),
        "page": paginate(below, _query(request), order=("code", "id")),
    }
    return render(request, "terminology/concept.html", context)


@page("terminology.load_terminology")
def loads(request: HttpRequest) -> HttpResponse:
    """What was loaded, the newest first."""
    return render(
        request, "terminology/loads.html", {"page": lists.loads(_query(request), by=asker(request))}
    )


@page("terminology.load_terminology")
def new_load(request: HttpRequest) -> HttpResponse:
    """Send a file to be loaded."""
    form = LoadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and (asked := form.attempt(actions.ask_load, by=asker(request))):
        messages.success(request, _("The file was received. It is loaded as soon as it is its turn."))
        return redirect(asked)
    status = 422 if request.method == "POST" else 200
    return render(request, "terminology/new_load.html", {"form": form}, status=status)


@page("terminology.load_terminology")
def load(request: HttpRequest, id: UUID) -> HttpResponse:
    """One load: how far it is, then what became of it."""
    user = asker(request)
    found = get_object_or_404(Load.objects.visible_to(user).select_related("by"), pk=id)
    names = {one.alias: one.name for one in CodeSystem.objects.visible_to(user)} if found.counts else {}
    lines = [
        (names.get(alias, alias), [counts.get(name, 0) for name in OUTCOMES]) for alias, counts in found.lines
    ]
    return render(request, "terminology/load.html", {"load": found, "lines": lines})


def _query(request: HttpRequest) -> PageQuery:
    return PageQuery(limit=PAGE, count=False, cursor=request.GET.get("cursor", "")[:1000])

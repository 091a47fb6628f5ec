"""/terminology: code systems, what codes mean, search as one types, and loads."""

from typing import Any  # Any: ninja's responses
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from ninja import File, Form, Query, Router, Status, UploadedFile

from hospital.accounts.asking import asker
from hospital.core.access import SIGNED_IN, allow
from hospital.core.pagination import PageOut, PageQuery, Slice

from . import actions, lists
from .meaning import search
from .models import CodeSystem, Concept, Edition, Load
from .schemas import (
    ConceptOut,
    ConceptQuery,
    EditionOut,
    HitsOut,
    LoadIn,
    LoadOut,
    SearchQuery,
    SystemOut,
)

router = Router(tags=["terminology"])


@router.get("/search", response=HitsOut, url_name="search_terminology")
@allow(SIGNED_IN)
def search_terminology(request: HttpRequest, query: Query[SearchQuery]) -> dict[str, Any]:  # Any: see above
    """The codes that begin as typed or have every word, the likeliest first; for lists while one types."""
    return {"items": search(query.q, query.system, query.at, query.limit, query.sex)}


@router.get("/systems", response=PageOut[SystemOut])
@allow(SIGNED_IN)
def list_systems(request: HttpRequest, query: Query[PageQuery]) -> Slice[CodeSystem]:
    """Every code system with its latest edition and how many codes hold today."""
    return lists.systems(query, by=asker(request))


@router.get("/systems/{uuid:id}", response=SystemOut)
@allow(SIGNED_IN)
def get_system(request: HttpRequest, id: UUID) -> CodeSystem:
    """One code system."""
    rows = CodeSystem.objects.visible_to(asker(request)).counted(localdate())
    return get_object_or_404(rows, pk=id)


@router.get("/systems/{uuid:id}/editions", response=PageOut[EditionOut])
@allow(SIGNED_IN)
def list_editions(request: HttpRequest, id: UUID, query: Query[PageQuery]) -> Slice[Edition]:
    """What was loaded of a system, the newest first."""
    system = get_object_or_404(CodeSystem.objects.visible_to(asker(request)), pk=id)
    return lists.editions(system, query, by=asker(request))


@router.get("/concepts", response=PageOut[ConceptOut])
@allow(SIGNED_IN)
def list_concepts(request: HttpRequest, query: Query[ConceptQuery]) -> Slice[Concept]:
    """Codes by code, as they hold on a day."""
    return lists.concepts(query, by=asker(request))


@router.get("/concepts/{uuid:id}", response=ConceptOut)
@allow(SIGNED_IN)
def get_concept(request: HttpRequest, id: UUID) -> Concept:
    """One meaning of one code."""
    return get_object_or_404(Concept.objects.visible_to(asker(request)).select_related("system"), pk=id)


@router.get("/loads", response=PageOut[LoadOut])
@allow("terminology.load_terminology")
def list_loads(request: HttpRequest, query: Query[PageQuery]) -> Slice[Load]:
    """What was loaded and what became of it, the newest first."""
    return lists.loads(query, by=asker(request))


@router.post("/loads", response={201: LoadOut})
@allow("terminology.load_terminology")
def ask_load(request: HttpRequest, data: Form[LoadIn], file: File[UploadedFile]) -> Status[Load]:
    """Send a file to be loaded; ask for the load again to see how far it is."""
    return Status(
        201,
        actions.ask_load(file_name=file.name or "", content=file, by=asker(request), **data.dict()),
    )


@router.get("/loads/{uuid:id}", response=LoadOut)
@allow("terminology.load_terminology")
def get_load(request: HttpRequest, id: UUID) -> Load:
    """One load: how far it is, what became of it, or why nothing was loaded."""
    return get_object_or_404(Load.objects.visible_to(asker(request)), pk=id)

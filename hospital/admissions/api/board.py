"""/beds/board: every bed and who is in it."""

from typing import Any  # Any: JSON

import orjson
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from hospital.accounts.asking import asker
from hospital.core.access import allow
from hospital.core.rows import KIND

from .. import board as boards
from ..actions.looking import read_board
from ..schemas.board import BoardOut, BoardQuery, CardOut, OccupantOut

router = Router(tags=["beds"])

CARD = tuple(name for name in CardOut.model_fields if name not in ("occupant", "newborns"))
OCCUPANT = tuple(OccupantOut.model_fields)


@router.get("", response=BoardOut)
@allow("beds.view_bed")
@transaction.atomic
def get_board(request: HttpRequest, query: Query[BoardQuery]) -> HttpResponse:
    """Every bed that you see, by ward and room: who is in it and what matters of her, or why it is empty."""
    by = asker(request)
    made = boards.board(by=by)
    wards = [ward for ward in made.wards if query.ward_id in (None, ward.id)]
    read_board(by=by, found=sum(card.occupant is not None for ward in wards for card in ward.cards))
    told = {"at": made.at, "figures": boards.figures(made), "wards": [_ward(ward) for ward in wards]}
    return HttpResponse(orjson.dumps(told), content_type=KIND)


def _ward(ward: boards.WardBeds) -> dict[str, Any]:  # Any: see above
    told = {name: getattr(ward, name) for name in ("id", "name", "floor", "kind", "used", "usable")}
    return told | {"beds": [_card(card) for card in ward.cards]}


def _card(card: boards.Card) -> dict[str, Any]:  # Any: see above
    told = {name: getattr(card, name) for name in CARD}
    told["occupant"] = _occupant(card.occupant) if card.occupant else None
    told["newborns"] = [_occupant(one) for one in card.newborns]
    return told


def _occupant(who: boards.Occupant) -> dict[str, Any]:  # Any: see above
    return {name: getattr(who, name) for name in OCCUPANT}

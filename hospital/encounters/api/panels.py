"""/panels: the screens in the waiting rooms."""

from typing import Any  # Any: a panel with its token
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from hospital.accounts.asking import asker, named, row
from hospital.core.access import allow
from hospital.core.pagination import PageOut, PageQuery, paginate

from .. import actions
from ..models import Panel, Queue
from ..schemas import PanelIn, PanelMade, PanelOut

router = Router(tags=["panels"])


@router.get("", response=PageOut[PanelOut])
@allow("encounters.manage_queue")
def list_panels(request: HttpRequest, query: Query[PageQuery]) -> Any:  # Any: see above
    """The screens there are."""
    return paginate(Panel.objects.visible_to(asker(request)), query, order=("name", "id"))


@router.post("", response={201: PanelMade})
@allow("encounters.manage_queue")
def add_panel(request: HttpRequest, data: PanelIn) -> Any:  # Any: see above
    """A screen for some queues; its token is told now and never again."""
    queues = [named(request, Queue, key, "queue_ids") for key in data.queue_ids]
    made = actions.add_panel(name=data.name, queues=queues, is_spoken=data.is_spoken, by=asker(request))
    told = {name: getattr(made.panel, name) for name in PanelOut.model_fields}
    return Status(201, told | {"token": made.token})


@router.post("/{uuid:id}/revocation", response=PanelOut)
@allow("encounters.manage_queue")
def revoke_panel(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    """End the token of a screen."""
    return actions.revoke_panel(row(request, Panel, id), by=asker(request))

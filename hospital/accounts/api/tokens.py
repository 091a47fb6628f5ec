"""/tokens: keys to the API for programmes and machines."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from hospital.core.access import SIGNED_IN, allow
from hospital.core.pagination import PageOut, Slice

from .. import actions, lists
from ..actions.tokens import Issued
from ..asking import asker
from ..models import Token, User
from ..schemas import TokenIn, TokenIssued, TokenOut, TokenQuery
from ._asking import keep_secret

router = Router(tags=["tokens"])


@router.get("", response=PageOut[TokenOut])
@allow(SIGNED_IN)
def list_tokens(request: HttpRequest, query: Query[TokenQuery]) -> Slice[Token]:
    """One's own keys; everybody's, for who manages tokens."""
    return lists.tokens(query, by=asker(request))


@router.post("", response={201: TokenIssued})
@allow(SIGNED_IN)
def issue_token(request: HttpRequest, data: TokenIn, response: HttpResponse) -> Status[Token]:
    """Issue a key: of one's own, or, for who manages tokens, of a machine. The key is shown only now."""
    keep_secret(response)
    issued = _issue(data, by=asker(request))
    issued.token.key = issued.key  # type: ignore[attr-defined]  # for the schema; no column holds it
    return Status(201, issued.token)


@router.delete("/{uuid:id}", response={204: None})
@allow(SIGNED_IN)
def revoke_token(request: HttpRequest, id: UUID) -> Status[None]:
    """End a key; refused on every worker within 5 s."""
    token = get_object_or_404(Token.objects.visible_to(asker(request)), pk=id)
    actions.revoke_token(token, by=asker(request))
    return Status(204, None)


def _issue(data: TokenIn, *, by: User) -> Issued:
    asked = data.dict(exclude={"user_id"})
    if data.user_id is None:
        return actions.issue_personal_token(**asked, by=by)
    machine = get_object_or_404(User.objects.visible_to(by), pk=data.user_id)
    return actions.issue_machine_token(machine, **asked, by=by)

"""/sessions: signing in and out through the API; /web-sessions: browsers that are signed in."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from hospital.core.access import ANYONE, SIGNED_IN, allow
from hospital.core.errors import Absent
from hospital.core.pagination import PageOut, Slice

from .. import actions, lists
from ..asking import asker
from ..models import Session, Token
from ..schemas import PasswordChangeOutside, SignedIn, SignIn, WebSessionOut, WebSessionQuery
from ._asking import keep_secret

router = Router(tags=["sessions"])
changes = Router(tags=["sessions"])
browsers = Router(tags=["sessions"])


@router.post("", response={201: SignedIn}, auth=None)
@allow(ANYONE)
def sign_in(request: HttpRequest, data: SignIn, response: HttpResponse) -> Status[dict[str, object]]:
    """Exchange a username and a password, and a code when a second factor is on, for a token.

    401 `WrongCredentials` or `SecondFactorNeeded`; 403 `AccountLocked`, or `PasswordChangeNeeded` (POST
    /password-changes first); 429 `LockedOut` with Retry-After.
    """
    keep_secret(response)
    user = actions.prove(data.username, data.password, code=data.code)
    if actions.needs_new_password(user):
        raise actions.PasswordChangeNeeded
    actions.complete(means="password+code" if data.code else "password", by=user)
    issued = actions.begin_session(by=user)
    return Status(201, {"token": issued.key, "expires_at": issued.token.expires_at})


@router.delete("/current", response={204: None})
@allow(SIGNED_IN)
def sign_out(request: HttpRequest) -> Status[None]:
    """End the token, or the browser session, that asks."""
    token: Token | None = getattr(request, "token", None)
    actions.sign_out(by=asker(request))
    if token is None:
        request.session.flush()
    else:
        actions.revoke_token(token, by=token.user)
    return Status(204, None)


@changes.post("", response={204: None}, auth=None)
@allow(ANYONE)
def change_password(request: HttpRequest, data: PasswordChangeOutside) -> Status[None]:
    """Change a password that must be changed before one may sign in."""
    user = actions.prove(data.username, data.password, code=data.code)
    actions.change_password(password=data.new_password, by=user)
    actions.forgive(user)
    return Status(204, None)


@browsers.get("", response=PageOut[WebSessionOut])
@allow(SIGNED_IN)
def list_web_sessions(request: HttpRequest, query: Query[WebSessionQuery]) -> Slice[Session]:
    """Browsers signed in as oneself; as anybody, for who manages users."""
    return lists.browsers(query, by=asker(request), current=request.session.session_key)


@browsers.delete("/{uuid:id}", response={204: None})
@allow(SIGNED_IN)
def end_web_session(request: HttpRequest, id: UUID) -> Status[None]:
    """Sign a browser out, on every worker at once."""
    if not Session.objects.visible_to(asker(request)).filter(id=id).exists():
        raise Absent
    actions.end_session(id, by=asker(request))
    return Status(204, None)

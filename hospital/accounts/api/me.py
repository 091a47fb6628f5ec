"""/me: whoever asks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from hospital.core.access import SIGNED_IN, allow
from hospital.core.versions import IfMatch, tag, version_of

from .. import actions
from ..asking import asker
from ..models import User
from ..schemas import Me, PasswordChange, ProfileChange

router = Router(tags=["me"])


@router.get("", response=Me)
@allow(SIGNED_IN)
def get_me(request: HttpRequest, response: HttpResponse) -> User:
    """The account that asks, with what it may do through this door."""
    by = asker(request)
    return _shown(get_object_or_404(User.objects.visible_to(by), pk=by.pk), by, response)


@router.patch("", response=Me)
@allow(SIGNED_IN)
def change_me(
    request: HttpRequest, data: ProfileChange, response: HttpResponse, if_match: IfMatch = None
) -> User:
    """Change one's own email or language; what is not sent stays."""
    version, user = version_of(if_match), asker(request)
    values = {"email": user.email, "language": user.language} | data.dict(exclude_none=True)
    return _shown(actions.change_profile(**values, by=user, version=version), user, response)


@router.post("/password", response={204: None})
@allow(SIGNED_IN)
def change_password(request: HttpRequest, data: PasswordChange) -> Status[None]:
    """Change one's own password. Other browsers, and every sign-in through the API, end."""
    actions.confirm(asker(request), data.password)
    actions.change_password(password=data.new_password, by=asker(request))
    return Status(204, None)


def _shown(row: User, by: User, response: HttpResponse) -> User:
    """The row as it is now, with what the door it came through allows: a token may allow less."""
    row.__dict__["permissions"] = by.permissions
    tag(response, row)
    return row

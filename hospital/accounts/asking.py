"""Who asks."""

from django.http import HttpRequest

from .models import User


def asker(request: HttpRequest) -> User:
    """The user a door has let in."""
    assert isinstance(request.user, User)
    return request.user

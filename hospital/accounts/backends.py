"""Signing in with a username and a password."""

from typing import Any  # Any: credentials come as keywords

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from .models import User


class PasswordBackend(BaseBackend):
    """Checks a password; who is not active is nobody."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:  # Any: see above
        username, password = credentials.get("username"), credentials.get("password")
        if not username or not password:
            return None
        user = User.objects.filter(username__iexact=username).first()
        if user is None:
            User().set_password(password)  # as slow as a real check: the time tells nobody who exists (NGS1 02.16)
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: Any) -> User | None:  # Any: see above
        return User.objects.active().filter(pk=user_id).first()

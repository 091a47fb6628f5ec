"""How Django asks who somebody is. The rules are in proofs.py."""

from typing import Any  # Any: credentials come as keywords

from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from hospital.core.errors import DomainError

from . import actions
from .models import User


class PasswordBackend(BaseBackend):
    """Checks a username and a password; who may not enter is nobody."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:  # Any: see above
        username, password = credentials.get("username"), credentials.get("password")
        if not username or not password:
            return None
        try:
            return actions.prove_password(username, password)
        except DomainError as error:
            raise PermissionDenied(str(error)) from error

    def get_user(self, user_id: Any) -> User | None:  # Any: see above
        return User.objects.may_enter().filter(pk=user_id).first()

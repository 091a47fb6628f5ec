"""The lists of the API and of the pages: the same filters, the same orders."""

from collections.abc import Sequence

from django.db.models import Q

from hospital.core.pagination import Slice, paginate, sorted_by

from .models import Role, RoleQuerySet, Session, Token, User, UserQuerySet
from .schemas import RoleQuery, TokenQuery, UserQuery, WebSessionQuery

USER_SORTS: dict[str, Sequence[str]] = {
    "name": ("search", "id"), "-name": ("-search", "-id"),
    "username": ("username", "id"), "-username": ("-username", "-id"),
    "created_at": ("created_at", "id"), "-created_at": ("-created_at", "-id"),
}  # fmt: skip
ROLE_SORTS: dict[str, Sequence[str]] = {
    "name": ("name", "id"), "-name": ("-name", "-id"), "code": ("code", "id"), "-code": ("-code", "-id"),
    "created_at": ("created_at", "id"), "-created_at": ("-created_at", "-id"),
}  # fmt: skip
STATES = {
    "active": Q(is_active=True, locked_at=None),
    "locked": Q(is_active=True, locked_at__isnull=False),
    "inactive": Q(is_active=False),
}


def users(query: UserQuery, *, by: User) -> Slice[User]:
    """Accounts, with their roles."""
    rows: UserQuerySet = User.objects.visible_to(by).named_like(query.q).prefetch_related("roles")
    if query.state:
        rows = rows.filter(STATES[query.state])
    if query.kind:
        rows = rows.filter(kind=query.kind)
    if query.role_id:
        rows = rows.filter(grants__role=query.role_id)
    return paginate(rows, query, order=sorted_by(query.sort, USER_SORTS, "name"))


def roles(query: RoleQuery, *, by: User) -> Slice[Role]:
    """Roles, shipped and the hospital's own."""
    rows: RoleQuerySet = Role.objects.visible_to(by)
    if query.q:
        rows = rows.filter(Q(name__icontains=query.q) | Q(code__icontains=query.q))
    if query.permission:
        rows = rows.filter(permissions__contains=[query.permission])
    for name in ("is_active", "is_shipped"):
        if getattr(query, name) is not None:
            rows = rows.filter(**{name: getattr(query, name)})
    return paginate(rows, query, order=sorted_by(query.sort, ROLE_SORTS, "name"))


def tokens(query: TokenQuery, *, by: User) -> Slice[Token]:
    """Access keys, the newest first."""
    rows = Token.objects.visible_to(by)
    if query.user_id:
        rows = rows.filter(user=query.user_id)
    if query.kind:
        rows = rows.filter(kind=query.kind)
    if query.is_usable is not None:
        usable = Token.objects.usable().values("pk")
        rows = rows.filter(pk__in=usable) if query.is_usable else rows.exclude(pk__in=usable)
    return paginate(rows, query, order=("-created_at", "-id"))


def browsers(query: WebSessionQuery, *, by: User, current: str | None) -> Slice[Session]:
    """Browsers that are signed in, the newest first; each knows whether it is the one that asks."""
    rows = Session.objects.visible_to(by).alive()
    if query.user_id:
        rows = rows.filter(user=query.user_id)
    page = paginate(rows, query, order=("-created_at", "-id"))
    for session in page.items:
        session.is_current = session.session_key == current
    return page

"""Who may enter, as what, and through which door: users, roles, tokens and sessions."""

from datetime import datetime
from functools import cached_property
from typing import Any  # Any: Django's password and session hooks

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital.core.access import declared_permissions
from hospital.core.actors import Actor
from hospital.core.errors import Denied
from hospital.core.models import Entity
from hospital.core.text import Plain


class RoleQuerySet(models.QuerySet["Role"]):
    def visible_to(self, user: Actor) -> "RoleQuerySet":
        return self if user.has_perm("accounts.view_user") else self.none()

    def active(self) -> "RoleQuerySet":
        return self.filter(is_active=True)


class Role(Entity):
    """A named set of permissions. Shipped roles follow site/roles.py; a hospital may add its own (NGS1 03.03)."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    description = models.TextField(_("description"), blank=True)
    permissions = ArrayField(models.CharField(max_length=100), verbose_name=_("permissions"), default=list)
    is_shipped = models.BooleanField(_("shipped with the system"), default=False)
    is_active = models.BooleanField(_("active"), default=True)

    objects = RoleQuerySet.as_manager()

    class Meta(Entity.Meta):
        permissions = [("manage_role", _("Create and change roles"))]
        constraints = [
            models.CheckConstraint(name="role_has_a_name", condition=~Q(name="") & ~Q(code="")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:role", args=[self.pk])


class UserManager(models.Manager["User"]):
    def get_by_natural_key(self, username: str) -> "User":
        return self.get(username__iexact=username)


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: Actor) -> "UserQuerySet":
        """Everyone for who manages users, oneself for the others; the system's own account for nobody."""
        rows = self.exclude(kind=User.Kind.SYSTEM)
        return rows if user.has_perm("accounts.view_user") else rows.filter(pk=user.pk)

    def active(self) -> "UserQuerySet":
        return self.filter(is_active=True)


class User(Entity, AbstractBaseUser):
    """An account: of one person, of one machine, or the system's own. Never deleted once it has acted (NGS1 03.09)."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        MACHINE = "machine", _("Machine")
        SYSTEM = "system", _("The system itself")

    username = models.CharField(_("username"), max_length=60)
    name = models.CharField(_("full name"), max_length=200)
    search = models.GeneratedField(
        expression=Plain(models.F("name")), output_field=models.TextField(), db_persist=True, editable=False
    )
    email = models.EmailField(_("email"), blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PERSON)
    description = models.TextField(_("description"), blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_demo = models.BooleanField(default=False, editable=False)
    password_changed_at = models.DateTimeField(default=now, editable=False)
    must_change_password = models.BooleanField(_("must change the password"), default=False)
    roles = models.ManyToManyField(Role, through="Grant", through_fields=("user", "role"), related_name="users")

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager.from_queryset(UserQuerySet)()

    class Meta(Entity.Meta):
        permissions = [
            ("view_user", _("See users and roles")),
            ("manage_user", _("Create, change, lock and unlock users")),
            ("grant_role", _("Give and take roles")),
            ("manage_token", _("Issue and revoke tokens of machines")),
        ]
        constraints = [
            models.UniqueConstraint(Lower("username"), name="one_user_per_username"),
            models.CheckConstraint(name="user_has_a_name", condition=~Q(name="") & ~Q(username="")),
        ]
        indexes = [models.Index(fields=["search", "id"], name="user_by_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:user", args=[self.pk])

    @cached_property
    def permissions(self) -> frozenset[str]:
        """What the active roles of this user allow; everything declared, for the system itself."""
        if not self.is_active:
            return frozenset()
        if self.kind == self.Kind.SYSTEM:
            return frozenset(declared_permissions())
        granted = self.roles.active().values_list("permissions", flat=True)
        return frozenset(code for codes in granted for code in codes)

    def has_perm(self, permission: str, obj: object = None) -> bool:
        return permission in self.permissions

    def has_module_perms(self, app_label: str) -> bool:
        return any(code.startswith(f"{app_label}.") for code in self.permissions)

    def require(self, permission: str) -> None:
        """Raise Denied unless the user has the permission."""
        if permission not in self.permissions:
            raise Denied


class Grant(Entity):
    """A role that a user has, and who gave it."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="grants")
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], name="one_grant_per_user_and_role"),
            models.CheckConstraint(name="nobody_grants_to_herself", condition=~Q(user=models.F("granted_by"))),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role_id}"


class TokenQuerySet(models.QuerySet["Token"]):
    def visible_to(self, user: Actor) -> "TokenQuerySet":
        return self if user.has_perm("accounts.manage_token") else self.filter(user_id=user.pk)

    def usable(self, at: datetime | None = None) -> "TokenQuerySet":
        return self.filter(revoked_at=None, expires_at__gt=at or now(), user__is_active=True)


class Token(Entity):
    """A key to the API, kept as its SHA-256: shown once, scoped, ending."""

    class Kind(models.TextChoices):
        SESSION = "session", _("Signed in through the API")
        PERSONAL = "personal", _("Personal")
        MACHINE = "machine", _("Machine")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=80)
    prefix = models.CharField(max_length=12, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=100), verbose_name=_("only these permissions"), default=list)
    expires_at = models.DateTimeField(_("expires at"))
    last_used_at = models.DateTimeField(_("last used at"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, editable=False)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, editable=False, related_name="+")

    objects = TokenQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.CheckConstraint(
                name="revocation_is_whole",
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["user", "-created_at"], name="token_by_user")]

    def __str__(self) -> str:
        return self.name


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, user: Actor) -> "SessionQuerySet":
        return self if user.has_perm("accounts.manage_user") else self.filter(user_id=user.pk)

    def alive(self) -> "SessionQuerySet":
        return self.filter(expire_date__gt=now(), user__isnull=False)


class Session(AbstractBaseSession):
    """A browser that is signed in. Deleting the row signs it out, on every worker at once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=now)
    seen_at = models.DateTimeField(default=now)

    objects = BaseSessionManager.from_queryset(SessionQuerySet)()

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        default_permissions = ()

    @classmethod
    def get_session_store_class(cls) -> type[Any]:
        from .sessions import SessionStore

        return SessionStore

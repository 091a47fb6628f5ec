"""Who may enter, as what, and through which door: users, roles, tokens and sessions."""

import hashlib
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
from django.utils.translation import gettext, gettext_lazy as _

from hospital.core.access import declared_permissions
from hospital.core.actors import Actor
from hospital.core.errors import Denied
from hospital.core.identifiers import show_cpf
from hospital.core.ids import uuid7
from hospital.core.models import Entity
from hospital.core.text import Plain, plain


class RoleQuerySet(models.QuerySet["Role"]):
    def visible_to(self, user: Actor) -> "RoleQuerySet":
        return self if user.has_perm("accounts.view_user") else self.none()

    def active(self) -> "RoleQuerySet":
        return self.filter(is_active=True)


class Role(Entity):
    """A named set of permissions: shipped ones follow site/roles.py, a hospital adds its own (NGS1 03.03)."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    description = models.TextField(_("description"), blank=True)
    permissions = ArrayField(models.CharField(max_length=100), verbose_name=_("permissions"), default=list)
    is_shipped = models.BooleanField(_("shipped with the system"), default=False)
    is_active = models.BooleanField(_("active"), default=True)

    objects = RoleQuerySet.as_manager()

    class Meta(Entity.Meta):
        ordering = ["name", "id"]
        permissions = [("manage_role", _("Create and change roles"))]
        constraints = [
            models.CheckConstraint(name="role_has_a_name", condition=~Q(name="") & ~Q(code="")),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("accounts:role", args=[self.pk])

    @property
    def title(self) -> str:
        """The name as it is shown: shipped roles are translated, the hospital's own are not."""
        return gettext(self.name) if self.is_shipped else self.name

    @property
    def explanation(self) -> str:
        """The description as it is shown."""
        return gettext(self.description) if self.is_shipped and self.description else self.description


class UserManager(models.Manager["User"]):
    def get_by_natural_key(self, username: str) -> "User":
        return self.get(username__iexact=username)


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: Actor) -> "UserQuerySet":
        """Everyone for who manages users, oneself for the others; the system's own account for nobody."""
        rows = self.exclude(kind=User.Kind.SYSTEM)
        return rows if user.has_perm("accounts.view_user") else rows.filter(pk=user.pk)

    def may_enter(self) -> "UserQuerySet":
        return self.filter(is_active=True, locked_at=None)

    def administrators(self) -> "UserQuerySet":
        """The persons who may enter, manage users and give roles: there is always one (NGS1 03.10)."""
        people = self.may_enter().filter(kind=User.Kind.PERSON)
        for permission in ADMINISTRATION:
            holds = Grant.objects.filter(
                user=models.OuterRef("pk"), role__is_active=True, role__permissions__contains=[permission]
            )
            people = people.filter(models.Exists(holds))
        return people

    def named_like(self, words: str) -> "UserQuerySet":
        """Whose name or username has every one of the words, accents and case aside."""
        rows = self
        for word in plain(words).split():
            rows = rows.filter(Q(search__contains=word) | Q(username__icontains=word))
        return rows


ADMINISTRATION = ("accounts.manage_user", "accounts.grant_role")


class User(Entity, AbstractBaseUser):
    """An account: of one person, one machine, or the system itself. Never deleted (NGS1 03.09)."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        MACHINE = "machine", _("Machine")
        SYSTEM = "system", _("The system itself")

    username = models.CharField(_("username"), max_length=60)
    name = models.CharField(_("full name"), max_length=200)
    search = models.GeneratedField(
        expression=Plain(models.F("name")), output_field=models.TextField(), db_persist=True, editable=False
    )
    cpf = models.CharField(_("CPF"), max_length=11, blank=True)
    email = models.EmailField(_("email"), blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PERSON)
    description = models.TextField(_("description"), blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_demo = models.BooleanField(default=False, editable=False)
    locked_at = models.DateTimeField(_("locked at"), null=True, editable=False)
    locked_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    previous_password = models.CharField(max_length=128, blank=True, editable=False)
    password_changed_at = models.DateTimeField(default=now, editable=False)
    must_change_password = models.BooleanField(_("must change the password"), default=False)
    previous_login = models.DateTimeField(_("sign-in before the last"), null=True, editable=False)
    roles = models.ManyToManyField(
        Role, through="Grant", through_fields=("user", "role"), related_name="users"
    )

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    initial_password = ""  # set by create_user on the object it returns, to be shown once; never kept

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
            models.UniqueConstraint(fields=["cpf"], condition=~Q(cpf=""), name="one_account_per_person"),
            models.CheckConstraint(name="user_has_a_name", condition=~Q(name="") & ~Q(username="")),
            models.CheckConstraint(
                name="lock_is_whole",
                condition=Q(locked_at=None, locked_by=None)
                | Q(locked_at__isnull=False, locked_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["search", "id"], name="user_by_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:user", args=[self.pk])

    @property
    def shown_cpf(self) -> str:
        return show_cpf(self.cpf)

    @property
    def may_enter(self) -> bool:
        return self.is_active and self.locked_at is None

    @property
    def state(self) -> str:
        """active, locked (by an administrator) or inactive."""
        return "active" if self.may_enter else "locked" if self.is_active else "inactive"

    @cached_property
    def permissions(self) -> frozenset[str]:
        """What the active roles of this user allow; everything declared, for the system itself."""
        if not self.may_enter:
            return frozenset()
        if self.kind == self.Kind.SYSTEM:
            return frozenset(declared_permissions())
        return frozenset(code for role in self._granted for code in role.permissions)

    @property
    def role_names(self) -> list[str]:
        """The names of the active roles, as the person is introduced on every page."""
        return [role.title for role in self._granted]

    @cached_property
    def _granted(self) -> list[Role]:
        held = Role.objects.active().filter(grants__user=self)
        return list(held.order_by("name").only("name", "permissions", "is_shipped"))

    def has_perm(self, permission: str, obj: object = None) -> bool:
        return permission in self.permissions

    def may_take_over(self, other: "User") -> bool:
        """Whether she may get a way into that account: who cannot give roles not into one that can."""
        is_administrator = any(other.has_perm(permission) for permission in ADMINISTRATION)
        return self.has_perm("accounts.grant_role") or not is_administrator

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
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], name="one_grant_per_user_and_role"),
            models.CheckConstraint(
                name="nobody_grants_to_herself", condition=~Q(user=models.F("granted_by"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role_id}"


class TokenQuerySet(models.QuerySet["Token"]):
    def visible_to(self, user: Actor) -> "TokenQuerySet":
        return self if user.has_perm("accounts.manage_token") else self.filter(user_id=user.pk)

    def usable(self, at: datetime | None = None) -> "TokenQuerySet":
        open_to = {"revoked_at": None, "expires_at__gt": at or now()}
        return self.filter(**open_to, user__is_active=True, user__locked_at=None)


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
    scopes = ArrayField(
        models.CharField(max_length=100), verbose_name=_("only these permissions"), default=list
    )
    expires_at = models.DateTimeField(_("expires at"))
    last_used_at = models.DateTimeField(_("last used at"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, editable=False)
    revoked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = TokenQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.CheckConstraint(
                name="revocation_is_whole",
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
            models.CheckConstraint(
                name="only_a_sign_in_carries_every_permission", condition=Q(kind="session") | ~Q(scopes=[])
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-created_at"], name="token_by_user"),
            models.Index(fields=["-created_at", "-id"], name="token_by_time"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_usable(self) -> bool:
        return self.revoked_at is None and self.expires_at > now()


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, user: Actor) -> "SessionQuerySet":
        return self if user.has_perm("accounts.manage_user") else self.filter(user_id=user.pk)

    def alive(self) -> "SessionQuerySet":
        return self.filter(expire_date__gt=now(), user__isnull=False)


class Session(AbstractBaseSession):
    """A browser that is signed in. Deleting the row signs it out, on every worker at once.

    `session_key` is the secret of the cookie; `id` is what lists and addresses show.
    """

    id = models.UUIDField(default=uuid7, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=now)
    seen_at = models.DateTimeField(default=now)
    is_current = False  # set by lists.browsers for the session that asks

    objects = BaseSessionManager.from_queryset(SessionQuerySet)()  # type: ignore[misc]  # the stubs say instance

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        default_permissions = ()

    @classmethod
    def get_session_store_class(cls) -> type[Any]:
        from .sessions import SessionStore

        return SessionStore


class LockoutQuerySet(models.QuerySet["Lockout"]):
    def of(self, username: str, address: str) -> "LockoutQuerySet":
        return self.filter(key=Lockout.key_of(username, address))

    def in_force(self) -> "LockoutQuerySet":
        return self.filter(locked_until__gt=now())


class Lockout(Entity):
    """The failed sign-ins in a row of one name from one address (NGS1 02.13); gone once one succeeds.

    By name and address, never by name alone: nobody can lock out somebody else. The name is kept as a digest,
    because people type their password where the name belongs.
    """

    key = models.CharField(max_length=64, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="lockouts")
    address = models.CharField(max_length=45, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    objects = LockoutQuerySet.as_manager()

    def __str__(self) -> str:
        return self.key

    @staticmethod
    def key_of(username: str, address: str) -> str:
        return hashlib.sha256(f"{username.strip().lower()}\n{address}".encode()).hexdigest()


class KeptResponse(Entity):
    """The answer to a POST that carried an Idempotency-Key, for whoever asks again (docs/decisions/0006)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    route = models.CharField(max_length=300)
    body_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    is_secret = models.BooleanField(default=False)  # a password or a token was shown: its body is not kept

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(fields=["user", "key", "route"], name="one_answer_per_key"),
            models.CheckConstraint(name="secrets_are_not_kept", condition=Q(is_secret=False) | Q(body=b"")),
        ]
        indexes = [models.Index(fields=["created_at"], name="kept_response_by_time")]

    def __str__(self) -> str:
        return self.route

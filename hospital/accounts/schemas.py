"""What the API takes and gives. Names of fields are those of the models."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Field, ModelSchema, Schema

from hospital.core.pagination import PageQuery

from .models import Role, Session, Token, User

State = Literal["active", "locked", "inactive"]
Language = Literal["", "pt-br", "en"]
Permissions = list[str]


class Reason(Schema):
    reason: str = Field(max_length=500)


class RoleRef(Schema):
    id: UUID
    code: str
    name: str = Field(alias="title")


class RoleOut(ModelSchema):
    name: str = Field(alias="title")
    description: str = Field(alias="explanation")

    class Meta:
        model = Role
        fields = [
            "id",
            "version",
            "code",
            "permissions",
            "is_shipped",
            "is_active",
            "created_at",
            "updated_at",
        ]


class RoleQuery(PageQuery):
    q: str = Field("", max_length=80, description="Part of the name or the code.")
    is_active: bool | None = None
    is_shipped: bool | None = None
    permission: str = Field("", max_length=100, description="Only roles that allow this.")
    sort: str = Field("", max_length=20, description="name, code or created_at; a leading - descends.")


class RoleIn(Schema):
    code: str = Field(max_length=40, pattern=r"^[a-z0-9_-]+$")
    name: str = Field(min_length=1, max_length=80)
    description: str = Field("", max_length=2000)
    permissions: Permissions


class RoleChange(Schema):
    name: str | None = Field(None, min_length=1, max_length=80)
    description: str | None = Field(None, max_length=2000)
    permissions: Permissions | None = None


class PermissionOut(Schema):
    code: str
    label: str
    app: str


class UserOut(ModelSchema):
    state: State
    roles: list[RoleRef]

    class Meta:
        model = User
        fields = [
            "id", "version", "username", "name", "cpf", "email", "kind", "description", "language",
            "is_active", "locked_at", "must_change_password", "password_changed_at", "last_login",
            "created_at", "updated_at",
        ]  # fmt: skip


class UserCreated(UserOut):
    initial_password: str = Field(description="Shown now or never; empty when a password was given.")


class UserQuery(PageQuery):
    q: str = Field(
        "", max_length=80, description="Words of the name or the username, accents and case aside."
    )
    state: State | None = None
    kind: User.Kind | None = None
    role_id: UUID | None = None
    sort: str = Field("", max_length=20, description="name, username or created_at; a leading - descends.")


class UserIn(Schema):
    username: str = Field(max_length=60)
    name: str = Field(max_length=200)
    cpf: str = Field("", max_length=20)
    email: str = Field("", max_length=254)
    kind: User.Kind = User.Kind.PERSON
    description: str = Field("", max_length=2000)
    language: Language = ""
    password: str | None = Field(
        None, max_length=128, description="The first one; made and shown when absent."
    )


class UserChange(Schema):
    name: str | None = Field(None, max_length=200)
    cpf: str | None = Field(None, max_length=20, description="Another one needs a reason.")
    email: str | None = Field(None, max_length=254)
    description: str | None = Field(None, max_length=2000)
    language: Language | None = None
    reason: str = Field("", max_length=500)


class PasswordSet(Schema):
    password: str | None = Field(None, max_length=128, description="Made when absent.")


class PasswordShown(Schema):
    password: str


class RoleGiven(Schema):
    role_id: UUID


class SignIn(Schema):
    username: str = Field(max_length=60)
    password: str = Field(max_length=128)
    code: str = Field(
        "", max_length=40, description="Of the second factor, or a recovery code, when one is on."
    )


class SignedIn(Schema):
    token: str
    expires_at: datetime


class PasswordChange(Schema):
    password: str = Field(max_length=128, description="The present one.")
    new_password: str = Field(max_length=128)


class PasswordChangeOutside(PasswordChange):
    username: str = Field(max_length=60)
    code: str = Field("", max_length=40)


class Me(UserOut):
    permissions: list[str]
    previous_login: datetime | None = Field(description="The sign-in before the present one (NGS1 02.15).")

    @staticmethod
    def resolve_permissions(user: User) -> list[str]:
        return sorted(user.permissions)


class ProfileChange(Schema):
    email: str | None = Field(None, max_length=254)
    language: Language | None = None


class TokenOut(ModelSchema):
    user_id: UUID
    is_usable: bool

    class Meta:
        model = Token
        fields = [
            "id", "version", "kind", "name", "prefix", "scopes", "expires_at", "last_used_at", "revoked_at",
            "created_at",
        ]  # fmt: skip


class TokenIssued(TokenOut):
    token: str = Field(alias="key", description="Shown now or never.")


class TokenQuery(PageQuery):
    user_id: UUID | None = None
    kind: Token.Kind | None = None
    is_usable: bool | None = None


class TokenIn(Schema):
    name: str = Field(max_length=80)
    scopes: Permissions
    expires_at: datetime
    user_id: UUID | None = Field(None, description="A machine's account. Without it the token is your own.")


class WebSessionOut(ModelSchema):
    user_id: UUID
    is_current: bool

    class Meta:
        model = Session
        fields = ["id", "address", "agent", "created_at", "seen_at"]


class WebSessionQuery(PageQuery):
    user_id: UUID | None = None

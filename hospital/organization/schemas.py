"""What the API takes and gives. Names of fields are those of the models; days are the first and the last."""

from datetime import date
from typing import Annotated, Any, Self  # Any: ninja's context
from uuid import UUID

from ninja import Field, ModelSchema, Schema
from pydantic import AwareDatetime, ValidationInfo, model_validator

from hospital.core.pagination import PageQuery

from .models import Employee, Leave, Licence

Note = Annotated[str, Field(max_length=4000)]
Short = Annotated[str, Field(max_length=200)]
Day = Annotated[date, Field(ge=date(1850, 1, 1), le=date(2200, 1, 1))]

# Documents, birth date and address: null for who may not see them.
PERSONAL = (
    "birth_date", "gender", "cpf", "cns", "street", "number", "complement", "district", "city", "state",
    "postal_code", "country", "description",
)  # fmt: skip


class Reason(Schema):
    reason: str = Field(max_length=500)


class IdentifierIn(Schema):
    system: Short
    value: Short


class IdentifierOut(IdentifierIn):
    id: UUID


class EmployeeRef(Schema):
    id: UUID
    name: str


class DepartmentRef(Schema):
    id: UUID
    code: str
    name: str


class DepartmentQuery(PageQuery):
    q: str = Field("", max_length=80, description="Part of the name, or how the code begins.")
    as_of: Day | None = Field(None, description="The day whose departments, names and places are asked for.")
    parent_id: UUID | None = Field(None, description="Only those directly below this one.")
    with_closed: bool = False
    sort: str = Field("", max_length=20, description="code or name, or one of these with a leading -.")


class AsOf(Schema):
    as_of: Day | None = None


class DepartmentOut(DepartmentRef):
    version: int
    parent_id: UUID | None
    service_code: str
    cost_centre: str
    phone: str
    head: EmployeeRef | None
    description: str
    opened_on: date
    closed_on: date | None


class BranchOut(Schema):
    id: UUID = Field(alias="department.id")
    code: str = Field(alias="department.code")
    name: str = Field(alias="department.name")
    head: EmployeeRef | None = Field(None, alias="department.head")
    branches: "list[BranchOut]"


class DepartmentIn(Schema):
    code: str = Field(max_length=20)
    name: str = Field(max_length=120)
    parent_id: UUID | None = None
    opened_on: Day | None = None
    service_code: str = Field("", max_length=6)
    cost_centre: str = Field("", max_length=20)
    phone: str = Field("", max_length=20)
    head_id: UUID | None = None
    description: Note = ""
    identifiers: list[IdentifierIn] = Field([], max_length=20)


class DepartmentChange(Schema):
    code: str | None = Field(None, max_length=20)
    service_code: str | None = Field(None, max_length=6)
    cost_centre: str | None = Field(None, max_length=20)
    phone: str | None = Field(None, max_length=20)
    head_id: UUID | None = Field(None, description="null takes the head away.")
    description: Note | None = None


class NamingOut(Schema):
    id: UUID
    name: str
    starts_on: date
    ends_on: date | None


class PlacementOut(Schema):
    id: UUID
    parent_id: UUID | None
    starts_on: date
    ends_on: date | None


class RenameIn(Schema):
    name: str = Field(max_length=120)
    on: Day | None = None


class MoveIn(Schema):
    parent_id: UUID | None = Field(description="null: to the top.")
    on: Day | None = None


class CloseIn(Schema):
    on: Day | None = None
    reason: str = Field("", max_length=500)


class EmployeeQuery(PageQuery):
    q: str = Field(
        "", max_length=120, description="Parts of names; or a whole matrícula, licence or document number."
    )
    department_id: UUID | None = Field(None, description="Who works there today, or below it.")
    active: bool | None = None
    external: bool = Field(False, description="People of other institutions, instead of those who work here.")
    council: Licence.Council | None = None
    licence_expiring_in: int | None = Field(
        None, ge=0, le=3650, description="Days; ended licences count too."
    )
    sort: str = Field(
        "", max_length=20, description="name, registration_number, or one of these with a leading -."
    )


class PlaceOut(Schema):
    department: DepartmentRef
    role: str
    is_primary: bool


class EmployeeRow(ModelSchema):
    name: str
    user_id: UUID | None
    departments: list[PlaceOut] = Field(alias="places", description="Where the person works today.")

    class Meta:
        model = Employee
        fields = [
            "id", "version", "given_name", "family_name", "social_name", "job_title", "cbo_code",
            "registration_number", "phone", "mobile", "email", "hired_on", "left_on", "is_external",
        ]  # fmt: skip


class EmployeeOut(EmployeeRow):
    birth_date: date | None
    gender: Employee.Gender | None
    cpf: str | None
    cns: str | None
    street: str | None
    number: str | None
    complement: str | None
    district: str | None
    city: str | None
    state: str | None
    postal_code: str | None
    country: str | None
    description: str | None

    @model_validator(mode="after")
    def _hide_what_is_personal(self, info: ValidationInfo) -> Self:
        by = info.context["request"].user if info.context else None
        if by is None or not (self.user_id == by.pk or by.has_perm("organization.view_employee")):
            for name in PERSONAL:
                setattr(self, name, None)
        return self


class EmployeeChange(Schema):
    given_name: str | None = Field(None, max_length=100)
    family_name: str | None = Field(None, max_length=100)
    social_name: Short | None = None
    birth_date: Day | None = None
    gender: Employee.Gender | None = None
    cpf: str | None = Field(None, max_length=20)
    cns: str | None = Field(None, max_length=20)
    phone: str | None = Field(None, max_length=20)
    mobile: str | None = Field(None, max_length=25)
    email: str | None = Field(None, max_length=254)
    street: Short | None = None
    number: str | None = Field(None, max_length=20)
    complement: str | None = Field(None, max_length=100)
    district: str | None = Field(None, max_length=100)
    city: str | None = Field(None, max_length=100)
    state: str | None = Field(None, max_length=40)
    postal_code: str | None = Field(None, max_length=12)
    country: str | None = Field(None, max_length=2)
    job_title: str | None = Field(None, max_length=100)
    cbo_code: str | None = Field(None, max_length=10)
    registration_number: str | None = Field(None, max_length=20)
    hired_on: Day | None = None
    description: Note | None = None


class EmployeeIn(EmployeeChange):
    given_name: str = Field(max_length=100)
    identifiers: list[IdentifierIn] = Field([], max_length=20)


class DismissalIn(Schema):
    on: Day | None = Field(None, description="The last day of work; today when left out.")
    reason: str = Field(max_length=500)


class RehireIn(Schema):
    on: Day | None = Field(None, description="The new first day of work; today when left out.")


class UserLink(Schema):
    user_id: UUID


class MembershipOut(Schema):
    id: UUID
    version: int
    employee_id: UUID
    department: DepartmentRef
    role: str
    is_primary: bool
    starts_on: date
    ends_on: date | None


class MembershipIn(Schema):
    department_id: UUID
    role: str = Field("", max_length=80)
    is_primary: bool = False
    starts_on: Day | None = None
    ends_on: Day | None = None


class MembershipChange(Schema):
    role: str | None = Field(None, max_length=80)
    is_primary: bool | None = None


class EndIn(Schema):
    ends_on: Day | None = Field(None, description="The last day; today when left out.")


class LicenceOut(ModelSchema):
    employee_id: UUID
    in_force: bool = Field(alias="is_in_force", description="Whether it is valid today.")

    class Meta:
        model = Licence
        fields = [
            "id", "version", "council", "uf", "number", "category", "specialty", "rqe",
            "valid_from", "valid_until",
        ]  # fmt: skip


class LicenceRow(LicenceOut):
    employee: EmployeeRef


class LicenceQuery(PageQuery):
    expiring_in: int | None = Field(None, ge=0, le=3650, description="Days; those that have ended count too.")
    council: Licence.Council | None = None


class LicenceIn(Schema):
    council: Licence.Council
    uf: Licence.State
    number: str = Field(max_length=30)
    category: str = Field("", max_length=10)
    specialty: str = Field("", max_length=100)
    rqe: str = Field("", max_length=10)
    valid_from: Day | None = None
    valid_until: Day | None = None


class LicenceChange(Schema):
    council: Licence.Council | None = None
    uf: Licence.State | None = None
    number: str | None = Field(None, max_length=30)
    category: str | None = Field(None, max_length=10)
    specialty: str | None = Field(None, max_length=100)
    rqe: str | None = Field(None, max_length=10)
    valid_from: Day | None = None
    valid_until: Day | None = Field(None, description="null: no end.")


class ShiftOut(Schema):
    id: UUID
    version: int
    state: str
    employee: EmployeeRef
    department: DepartmentRef
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    note: str
    cancelled_at: AwareDatetime | None
    cancelled_because: str


class ShiftQuery(PageQuery):
    starts_on: Day | None = Field(None, description="Only shifts that touch this day or a later one.")
    ends_on: Day | None = Field(None, description="Only shifts that touch this day or an earlier one.")
    with_cancelled: bool = False


class ShiftIn(Schema):
    department_id: UUID
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    note: Short = ""


class LeaveOut(Schema):
    """`kind` and `note` are null for colleagues: they see only that somebody is away."""

    id: UUID
    version: int
    state: str
    employee_id: UUID
    kind: Leave.Kind | None
    note: str | None
    starts_on: date
    ends_on: date
    approved_at: AwareDatetime | None
    ended_at: AwareDatetime | None
    ended_because: str | None

    @staticmethod
    def resolve_kind(leave: Leave, context: Any) -> str | None:  # Any: see above
        return leave.kind if _shows(leave, context) else None

    @staticmethod
    def resolve_note(leave: Leave, context: Any) -> str | None:  # Any: see above
        return leave.note if _shows(leave, context) else None

    @staticmethod
    def resolve_ended_because(leave: Leave, context: Any) -> str | None:  # Any: see above
        return leave.ended_because if _shows(leave, context) else None


class LeaveIn(Schema):
    kind: Leave.Kind
    starts_on: Day
    ends_on: Day
    note: str = Field("", max_length=500)


class ApprovalIn(Schema):
    cancel_shifts: bool = Field(False, description="Cancel the planned shifts that are in the way.")


def _shows(leave: Leave, context: Any) -> bool:  # Any: see above
    return leave.shows_kind_to(context["request"].user)

"""Hospital stays, as the API takes and gives them."""

from datetime import date, datetime
from typing import Any, Literal  # Any: an admission of lists.whole
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime

from hospital.core.pagination import PageQuery
from hospital.encounters.schemas import NameRef, PatientRef

from ..colours import Colour
from ..models import Admission
from ._common import Short, Why


class BedRef(Schema):
    """Where the patient lies, and since when."""

    stay_id: UUID
    bed_id: UUID
    bed: str
    ward: NameRef
    since: datetime


class AdmissionOut(Schema):
    """A hospital stay. `bed` is where the patient lies now; `colour` how long she is here against what was
    expected."""

    id: UUID
    version: int
    patient: PatientRef
    encounter_id: UUID
    origin_encounter_id: UUID | None
    department: NameRef
    ward_id: UUID | None
    practitioner: NameRef | None
    state: Admission.State
    origin: Admission.Origin
    occurred_at: datetime
    reason: str
    system: str
    code: str
    display: str
    procedure_code: str
    expected_days: int | None
    expected_discharge: date | None
    is_authorisation_needed: bool
    authorisation_number: str
    authorised_days: int | None
    authorised_at: datetime | None
    diet: Admission.Diet | Literal[""]
    diet_note: str
    admitted_at: datetime | None
    outcome: Admission.Outcome | Literal[""]
    outcome_note: str
    destination: str
    died_at: datetime | None
    death_certificate: str
    discharged_at: datetime | None
    cancelled_at: datetime | None
    cancelled_because: str
    source: Admission.Source
    bed: BedRef | None
    colour: Colour | Literal[""]

    @staticmethod
    def resolve_bed(row: Any) -> dict[str, Any] | None:  # Any: see above
        stay = row.stay_now
        if stay is None:
            return None
        return {
            "stay_id": stay.pk, "bed_id": stay.bed_id, "bed": stay.bed.name, "ward": stay.bed.ward,
            "since": stay.begins_at,
        }  # fmt: skip


class AdmissionQuery(PageQuery):
    patient_id: UUID | None = None
    department_id: UUID | None = None
    practitioner_id: UUID | None = None
    ward_id: UUID | None = Field(None, description="Whose patient lies in this ward now.")
    state: Admission.State | None = None
    origin: Admission.Origin | None = None
    under_way: bool | None = Field(None, description="Whether the patient is in a bed.")
    leaving: bool = Field(False, description="Only those on their way out.")
    expected_until: date | None = Field(None, description="Expected to leave by this day.")
    colour: Colour | None = None
    sort: str = Field("", max_length=20, description="occurred_at; a leading - descends.")


class OrderIn(Schema):
    reason: Why
    origin_encounter_id: UUID | None = None
    system: Short = ""
    code: Short = ""
    display: Why = ""
    procedure_code: Short = ""
    expected_days: int | None = Field(None, ge=1, le=365)
    expected_discharge: date | None = None
    is_authorisation_needed: bool = False
    diet: Admission.Diet | Literal[""] = ""
    diet_note: Short = ""


class AdmissionIn(OrderIn):
    """A stay that is asked for; `at` in the future makes it a pre-admission."""

    patient_id: UUID
    department_id: UUID
    ward_id: UUID | None = None
    practitioner_id: UUID | None = None
    origin: Admission.Origin = Admission.Origin.ELECTIVE
    at: AwareDatetime | None = None
    bed_priority: int | None = Field(None, ge=1, le=3, description="Also ask for a bed: 1 emergency.")


class AdmissionNowIn(OrderIn):
    """Order and admit in one step."""

    patient_id: UUID
    bed_id: UUID
    origin: Admission.Origin = Admission.Origin.EMERGENCY
    overridden_because: Why = ""


class AdmissionChange(Schema):
    reason: Why | None = None
    system: Short | None = None
    code: Short | None = None
    display: Why | None = None
    procedure_code: Short | None = None
    expected_days: int | None = Field(None, ge=1, le=365)
    is_authorisation_needed: bool | None = None


class AuthorisationIn(Schema):
    number: Short
    days: int | None = Field(None, ge=1, le=365)


class DelayIn(Schema):
    at: AwareDatetime
    reason: Why


class AdmittanceIn(Schema):
    """Into which bed; `overridden_because` when it does not suit and is taken all the same."""

    bed_id: UUID
    at: AwareDatetime | None = None
    overridden_because: Why = ""


class TransferIn(Schema):
    bed_id: UUID
    because: Why
    at: AwareDatetime | None = None
    overridden_because: Why = ""


class SwapIn(Schema):
    other_id: UUID
    because: Why
    overridden_because: Why = ""


class MovedOut(Schema):
    """Where the patient lies now; the stay may be one that the asker no longer sees."""

    admission_id: UUID
    stay_id: UUID
    bed_id: UUID
    department_id: UUID


class CancellationIn(Schema):
    reason: Why


class DietIn(Schema):
    diet: Admission.Diet
    diet_note: Short = ""


class DischargeDateIn(Schema):
    day: date | None
    reason: Why = ""

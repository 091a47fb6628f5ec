"""What a paper of each kind says, and what it may not say."""

from datetime import date, time
from typing import Annotated, Any, Literal  # Any: JSON as it comes in

from django.utils.translation import gettext_lazy as _
from ninja import Field, Schema
from pydantic import StringConstraints, ValidationError

from hospital.core.checks import refuse
from hospital.core.errors import Text

from .models import Paper

Line = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)]
Said = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
Long = Annotated[str, StringConstraints(max_length=8000, strip_whitespace=True)]

MOST_ITEMS = 20
MOST_CONTROLLED = 3  # items of list C1 on one form (Portaria SVS/MS 344/1998, art. 57)


class Item(Schema):
    """A medicine as the patient and the pharmacy read it."""

    drug: Said = Field(description="Substance, strength and form: Amoxicilina 500 mg, cápsula.")
    dose: Line = ""
    route: Line = ""
    frequency: Line = ""
    duration: Line = ""
    quantity: Line = ""
    instructions: Line = ""


class Prescription(Schema):
    """`form` is special for medicines of lists C1 and C5, antimicrobial for those of RDC 471/2021."""

    form: Literal["simple", "special", "antimicrobial"] = "simple"
    items: list[Item] = Field(min_length=1, max_length=MOST_ITEMS)
    advice: Long = ""


class Certificate(Schema):
    """A certificate for absence. The diagnosis stands on it only when the patient asked for that."""

    days: int = Field(1, ge=0, le=365)
    starts_on: date | None = None
    purpose: Line = ""
    text: Long = ""
    cid_code: Annotated[str, StringConstraints(max_length=10, strip_whitespace=True)] = ""
    cid_display: Line = ""
    consent: bool = Field(False, description="The patient agreed that the diagnosis stands on the paper.")


class Referral(Schema):
    """To whom the patient is sent, and what that person must know."""

    specialty: Said
    place: Line = ""
    priority: Literal["routine", "urgent"] = "routine"
    reason: Annotated[str, StringConstraints(min_length=1, max_length=8000, strip_whitespace=True)]
    summary: Long = ""


class Requested(Schema):
    """A test asked for."""

    display: Said
    system: Line = ""
    code: Line = ""
    note: Line = ""


class ExamRequest(Schema):
    """Tests to be done, here or elsewhere, and why."""

    items: list[Requested] = Field(min_length=1, max_length=MOST_ITEMS)
    clinical_indication: Long = ""
    preparation: Long = ""


class Report(Schema):
    """A report in the doctor's own words."""

    title: Line = ""
    text: Annotated[str, StringConstraints(min_length=1, max_length=20_000, strip_whitespace=True)]


class AttendanceDeclaration(Schema):
    """That the patient, or who came with her, was here on a day between two times."""

    on: date
    starts_at: time | None = None
    ends_at: time | None = None
    companion: Line = ""
    note: Line = ""


CONTENTS: dict[str, type[Schema]] = {
    Paper.Kind.PRESCRIPTION: Prescription,
    Paper.Kind.CERTIFICATE: Certificate,
    Paper.Kind.REFERRAL: Referral,
    Paper.Kind.EXAM_REQUEST: ExamRequest,
    Paper.Kind.REPORT: Report,
    Paper.Kind.ATTENDANCE_DECLARATION: AttendanceDeclaration,
}


def checked(kind: str, data: dict[str, Any]) -> dict[str, Any]:  # Any: see above
    """What the paper says in the shape of its kind; Invalid naming each fault."""
    if kind not in CONTENTS:
        refuse({"kind": [_("There is no such paper.")]})
    try:
        content = CONTENTS[kind].model_validate(data)
    except ValidationError as error:
        refuse({_field(fault["loc"]): [_word(fault["type"])] for fault in error.errors()})
        raise
    refuse(_faults(content))
    return content.model_dump(mode="json")


def _field(place: tuple[int | str, ...]) -> str:
    return ".".join(str(step) for step in place) or "data"


def _word(fault: str) -> Text:
    if fault in ("missing", "string_too_short", "too_short"):
        return _("Fill this in.")
    if fault in ("string_too_long", "too_long"):
        return _("This is too long.")
    return _("This value is not valid.")


def _faults(content: Schema) -> dict[str, list[Text]]:
    """What no shape can say."""
    faults: dict[str, list[Text]] = {}
    if isinstance(content, Certificate) and content.cid_code and not content.consent:
        faults["consent"] = [
            _(
                "The diagnosis stands on a certificate only with the patient's consent. "
                "Record it, or leave it out."
            )
        ]
    if isinstance(content, Prescription) and content.form != "simple":
        if content.form == "special" and len(content.items) > MOST_CONTROLLED:
            faults["items"] = [_("A form for controlled medicines holds three items at most.")]
        missing = [place for place, item in enumerate(content.items) if not item.quantity]
        faults |= {
            f"items.{place}.quantity": [_("Say the quantity, in figures and words.")] for place in missing
        }
    if isinstance(content, AttendanceDeclaration) and _is_backwards(content):
        faults["ends_at"] = [_("It ends before it starts.")]
    return faults


def _is_backwards(content: AttendanceDeclaration) -> bool:
    return bool(content.starts_at and content.ends_at and content.ends_at < content.starts_at)

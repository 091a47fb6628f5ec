"""Asked for, changed, assessed, authorised: an operation before it has a day."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, TypedDict, Unpack  # Any: column values are of every type

from django.db import transaction
from django.utils.timezone import localdate, localtime, now
from django.utils.translation import gettext_lazy as _

from hospital import terminology
from hospital.accounts.models import User
from hospital.admissions.models import Admission
from hospital.core.checks import fitting, refuse
from hospital.core.db import change
from hospital.core.errors import Conflict
from hospital.encounters.models import Encounter
from hospital.organization.models import Department, Employee
from hospital.patients import care
from hospital.patients.actions.charted import withdraw_entry
from hospital.patients.actions.identity import held as held_record
from hospital.patients.models import Patient

from ..models import WAITING, ChecklistPhase, Laterality, Procedure, Step, Surgery, TeamMember
from ..steps import go, held, held_in_care, require_state, require_unit, step, tell, text

State = Surgery.State
BEFORE_INCISION = (*WAITING, State.SCHEDULED, State.CALLED, State.IN_ROOM)
WAITS = {Surgery.Priority.ELECTIVE: 180, Surgery.Priority.URGENT: 7, Surgery.Priority.EMERGENCY: 0}
MOST_PROCEDURES = 20


class ProcedureData(TypedDict, total=False):
    """One procedure: what, on which side. The first one is the main one."""

    system: str
    code: str
    display: str
    laterality: str


class SurgeryData(TypedDict, total=False):
    """What can be said of an operation when it is asked for; `max_wait_days` follows the priority."""

    laterality: str
    max_wait_days: int | None
    minutes: int
    reason: str
    needs: list[str]
    needs_note: str
    diagnosis_system: str
    diagnosis_code: str
    diagnosis: str
    anaesthesia: str


class AssessmentData(TypedDict, total=False):
    """What the visit before anaesthesia found, and what was found in the end."""

    anaesthesia: str
    asa: int | None
    asa_emergency: bool
    risks: list[str] | None
    wound: str
    post_system: str
    post_code: str
    post_diagnosis: str
    findings: str


class PatientIsDead(Conflict):
    message = _("The death of this patient is recorded: she is not operated.")


class TooLateToChange(Conflict):
    message = _("The operation has begun, or does not take place: this can no longer be changed.")


class SideWasSaid(Conflict):
    message = _("The side was confirmed in the time out and can no longer be changed.")


class StillBooked(Conflict):
    message = _("A theatre is booked or in use for this operation. Cancel it instead.")


@transaction.atomic
def request(
    patient: Patient, *, department: Department, surgeon: Employee, procedures: Sequence[ProcedureData],
    by: User, priority: str = Surgery.Priority.ELECTIVE, encounter: Encounter | None = None,
    admission: Admission | None = None, **data: Unpack[SurgeryData],
) -> Surgery:  # fmt: skip
    """Ask for an operation: what is to be done, on which side, by whom, and how long it can wait."""
    by.require("surgery.request_surgery")
    require_unit(department, by=by)
    patient = held_record(patient)
    care.require(patient, by=by)
    if patient.is_deceased:
        raise PatientIsDead
    values = _checked({"priority": priority, **data})
    surgery = Surgery(
        patient=patient, department=department, surgeon=surgeon, admission=admission,
        encounter=_visit(encounter, admission, patient),
        recorded_by=by, asked_by=by, stepped_by=by, **values,
    )  # fmt: skip
    rows = _procedures(surgery, procedures)
    surgery.save(force_insert=True)
    Procedure.objects.bulk_create(rows)
    TeamMember(surgery=surgery, employee=surgeon, role=TeamMember.Role.SURGEON).save(force_insert=True)
    step(surgery, Step.What.REQUEST, by=by)
    tell("requested", surgery, by=by, priority=surgery.priority, surgeon=text(surgeon.pk))
    return surgery


def _checked(data: dict[str, Any]) -> dict[str, Any]:  # Any: see above
    """The values as the columns take them, with the day the operation is due."""
    kept = fitting(Surgery, {name: value for name, value in data.items() if value is not None})
    if "priority" in kept and data.get("max_wait_days") is None:
        kept["max_wait_days"] = WAITS[kept["priority"]]
    if "max_wait_days" in kept:
        refuse(_beyond("max_wait_days", kept["max_wait_days"], 0, 3650))
        kept["due_on"] = localdate() + timedelta(days=kept["max_wait_days"])
    if "minutes" in kept:
        refuse(_beyond("minutes", kept["minutes"], 5, 1440))
        kept["minutes"] = -(-kept["minutes"] // 5) * 5  # theatres are booked by five minutes
    for before in ("diagnosis", "post"):
        _settle_diagnosis(kept, before)
    return kept


def _beyond(name: str, value: int, low: int, high: int) -> dict[str, Any]:  # Any: see above
    text_of = _("From %(low)s to %(high)s.") % {"low": low, "high": high}
    return {} if low <= value <= high else {name: [text_of]}


def _settle_diagnosis(kept: dict[str, Any], which: str) -> None:  # Any: see above
    """A diagnosis with a known code is written as its edition writes it."""
    system, code = f"{which}_system", f"{which}_code"
    words = "diagnosis" if which == "diagnosis" else "post_diagnosis"
    if kept.get(code):
        coding = terminology.settle(system=kept.get(system, ""), code=kept[code], display=kept.get(words, ""))
        kept[system], kept[code], kept[words] = coding.system, coding.code, coding.display


def _visit(encounter: Encounter | None, admission: Admission | None, patient: Patient) -> Encounter | None:
    """The encounter it is asked for in: the one that is named, or that of the stay."""
    for name, row in (("encounter", encounter), ("admission", admission)):
        if row is not None and row.patient_id != patient.pk:
            refuse({name: [_("This is of another patient.")]})
    return encounter or (admission.encounter if admission else None)


def _procedures(surgery: Surgery, told: Sequence[ProcedureData]) -> list[Procedure]:
    """The procedures, the first one as the main one, on the side of the operation unless they say another."""
    if not 1 <= len(told) <= MOST_PROCEDURES:
        refuse({"procedures": [_("Say what is to be done: 1 to 20 procedures.")]})
    rows = []
    for number, one in enumerate(told):
        coding = terminology.settle(
            system=one.get("system", ""), code=one.get("code", ""), display=one.get("display", "")
        )
        values = {**coding._asdict(), "laterality": one.get("laterality") or surgery.laterality}
        rows.append(Procedure(surgery=surgery, is_main=not number, **fitting(Procedure, values)))
    if rows[0].laterality not in (Laterality.NONE, surgery.laterality):
        refuse({"laterality": [_("The main procedure is on the side of the operation.")]})
    return rows


@transaction.atomic
def change_request(
    surgery: Surgery, *, version: int, by: User, priority: str = "", **data: Unpack[SurgeryData]
) -> Surgery:
    """Change what was asked for, before the incision; how long it lasts only before it has a day."""
    by.require("surgery.request_surgery")
    surgery = held_in_care(surgery, by=by, version=version)
    if surgery.state not in BEFORE_INCISION:
        raise TooLateToChange
    values = _checked({**({"priority": priority} if priority else {}), **data})
    if "due_on" in values:
        asked_on = localtime(surgery.asked_at).date()
        values["due_on"] = asked_on + timedelta(days=values["max_wait_days"])
    if surgery.state not in WAITING and values.get("minutes", surgery.minutes) != surgery.minutes:
        refuse({"minutes": [_("The theatre is booked: schedule the operation again to change its length.")]})
    _require_side_open(surgery, values.get("laterality", surgery.laterality))
    changed = change(surgery, **values)
    if "laterality" in changed:
        main = surgery.procedures.select_for_update().get(is_main=True)
        change(main, laterality=surgery.laterality)
    if changed:
        tell("changed", surgery, by=by, fields=changed)
    return surgery


def _require_side_open(surgery: Surgery, laterality: str) -> None:
    """Once it was said aloud in the time out, the side of an operation stays."""
    said = ChecklistPhase.objects.filter(surgery=surgery, name="time_out", completed_at__isnull=False)
    if laterality != surgery.laterality and said.exists():
        raise SideWasSaid


@transaction.atomic
def set_procedures(
    surgery: Surgery, *, procedures: Sequence[ProcedureData], version: int, by: User
) -> Surgery:  # fmt: skip
    """Say anew what is to be done, before the incision."""
    by.require("surgery.request_surgery")
    surgery = held_in_care(surgery, by=by, version=version)
    if surgery.state not in BEFORE_INCISION:
        raise TooLateToChange
    rows = _procedures(surgery, procedures)
    surgery.procedures.all().delete()
    Procedure.objects.bulk_create(rows)
    change(surgery, updated_at=now())
    tell("procedures_changed", surgery, by=by, procedures=len(rows))
    return surgery


@transaction.atomic
def assess(surgery: Surgery, *, version: int, by: User, **data: Unpack[AssessmentData]) -> Surgery:
    """Write down ASA, cardiac risk, anaesthesia and wound class, and what was found in the end."""
    by.require("surgery.attend_surgery")
    surgery = held_in_care(surgery, by=by, version=version)
    if surgery.state == State.CANCELLED:
        raise TooLateToChange
    values = _checked({name: value for name, value in data.items() if value is not None})
    values |= {name: None for name in ("asa", "risks") if name in data and data[name] is None}
    if values.get("asa") is not None:
        refuse(_beyond("asa", values["asa"], 1, 6))
    if values.get("risks"):
        values["risks"] = sorted(set(values["risks"]))
    changed = change(surgery, **values)
    if changed:
        tell("assessed", surgery, by=by, fields=changed)
    return surgery


@transaction.atomic
def authorise(surgery: Surgery, *, by: User, authorisation: str = "", version: int | None = None) -> Surgery:
    """Let the operation wait for a day. `authorisation` is the number the payer gave, if it asks for one."""
    by.require("surgery.authorise_surgery")
    surgery = held(surgery, by=by, version=version)
    require_state(surgery, State.REQUESTED)
    values = fitting(Surgery, {"authorisation": authorisation})
    go(
        surgery, State.AUTHORISED, Step.What.AUTHORISE, by=by, authorised_at=now(), authorised_by=by,
        **values,
    )  # fmt: skip
    tell("authorised", surgery, by=by)
    return surgery


@transaction.atomic
def withdraw(surgery: Surgery, *, because: str, by: User, version: int | None = None) -> Surgery:
    """It was written for another patient, or never asked for: it stays, struck through."""
    by.require("surgery.request_surgery")
    held(surgery, by=by)
    if surgery.state not in (*WAITING, State.CANCELLED):
        raise StillBooked
    return withdraw_entry(
        surgery, because=because, permission="surgery.request_surgery", event="surgery.withdrawn", by=by,
        version=version,
    )  # fmt: skip

"""Writing a visit: begun in an encounter, saved as one types, thrown away or signed."""

from datetime import date, datetime, timedelta
from typing import Any, TypedDict, Unpack  # Any: column values are of every type

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import fitting, refuse
from hospital.core.db import change, conflicts, lock, move
from hospital.core.errors import Conflict, Denied
from hospital.encounters.models import Encounter
from hospital.organization.models import Employee
from hospital.patients import care
from hospital.signatures.actions import NotAnEmployee

from ..models import SECTIONS, Consultation, Template

NOTED_EVERY = timedelta(minutes=5)  # how often the trail hears of a draft that is saved every few seconds
CLOCKS_DIFFER = timedelta(minutes=5)


class VisitData(TypedDict, total=False):
    """What is written in a visit; what is not named stays as it is."""

    kind: str
    subjective: str
    objective: str
    assessment: str
    plan: str
    description: str
    late_because: str
    return_by: date | None
    occurred_at: datetime
    cosigner: Employee | None


class EncounterNotOpen(Conflict):
    message = _("A visit is written in an encounter that has begun and was not cancelled.")


class DraftExists(Conflict):
    message = _("You have a draft for this encounter already. Go on with it.")


class VisitSigned(Conflict):
    message = _("This visit is no draft any more. What is missing goes into an addendum.")


class NotHers(Denied):
    message = _("A draft is changed and signed only by who writes it.")


@transaction.atomic
def begin(
    encounter: Encounter, *, by: User, template: Template | None = None,
    copy_from: Consultation | None = None, **data: Unpack[VisitData],
) -> Consultation:  # fmt: skip
    """Begin the draft of a visit, empty, from a template, or from what an earlier visit says."""
    by.require("consultations.write_consultation")
    care.require(encounter.patient, by=by)
    practitioner = employee_of(by)
    if encounter.is_withdrawn or encounter.state in (Encounter.State.PLANNED, Encounter.State.CANCELLED):
        raise EncounterNotOpen
    values = _checked(data)
    made = Consultation(
        encounter=encounter, patient=encounter.patient, practitioner=practitioner, recorded_by=by, **values
    )
    if template:
        _fill(made, template)
    if copy_from:
        _copy(made, copy_from)
    with conflicts(one_draft_at_a_time=DraftExists):
        made.save(force_insert=True)
    audit.record(
        "consultations.begun", made, by=by, patient_id=made.patient_id, encounter=str(encounter.pk),
        template=str(template.pk) if template else "",
    )  # fmt: skip
    return made


@transaction.atomic
def save_draft(
    consultation: Consultation, *, version: int, by: User, **data: Unpack[VisitData]
) -> Consultation:
    """Keep what was typed. Stale unless the draft is still at `version`.

    It is called every few seconds; the trail hears of it once in NOTED_EVERY.
    """
    consultation = held_draft(consultation, version=version, by=by)
    changed = change(consultation, **_checked(data))
    if changed and consultation.noted_at < now() - NOTED_EVERY:
        Consultation.objects.filter(pk=consultation.pk).update(noted_at=now())
        audit.record(
            "consultations.draft_saved",
            consultation,
            by=by,
            patient_id=consultation.patient_id,
            fields=changed,
        )
    return consultation


@transaction.atomic
def apply_template(
    consultation: Consultation, *, template: Template, by: User, version: int | None = None
) -> Consultation:
    """Put a template's text under what is written already."""
    consultation = held_draft(consultation, version=version, by=by)
    _fill(consultation, template)
    texts = {name: getattr(consultation, name) for name in SECTIONS}
    change(Consultation.objects.get(pk=consultation.pk), **fitting(Consultation, texts))
    audit.record(
        "consultations.template_used", consultation, by=by, patient_id=consultation.patient_id,
        template=str(template.pk),
    )  # fmt: skip
    return Consultation.objects.get(pk=consultation.pk)


@transaction.atomic
def copy_forward(
    consultation: Consultation, *, source: Consultation, by: User, version: int | None = None
) -> Consultation:
    """Put what an earlier visit of the patient says under what is written; whence it came stays known."""
    consultation = held_draft(consultation, version=version, by=by)
    refuse(
        {} if source.patient_id == consultation.patient_id else {"source": [_("Of the same patient only.")]}
    )
    _copy(consultation, source)
    values = {name: getattr(consultation, name) for name in SECTIONS}
    kept = Consultation.objects.get(pk=consultation.pk)
    change(kept, **fitting(Consultation, values), copied_from_id=source.pk)
    audit.record("consultations.copied", kept, by=by, patient_id=kept.patient_id, source=str(source.pk))
    return kept


@transaction.atomic
def discard_draft(consultation: Consultation, *, by: User, version: int | None = None) -> Consultation:
    """Throw a draft away; it was never part of the chart."""
    consultation = held_draft(consultation, version=version, by=by)
    move(consultation, Consultation.State.DISCARDED, discarded_at=now())
    audit.record("consultations.draft_discarded", consultation, by=by, patient_id=consultation.patient_id)
    return consultation


@transaction.atomic
def held_draft(consultation: Consultation, *, by: User, version: int | None = None) -> Consultation:
    """The draft's row, locked, for who writes it. Every action that writes a row of a visit begins with this.

    Raises VisitSigned when it is no draft any more, NotHers, OutsideCare, Stale.
    """
    by.require("consultations.write_consultation")
    care.require(consultation.patient, by=by)
    lock(consultation.patient)  # before the visit, as who signs does: rows of the visit refer to her
    kept = lock(consultation)
    if not kept.is_draft:
        raise VisitSigned
    if kept.practitioner.user_id != by.pk:
        raise NotHers
    return lock(kept, version=version) if version is not None else kept


def employee_of(user: User) -> Employee:
    """The employee who is the user; NotAnEmployee."""
    found = Employee.objects.filter(user=user).first()
    if found is None:
        raise NotAnEmployee
    return found


def _checked(data: VisitData) -> dict[str, Any]:  # Any: see above
    values = fitting(Consultation, data)
    for name, value in values.items():  # a form sends the line ends of its network protocol
        if isinstance(value, str):
            values[name] = value.replace("\r\n", "\n")
    at = values.get("occurred_at")
    refuse({"occurred_at": [_("A visit is not in the future.")]} if at and at > now() + CLOCKS_DIFFER else {})
    return values


def _fill(consultation: Consultation, template: Template) -> None:
    """Put the template's sections, with the patient's data in their places, under what is there."""
    patient = consultation.patient
    words = {
        "{patient}": patient.name, "{sex}": patient.get_sex_display(),
        "{age}": str(patient.age(localdate()) or ""), "{practitioner}": consultation.practitioner.name,
        "{date}": date_format(localdate(consultation.occurred_at), "SHORT_DATE_FORMAT"),
    }  # fmt: skip
    for name in SECTIONS:
        text = getattr(template, name)
        for place, word in words.items():
            text = text.replace(place, word)
        setattr(consultation, name, _under(getattr(consultation, name), text))
    if consultation._state.adding:
        consultation.kind = template.kind


def _copy(consultation: Consultation, source: Consultation) -> None:
    for name in SECTIONS:
        setattr(consultation, name, _under(getattr(consultation, name), getattr(source, name)))
    consultation.copied_from = source


def _under(text: str, more: str) -> str:
    return "\n\n".join(part for part in (text.rstrip(), more.strip()) if part)

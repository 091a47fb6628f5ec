"""What the patient has or may have: coded or in words, in an order, while the visit is a draft."""

from typing import Any, TypedDict, Unpack  # Any: column values are of every type

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from hospital import audit, terminology
from hospital.accounts.models import User
from hospital.core.checks import fitting, refuse
from hospital.core.db import change, conflicts, lock
from hospital.core.errors import Conflict, Invalid
from hospital.patients.models import Patient

from ..models import Consultation, Diagnosis
from .drafting import VisitSigned, held_draft


class DiagnosisData(TypedDict, total=False):
    """A diagnosis; `display` alone when it has no code."""

    system: str
    code: str
    display: str
    certainty: str
    kind: str
    note: str
    despite_because: str


class AlreadyNamed(Conflict):
    message = _("This visit has this diagnosis already.")


class OneMain(Conflict):
    message = _("This visit has a main diagnosis already.")


class OtherSex(Invalid):
    message = _("This code is for the other sex only. If it is right all the same, say why.")

    def __init__(self) -> None:
        super().__init__(fields={"despite_because": [self.message]})


@transaction.atomic
def add_diagnosis(consultation: Consultation, *, by: User, **data: Unpack[DiagnosisData]) -> Diagnosis:
    """Name a diagnosis; the first one is the main one unless it is said otherwise."""
    consultation = held_draft(consultation, by=by)
    values = _checked(consultation.patient, {"kind": _usual(consultation), **data})
    last = consultation.diagnoses.aggregate(last=Max("rank"))["last"] or 0
    made = Diagnosis(
        consultation=consultation, patient=consultation.patient, recorded_by=by, rank=last + 1,
        occurred_at=consultation.occurred_at, **values,
    )  # fmt: skip
    with conflicts(
        one_diagnosis_per_code=AlreadyNamed, one_main_diagnosis_per_visit=OneMain,
        signed_visit_stays_as_it_was=VisitSigned,
    ):  # fmt: skip
        made.save(force_insert=True)
    audit.record(
        "consultations.diagnosis_added", made, by=by, patient_id=made.patient_id, code=made.code,
        certainty=made.certainty,
    )  # fmt: skip
    return made


@transaction.atomic
def change_diagnosis(
    diagnosis: Diagnosis, *, version: int, by: User, **data: Unpack[DiagnosisData]
) -> Diagnosis:
    """Say something else of a diagnosis of a draft. Making it the main one takes that from the other."""
    consultation = held_draft(diagnosis.consultation, by=by)
    diagnosis = lock(diagnosis, version=version)
    known: dict[str, Any] = {name: getattr(diagnosis, name) for name in DiagnosisData.__annotations__}
    values = _checked(consultation.patient, {**known, **data})  # type: ignore[typeddict-item]  # its own columns
    if values["kind"] == Diagnosis.Kind.MAIN:
        for other in consultation.diagnoses.filter(kind=Diagnosis.Kind.MAIN).exclude(pk=diagnosis.pk):
            change(other, kind=Diagnosis.Kind.OTHER)
    with conflicts(one_diagnosis_per_code=AlreadyNamed):
        changed = change(diagnosis, **values)
    if changed:
        audit.record(
            "consultations.diagnosis_changed",
            diagnosis,
            by=by,
            patient_id=diagnosis.patient_id,
            fields=changed,
        )
    return diagnosis


@transaction.atomic
def remove_diagnosis(diagnosis: Diagnosis, *, by: User, version: int | None = None) -> None:
    """Take a diagnosis out of a draft, which is no fact yet; its history is kept all the same."""
    held_draft(diagnosis.consultation, by=by)
    diagnosis = lock(diagnosis, version=version)
    audit.record("consultations.diagnosis_removed", diagnosis, by=by, patient_id=diagnosis.patient_id)
    diagnosis.delete()


def _usual(consultation: Consultation) -> str:
    return Diagnosis.Kind.OTHER if consultation.diagnoses.exists() else Diagnosis.Kind.MAIN


def _checked(patient: Patient, data: DiagnosisData) -> dict[str, Any]:  # Any: see above
    """The values as their columns take them; what the code means is looked up when nothing was typed."""
    said = terminology.settle(
        system=data.get("system", ""), code=data.get("code", ""), display=data.get("display", "")
    )
    if said.code and not said.system:
        refuse({"system": [_("Say of which system the code is.")]})
    refuse({} if said.display else {"display": [_("Choose a code, or say it in words.")]})
    values = fitting(Diagnosis, {**data, **said._asdict()})
    concept = terminology.lookup(said.system, said.code)
    if concept is None or terminology.fits(concept, patient.sex):
        return values | {"despite_because": ""}
    if not values.get("despite_because"):
        raise OtherSex
    return values

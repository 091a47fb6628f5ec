"""Whether a bed suits a patient: sex, age and isolation. What does not suit is said, not decided."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from hospital.core.errors import Text
from hospital.patients.models import Patient

from .models import Bed, Isolation, Precaution, SexRule, Stay

Faults = dict[str, list[Text]]
ONE_SEX = {
    SexRule.FEMALE: _("This place is for women."),
    SexRule.MALE: _("This place is for men."),
}
KNOWN = (Patient.Sex.FEMALE, Patient.Sex.MALE)


def misfits(bed: Bed, patient: Patient, *, besides: Collection[UUID] = ()) -> Faults:
    """What of the bed does not suit the patient, by field; nothing when it suits.

    `besides` are patients of the room who do not count: they are leaving it at the same moment.
    """
    return misfits_of([bed], patient, besides=besides)[0]


def misfits_of(beds: Sequence[Bed], patient: Patient, *, besides: Collection[UUID] = ()) -> list[Faults]:
    """The same for each of many beds, in their order: two queries."""
    rows = Stay.objects.present().filter(bed__room__in={bed.room_id for bed in beds})
    mates: dict[UUID, list[Stay]] = {}
    for row in rows.exclude(patient__in=[patient.pk, *besides]).select_related("patient", "bed"):
        mates.setdefault(row.bed.room_id, []).append(row)
    people = {row.patient_id for found in mates.values() for row in found}
    kinds: dict[UUID, set[str]] = {key: set() for key in [patient.pk, *people]}
    for precaution in Precaution.objects.open().filter(patient__in=kinds):
        kinds[precaution.patient_id].add(precaution.kind)
    return [_of(bed, patient, mates.get(bed.room_id, []), kinds) for bed in beds]


def _of(bed: Bed, patient: Patient, mates: Sequence[Stay], kinds: Mapping[UUID, set[str]]) -> Faults:
    faults: Faults = {
        "sex": _of_sex(bed, patient, [row.patient for row in mates if row.holds]),
        "age": _of_age(bed, patient),
        "isolation": _of_isolation(bed, kinds[patient.pk], [kinds[row.patient_id] for row in mates]),
    }
    return {name: found for name, found in faults.items() if found}


def _of_sex(bed: Bed, patient: Patient, mates: list[Patient]) -> list[Text]:
    for rule in (bed.sex, bed.room.sex, bed.ward.sex):
        if rule in ONE_SEX and patient.sex != rule:
            return [ONE_SEX[SexRule(rule)]]
    if bed.room.sex == SexRule.SAME and patient.sex in KNOWN:
        others = {mate.sex for mate in mates if mate.sex in KNOWN}
        if others - {patient.sex}:
            return [_("Patients of the other sex are in this room.")]
    return []


def _of_age(bed: Bed, patient: Patient) -> list[Text]:
    age = patient.age(localdate())
    if age is None:
        return []
    low, high = bed.ward.age_from, bed.ward.age_to
    if (low is not None and age < low) or (high is not None and age > high):
        return [_("The patient's age is not one that this ward is for.")]
    return []


def _of_isolation(bed: Bed, own: set[str], others: list[set[str]]) -> list[Text]:
    faults: list[Text] = []
    missing = own - set(bed.room.isolation)
    if missing:
        labels = ", ".join(sorted(str(Isolation(kind).label) for kind in missing))
        faults.append(
            _("The patient is in isolation, and the room is not made for it: %(kinds)s.") % {"kinds": labels}
        )
    if others and Isolation.PROTECTIVE in own:
        faults.append(_("A patient in protective isolation is alone in her room."))
    elif any(Isolation.PROTECTIVE in kinds for kinds in others):
        faults.append(_("A patient in protective isolation is in this room."))
    elif any(kinds != own for kinds in others):
        faults.append(_("The precautions of the patients of this room are not the same."))
    return faults

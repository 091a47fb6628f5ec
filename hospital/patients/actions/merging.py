"""Two records of one person become one, in one transaction; and exactly two again when that was a mistake."""

import copy
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.utils import formats
from django.utils.functional import Promise
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import said
from hospital.core.db import change, lock, move
from hospital.core.errors import Conflict, Invalid
from hospital.core.names import sound

from ..matching import sounds_of
from ..models import Merge, Moved, Patient
from ..references import PLAN, moving
from .identity import held

# What may be taken from the absorbed record, in the groups that only make sense together.
TAKEABLE: Mapping[str, tuple[Promise, tuple[str, ...]]] = {
    "name": (_("Name"), ("given_name", "family_name", "is_unidentified")),
    "social_name": (_("Social name"), ("social_name",)),
    "birth_date": (_("Birth date"), ("birth_date", "birth_date_precision")),
    "sex": (_("Sex"), ("sex",)),
    "gender_identity": (_("Gender identity"), ("gender_identity",)),
    "mother": (_("Mother"), ("mother_id", "mother_name", "mother_unknown")),
    "race_colour": (_("Race or colour"), ("race_colour", "ethnicity")),
    "nationality": (_("Nationality"), ("nationality",)),
    "birthplace": (_("Birthplace"), ("birth_city", "birth_city_code", "birth_state", "birth_country")),
    "language": (_("Preferred language"), ("language",)),
    "marital_status": (_("Marital status"), ("marital_status",)),
    "photo": (_("Photo"), ("photo",)),
    "death": (_("Death"), ("is_deceased", "deceased_at")),
    "description": (_("Description"), ("description",)),
}


class SamePatient(Invalid):
    message = _("These are one and the same record.")


class LaterMerge(Conflict):
    message = _("The surviving record was itself merged later. Take that merge back first.")


class MotherAndChild(Conflict):
    message = _("One of the two is registered as the mother of the other.")


class OnlyOne(Conflict):
    """Both records have a row of a kind of which one patient has only one; `rows` names the kind."""

    message = _(
        "Both records have something of which a patient has only one, such as an open encounter in one "
        "department or an appointment at one time. End one of them first."
    )


class ChangedSince(Conflict):
    message = _("Later changes stand in the way. Mend them first: nothing was taken back.")


@dataclass(frozen=True)
class Difference:
    """A group of columns that two records tell differently, each as people read it."""

    group: str
    label: str
    survivor: str
    absorbed: str


@dataclass(frozen=True)
class Comparison:
    """What a merge would do: the differences to choose from, and how many rows of each kind would go over."""

    survivor: Patient
    absorbed: Patient
    differences: list[Difference]
    rows: dict[str, int]


@transaction.atomic
def compare(survivor: Patient, *, absorbed: Patient, by: User) -> Comparison:
    """Look at two records side by side before merging them; both looks are recorded."""
    by.require("patients.merge_patient")
    if survivor.pk == absorbed.pk:
        raise SamePatient
    for patient in (survivor, absorbed):
        audit.access("read", by=by, patient_id=patient.pk, what="patients.merge")
    return Comparison(survivor, absorbed, differences(survivor, absorbed), rows_to_move(absorbed))


@transaction.atomic
def merge(survivor: Patient, *, absorbed: Patient, reason: str, by: User, take: Iterable[str] = ()) -> Merge:
    """Absorb one record into another: what the plan moves goes over, `take` names the groups to adopt."""
    by.require("patients.merge_patient")
    if survivor.pk == absorbed.pk:
        raise SamePatient
    survivor, absorbed = (held(row) for row in _in_order(survivor, absorbed))
    if survivor.pk == absorbed.mother_id or absorbed.pk == survivor.mother_id:
        raise MotherAndChild
    values = _adopted(survivor, absorbed, frozenset(take))
    merged = Merge(
        survivor=survivor, absorbed=absorbed, reason=said(reason), merged_at=now(), merged_by=by,
        taken={name: [getattr(survivor, name), value] for name, value in values.items()},
    )  # fmt: skip
    merged.save(force_insert=True)
    moved = [_move_rows(merged, name, model, field.name) for name, model, field in moving()]
    move(absorbed, Patient.State.MERGED, merged_into=survivor)
    _rewrite(survivor, values)
    audit.record(
        "patients.merged", survivor, by=by, patient_id=survivor.pk, reason=merged.reason,
        absorbed=str(absorbed.pk), rows=sum(moved), taken=sorted(values),
    )  # fmt: skip
    return merged


@transaction.atomic
def undo_merge(merged: Merge, *, reason: str, by: User) -> Merge:
    """Give back what moved and what was taken, or say what has changed since and do nothing."""
    by.require("patients.merge_patient")
    survivor, absorbed = _in_order(merged.survivor, merged.absorbed)
    merged = lock(merged)
    if survivor.state == Patient.State.MERGED:
        raise LaterMerge
    obstacles = [*_columns_changed(merged, survivor), *_rows_changed(merged)]
    if merged.state == Merge.State.DONE and obstacles:
        raise ChangedSince(fields={"changed": obstacles})
    move(merged, Merge.State.UNDONE, undone_at=now(), undone_by=by, undo_reason=said(reason))
    for moved in merged.moved.all():
        _move_back(moved, survivor, absorbed)
    _rewrite(survivor, _before(merged))
    move(absorbed, Patient.State.ACTIVE, merged_into=None)
    audit.record(
        "patients.merge_undone", survivor, by=by, patient_id=survivor.pk, reason=merged.undo_reason,
        absorbed=str(absorbed.pk),
    )  # fmt: skip
    return merged


def differences(survivor: Patient, absorbed: Patient) -> list[Difference]:
    """The groups in which the absorbed record says something else than the surviving one."""
    return [
        Difference(group, str(label), _read(survivor, columns), _read(absorbed, columns))
        for group, (label, columns) in TAKEABLE.items()
        if any(getattr(survivor, name) != getattr(absorbed, name) for name in columns)
    ]


def rows_to_move(absorbed: Patient) -> dict[str, int]:
    """How many rows of each kind would go over, by the kind's name in the reader's language."""
    quote, parts, values = connection.ops.quote_name, list[str](), list[str | UUID]()
    for name, model, field in moving():
        table, column = quote(model._meta.db_table), quote(str(field.column))
        parts.append(f"SELECT %s::text, count(*) FROM {table} WHERE {column} = %s::uuid")  # noqa: S608  ours
        values += [name, absorbed.pk]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        found = cursor.fetchall()
    return {str(PLAN[name].label): count for name, count in found if count}


def rows_moved(merged: Merge) -> dict[str, int]:
    """How many rows of each kind went over, by the kind's name in the reader's language."""
    moved = merged.moved.order_by("reference")
    return {str(PLAN[one.reference].label): len(one.rows) for one in moved}


def _read(patient: Patient, columns: Iterable[str]) -> str:
    """The columns as one line for people: choices by their label, days as days, yes for what is so."""
    return " ".join(filter(None, (_word(patient, name) for name in columns)))


def _word(patient: Patient, name: str) -> str:
    value = getattr(patient, name)
    field = Patient._meta.get_field(name.removesuffix("_id"))
    if name == "mother_id" or value in (None, "", False, Patient.Precision.DAY):
        return ""
    if name == "photo":
        return str(_("Photo"))
    if value is True:
        return str(field.verbose_name)  # type: ignore[union-attr]  # a column
    shown = getattr(patient, f"get_{name}_display", None)
    return str(shown()) if shown else str(formats.localize(value))


def _in_order(survivor: Patient, absorbed: Patient) -> tuple[Patient, Patient]:
    """Lock both, the older key first: two merges of the same two do not wait for each other for ever."""
    rows = {row.pk: lock(row) for row in sorted([survivor, absorbed], key=lambda row: row.pk)}
    return rows[survivor.pk], rows[absorbed.pk]


def _rewrite(survivor: Patient, values: Mapping[str, object]) -> None:
    """Write the columns, and how the names they make sound."""
    after = copy.copy(survivor)
    for name, value in values.items():
        setattr(after, name, value)
    sounds = sounds_of(after.civil_name, after.social_name)
    change(survivor, **values, sounds=sounds, mother_sound=sound(after.mother_name))


def _adopted(survivor: Patient, absorbed: Patient, take: frozenset[str]) -> dict[str, object]:
    """The survivor's columns that change. What is confidential stays so, whichever record said it."""
    unknown = sorted(take - TAKEABLE.keys())
    if unknown:
        raise Invalid(fields={"take": [_("Unknown: %(names)s.") % {"names": ", ".join(unknown)}]})
    columns = [name for group in sorted(take) for name in TAKEABLE[group][1]]
    values = {name: getattr(absorbed, name) for name in columns}
    values["is_confidential"] = survivor.is_confidential or absorbed.is_confidential
    return {name: value for name, value in values.items() if getattr(survivor, name) != value}


def _move_rows(merged: Merge, reference: str, model: type[Model], field: str) -> int:
    """Point one table's rows to the survivor, and remember which; returns how many."""
    rows = model._base_manager.filter(**{field: merged.absorbed})
    keys = list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))
    if not keys:
        return 0
    lowered = _second_preferences(merged, model, field)
    _prefer(model, lowered, False)
    try:
        with transaction.atomic():
            model._base_manager.filter(pk__in=keys).update(**{field: merged.survivor})
    except IntegrityError as error:
        raise OnlyOne(fields={"rows": [PLAN[reference].label]}) from error
    Moved.objects.create(merge=merged, reference=reference, rows=keys, lowered=lowered)
    return len(keys)


def _second_preferences(merged: Merge, model: type[Model], field: str) -> list[uuid.UUID]:
    """Preferred rows of a kind for which the survivor has a preferred one: there is room for one only."""
    if not any(column.name == "is_preferred" for column in model._meta.local_fields):
        return []
    preferred = model._base_manager.filter(is_preferred=True, ended_on=None)
    taken = preferred.filter(**{field: merged.survivor}).values("kind")
    return list(preferred.filter(**{field: merged.absorbed}, kind__in=taken).values_list("pk", flat=True))


def _move_back(moved: Moved, survivor: Patient, absorbed: Patient) -> None:
    model, field = _place(moved)
    model._base_manager.filter(pk__in=moved.rows).update(**{field: absorbed})
    _prefer(model, moved.lowered, True)


def _prefer(model: type[Model], rows: list[uuid.UUID], preferred: bool) -> None:
    if rows:
        model._base_manager.filter(pk__in=rows).update(is_preferred=preferred)


def _columns_changed(merged: Merge, survivor: Patient) -> list[str]:
    """The names of columns that no longer hold what the merge put there."""
    now_there = {name: _plain(name, getattr(survivor, name)) for name in merged.taken}
    return [name for name, (_before, after) in merged.taken.items() if now_there[name] != _plain(name, after)]


def _rows_changed(merged: Merge) -> list[str]:
    """Rows that moved and have since been pointed elsewhere, or were made preferred again."""
    found = []
    for moved in merged.moved.all():
        model, field = _place(moved)
        rows = model._base_manager.filter(pk__in=moved.rows)
        gone = set(moved.rows) - set(rows.filter(**{field: merged.survivor_id}).values_list("pk", flat=True))
        found += [f"{moved.reference} {key}" for key in sorted(gone)]
        if moved.lowered:
            raised = rows.filter(pk__in=moved.lowered, is_preferred=True).values_list("pk", flat=True)
            found += [f"{moved.reference} {key}" for key in raised]
    return found


def _before(merged: Merge) -> dict[str, object]:
    return {name: _plain(name, before) for name, (before, _after) in merged.taken.items()}


def _plain(name: str, value: object) -> object:
    """A column's value as Python holds it, also when it comes out of JSON."""
    return Patient._meta.get_field(name.removesuffix("_id")).to_python(value)  # type: ignore[union-attr]  # a column


def _place(moved: Moved) -> tuple[type[Model], str]:
    return next((model, field.name) for name, model, field in moving() if name == moved.reference)

"""What the bed board reads: one query for each kind of fact, however many beds there are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any  # Any: rows of values
from uuid import UUID

from django.db import connection
from django.db.models import Case, IntegerField, QuerySet, Value, When

from hospital.accounts.models import User
from hospital.beds.models import Bed, BedRequest, Cleaning, Leave, Precaution, Stay, Ward
from hospital.patients import care
from hospital.patients.models import Restriction
from hospital.records import news2
from hospital.records.models import Allergy, AllergyStatement
from hospital.records.readings import BY_CODE, CHOICES, PANEL, READINGS

from .models import Admission

SCORED = [
    READINGS[name].code if name in READINGS else CHOICES[name].code
    for name in (*news2.PARAMETERS, "oxygen_scale")
    if name != "systolic"
]
MOST_ROWS = 2 * (len(SCORED) + 1)  # of the last two sets of a patient

# The last two sets of each patient, each as one text: code=value;code=value. Sets are read whole: never more
# rows of one set than there are codes.
LAST_SETS = """
    SELECT who.id, s.at, s.said
      FROM unnest(%(patients)s::uuid[]) AS who(id)
     CROSS JOIN LATERAL (
       SELECT max(o.occurred_at) AS at, string_agg(v.code || '=' || v.value, ';' ORDER BY v.code) AS said
         FROM (SELECT id, taken_in, occurred_at, code, value_number, value_code
                 FROM records_observation
                WHERE patient_id = who.id AND taken_in IS NOT NULL AND withdrawn_at IS NULL
                  AND code = ANY(%(codes)s)
                ORDER BY occurred_at DESC, id DESC LIMIT %(most)s) o
        CROSS JOIN LATERAL (
          SELECT o.code, coalesce(trim_scale(o.value_number)::text, o.value_code) AS value
           WHERE o.code <> %(panel)s
          UNION ALL
          SELECT c.code, trim_scale(c.value_number)::text FROM records_component c
           WHERE o.code = %(panel)s AND c.observation_id = o.id AND c.code = %(systolic)s) v
        GROUP BY o.taken_in ORDER BY max(o.occurred_at) DESC LIMIT 2) s
     ORDER BY who.id, s.at DESC
"""


Patients = QuerySet[Any]  # Any: keys of patients, as a query


@dataclass(frozen=True)
class Warned:
    """The newest early warning score of a patient, and what the one before says of it."""

    points: int
    is_whole: bool
    risk: str
    trend: str
    at: datetime


def wards(by: User) -> QuerySet[Ward]:
    return Ward.objects.visible_to(by).active().by_name()


def beds(by: User) -> Iterable[tuple[Any, ...]]:  # Any: see above
    """Every bed that stands, of wards in use."""
    rows = Bed.objects.visible_to(by).standing().filter(ward__is_active=True)
    return rows.values_list(
        "id", "ward_id", "room__number", "name", "state", "stepped_at", "stepped_because", "kind", "is_extra",
        "is_virtual", "room__isolation", "stepped_by__name",
    )  # fmt: skip


def patients(by: User) -> Patients:
    """The patients of the board, for the queries about them: naming each of a thousand would cost more."""
    found: Patients = _stays(by).values("patient")
    return found


def _stays(by: User) -> Any:  # Any: see above
    return Stay.objects.visible_to(by).standing().filter(state__in=("present", "reserved"))


def stays(by: User) -> Iterable[tuple[Any, ...]]:  # Any: see above
    """Who lies in them or is expected there: mothers before their newborns."""
    rows: Iterable[tuple[Any, ...]] = _stays(by).order_by("with_mother", "begins_at", "id").values_list(
        "id", "bed_id", "state", "begins_at", "expires_at", "with_mother_id", "encounter_id", "patient_id",
        "patient__social_name", "patient__given_name", "patient__family_name", "patient__sex",
        "patient__birth_date", "patient__is_unidentified", "version",
    )  # fmt: skip
    return rows


def admissions(by: User, patients: Patients) -> dict[UUID, tuple[Any, ...]]:  # Any: see above
    """The admission under way of each patient."""
    rows = Admission.objects.visible_to(by).under_way().filter(patient__in=patients)
    found = rows.values_list(
        "patient_id", "id", "state", "admitted_at", "expected_discharge", "expected_days", "display",
        "reason", "practitioner__social_name", "practitioner__given_name", "practitioner__family_name",
        "diet",
    )  # fmt: skip
    return {row[0]: row for row in found}


def open_charts(by: User, patients: Patients, keys: Iterable[UUID]) -> frozenset[UUID]:
    """Those of them whose chart the user may open; of the others the board shows nothing clinical."""
    if not by.has_perm("patients.view_chart"):
        return frozenset()
    if not by.has_perm(care.ANY_CHART):
        cared = care.in_care_of(by).filter(pk__in=patients)
        return frozenset(cared.values_list("pk", flat=True))
    kept_out = Restriction.objects.filter(patient__in=patients).in_force().against(by)
    return frozenset(keys) - set(kept_out.values_list("patient_id", flat=True))


def allergies(by: User, patients: Patients) -> dict[UUID, list[str]]:
    """What they must not be given, the most dangerous first; an empty list: somebody asked, there is none."""
    danger = Case(When(criticality="high", then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = Allergy.objects.visible_to(by).active().filter(patient__in=patients).order_by(danger, "display")
    found: dict[UUID, list[str]] = defaultdict(list)
    for patient, name in rows.values_list("patient_id", "display"):
        found[patient].append(name)
    none = AllergyStatement.objects.visible_to(by).holding().filter(patient__in=patients)
    for patient in none.values_list("patient_id", flat=True):
        found.setdefault(patient, [])
    return dict(found)


def precautions(by: User, patients: Patients) -> dict[UUID, list[str]]:
    """The kinds of isolation in force."""
    rows = Precaution.objects.visible_to(by).open().filter(patient__in=patients).order_by("kind")
    found: dict[UUID, list[str]] = defaultdict(list)
    for patient, kind in rows.values_list("patient_id", "kind"):
        if kind not in found[patient]:
            found[patient].append(kind)
    return found


def leaves(by: User) -> dict[UUID, datetime]:
    """When those who are away from their beds are expected back, by stay."""
    return dict(Leave.objects.visible_to(by).open().values_list("stay_id", "expected_at"))


def cleanings(by: User) -> dict[UUID, tuple[Any, ...]]:  # Any: see above
    """The cleaning that each bed waits for: due, state, and who does it."""
    rows = Cleaning.objects.visible_to(by).open().filter(kind="terminal")
    found = rows.values_list(
        "bed_id", "due_at", "state", "assignee__social_name", "assignee__given_name", "assignee__family_name"
    )
    return {row[0]: row[1:] for row in found}


def requests(by: User) -> list[BedRequest]:
    """Who waits for a bed, in turn."""
    rows = BedRequest.objects.visible_to(by).waiting().in_turn()
    return list(rows.select_related("patient", "ward", "encounter")[:50])


def warnings(patients: Sequence[UUID]) -> dict[UUID, Warned]:
    """The early warning score of each of these patients who has one."""
    if not patients:
        return {}
    asked: dict[str, Any] = {  # Any: parameters of every type
        "patients": list(patients), "codes": [*SCORED, PANEL[0]], "most": MOST_ROWS, "panel": PANEL[0],
        "systolic": READINGS["systolic"].code,
    }  # fmt: skip
    sets: dict[UUID, list[tuple[datetime, str]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(LAST_SETS, asked)
        for patient, at, said in cursor.fetchall():
            if said:
                sets[patient].append((at, said))
    return {patient: _warned(*found) for patient, found in sets.items()}


def _warned(now: tuple[datetime, str], before: tuple[datetime, str] | None = None) -> Warned:
    score = _score(now[1])
    trend = news2.trend(score, _score(before[1]) if before else None)
    return Warned(score.known, score.total is not None, score.risk, trend, now[0])


@lru_cache(maxsize=20_000)
def _score(said: str) -> news2.Score:
    """The score of a set as LAST_SETS writes it; the same words have the same score."""
    values = (part.split("=", 1) for part in said.split(";"))
    return news2.score({BY_CODE[code]: value for code, value in values})

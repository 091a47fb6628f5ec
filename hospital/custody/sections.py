"""What a downtime pack tells: who is here, who comes, what they are allergic to and what they take."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _, pgettext

from hospital.encounters.models import Encounter
from hospital.patients.models import Alert, Patient
from hospital.records.models import Allergy, AllergyStatement, MedicationStatement
from hospital.scheduling.models import Allocation, Appointment

Row = tuple[str, ...]
DAYS = 2  # of the agenda: today and tomorrow


@dataclass(frozen=True)
class Section:
    """A table of the pack."""

    name: str
    title: str
    heads: Sequence[str]
    rows: Sequence[Row]


def sections_now() -> list[Section]:
    """The tables as of this moment. Everybody is in it: the pack is for the whole house."""
    here = list(
        Encounter.objects.open().select_related("patient", "practitioner").order_by("created_at", "id")
    )
    coming = list(_coming())
    people = {row.patient_id for row in (*here, *coming)}
    return [
        Section("census", _("Who is here"), _census_heads(), [_encounter(row) for row in here]),
        Section(
            "agenda", _("Agenda of today and tomorrow"), _agenda_heads(),
            [_appointment(row) for row in coming],
        ),
        Section(
            "allergies", _("Allergies and alerts"), (_("Patient"), _("Chart"), _("What")),
            list(_warnings(people)),
        ),
        Section(
            "medications", _("Medicines in use"), (_("Patient"), _("Chart"), _("Medicine"), _("Dosage")),
            list(_medicines(people)),
        ),
    ]  # fmt: skip


def _census_heads() -> Row:
    return (
        _("Patient"), _("Chart"), _("Born"), _("Kind"), _("State"), _("Since"), _("Professional"),
        _("Reason"),
    )  # fmt: skip


def _agenda_heads() -> Row:
    return pgettext("of day", "Time"), _("With"), _("Patient"), _("Chart"), _("Service"), _("State")


def _medicines(people: set[UUID]) -> Iterator[Row]:
    taken = MedicationStatement.objects.standing().filter(
        patient__in=people, status=MedicationStatement.Status.ACTIVE
    )
    for row in taken.select_related("patient").order_by("patient__sort_name", "display", "id"):
        yield row.patient.name, str(row.patient.chart_number), row.display, row.dosage


def _coming() -> Iterator[Appointment]:
    today = localdate()
    days = [today + timedelta(days=number) for number in range(DAYS)]
    places = Allocation.objects.filter(appointment=OuterRef("pk"))
    for day in days:
        yield from (
            Appointment.objects.holding().on(day).filter(Exists(places)).in_order()
            .select_related("patient", "service").prefetch_related("allocations__resource")
        )  # fmt: skip


def _encounter(row: Encounter) -> Row:
    since = row.arrived_at or row.started_at or row.created_at
    return (
        row.patient.name, str(row.patient.chart_number), _day(row.patient), row.get_kind_display(),
        row.get_state_display(), date_format(localtime(since), "SHORT_DATETIME_FORMAT"),
        str(row.practitioner or row.practitioner_text), row.reason,
    )  # fmt: skip


def _appointment(row: Appointment) -> Row:
    names = dict.fromkeys(place.resource.name for place in row.allocations.all())
    return (
        date_format(localtime(row.starts_at), "SHORT_DATETIME_FORMAT"), ", ".join(names), row.patient.name,
        str(row.patient.chart_number), row.service.name, row.get_state_display(),
    )  # fmt: skip


def _day(patient: Patient) -> str:
    return date_format(patient.birth_date, "SHORT_DATE_FORMAT") if patient.birth_date else ""


def _warnings(people: set[UUID]) -> Iterator[Row]:
    """Each patient with her allergies and alerts, or with the words that nobody asked her."""
    said: dict[UUID, list[str]] = {key: [] for key in people}
    for allergy in Allergy.objects.standing().active().filter(patient__in=people).order_by("id"):
        said[allergy.patient_id].append(f"{allergy.display} ({allergy.get_criticality_display()})")
    for key in (
        AllergyStatement.objects.standing()
        .filter(patient__in=people, superseded_at=None)
        .values_list("patient", flat=True)
    ):
        said[key].append(_("No known allergies"))
    unasked = {key for key, words in said.items() if not words}
    for alert in Alert.objects.current().filter(patient__in=people).order_by("id"):
        said[alert.patient_id].append(alert.text)
    for patient in Patient.objects.filter(pk__in=people).order_by("sort_name", "id"):
        words = said[patient.pk]
        if patient.pk in unasked:
            words = [_("Allergies not asked"), *words]
        yield patient.name, str(patient.chart_number), "; ".join(words)

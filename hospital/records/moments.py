"""Events of the timeline in words: what a page says of each, with an icon, a tone, and where it opens."""

from dataclasses import dataclass
from typing import Any  # Any: JSON
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.consultations.models import Consultation
from hospital.encounters.models import Encounter
from hospital.orders.models import Line, Paper
from hospital.patients.models import Charted

from .curves import shown
from .models import Allergy, Immunization, MedicationStatement, Observation, Problem, Procedure
from .models.observations import Interpretation
from .readings import BY_CODE, CHOICES, reading
from .timeline import Event
from .vitals import ORDER

Text = str | Promise

KINDS: dict[str, tuple[Text, str]] = {
    "encounter": (_("Encounter"), "door-open"), "consultation": (_("Visit"), "stethoscope"),
    "result": (_("Result"), "flask-conical"), "vitals": (_("Vital signs"), "activity"),
    "observation": (_("Observations"), "microscope"), "problem": (_("Problem"), "clipboard-list"),
    "allergy": (_("Allergy"), "triangle-alert"), "medication": (_("Medicine in use"), "pill"),
    "immunization": (_("Vaccine dose"), "syringe"), "procedure": (_("Procedure"), "scissors"),
    "document": (_("Attached document"), "paperclip"), "paper": (_("Paper"), "file-text"),
}  # fmt: skip

SOURCES = dict(Charted.Source.choices)
STATUS: dict[str, dict[str, Any]] = {  # Any: labels of choices
    "encounter": dict(Encounter.State.choices), "problem": dict(Problem.ClinicalStatus.choices),
    "allergy": dict(Allergy.Criticality.choices), "medication": dict(MedicationStatement.Status.choices),
    "immunization": dict(Immunization.Status.choices), "procedure": dict(Procedure.Status.choices),
    "observation": dict(Observation.Category.choices), "consultation": dict(Consultation.State.choices),
}  # fmt: skip
TITLES: dict[str, dict[str, Any]] = {  # Any: see above
    "encounter": dict(Encounter.Kind.choices), "consultation": dict(Consultation.Kind.choices),
    "paper": dict(Paper.Kind.choices),
}  # fmt: skip
MARKS = {**dict(Interpretation.choices), **dict(Line.Interpretation.choices)}
BAD = {"HH", "LL", "AA", "critical_low", "critical_high"}
WARN = {"H", "L", "A", "high", "low", "abnormal", "POS", "R"}
QUIET = {"", "N", "normal"}
PLACES = {
    "encounter": ("encounters:encounter", False), "consultation": ("consultations:consultation", False),
    "result": ("orders:order", True), "paper": ("orders:paper", True),
    "document": ("records:document_content", True),
}  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """One value in words, with a mark when it is not ordinary."""

    label: Text
    value: str
    mark: Text = ""
    tone: str = ""
    place: int = 0  # in the order of the bedside; everything else as it was written


@dataclass(frozen=True)
class Moment:
    """An event as a page shows it."""

    event: Event
    title: Text
    detail: str
    status: Text
    figures: list[Figure]
    href: str

    @property
    def kind(self) -> Text:
        return KINDS[self.event.kind][0]

    @property
    def icon(self) -> str:
        return KINDS[self.event.kind][1]

    @property
    def source(self) -> Text:
        """Where it comes from, when not from here."""
        return "" if self.event.source == Charted.Source.HERE else SOURCES[self.event.source]

    @property
    def who(self) -> str:
        """Who saw the patient, or else who wrote it down."""
        return str(self.event.extra.get("practitioner") or self.event.author)

    @property
    def tone(self) -> str:
        tones = {figure.tone for figure in self.figures}
        if self.event.is_withdrawn:
            return ""
        return "bad" if "bad" in tones else "warn" if "warn" in tones else ""

    @property
    def was_late(self) -> bool:
        """Whether it was written down on another day than it happened."""
        return abs((self.event.recorded_at - self.event.occurred_at).total_seconds()) > 24 * 3600


def told(events: list[Event], patient_id: UUID) -> list[Moment]:
    """The events in words."""
    return [
        Moment(
            event=event, title=_title(event), detail=_detail(event), status=_status(event),
            figures=figures(event.extra), href=_href(event, patient_id),
        )
        for event in events
    ]  # fmt: skip


def figures(extra: dict[str, Any]) -> list[Figure]:  # Any: see above
    """What was measured or found, in the order it was written."""
    found = [_figure(line, line["value"], line["text"]) for line in extra.get("lines", [])]
    for row in extra.get("values", []):
        parts = row["parts"] or [row]
        found += [_figure(part, part["value_number"], part["value_text"]) for part in parts]
    return sorted((figure for figure in found if figure.value), key=lambda figure: figure.place)


def _figure(row: dict[str, Any], number: float | None, text: str) -> Figure:  # Any: see above
    name = BY_CODE.get(row["code"])
    label: Text = row["display"]
    unit = row["unit"]
    if name and name in CHOICES:
        chosen = str(row.get("value_code", ""))
        words = str(CHOICES[name].words.get(chosen, text))
        return Figure(CHOICES[name].label, words, place=ORDER.index(name))
    if name:
        label, unit = reading(name).label, reading(name).shown_unit
    value = text if number is None else f"{row.get('comparator', '')}{shown(number)} {unit}".strip()
    mark = row["interpretation"]
    tone = "bad" if mark in BAD else "warn" if mark in WARN else ""
    told = "" if mark in QUIET else MARKS.get(mark, mark)
    place = ORDER.index(name) if name else 0
    return Figure(label, value or str(row.get("value_code", "")), told, tone, place)


def _title(event: Event) -> Text:
    if event.kind in TITLES:
        return TITLES[event.kind].get(event.title, event.title)  # type: ignore[no-any-return]  # a label
    return KINDS["vitals"][0] if event.kind == "vitals" else event.title


def _detail(event: Event) -> str:
    return " · ".join(filter(None, [event.extra.get("department") or "", event.detail]))


def _status(event: Event) -> Text:
    if event.kind == "paper":
        return pgettext_lazy("of a paper", "Cancelled") if event.status else ""
    if event.kind == "result":
        return _("Critical") if event.status == "true" else ""
    return STATUS.get(event.kind, {}).get(event.status, "")  # type: ignore[no-any-return]  # a label


def _href(event: Event, patient_id: UUID) -> str:
    if event.kind not in PLACES:
        return ""
    name, is_nested = PLACES[event.kind]
    key = event.reference or event.id
    try:
        return reverse(name, args=[patient_id, key] if is_nested else [key])
    except NoReverseMatch:
        return ""

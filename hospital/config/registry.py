"""Every setting there is. What is not here does not exist; a value outside its range is refused."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hospital.core.errors import Invalid

Value = bool | int | str
KINDS = {
    "flag": _("This is either on or off."),
    "number": _("This is a whole number."),
    "text": _("This is a text."),
}


@dataclass(frozen=True)
class Declared:
    """A setting: what it is called, what it starts as, and what it may become.

    `low` and `high` bound a number, and the length of a text.
    """

    name: str
    label: Promise
    help: Promise
    default: Value
    low: int = 0
    high: int = 0
    unit: Promise | str = ""

    @property
    def kind(self) -> str:
        """flag, number or text."""
        return {bool: "flag", int: "number", str: "text"}[type(self.default)]

    def check(self, value: Value) -> Value:
        """The value as it is kept, or Invalid naming the range."""
        if type(value) is not type(self.default):
            raise Invalid(fields={"value": [KINDS[self.kind]]})
        if isinstance(value, bool):
            return value
        kept = value.strip() if isinstance(value, str) else value
        measure = len(kept) if isinstance(kept, str) else kept
        if not self.low <= measure <= self.high:
            raise Invalid(fields={"value": [self.range]})
        return kept

    @property
    def range(self) -> str:
        """What it may become, in words."""
        bounds = {"low": self.low, "high": self.high}
        if isinstance(self.default, str):
            return str(_("From %(low)s to %(high)s characters.") % bounds)
        return str(_("From %(low)s to %(high)s.") % bounds) if self.high else ""


_DECLARED = (
    Declared(
        "hospital.name", _("Name of the hospital"), _("Shown on every page and print-out."),
        "Hospital", 1, 120,
    ),
    Declared(
        "hospital.cnes", _("CNES of the hospital"),
        _("Seven digits; on every document that leaves the house."),
        "", 0, 7,
    ),
    Declared(
        "hospital.address", _("Address of the hospital"),
        _("Street, number, district, city, state and CEP. Medical documents are not issued without it "
          "(CFM 2.299/2021)."),
        "", 0, 200,
    ),
    Declared(
        "hospital.city", _("City of the hospital"), _("Stands before the date of a document."), "", 0, 80,
    ),
    Declared(
        "hospital.contact", _("Phone or email of the hospital"),
        _("Medical documents are not issued without it (CFM 2.381/2024)."), "", 0, 120,
    ),
    Declared(
        "hospital.public_address", _("Internet address of this system"),
        _("Where others verify a document, as in https://hospital.example.org. It stands in the QR code."),
        "", 0, 120,
    ),
    Declared(
        "orders.critical_minutes", _("A critical result is acknowledged within"),
        _("Then it counts as overdue, and the trail says so."),
        30, 5, 240, _("minutes"),
    ),
    Declared(
        "session.idle_minutes", _("Lock an idle session after"),
        _("A workspace left alone hides what it shows; only the same person's password opens it. "
          "It cannot be switched off (NGS1 02.20)."),
        15, 1, 60, _("minutes"),
    ),
    Declared(
        "session.hours", _("A sign-in through the API lasts"), _("Then the client signs in again."),
        12, 1, 24, _("hours"),
    ),
    Declared(
        "signin.max_failures", _("Failed sign-ins in a row before locking out"),
        _("Counted for a user at one address, so that nobody can lock out somebody else (NGS1 02.13)."),
        5, 1, 10,
    ),
    Declared(
        "signin.lock_minutes", _("A lock-out lasts"), _("An administrator can end it before."),
        15, 1, 1440, _("minutes"),
    ),
    Declared(
        "password.min_length", _("Shortest password"),
        _("Passwords also need a letter and a digit (NGS1 02.03)."),
        8, 8, 64, _("characters"),
    ),
    Declared(
        "password.max_days", _("A password lasts"),
        _("Then a new one is asked for at sign-in (NGS1 02.10). 0: as long as the person wants."),
        0, 0, 730, _("days"),
    ),
    Declared(
        "token.max_days", _("Longest life of an access key"), _("For personal keys and those of machines."),
        365, 1, 1095, _("days"),
    ),
    Declared(
        "fhir.max_megabytes", _("Largest delivery of FHIR resources"),
        _("What is larger is refused before it is read. Unpacked size, for the FHIR door and uploaded "
          "files."),
        50, 1, 500, "MB",
    ),
    Declared(
        "care.days_after", _("A patient stays in care after an encounter"),
        _("So long whoever saw her, and the department where she was, may still open her chart."),
        30, 0, 365, _("days"),
    ),
    Declared(
        "triage.minutes", _("From arrival to the classification of risk"),
        _("The target of the emergency department; going beyond it is recorded."),
        10, 1, 120, _("minutes"),
    ),
    Declared(
        "triage.near_percent", _("Warn when so much of a target time has passed"),
        _("For the time until classification, and the time that a colour gives."),
        80, 10, 99, "%",
    ),
    Declared(
        "records.max_megabytes", _("Largest document of a record"),
        _("Files that are attached to the records of patients; what is larger is refused."),
        20, 1, 200, "MB",
    ),
    Declared(
        "booking.offer_minutes", _("An offer of a freed time can be answered for"),
        _("Then it is made to the next of the waiting list. Shorter when the time itself is near."),
        60, 5, 2880, _("minutes"),
    ),
    Declared(
        "booking.offers_at_once", _("Patients of the waiting list who get the same offer"),
        _("Who accepts first gets the time; the others are told and keep their place."), 1, 1, 10,
    ),
    Declared(
        "booking.change_hours", _("Patients change their own appointments until"),
        _("So long before, they can cancel or move them on the booking page."), 24, 0, 720, _("hours"),
    ),
    Declared(
        "booking.lead_hours", _("Patients book at least so long ahead"),
        _("On the booking page; the desk books whatever is free."), 2, 0, 720, _("hours"),
    ),
    Declared(
        "booking.days_ahead", _("Patients book at most so far ahead"), _("On the booking page."),
        60, 1, 90, _("days"),
    ),
    Declared(
        "booking.most_open", _("Appointments that a patient can have open on the booking page"),
        _("Who has so many books the next one at the desk."), 5, 1, 50,
    ),
    Declared(
        "beds.terminal_minutes", _("A bed is cleaned after a patient left within"),
        _("The target of housekeeping for the terminal cleaning; beyond it the task counts as late."),
        60, 10, 480, _("minutes"),
    ),
    Declared(
        "beds.concurrent_minutes", _("A bed is cleaned with the patient in it within"),
        _("The target of housekeeping for the concurrent cleaning."), 120, 10, 1440, _("minutes"),
    ),
    Declared(
        "beds.inspection", _("Somebody inspects each cleaned bed before it is free"),
        _("Then a bed is free only after who inspects has said so."), False,
    ),
    Declared(
        "admissions.usual_days", _("A hospital stay usually lasts"),
        _("Where the procedure does not say how long: the colour of a stay is measured against it. 0: no "
          "colour."),
        7, 0, 90, _("days"),
    ),
    Declared(
        "admissions.red_percent", _("A stay turns red when it has lasted so much of the time expected"),
        _("It is green up to the time expected, and yellow until then."), 200, 110, 500, "%",
    ),
    Declared(
        "custody.copy_days", _("A copy of a record can be fetched for"),
        _("Then its content is dropped; that it was made stays for ever."),
        7, 1, 90, _("days"),
    ),
)  # fmt: skip

REGISTRY = {declared.name: declared for declared in _DECLARED}

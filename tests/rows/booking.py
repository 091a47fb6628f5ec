"""What the harness must know of `booking`, and of the pages of the agenda."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any  # Any: JSON bodies

from django.utils.timezone import get_current_timezone

from hospital.booking import actions
from hospital.booking.models import Offer
from hospital.patients.models import Identifier
from hospital.scheduling import actions as scheduling
from hospital.site.roles import ROLES as ROLES_SHIPPED

if TYPE_CHECKING:
    from tests.families import Family
    from tests.world import World

NOBODYS = "=00000000-0000-7000-8000-000000000000"  # at the patients' own door every row is behind a code
DAY = date(2031, 6, 3)

ROWS = {
    "/waiting-list/{id}": "wish",
    "/waiting-list/offers/{id}": "offer",
    "/waiting-list/offers/{offer_id}": "offer",
    "/waiting-list/offers/{id}/{noun}": "=refusal",
    "/waiting-list/codes/{id}": "booking code",
    "/book/codes/{id}": NOBODYS,
    "/book/appointments/{id}": NOBODYS,
    "/book/offers/{id}": NOBODYS,
    "/book/offers/{id}/{noun}": "=acceptance",
    "/book/wishes/{id}": NOBODYS,
    "/booking/appointments/{id}": NOBODYS,
    "/booking/offers/{id}": NOBODYS,
    "/booking/wishes/{id}": NOBODYS,
    "/agenda/appointments/{id}": "later appointment",
    "/agenda/appointments/{id}/steps/{noun}": "=cancellation",
    "/agenda/absences/{id}": "absence to confirm",
    "/agenda/resources/{id}": "agenda resource",
    "/agenda/agendas/{id}": "agenda",
    "/agenda/services/{id}": "service",
    "/agenda/holidays/{id}": "holiday",
}

BESIDES = {"/agenda/appointments/{id}/steps/{noun}": "scheduling.book_appointment"}

# Fragments of pages.
NO_PAGES = {"/agenda/book/patients"}

OWN = (
    "DELETE visits/current", "GET services", "GET slots", "GET appointments", "POST appointments",
    "POST appointments/{id}/cancellation", "POST appointments/{id}/moves", "GET offers",
    "POST offers/{id}/acceptance", "POST offers/{id}/refusal", "GET wishes", "POST wishes",
    "POST wishes/{id}/withdrawal",
)  # fmt: skip
# Asked by a patient with her own code, which no person of the harness has.
NOT_COUNTED = {
    f"/api/v1/booking/{noun}" for noun in ("appointments", "offers", "services", "slots", "wishes")
}

REFUSED = {
    (line.replace(" ", " /api/v1/booking/", 1), role): "a patient shows her code here, whoever is signed in"
    for line in OWN
    for role in (*ROLES_SHIPPED, "nobody", "everything")
}

PERIOD = {"starts_on": "2031-01-01", "ends_on": "2031-02-01"}


def _own_time(world: "World") -> dict[str, Any]:  # Any: see above
    family = world.families[0]
    return {"resource_id": family["agenda resource"].pk, "starts_at": "2031-03-05T11:00:00Z"}


BODIES = {
    "POST /api/v1/waiting-list": lambda world: PERIOD | {
        "patient_id": world.families[0]["unknown patient"].pk,
        "service_id": world.families[0]["service"].pk,
    },
    "PATCH /api/v1/waiting-list/{id}": lambda world: {"priority": 1},
    "POST /api/v1/waiting-list/{id}/withdrawal": lambda world: {"reason": "booked elsewhere"},
    "POST /api/v1/booking/codes": lambda world: {"cpf": "390.533.447-05", "birth_date": "1980-01-01"},
    "POST /api/v1/booking/visits": lambda world: {"code_id": NOBODYS[1:], "code": "000000"},
    "POST /api/v1/booking/appointments": lambda world: _own_time(world) | {
        "service_id": world.families[0]["service"].pk
    },
    "POST /api/v1/booking/appointments/{id}/moves": _own_time,
    "POST /api/v1/booking/wishes": lambda world: PERIOD | {"service_id": world.families[0]["service"].pk},
}  # fmt: skip

QUERIES = {
    "GET /api/v1/booking/slots": lambda world: {"service_id": world.families[0]["service"].pk},
    "GET /agenda/find": lambda world: {"service": world.families[0]["service"].pk, "from_day": "2031-03-04"},
    "GET /agenda/": lambda world: {"day": "2031-03-04"},
    "GET /agenda/week": lambda world: {
        "resource": world.families[0]["agenda resource"].pk,
        "day": "2031-03-04",
    },
}


def make(family: "Family") -> None:
    """One who was offered a time, one who waits, and one who asked for a code."""
    by, rows = family.by, family.rows
    offered = actions.add_wish(
        family["twin patient"], service=family["service"], resource=family["agenda resource"],
        starts_on=DAY, ends_on=DAY, by=by,
    )  # fmt: skip
    actions.open_time(family["agenda resource"], starts_at=at(9), by=by)
    rows["offer"] = Offer.objects.get(wish=offered)
    rows["wish"] = actions.add_wish(
        family["patient"], service=family["service"], resource=family["agenda resource"],
        starts_on=DAY + timedelta(days=9), ends_on=DAY + timedelta(days=20), by=by,
    )  # fmt: skip
    patient = family["patient"]
    cpf = Identifier.objects.get(patient=patient, kind="cpf", ended_on=None, is_preferred=True).value
    rows["booking code"] = actions.ask_code(cpf=cpf, birth_date=patient.birth_date, by=by)


def grow(family: "Family", by: int) -> None:
    """As many more who wait for something, each with an offer."""
    for number in range(by):
        service = scheduling.add_service(
            code=f"FILA-{family.letter}-{number}",
            name=f"Fila {number}",
            duration=5,
            capacity=200,
            by=family.by,
        )
        actions.add_wish(
            family["patient"], service=service, resource=family["agenda resource"], starts_on=DAY,
            ends_on=DAY, by=family.by,
        )  # fmt: skip
        moment = at(9) + timedelta(minutes=5 * number)
        actions.open_time(family["agenda resource"], starts_at=moment, by=family.by)


def at(hour: int) -> datetime:
    return datetime.combine(DAY, time(hour), get_current_timezone())

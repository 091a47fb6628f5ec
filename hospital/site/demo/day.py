"""A day in the demo hospital: who is expected, who waits, who was seen, what was found."""

from collections.abc import Callable, Mapping

from hospital.accounts.models import User
from hospital.custody import packs

from .booking import fill_waiting_list
from .care import tell_of_care
from .consultations import write_visits
from .encounters import fill_emergency
from .orders import fill_orders
from .people import Maker
from .records import write_charts
from .scheduling import fill_agendas
from .ward import fill_wards

FEWEST = 60  # patients: with fewer there is nobody to fill a day with
PASSPHRASE = "demonstração sem servidor"  # noqa: S105  of packs about people who do not exist


def fill_the_day(maker: Maker, users: Mapping[str, User], *, by: User, say: Callable[[str], None]) -> None:
    """Agendas, queues, visits, orders, charts and what belongs to them, each told as it is done."""
    authors = [users["physician"], users["nurse"]]
    say(f"{fill_agendas(by=by)} appointments")
    say(f"{fill_waiting_list(by=by)} on the waiting list")
    say(f"{fill_emergency(by=by)} encounters")
    say(f"{write_visits(by=by)} visits")
    say(f"{fill_orders(by=by)} orders")
    say(f"{write_charts(maker, authors, by=by)} charts")
    say(f"{tell_of_care(maker, users, by=by)} consents, restrictions and emergency accesses")
    say(f"{fill_wards(users, by=by)} stays in seven wards")
    packs.set_passphrase(PASSPHRASE, by=by)
    packs.make(by=by)
    say("the downtime pack opens with: " + PASSPHRASE)

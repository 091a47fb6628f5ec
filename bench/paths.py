"""Who asks, and for what: a token of somebody at the desk, and the addresses of each kind of request."""

import random
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote

from django.db.models import Max
from django.utils.timezone import localdate

from hospital.accounts import actions
from hospital.accounts.models import Role, User
from hospital.core.pagination import seal
from hospital.patients.models import Patient
from hospital.scheduling.models import Appointment, Resource, Service

# Books one time after the other, from the number on that stands behind the address of the server.
BOOKING = """
local people, doctors = {{ {people} }}, {{ {doctors} }}
local headers = {{ ["Authorization"] = "Bearer {key}", ["Content-Type"] = "application/json" }}
local n, first = 0, 0
init = function(args) first = tonumber(args[1]) end
request = function()
  local slot = first + math.floor(n / #doctors)
  local day = os.date("!%Y-%m-%d", 1924992000 + 86400 * math.floor(slot / 280))
  local minute = slot % 280 * 5
  local moment = string.format("%sT%02d:%02d:00-03:00", day, math.floor(minute / 60), minute % 60)
  local body = string.format(
    '{{"patient_id": "%s", "service_id": "{service}", "resource_ids": ["%s"], "starts_at": "%s"}}',
    people[n % #people + 1], doctors[n % #doctors + 1], moment)
  n = n + 1
  return wrk.format("POST", "/api/v1/appointments", headers, body)
end
"""

SCRIPT = """
local paths = {{ {paths} }}
local headers = {{ ["Authorization"] = "Bearer {key}" }}
local n = 0
request = function()
  n = n % #paths + 1
  return wrk.format("GET", paths[n], headers)
end
"""


RESULT = """
done = function(summary, latency, requests)
  local wrong = summary.errors
  io.write(string.format('RESULT {"rate": %f, "p50": %f, "p95": %f, "errors": %d}\\n',
    summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1e3, latency:percentile(95) / 1e3,
    wrong.connect + wrong.read + wrong.write + wrong.status + wrong.timeout))
end
"""
BOOKED = "create appointment"


def key_and_paths(count: int = 1000, seed: int = 3) -> tuple[str, dict[str, list[str]]]:
    """The key, and `count` addresses each of one patient, of a name search and of a page of the list."""
    chance = random.Random(seed)
    keys = list(Patient.objects.order_by("created_at", "id").values_list("id", "sort_name")[: 50 * count])
    some = chance.sample(keys, min(count, len(keys)))
    return _key(), {
        "get one patient": [f"/api/v1/patients/{key}" for key, _ in some],
        "name search": [f"/api/v1/patients?q={quote(_words(name, chance))}" for _, name in some],
        "list, keyset": [f"/api/v1/patients?cursor={seal([name, key])}" for key, name in some],
        "practitioner's day": list(_days()),
    }


def _days() -> Iterator[str]:
    """Every doctor's full days."""
    for day in range(-25, 25):
        when = localdate() + timedelta(days=day)
        for doctor in Resource.objects.order_by("id").values_list("id", flat=True):
            yield f"/api/v1/agendas/{doctor}/day?date={when}"


def _words(name: str, chance: random.Random) -> str:
    """What people type: first and last name, two beginnings of words, or one name alone."""
    words = name.split()
    kind = chance.random()
    if kind < 0.5:
        return f"{words[0]} {words[-1]}"
    return f"{words[0][:4]} {words[-1][:4]}" if kind < 0.8 else chance.choice(words)


def _key() -> str:
    by = actions.system()
    user = User.objects.filter(username="bench").first()
    if user is None:
        user = actions.create_user(username="bench", name="Bench", must_change_password=False, by=by)
        actions.give_role(user, role=Role.objects.get(code="physician"), by=by)
    if not user.grants.filter(role__code="reception").exists():
        actions.give_role(user, role=Role.objects.get(code="reception"), by=by)
    return actions.begin_session(by=user).key


def write_script(name: str, key: str, paths: list[str]) -> Path:
    """What wrk runs: the addresses in turn, and the result as one line of JSON."""
    return _file(name, SCRIPT.format(paths=_quoted(paths), key=key))


def write_booking(key: str) -> Path:
    """What wrk runs to book: patients in turn, with each doctor in turn, at one time after the other."""
    doctors = Resource.objects.order_by("id").values_list("id", flat=True)
    people = Patient.objects.order_by("id").values_list("id", flat=True)[:1000]
    service = Service.objects.get(code="CONS")
    body = BOOKING.format(key=key, people=_quoted(people), doctors=_quoted(doctors), service=service.pk)
    return _file(BOOKED, body)


def first_free() -> int:
    """The number of the first time that no run has booked yet, counted as BOOKING does."""
    latest = Appointment.objects.aggregate(latest=Max("starts_at"))["latest"]
    days: int = (latest.date() - date(2031, 1, 1)).days + 2
    return max(0, days) * 280


def _quoted(values: Iterable[object]) -> str:
    return ", ".join(f'"{value}"' for value in values)


def _file(name: str, script: str) -> Path:
    words = "".join(c if c.isalnum() else "-" for c in name)
    file = Path(tempfile.gettempdir()) / f"hospital-bench-{words}.lua"
    file.write_text(script + RESULT)
    return file

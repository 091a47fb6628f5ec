"""Who asks, and for what: a token of a physician, and the addresses of each kind of request."""

import random
import tempfile
from pathlib import Path
from urllib.parse import quote

from hospital.accounts import actions
from hospital.accounts.models import Role, User
from hospital.core.pagination import seal
from hospital.patients.models import Patient

SCRIPT = """
local paths = {{ {paths} }}
local headers = {{ ["Authorization"] = "Bearer {key}" }}
local n = 0
request = function()
  n = n % #paths + 1
  return wrk.format("GET", paths[n], headers)
end
done = function(summary, latency, requests)
  local wrong = summary.errors
  io.write(string.format('RESULT {{"rate": %f, "p50": %f, "p95": %f, "errors": %d}}\\n',
    summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1e3, latency:percentile(95) / 1e3,
    wrong.connect + wrong.read + wrong.write + wrong.status + wrong.timeout))
end
"""


def key_and_paths(count: int = 1000, seed: int = 3) -> tuple[str, dict[str, list[str]]]:
    """The key, and `count` addresses each of one patient, of a name search and of a page of the list."""
    chance = random.Random(seed)
    keys = list(Patient.objects.order_by("created_at", "id").values_list("id", "sort_name")[: 50 * count])
    some = chance.sample(keys, min(count, len(keys)))
    return _key(), {
        "get one patient": [f"/api/v1/patients/{key}" for key, _ in some],
        "name search": [f"/api/v1/patients?q={quote(_words(name, chance))}" for _, name in some],
        "list, keyset": [f"/api/v1/patients?cursor={seal([name, key])}" for key, name in some],
    }


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
    return actions.begin_session(by=user).key


def write_script(name: str, key: str, paths: list[str]) -> Path:
    """What wrk runs: the addresses in turn, and the result as one line of JSON."""
    quoted = ", ".join(f'"{path}"' for path in paths)
    file = Path(tempfile.gettempdir()) / f"hospital-bench-{name.replace(' ', '-').replace(',', '')}.lua"
    file.write_text(SCRIPT.format(paths=quoted, key=key))
    return file

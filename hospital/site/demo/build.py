"""The demo hospital, built by the same actions as a real one."""

import time
from collections.abc import Callable
from datetime import date

from django.db import transaction

from hospital.accounts import actions as accounts
from hospital.accounts.models import User
from hospital.organization.models import today

from .day import FEWEST, fill_the_day
from .patients import register_everyone
from .people import Maker
from .staff import hire_everyone, open_departments

SEED = 20260101
PATIENTS = 150
FOUNDED = date(2018, 1, 2)


def exists() -> bool:
    """Whether the demo hospital is here already."""
    return User.objects.filter(is_demo=True).exists()


@transaction.atomic
def load(*, password: str, say: Callable[[str], None], patients: int = PATIENTS) -> bool:
    """Build it whole or not at all; False when it is here already. Tells its progress to `say`."""
    if exists():
        return False
    began, by, maker = time.monotonic(), accounts.system(), Maker(SEED, today())
    departments = open_departments(by=by, on=FOUNDED)
    say(f"{len(departments)} departments")
    users = hire_everyone(maker, departments, password=password, by=by)
    say(f"{len(users)} users, with the employees they are and their colleagues")
    count = register_everyone(maker, patients, by=by, say=say)
    say(f"{count} patients")
    if patients >= FEWEST:
        fill_the_day(maker, users, by=by, say=say)
    say(f"The demo hospital is ready after {time.monotonic() - began:.1f} s")
    return True

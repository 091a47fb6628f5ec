"""Partner organisations: registered, changed."""

from collections.abc import Iterable
from typing import TypedDict, Unpack

from django.db import transaction

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import fitting
from hospital.core.db import change, lock

from ..fhir.organization import is_doubtful
from ..models import Partner, PartnerIdentifier

Numbers = Iterable[tuple[str, str]]


class PartnerData(TypedDict, total=False):
    """What is written about a partner."""

    name: str
    alias: str
    kind: str
    is_active: bool
    phone: str
    email: str
    street: str
    number: str
    complement: str
    district: str
    city: str
    state: str
    postal_code: str
    country: str


@transaction.atomic
def register_partner(*, by: User, identifiers: Numbers = (), **data: Unpack[PartnerData]) -> Partner:
    """Register an organisation outside the hospital; numbers that fail their check are kept and marked."""
    by.require("integrations.manage_partner")
    partner = Partner(**fitting(Partner, {"name": "", **data}))
    partner.save(force_insert=True)
    _identify(partner, identifiers)
    audit.record("integrations.partner_registered", partner, by=by, kind=partner.kind)
    return partner


@transaction.atomic
def change_partner(
    partner: Partner,
    *,
    by: User,
    version: int | None = None,
    identifiers: Numbers = (),
    **data: Unpack[PartnerData],
) -> Partner:
    """Change what is written about a partner, only what is given; identifiers are added, never taken away."""
    by.require("integrations.manage_partner")
    partner = lock(partner, version=version)
    changed = change(partner, **fitting(Partner, data))
    if _identify(partner, identifiers):
        changed.append("identifiers")
    if changed:
        audit.record("integrations.partner_changed", partner, by=by, fields=changed)
    return partner


def _identify(partner: Partner, numbers: Numbers) -> bool:
    """Add the numbers it does not have yet; whether there were any."""
    has = set(partner.identifiers.values_list("system", "value"))
    rows = [
        PartnerIdentifier(
            partner=partner, is_doubtful=is_doubtful(system, value),
            **fitting(PartnerIdentifier, {"system": system or "unknown", "value": value}),
        )
        for system, value in dict.fromkeys(numbers)
        if (system or "unknown", value) not in has
    ]  # fmt: skip
    PartnerIdentifier.objects.bulk_create(rows)
    return bool(rows)

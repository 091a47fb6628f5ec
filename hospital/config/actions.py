"""Changing a setting."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.core.actors import Actor
from hospital.core.checks import said
from hospital.core.db import change
from hospital.core.errors import Absent, Stale

from .models import Revision, Setting
from .registry import REGISTRY, Declared, Value
from .values import present


class NoSuchSetting(Absent):
    message = _("There is no such setting.")


@transaction.atomic
def change_setting(name: str, *, value: Value, version: int, reason: str, by: Actor) -> Setting:
    """Give a setting another value; in force on every worker within 5 s.

    `version` is the one read, 0 for a setting that was never changed. Raises NoSuchSetting, Stale, and
    Invalid for a value outside the declared range or a missing reason.
    """
    by.require("config.manage_setting")
    declared = _declared(name)
    row = _held(declared)
    if row.version != version:
        raise Stale
    kept = declared.check(value)
    reason = said(reason)
    before = row.value
    if change(row, value=kept):
        Revision.objects.create(setting=row, before=before, after=kept, reason=reason, by_id=by.pk)
        audit.record(
            "config.setting_changed",
            row,
            by=by,
            reason=reason,
            setting=name,
            before=before,
            after=kept,
        )
        transaction.on_commit(present.forget)
    return row


def _declared(name: str) -> Declared:
    if name not in REGISTRY:
        raise NoSuchSetting
    return REGISTRY[name]


def _held(declared: Declared) -> Setting:
    """The row, held until the transaction ends; made with the default and version 0 when there is none."""
    Setting.objects.bulk_create(
        [Setting(name=declared.name, value=declared.default, version=0)], ignore_conflicts=True
    )
    return Setting.objects.select_for_update().get(name=declared.name)

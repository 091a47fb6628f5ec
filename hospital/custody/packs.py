"""Downtime packs: made every hour, opened with a passphrase when nothing else opens."""

import hashlib
from datetime import timedelta

from django.db import transaction
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _, gettext_lazy

from hospital import audit, config
from hospital.accounts import actions as accounts
from hospital.accounts.models import User
from hospital.core.checks import refuse
from hospital.core.errors import Conflict
from hospital.core.secrets import seal, unseal

from .files import attachment
from .models import Pack, Passphrase
from .sealing import sealed_page
from .sections import sections_now

PURPOSE = "passphrase of the packs"
SHORTEST = 12  # characters: a pack may be copied and tried at leisure
KEPT = timedelta(hours=48)


class NoPassphrase(Conflict):
    message = gettext_lazy("Nobody has set the passphrase of the downtime packs yet. An administrator can.")


class PackGone(Conflict):
    message = gettext_lazy("This pack is kept no longer. Fetch a newer one.")


@transaction.atomic
def set_passphrase(passphrase: str, *, by: User) -> Passphrase:
    """Say what opens the packs that are made from now on; older ones keep theirs."""
    by.require("custody.set_passphrase")
    if len(passphrase) < SHORTEST:
        refuse({"passphrase": [gettext_lazy("At least 12 characters: a pack can be tried at leisure.")]})
    Passphrase.objects.all().delete()
    row = Passphrase(sealed=seal(passphrase.encode(), PURPOSE), set_by=by)
    row.save(force_insert=True)
    audit.record("custody.passphrase_set", row, by=by)
    return row


@transaction.atomic
def make(*, by: User) -> Pack:
    """Make a pack of this moment. NoPassphrase while there is none."""
    by.require("custody.view_pack")
    row = Passphrase.objects.first()
    if row is None:
        raise NoPassphrase
    moment, sections = now(), sections_now()
    content = render_to_string("custody/pack_content.html", {
        "sections": sections, "made_at": localtime(moment), "hospital": config.value("hospital.name"),
    })  # fmt: skip
    page = sealed_page(
        content, passphrase=unseal(bytes(row.sealed), PURPOSE).decode(), title=_("Downtime pack"),
        made=date_format(localtime(moment), "SHORT_DATETIME_FORMAT"),
    )  # fmt: skip
    pack = Pack(
        counts={section.name: len(section.rows) for section in sections}, content=page, size=len(page),
        digest=hashlib.sha256(page).hexdigest(),
    )  # fmt: skip
    pack.save(force_insert=True)
    audit.record("custody.pack_made", pack, by=by, **pack.counts)
    return pack


def make_due() -> Pack | None:
    """The pack of this hour, and an end to old ones; nothing while there is no passphrase."""
    Pack.objects.filter(created_at__lt=now() - KEPT).exclude(content=None).update(content=None)
    return make(by=accounts.system()) if Passphrase.objects.exists() else None


def download(pack: Pack, *, by: User) -> HttpResponse:
    """The file, and say in the trail that it left. PackGone when it is kept no longer."""
    by.require("custody.view_pack")
    if pack.content is None:
        raise PackGone
    audit.access("export", by=by, what="custody.pack", reason=_("Downtime pack"))
    name = localtime(pack.created_at).strftime("downtime-%Y%m%d-%H%M.html")
    return attachment(bytes(pack.content), "text/html; charset=utf-8", name)

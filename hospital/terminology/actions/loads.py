"""Loads: asked for, begun, finished or failed. All of a file is in, or nothing of it."""

import re
import secrets
from collections.abc import Sequence
from datetime import date

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import fitting, refuse
from hospital.core.db import lock, move
from hospital.core.errors import Conflict, Invalid, Text

from ..books import Book
from ..models import CodeSystem, Load
from ..readers import Order
from ..systems import BY_ALIAS, BY_URI, OWN, Known
from ..writing import write_book

MOST_UPLOADED = 64 * 1024 * 1024
_ALIAS = re.compile(r"[a-z][a-z0-9-]{1,39}")


class LoadOver(Conflict):
    message = _("This load has ended already. Start another one.")


class TooBig(Invalid):
    message = _("The file is too big: at most 64 MB.")

    def __init__(self) -> None:
        super().__init__(fields={"file": [self.message]})


class NoSuchSystem(Invalid):
    message = _("Say which code system the list is of: its short name, or a new one with title.")

    def __init__(self) -> None:
        super().__init__(fields={"alias": [self.message]})


@transaction.atomic
def ask_load(
    *, kind: str, file_name: str, by: User, content: "File[bytes] | None" = None, alias: str = "",
    uri: str = "", title: str = "", edition_name: str = "", starts_on: date | None = None,
) -> Load:  # fmt: skip
    """Keep a file to be loaded and hand it to the worker; without content, whoever asks loads it herself.

    `alias` names the system of a list (kind csv); `uri` and `title` are asked for one that is not known yet.
    """
    by.require("terminology.load_terminology")
    values = fitting(Load, {
        "kind": kind, "file_name": file_name[-200:], "alias": alias, "uri": uri, "title": title,
        "edition_name": edition_name, "starts_on": starts_on,
    })  # fmt: skip
    load = Load(**values, by=by)
    _name_system(load)
    if content is not None:
        if content.size > MOST_UPLOADED:
            raise TooBig
        load.file = default_storage.save(f"terminology/{secrets.token_hex(16)}", content)
    load.save(force_insert=True)
    audit.record("terminology.load_asked", load, by=by, kind=load.kind)
    if content is not None:
        from ..tasks import load as later

        later.defer(load_id=str(load.pk))
    return load


def _name_system(load: Load) -> None:
    """Complete alias, URI and title of the system of a list from what is known of it."""
    if load.kind != Load.Kind.CSV:
        load.alias = load.uri = load.title = ""
        return
    known = BY_ALIAS.get(load.alias) or BY_URI.get(load.uri)
    loaded = CodeSystem.objects.filter(alias=load.alias).first()
    if known:
        load.alias, load.uri, load.title = known.alias, known.uri, known.title
    elif loaded:
        load.uri, load.title = loaded.uri, loaded.title
    else:
        _name_new(load)


def _name_new(load: Load) -> None:
    if not load.alias:
        raise NoSuchSystem
    faults: dict[str, list[Text]] = {}
    if not _ALIAS.fullmatch(load.alias):
        faults["alias"] = [_("Use small letters without accents, digits and hyphens.")]
    if not load.title:
        faults["title"] = [_("This list is not known yet: give it a title.")]
    load.uri = load.uri or f"{OWN}{load.alias}"
    if CodeSystem.objects.filter(uri=load.uri).exists():
        faults["uri"] = [_("Another code system has this URI.")]
    refuse(faults)


def order_of(load: Load) -> Order:
    """What a reader is told of the file."""
    system = Known(load.alias, load.uri, load.title) if load.alias else None
    return Order(system, load.edition_name, load.starts_on)


@transaction.atomic
def begin_load(load: Load, *, by: User) -> Load:
    """Say that the file is being read; a worker that died is followed by another one."""
    by.require("terminology.load_terminology")
    load = lock(load)
    if not load.is_open:
        raise LoadOver
    if load.state == Load.State.WAITING:
        move(load, Load.State.RUNNING, started_at=now())
        audit.record("terminology.load_begun", load, by=by, kind=load.kind)
    return load


@transaction.atomic
def finish_load(load: Load, *, books: Sequence[Book], by: User) -> Load:
    """Write the whole file, and say what became of it."""
    by.require("terminology.load_terminology")
    load = lock(load)
    if not load.is_open:
        raise LoadOver
    counts = {book.system.alias: write_book(book) for book in sorted(books, key=lambda one: one.system.alias)}
    move(
        load, Load.State.DONE, ended_at=now(), counts=counts, step=Load.Step.WRITING,
        rows_done=load.rows_total,
    )  # fmt: skip
    audit.record("terminology.loaded", load, by=by, kind=load.kind, counts=counts)
    _forget_file(load)
    return load


@transaction.atomic
def fail_load(load: Load, *, why: str, line: int | None = None, by: User) -> Load:
    """Say that nothing of the file was loaded, and why."""
    by.require("terminology.load_terminology")
    load = lock(load)
    if not load.is_open:
        raise LoadOver
    move(load, Load.State.FAILED, ended_at=now(), fault=why, fault_line=line)
    audit.record("terminology.load_failed", load, by=by, kind=load.kind, line=line)
    _forget_file(load)
    return load


def _forget_file(load: Load) -> None:
    """The publisher has it; ours was only there to be read."""
    if load.file:
        name = load.file
        transaction.on_commit(lambda: default_storage.delete(name))

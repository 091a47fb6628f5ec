"""A load from its first line to its end, by the worker or by whoever runs the command."""

from contextlib import ExitStack
from pathlib import Path

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from hospital.accounts.models import User
from hospital.core.errors import DomainError

from . import actions
from .books import BadFile
from .models import Load
from .readers import read
from .sources import Source, Tell


def run(load: Load, *, by: User, path: Path | None = None, tell: Tell | None = None) -> Load:
    """Read the file of the load (or what is at `path`) and write it; the load says how that ended.

    What a line has wrong is kept on the load. A fault of ours is, too, and raised.
    """
    load = actions.begin_load(load, by=by)
    with ExitStack() as unexpectedly:
        why = _("The file could not be read. Tell support the time of this load.")
        unexpectedly.callback(actions.fail_load, load, why=why, by=by)
        ended = _attempt(load, by=by, path=path, tell=tell)
        unexpectedly.pop_all()
    return ended


def _attempt(load: Load, *, by: User, path: Path | None, tell: Tell | None) -> Load:
    try:
        source = Source.at(path or Path(default_storage.path(load.file)), load.file_name)
        books = read(load.kind, source, actions.order_of(load), _telling(load, tell))
        _at_step(load, Load.Step.WRITING)
        return actions.finish_load(load, books=books, by=by)
    except DomainError as error:
        line = error.line if isinstance(error, BadFile) else None
        return actions.fail_load(load, why=str(error), line=line, by=by)


def _telling(load: Load, also: Tell | None) -> Tell:
    """Keep on the load how far it is. No fact: who looks meanwhile sees a bar grow."""

    def tell(done: int, total: int) -> None:
        Load.objects.filter(pk=load.pk).update(rows_done=done, rows_total=total)
        if also:
            also(done, total)

    return tell


def _at_step(load: Load, step: str) -> None:
    Load.objects.filter(pk=load.pk).update(step=step)

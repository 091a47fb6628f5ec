"""Load a code system from a file or folder, all of it or nothing."""

import time
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any  # Any: a command's options

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from hospital.accounts import actions as accounts
from hospital.accounts.models import User
from hospital.core.errors import DomainError
from hospital.terminology import actions
from hospital.terminology.loading import run
from hospital.terminology.models import Load
from hospital.terminology.writing import OUTCOMES

BAR = 30


class Command(BaseCommand):
    """`manage.py load_terminology sigtap FILE.zip`: exit status 1 when nothing was loaded."""

    help = "Load CID-10, SIGTAP, CBO, TUSS or a list (code;meaning;synonyms) from a file, zip or folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=Load.Kind.values)
        parser.add_argument("path", type=Path)
        parser.add_argument("--system", default="", help="of a list: ciap2, loinc, or a new short name")
        parser.add_argument("--title", default="", help="of a list that is not known yet")
        parser.add_argument("--uri", default="", help="of a list that is not known yet, if it has one")
        parser.add_argument("--edition", default="", help="its name; after the file without")
        parser.add_argument("--from", dest="starts_on", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--user", metavar="USERNAME", help="who loads; the system itself by default")

    def handle(self, *args: Any, **options: Any) -> None:  # Any: see above
        by, began, path = self._user(options["user"]), time.monotonic(), options["path"]
        try:
            load = actions.ask_load(
                kind=options["kind"], file_name=path.name, alias=options["system"], title=options["title"],
                uri=options["uri"], edition_name=options["edition"], starts_on=options["starts_on"], by=by,
            )  # fmt: skip
        except DomainError as error:
            faults = [str(line) for lines in error.fields.values() for line in lines]
            raise CommandError(" ".join(faults) or str(error)) from error
        load = run(load, by=by, path=path, tell=self._progress)
        if load.state == Load.State.FAILED:
            raise CommandError(_("Nothing was loaded. %(why)s") % {"why": load.fault})
        self._report(load, time.monotonic() - began)

    def _user(self, username: str | None) -> User:
        if username is None:
            return accounts.system()
        found = User.objects.may_enter().filter(username__iexact=username).first()
        if found is None:
            raise CommandError(_("There is no active user %(name)s.") % {"name": username})
        return found

    def _progress(self, done: int, total: int) -> None:
        if not self.stderr.isatty():
            return
        full = min(BAR, BAR * done // max(total, 1))
        self.stderr.write(
            f"\r[{'#' * full}{'.' * (BAR - full)}] {done} / {total}", style_func=str,
            ending="\n" if done >= total else "",
        )  # fmt: skip

    def _report(self, load: Load, seconds: float) -> None:
        names = {
            "new": _("new"), "changed": _("modified"), "ended": _("no longer valid"),
            "same": _("as before"), "kept": _("said by its publisher"),
        }  # fmt: skip
        for alias, counts in load.lines:
            said = ", ".join(f"{counts[one]} {names[one]}" for one in OUTCOMES if counts[one])
            self.stdout.write(f"{alias:<12}{said}")
        words = _("%(lines)s lines in %(seconds)s s")
        self.stdout.write(words % {"lines": load.rows_total, "seconds": f"{seconds:.1f}"})

"""Import FHIR bundles from files: whole histories, a folder at a time."""

import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any  # Any: a command's options

import orjson
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from hospital.accounts import actions as accounts
from hospital.accounts.models import User
from hospital.core.errors import DomainError
from hospital.integrations.deliver import deliver_all
from hospital.integrations.fhir.door import most_bytes
from hospital.integrations.fhir.outcome import texts
from hospital.integrations.files import Source, deliveries, expected, sources
from hospital.integrations.models import ImportRun
from hospital.integrations.receipts import OUTCOMES, REFUSED, Receipt

BAR = 30
SHOWN = 20


class Progress:
    """A bar on a terminal, a line every few bundles anywhere else."""

    def __init__(self, write: Callable[[str], object], total: int, *, is_terminal: bool) -> None:
        self.write = write
        self.total = total
        self.is_terminal = is_terminal
        self.began = time.monotonic()

    def show(self, done: int, resources: int) -> None:
        rate = resources / max(time.monotonic() - self.began, 0.001)
        words = _("%(done)s of %(total)s bundles, %(resources)s resources, %(rate)s per second") % {
            "done": done, "total": self.total, "resources": resources, "rate": round(rate),
        }  # fmt: skip
        if self.is_terminal:
            full = min(BAR, BAR * done // max(self.total, 1))
            end = "\n" if done >= self.total else ""
            self.write(f"\r[{'#' * full}{'.' * (BAR - full)}] {words}{end}")
        elif done >= self.total or done % max(self.total // 10, 1) == 0:
            self.write(f"{words}\n")


class Command(BaseCommand):
    """`manage.py import_fhir PATH…`: exit status 1 when something was refused; the rest is in."""

    help = "Import FHIR R4 bundles and resources (.json, .json.gz, .ndjson) from files and folders."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--user", metavar="USERNAME", help="who imports; the system itself by default")
        parser.add_argument("--report", type=Path, metavar="FILE", help="write what became of it as JSON")

    def handle(self, *args: Any, **options: Any) -> None:  # Any: see above
        began = time.monotonic()
        by = self._user(options["user"])
        try:
            found = sources(options["paths"])
            run, refused = self._import(found, by)
        except DomainError as error:
            raise CommandError(str(error)) from error
        seconds = time.monotonic() - began
        report = {
            "import": str(run.pk), "files": len(found), "resources": run.total, "counts": run.counts,
            "unresolved_references": run.unresolved, "refused": refused, "seconds": round(seconds, 2),
            "resources_per_second": round(run.total / max(seconds, 0.001)),
        }  # fmt: skip
        if options["report"]:
            options["report"].write_bytes(orjson.dumps(report, option=orjson.OPT_INDENT_2))
        self.stdout.write("\n".join(lines(run, seconds)))
        if refused:
            self.stdout.write("\n".join(_why(refused)))
            raise CommandError(_("%(count)s resources were refused.") % {"count": len(refused)})

    def _user(self, username: str | None) -> User:
        if username is None:
            return accounts.system()
        found = User.objects.may_enter().filter(username__iexact=username).first()
        if found is None:
            raise CommandError(_("There is no active user %(name)s.") % {"name": username})
        return found

    def _say(self, text: str) -> None:
        self.stderr.write(text, style_func=str, ending="")
        self.stderr.flush()

    def _import(self, found: Sequence[Source], by: User) -> tuple[ImportRun, list[dict[str, str]]]:
        total, refused = expected(found), list[dict[str, str]]()
        progress = Progress(self._say, total, is_terminal=self.stderr.isatty())

        def after_each(run: ImportRun, receipts: Sequence[Receipt]) -> None:
            refused.extend(
                {
                    "bundle": f"{run.bundles_done}/{total}", "place": one.entry.place, "type": one.entry.type,
                    "id": one.entry.id, "why": texts(one.issues),
                }
                for one in receipts if one.outcome == REFUSED
            )  # fmt: skip
            progress.show(run.bundles_done, run.total)

        run = deliver_all(
            deliveries(found, most=most_bytes()),
            expected=total,
            by=by,
            origin="import_fhir",
            after_each=after_each,
        )
        return run, refused


def lines(run: ImportRun, seconds: float) -> Iterator[str]:
    """What became of it, by kind of resource."""
    names = {
        "created": _("new"), "changed": _("modified"), "unchanged": _("as before"),
        "kept": _("kept whole"),
        "refused": _("refused"),
    }  # fmt: skip
    widths = [max(11, len(names[outcome]) + 1) for outcome in OUTCOMES]
    yield f"{_('Resource'):<28}" + "".join(f"{names[o]:>{w}}" for o, w in zip(OUTCOMES, widths, strict=True))
    total = dict.fromkeys(OUTCOMES, 0)
    for kind, counts in sorted(run.counts.items()):
        yield f"{kind:<28}" + "".join(
            f"{counts.get(o, 0) or '·':>{w}}" for o, w in zip(OUTCOMES, widths, strict=True)
        )
        for outcome in OUTCOMES:
            total[outcome] += counts.get(outcome, 0)
    yield f"{_('Total'):<28}" + "".join(
        f"{total[o] or '·':>{w}}" for o, w in zip(OUTCOMES, widths, strict=True)
    )
    words = _(
        "%(resources)s resources in %(seconds)s s (%(rate)s per second); %(lost)s references lead nowhere"
    )
    yield words % {
        "resources": run.total, "seconds": f"{seconds:.1f}", "rate": round(run.total / max(seconds, 0.001)),
        "lost": run.unresolved,
    }  # fmt: skip


def _why(refused: Sequence[dict[str, str]]) -> Iterator[str]:
    for one in refused[:SHOWN]:
        yield f"  {one['bundle']} {one['place']} {one['type']} {one['id']}: {one['why']}"
    if len(refused) > SHOWN:
        yield "  …"

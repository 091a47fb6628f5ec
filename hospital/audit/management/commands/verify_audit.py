"""Read the sealed trail again and name the first row that does not fit."""

import sys
from typing import Any  # Any: command options

from django.core.management.base import BaseCommand, CommandParser

from hospital.audit.verification import verify


class Command(BaseCommand):
    help = "Compares the audit trail with its seals; exits 1 and names the first row that does not fit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--anchor",
            default="",
            help="a digest of audit_head that was kept elsewhere; finds a cut at the end",
        )

    def handle(self, *args: Any, **options: Any) -> None:  # Any: see above
        result = verify(anchor=options["anchor"], progress=self._show)
        speed = result.rows / result.seconds if result.seconds else 0
        if result.fault:
            self.stderr.write(f"The trail was altered. First row that does not fit: {result.fault}")
            sys.exit(1)
        self.stdout.write(f"Whole: {result.rows} rows in {result.seconds:.1f} s ({speed:,.0f} rows/s).")
        self.stdout.write(f"Head: {result.head or '(nothing sealed yet)'}")

    def _show(self, done: int, total: int) -> None:
        """One line that counts on a terminal; nothing in a log."""
        if self.stderr.isatty():
            self.stderr.write(f"\r{done:,} of {total:,} rows", ending="\n" if done >= total else "")
            self.stderr.flush()

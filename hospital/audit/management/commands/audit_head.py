"""Print the digest of the last block, to be kept where the owner of this database cannot write."""

from typing import Any  # Any: command options

from django.core.management.base import BaseCommand
from django.utils.timezone import localtime

from hospital.audit.state import chain


class Command(BaseCommand):
    help = "Prints the head digest of the trail. Keep it elsewhere daily; check with verify_audit --anchor."

    def handle(self, *args: Any, **options: Any) -> None:  # Any: see above
        now = chain()
        if now.sealed_at is None:
            self.stdout.write("Nothing sealed yet.")
            return
        moment = localtime(now.sealed_at).isoformat(timespec="seconds")
        self.stdout.write(f"{now.head} {moment} block {now.blocks} rows {now.rows}")

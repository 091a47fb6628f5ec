"""Fill an empty hospital with a believable demo."""

import os
from typing import Any  # Any: command options

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hospital.site import demo


class Command(BaseCommand):
    help = (
        "Builds the demo hospital: departments, staff, demo users and patients. Does nothing when it is here."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--password", help="of the demo users; HOSPITAL_DEMO_PASSWORD when not given")
        parser.add_argument("--patients", type=int, default=demo.PATIENTS)

    def handle(self, *args: Any, **options: Any) -> None:  # Any: see above
        password = options["password"] or os.environ.get("HOSPITAL_DEMO_PASSWORD")
        if not password:
            raise CommandError("Say the demo users' password: --password, or HOSPITAL_DEMO_PASSWORD.")
        if not demo.load(password=password, say=self._say, patients=options["patients"]):
            self._say("The demo hospital is here already.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

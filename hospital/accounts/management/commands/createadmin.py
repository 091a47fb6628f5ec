"""The first administrator of a hospital, or one more when the others are out of reach."""

from typing import Any  # Any: command options

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from hospital.accounts import actions
from hospital.accounts.models import Role
from hospital.core.errors import DomainError


class Command(BaseCommand):
    help = "Opens an account with the role of the system administrator, and prints its one-time password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("name")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:  # Any: see above
        system = actions.system()
        actions.sync_roles(by=system)
        try:
            user = actions.create_user(username=options["username"], name=options["name"], by=system)
            actions.give_role(user, role=Role.objects.get(code="admin"), by=system)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(user.initial_password)
        self.stderr.write(f"Hand it to {user.name}; a new one is asked for at the first sign-in.")

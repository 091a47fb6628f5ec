"""Bring the database to this release: migrate, grant, the shipped roles and the shipped list of codes."""

from typing import Any  # Any: command options

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections

from hospital.accounts import actions
from hospital.audit.history import ALLOWED, DENIED
from hospital.encounters import actions as encounters
from hospital.orders.actions import ship_catalogue
from hospital.terminology import actions as terminology


class Command(BaseCommand):
    help = "Migrates as the owner, grants to the application's role, and syncs the shipped roles."

    def handle(self, *args: Any, **options: Any) -> None:  # Any: see above
        call_command("migrate", database="owner", interactive=False, verbosity=0)
        grant()
        changed = actions.sync_roles(by=actions.system())
        terminology.load_core_list(by=actions.system())
        ship_catalogue(by=actions.system())
        encounters.ship_protocol(by=actions.system())
        self.stdout.write(f"The database is at this release; {changed} shipped roles changed.")


def grant() -> None:
    """Let the application's role work with every table, but only append to the trail."""
    role = connections["default"].settings_dict["USER"]
    if role == connections["owner"].settings_dict["USER"]:
        return
    with connections["owner"].cursor() as cursor:
        quoted = connections["owner"].ops.quote_name(role)
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}")
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {quoted}")
        for table, rights in DENIED.items():
            cursor.execute(f"REVOKE {rights} ON {table} FROM {quoted}")
        for table, rights in ALLOWED.items():
            cursor.execute(f"GRANT {rights} ON {table} TO {quoted}")

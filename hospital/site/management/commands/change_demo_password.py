"""Give the demo users the password of HOSPITAL_DEMO_PASSWORD."""

import os
from typing import Any  # Any: command options

from django.core.management.base import BaseCommand

from hospital.accounts import actions
from hospital.accounts.models import User


class Command(BaseCommand):
    help = "Changes the demo users' password to HOSPITAL_DEMO_PASSWORD, each in her own name."

    def handle(self, *args: Any, **options: Any) -> None:  # Any: see above
        password = os.environ["HOSPITAL_DEMO_PASSWORD"]
        for user in User.objects.filter(is_demo=True, is_active=True):
            if not user.check_password(password):
                actions.change_password(password=password, by=user)

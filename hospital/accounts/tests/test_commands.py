from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from hospital.accounts.models import User
from hospital.audit.models import Event

pytestmark = pytest.mark.django_db


def test_the_first_administrator_gets_a_password_to_change() -> None:
    out = StringIO()
    call_command("createadmin", "ana", "Ana Souza", stdout=out, stderr=StringIO())
    user = User.objects.get(username="ana")
    assert user.check_password(out.getvalue().strip())
    assert user.must_change_password
    assert list(User.objects.administrators()) == [user]
    assert Event.objects.get(verb="accounts.role_given").by == User.objects.get(username="system")


def test_a_username_that_is_taken_leaves_nothing_behind() -> None:
    call_command("createadmin", "ana", "Ana Souza", stdout=StringIO(), stderr=StringIO())
    with pytest.raises(CommandError):
        call_command("createadmin", "ana", "Another", stdout=StringIO(), stderr=StringIO())
    assert User.objects.administrators().count() == 1

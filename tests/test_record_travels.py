"""A record that is exported whole and taken in by an empty hospital is the same record there."""

import os
from typing import Any  # Any: JSON values

import orjson
import pytest
from django.db import transaction

from hospital.accounts import actions as accounts
from hospital.custody import actions
from hospital.custody.bundle import record_in
from hospital.custody.restoring import AlreadyHere
from hospital.custody.rows import record_of
from hospital.patients.models import Patient
from hospital.patients.references import references

from .conftest import a_copy_of, forget
from .world import World


def _exported(world: World, number: int) -> tuple[dict[str, Any], str]:  # Any: see above
    patient = world.families[number]["patient"]
    with transaction.atomic():
        export = actions.export_record(patient, reason="to another hospital", by=accounts.system())
        bundle = orjson.loads(actions.fetch(export, by=accounts.system()))
        digest = export.record_digest
        transaction.set_rollback(True)
    return bundle, digest


def test_every_table_that_points_to_a_patient_is_in_an_exported_record(world: World) -> None:
    patient = Patient.objects.get(pk=world.families[0]["patient"].pk)
    owned = record_of(patient).owned
    for name, table, column in references():
        if table._meta.label_lower == "custody.export" or table is Patient:
            continue
        rows = table._default_manager.filter(**{column.name: patient}).count()
        assert len(owned.get(table._meta.label_lower, ())) >= rows, name


@pytest.mark.parametrize("number", [0, 1])
def test_a_record_comes_out_of_an_empty_hospital_with_the_same_digest(world: World, number: int) -> None:
    bundle, digest = _exported(world, number)
    with a_copy_of(f"test_{os.getpid()}"):  # what the process began with: a hospital with nobody in it
        forget()
        by = accounts.system()
        patient = actions.import_record(bundle, reason="came with her", by=by)
        assert record_of(patient).digest == digest == record_in(bundle)[0].digest
        with pytest.raises(AlreadyHere):
            actions.import_record(bundle, reason="again", by=by)
    forget()

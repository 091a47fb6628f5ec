"""The demo hospital is built by actions, once, quickly, and is the same every time."""

import pytest
from django.core.management import CommandError, call_command

from hospital.accounts import actions as accounts
from hospital.accounts.models import User
from hospital.admissions.models import Admission, FluidEntry, Handover, NursingNote, RiskScore, Round
from hospital.audit.models import Event
from hospital.beds.models import Bed, BedRequest, Cleaning, Leave, Precaution, Stay, Ward
from hospital.booking.models import Wish
from hospital.consultations.models import Consultation
from hospital.custody.models import Pack
from hospital.encounters.models import Encounter
from hospital.orders.models import Order
from hospital.organization.models import Department, Employee, Licence
from hospital.patients.models import Alert, Consent, MedicalHistory, Patient
from hospital.records.models import Problem
from hospital.scheduling.models import Appointment
from hospital.site import demo
from hospital.site.roles import ROLES
from hospital.surgery.models import AldreteScore, Count, Implant, Specimen, Surgery

pytestmark = pytest.mark.django_db
PASSWORD = "visita guiada 2026"
OF_A_DAY = (Appointment, Wish, Encounter, Consultation, Order, Problem, Consent, Pack)
OF_THE_WARD = (
    Ward, Bed, Stay, Leave, Precaution, BedRequest, Cleaning, Admission, Round, NursingNote, Handover,
    FluidEntry, RiskScore,
)  # fmt: skip
OF_THE_THEATRE = (Surgery, Count, Implant, Specimen, AldreteScore)


def load(patients: int) -> list[str]:
    accounts.sync_roles(by=accounts.system())
    said: list[str] = []
    demo.load(password=PASSWORD, say=said.append, patients=patients)
    return said


def test_there_is_a_demo_user_of_every_shipped_role_who_can_sign_in() -> None:
    load(patients=0)
    for role in ROLES.keys() - {"integration"}:  # a machine
        user = User.objects.get(username=role, is_demo=True)
        assert user.check_password(PASSWORD)
        assert not user.must_change_password
        assert list(user.roles.values_list("code", flat=True)) == [role]
        assert Employee.objects.filter(user=user).exists()


def test_it_has_departments_people_and_licences() -> None:
    load(patients=0)
    assert Department.objects.count() > 20
    assert Employee.objects.count() > 35
    assert Licence.objects.in_force().count() > 20
    assert not Employee.objects.filter(cbo_code="").exists()


def test_the_register_has_what_a_register_must_cope_with() -> None:
    load(patients=20)
    assert Patient.objects.filter(is_unidentified=True).exists()
    assert Patient.objects.filter(is_confidential=True).exists()
    assert Patient.objects.filter(is_deceased=True).exists()
    assert Patient.objects.filter(mother__isnull=False).count() == 2
    assert Patient.objects.exclude(social_name="").exists()
    assert Alert.objects.exists()
    assert MedicalHistory.objects.exists()
    again = Event.objects.filter(verb="patients.registered", reason="Sem documentos na chegada")
    assert all(event.particulars["candidates"] for event in again)
    assert again.count() == 3


def test_the_day_is_full() -> None:
    said = load(patients=80)
    for model in (*OF_A_DAY, *OF_THE_WARD, *OF_THE_THEATRE):
        assert model._default_manager.exists(), model
    assert any("downtime pack" in line for line in said)


def test_loading_twice_changes_nothing() -> None:
    load(patients=3)
    before = User.objects.count(), Employee.objects.count()
    assert demo.load(password=PASSWORD, say=print) is False
    assert (User.objects.count(), Employee.objects.count()) == before


def test_the_command_wants_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOSPITAL_DEMO_PASSWORD", raising=False)
    with pytest.raises(CommandError):
        call_command("load_demo")


def test_the_whole_demo_has_beds_stays_and_operations_in_every_state() -> None:
    said = load(patients=demo.PATIENTS)
    assert len(said) >= 3
    assert Patient.objects.count() >= demo.PATIENTS
    assert Bed.objects.standing().count() > 55
    assert set(Bed.objects.values_list("state", flat=True)) >= {*Bed.State.values} - {"inspected", "closed"}
    assert set(Admission.objects.values_list("state", flat=True)) == {*Admission.State.values}
    outcomes = set(Admission.objects.values_list("outcome", flat=True))
    assert outcomes == {"", *Admission.Outcome.values} - {"administrative"}
    assert Stay.objects.present().exclude(with_mother=None).count() == 2
    assert set(Surgery.objects.values_list("state", flat=True)) == {*Surgery.State.values} - {"finished"}
    assert Surgery.objects.exclude(bumped_by=None).exists()

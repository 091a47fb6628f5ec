"""Every action in every state of a stay: what goes on, what is refused, and what is written down."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any  # Any: whatever the actions return

import pytest
from django.utils.timezone import now

from hospital.accounts.actions import system
from hospital.accounts.models import User
from hospital.admissions import actions
from hospital.admissions.models import Admission, DischargeStage
from hospital.admissions.readiness import STAGES
from hospital.audit.models import Event
from hospital.beds import actions as beds
from hospital.beds.models import Bed, Stay
from hospital.core.errors import Conflict, Denied, Invalid
from hospital.encounters.models import Encounter
from hospital.encounters.tests import make as door
from hospital.patients.care import OutsideCare
from hospital.terminology.models import CodeSystem, Concept
from hospital.terminology.systems import uri_of
from hospital.terminology.tests import make as terms

from . import make

pytestmark = pytest.mark.django_db

STATES = (
    "planned", "admitted", "clinical", "room", "nursing", "administrative", "discharged", "cancelled",
)  # fmt: skip


class Place:
    """A ward with two beds, and somebody who may do everything in it."""

    def __init__(self) -> None:
        self.ward = make.ward()
        self.bed, self.other = make.bed(self.ward), make.bed(self.ward)
        self.by: User = make.whoever(self.ward.department)

    def stay(self, state: str) -> Admission:
        made = make.reach(state, make.bed(self.ward))
        made.refresh_from_db()
        assert made.state == state
        return made


def _stage(name: str) -> Callable[[Admission, Place], Any]:  # Any: see above
    outcome = "home" if name == "clinical" else ""
    return lambda one, place: actions.complete_stage(one, stage=name, by=place.by, outcome=outcome)


DO: dict[str, Callable[[Admission, Place], Any]] = {  # Any: see above
    "authorise": lambda one, place: actions.authorise(one, number="123", by=place.by),
    "put_off": lambda one, place: actions.put_off(one, at=now() + timedelta(days=9), reason="x", by=place.by),
    "admit": lambda one, place: actions.admit(one, bed=make.bed(place.ward), by=place.by),
    "transfer": lambda one, place: actions.transfer(
        one, bed=make.bed(place.ward), because="piora", by=place.by
    ),
    "diet": lambda one, place: actions.set_diet(one, diet="soft", by=place.by),
    "expect": lambda one, place: actions.set_expected_discharge(
        one, day=now().date() + timedelta(days=4), by=place.by
    ),
    "clinical": _stage("clinical"),
    "room": _stage("room"),
    "nursing": _stage("nursing"),
    "administrative": _stage("administrative"),
    "physical": _stage("physical"),
    "reverse": lambda one, place: actions.reverse_stage(one, because="engano", by=place.by),
    "death": lambda one, place: actions.record_death(one, died_at=now(), by=place.by),
    "evasion": lambda one, place: actions.record_evasion(one, because="sumiu", by=place.by),
    "cancel": lambda one, place: actions.cancel(one, reason="engano", by=place.by),
}  # fmt: skip

UNDER_WAY = ("admitted", "clinical", "room", "nursing", "administrative")
# What each action makes of each state; what is not here is refused.
BECOMES = (
    {("planned", "authorise"): "planned", ("planned", "put_off"): "planned", ("planned", "admit"): "admitted"}
    | {("planned", "cancel"): "cancelled"}
    | {(state, name): state for state in UNDER_WAY for name in ("authorise", "transfer", "diet", "expect")}
    | {(state, "evasion"): "discharged" for state in UNDER_WAY}
    | {(state, "death"): state for state in UNDER_WAY[1:]}
    | {("admitted", "death"): "clinical"}
    | {
        ("admitted", "clinical"): "clinical", ("clinical", "room"): "room", ("room", "nursing"): "nursing",
        ("nursing", "administrative"): "administrative", ("administrative", "physical"): "discharged",
        ("clinical", "reverse"): "admitted", ("room", "reverse"): "clinical", ("nursing", "reverse"): "room",
        ("administrative", "reverse"): "nursing",
    }
)  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_what_each_action_makes_of_a_state(state: str) -> None:
    place = Place()
    for name, act in DO.items():
        one = place.stay(state)
        before = one.version
        wanted = BECOMES.get((state, name))
        if wanted is None:
            with pytest.raises((Conflict, OutsideCare, Invalid)):
                act(one, place)
        else:
            act(one, place)
        one.refresh_from_db()
        assert one.state == (wanted or state), (state, name)
        assert wanted or one.version == before, (state, name)


@pytest.mark.parametrize("name", DO)
def test_nobody_does_it_without_the_permission(name: str) -> None:
    place = Place()
    state = next(state for state, action in BECOMES if action == name)
    one, place.by = place.stay(state), make.person(place.ward.department, "admissions.view_admission")
    with pytest.raises(Denied):
        DO[name](one, place)


@pytest.mark.parametrize("name", DO)
def test_nobody_does_it_in_a_department_of_others(name: str) -> None:
    place = Place()
    state = next(state for state, action in BECOMES if action == name)
    one, place.by = place.stay(state), make.whoever(make.department())
    with pytest.raises(Denied):
        DO[name](one, place)


VERBS = {
    "admissions.ordered", "admissions.authorised", "admissions.admitted", "admissions.transferred",
    "admissions.stage_completed", "admissions.discharged", "beds.occupied", "beds.moved", "beds.vacated",
    "encounters.finished",
}  # fmt: skip


def test_a_whole_stay_is_told_in_the_trail_and_the_bed_is_dirty_only_when_she_has_left() -> None:
    place = Place()
    one = actions.order_admission(
        make.patient(), department=place.ward.department, ward=place.ward, reason="Pneumonia", by=place.by,
        bed_priority=2, is_authorisation_needed=True, expected_days=4,
    )  # fmt: skip
    with pytest.raises(actions.NotAuthorised):
        actions.admit(one, bed=place.bed, by=place.by)
    actions.authorise(one, number="AIH-1", days=5, by=place.by)
    one = actions.admit(one, bed=place.bed, by=place.by)
    assert not one.encounter.bed_requests.filter(closed_at=None).exists()  # it is filled
    one = actions.transfer(one, bed=place.other, because="perto do posto", by=place.by)
    for stage in STAGES[:-1]:
        one = _stage(stage)(one, place)
        assert Bed.objects.get(pk=place.other.pk).state == "occupied", stage
    one = actions.leave_physically(one, by=place.by)
    assert Bed.objects.get(pk=place.other.pk).state == "dirty"
    encounter = Encounter.objects.get(pk=one.encounter_id)
    assert (encounter.state, encounter.disposition) == ("finished", "discharged")
    assert set(Event.objects.filter(patient_id=one.patient_id).values_list("verb", flat=True)) >= VERBS
    rows = DischargeStage.objects.filter(admission=one).order_by("created_at")
    assert tuple(rows.values_list("stage", flat=True)) == STAGES


def test_a_plan_that_is_called_off_gives_back_what_was_kept_for_it() -> None:
    place = Place()
    one = make.planned(place.ward.department, bed_priority=3)
    beds.reserve(
        place.bed, patient=one.patient, encounter=one.encounter, until=now() + timedelta(hours=4), by=system()
    )
    actions.cancel(one, reason="melhorou em casa", by=place.by)
    assert Bed.objects.get(pk=place.bed.pk).state == "free"
    assert Stay.objects.get(encounter=one.encounter_id).state == "given_up"
    assert Encounter.objects.get(pk=one.encounter_id).state == "cancelled"
    assert not one.encounter.bed_requests.filter(closed_at=None).exists()


def test_who_is_admitted_from_the_emergency_room_is_not_there_any_more() -> None:
    emergency, place = make.department(), Place()
    came = door.arrived(emergency)
    one = make.planned(place.ward.department, came.patient, origin_encounter=came, origin="emergency")
    actions.admit(one, bed=place.bed, by=place.by)
    came.refresh_from_db()
    assert (came.state, came.disposition) == ("finished", "admitted")


def test_a_stay_goes_over_to_the_department_of_the_bed() -> None:
    place, elsewhere = Place(), make.bed()
    one = make.admitted(place.bed)
    mover = make.regulator()
    actions.transfer(one, bed=elsewhere, because="UTI", by=mover)
    one.refresh_from_db()
    assert one.department_id == elsewhere.ward.department_id == one.encounter.department_id
    assert not Admission.objects.visible_to(place.by).filter(pk=one.pk).exists()


def test_a_patient_has_one_stay_at_a_time() -> None:
    place = Place()
    one = make.admitted(place.bed)
    again = make.planned(make.department(), one.patient)
    with pytest.raises(actions.AlreadyAdmitted):
        actions.admit(again, bed=make.bed(), by=make.clerk())
    with pytest.raises(actions.AlreadyAdmitted):
        actions.admit_now(one.patient, bed=place.other, reason="de novo", by=place.by)


def test_who_is_named_in_an_order_of_another_patient_is_refused() -> None:
    came = door.arrived(make.department())
    with pytest.raises(actions.OtherPatient):
        make.planned(make.department(), origin_encounter=came)


def test_a_death_is_registered_once_and_taken_back_with_its_stage() -> None:
    place = Place()
    one = make.admitted(place.bed, days=2)
    one = actions.record_death(one, died_at=now(), certificate="123456", by=place.by)
    one.patient.refresh_from_db()
    assert one.patient.is_deceased
    one = actions.reverse_stage(one, because="outro paciente", by=place.by)
    one.patient.refresh_from_db()
    assert (one.patient.is_deceased, one.outcome, one.died_at) == (False, "", None)
    one = actions.record_death(one, died_at=now(), by=place.by)
    for stage in ("room", "nursing", "administrative", "physical"):
        one = actions.complete_stage(one, stage=stage, by=place.by)
    assert Encounter.objects.get(pk=one.encounter_id).disposition == "deceased"
    assert Bed.objects.get(pk=place.bed.pk).state == "dirty"


def test_the_end_of_a_stay_is_said_and_a_hard_one_explained() -> None:
    place = Place()
    one = place.stay("admitted")
    for outcome in ("", "death", "evasion", "against_advice"):
        with pytest.raises(Invalid):
            actions.complete_stage(one, stage="clinical", by=place.by, outcome=outcome)
    actions.complete_stage(
        one, stage="clinical", outcome="against_advice", note="quer ir para casa", by=place.by
    )


def test_nothing_happens_before_she_came_nor_after_now() -> None:
    place = Place()
    one = place.stay("admitted")
    for at in (now() - timedelta(days=3), now() + timedelta(days=1)):
        with pytest.raises(Invalid):
            actions.complete_stage(one, stage="clinical", outcome="home", at=at, by=place.by)


def test_two_patients_change_beds() -> None:
    place = Place()
    first, second = make.admitted(place.bed), make.admitted(place.other)
    actions.swap(first, other=second, because="janela", by=place.by)
    assert make.stay(first).bed_id == place.other.pk
    assert make.stay(second).bed_id == place.bed.pk


def test_a_stay_takes_the_days_that_sigtap_gives_its_procedure_unless_somebody_says_others() -> None:
    found = terms.concept("0303140151", "Tratamento de pneumonias")
    CodeSystem.objects.filter(pk=found.system_id).update(uri=uri_of("sigtap"))
    Concept.objects.filter(pk=found.pk).update(properties={"days": 4})
    days = [
        make.planned(procedure_code=code, expected_days=given).expected_days
        for code, given in (("0303140151", None), ("0303140151", 6), ("0303140143", None))
    ]
    assert days == [4, 6, None]

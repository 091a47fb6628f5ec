"""Many clerks want one bed, or one patient, at the same moment, through the API, in real threads."""

from collections import Counter
from functools import partial
from typing import Any  # Any: whatever a thread makes

import pytest

from hospital.admissions import actions
from hospital.admissions.models import Admission, DischargeStage
from hospital.beds.models import Stay
from tests.race import at_once

from . import make

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_many_clerks_who_admit_to_one_bed_one_does_and_the_others_are_told() -> None:
    bed, clerks = make.bed(), 32
    patients = [make.patient() for _ in range(clerks)]
    desk = make.client(make.clerk())

    def admit(patient: Any) -> int:  # Any: see above
        api = make.Api(desk.headers["Authorization"].removeprefix("Bearer "))
        sent = api.post("/admissions/immediate", patient_id=patient.pk, bed_id=bed.pk, reason="Infarto")
        return int(sent.status_code)

    answers = at_once(*[partial(admit, patient) for patient in patients])
    assert Counter(answers) == {201: 1, 409: clerks - 1}
    assert Admission.objects.count() == Stay.objects.count() == 1


def test_one_patient_admitted_to_two_beds_at_the_same_moment_lies_in_one() -> None:
    patient, beds = make.patient(), [make.bed() for _ in range(4)]
    by = make.clerk()
    answers = at_once(*[
        partial(actions.admit_now, patient, bed=bed, reason="Infarto", by=by) for bed in beds
    ])  # fmt: skip
    assert Counter(type(answer).__name__ for answer in answers) == {"Admission": 1, "AlreadyAdmitted": 3}
    assert Stay.objects.present().count() == 1


def test_of_two_who_do_the_same_stage_one_does() -> None:
    one = make.reach("room")
    by = make.whoever(one.department)
    job = partial(actions.complete_stage, one, stage="nursing", by=by)
    answers = at_once(*[job, job])
    assert Counter(type(answer).__name__ for answer in answers) == {"Admission": 1, "InvalidTransition": 1}
    assert DischargeStage.objects.filter(admission=one, stage="nursing").count() == 1


def test_who_leaves_and_who_is_moved_at_the_same_moment_is_in_one_place_or_none() -> None:
    one = make.reach("administrative")
    by, elsewhere = make.whoever(one.department), make.bed(make.stay(one).bed.ward)
    answers = at_once(*[
        partial(actions.leave_physically, one, by=by),
        partial(actions.transfer, one, bed=elsewhere, because="troca", by=by),
    ])  # fmt: skip
    assert not [answer for answer in answers if isinstance(answer, Exception)] or {
        type(answer).__name__ for answer in answers
    } <= {"Admission", "NotAdmitted"}
    one.refresh_from_db()
    assert one.state == "discharged"
    assert not Stay.objects.present().filter(encounter=one.encounter_id).exists()

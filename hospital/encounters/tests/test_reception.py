"""At the door: appointments, walk-ins, imports; and whose chart an encounter opens."""

from datetime import timedelta

import pytest
from django.utils.timezone import localtime, now

from hospital.core.errors import Denied, Invalid
from hospital.encounters import actions
from hospital.encounters.models import Encounter
from hospital.patients import care
from hospital.scheduling.models import Appointment
from hospital.scheduling.tests import make as scheduling

from . import make

pytestmark = pytest.mark.django_db


def booked_today() -> Appointment:
    """An appointment near now, on today's agenda."""
    agenda = scheduling.agenda(week=scheduling.week(opens=0, closes=23))
    hour = min(max(localtime().hour, 1), 21)
    return scheduling.appointment(agenda.resource, starts_at=scheduling.at(hour, days=0))


def test_an_appointment_is_checked_in_and_its_professional_known() -> None:
    appointment = booked_today()
    desk, queue = make.receptionist(), make.queue(appointment.department)
    came = actions.receive_appointment(appointment, queue=queue, by=desk)
    appointment.refresh_from_db()
    assert appointment.state == Appointment.State.CHECKED_IN
    assert came.practitioner == appointment.allocations.get().resource.employee
    assert came.entries.get().deadline == appointment.starts_at
    with pytest.raises((actions.AlreadyArrived, actions.AlreadyHere)):
        actions.receive_appointment(appointment, by=desk)


def test_seeing_the_patient_moves_her_appointment_too() -> None:
    appointment = booked_today()
    nurse = make.nurse(appointment.department)
    came = actions.receive_appointment(appointment, by=nurse)
    actions.start(came, by=nurse)
    appointment.refresh_from_db()
    assert appointment.state == Appointment.State.IN_PROGRESS
    actions.finish(came, disposition="discharged", by=nurse)
    appointment.refresh_from_db()
    assert appointment.state == Appointment.State.DONE


def test_a_past_encounter_is_taken_in_with_its_own_times() -> None:
    machine = make.user("patients.open_any_chart", "patients.view_chart", "encounters.view_encounter")
    began = now() - timedelta(days=900)
    made = actions.take_in(
        make.patient(), kind="emergency", started_at=began, ended_at=began + timedelta(hours=2),
        place="UPA Centro", practitioner_text="Dr. Pires", reason="Queda", by=machine,
    )  # fmt: skip
    assert (made.state, made.source, made.department, made.seen_by) == (
        "finished",
        "imported",
        None,
        "Dr. Pires",
    )
    with pytest.raises(Invalid):
        actions.take_in(
            made.patient, kind="home", started_at=began, ended_at=began - timedelta(1), by=machine
        )
    with pytest.raises(Denied):
        actions.take_in(made.patient, kind="home", started_at=began, by=make.receptionist())


class TestCare:
    def test_an_open_encounter_opens_the_chart_to_its_department(self) -> None:
        of = make.department()
        nurse, stranger = make.nurse(of), make.nurse(make.department())
        came = make.arrived(of)
        assert care.require(came.patient, by=nurse).name == "encounter"
        with pytest.raises(care.OutsideCare):
            care.require(came.patient, by=stranger)

    def test_care_goes_on_for_some_days_and_then_ends(self) -> None:
        of = make.department()
        nurse = make.nurse(of)
        start = now() - timedelta(days=40)
        recent = actions.finish(make.being_seen(of, nurse), disposition="discharged", by=nurse)
        came = make.arrived(of, at=start)
        came = actions.start(came, at=start, by=nurse)
        old = actions.finish(came, disposition="discharged", at=start + timedelta(hours=1), by=nurse)
        assert care.ground_of(recent.patient, by=nurse)
        assert care.ground_of(old.patient, by=nurse) is None

    def test_what_was_imported_or_cancelled_is_no_care(self) -> None:
        of = make.department()
        nurse = make.nurse(of)
        cancelled = actions.cancel(make.arrived(of), reason="engano", by=make.receptionist())
        assert care.ground_of(cancelled.patient, by=nurse) is None

    def test_confidential_patients_are_for_who_may_see_them(self) -> None:
        from hospital.accounts.actions import system
        from hospital.patients.actions import set_confidential

        of = make.department()
        came = make.arrived(of)
        set_confidential(came.patient, confidential=True, reason="pediu", by=system())
        assert not Encounter.objects.visible_to(make.receptionist()).exists()
        assert Encounter.objects.visible_to(make.nurse(of)).exists()


class TestMerging:
    def test_two_records_with_open_encounters_in_one_department_are_not_merged(self) -> None:
        from hospital.accounts.actions import system
        from hospital.patients.actions import OnlyOne, merge

        of = make.department()
        one, other = make.arrived(of), make.arrived(of)
        with pytest.raises(OnlyOne):
            merge(one.patient, absorbed=other.patient, reason="mesma pessoa", by=system())
        actions.leave(other, by=make.receptionist())
        merge(one.patient, absorbed=other.patient, reason="mesma pessoa", by=system())
        assert Encounter.objects.filter(patient=one.patient).count() == 2

    def test_a_classification_goes_over_with_its_patient(self) -> None:
        from hospital.accounts.actions import system
        from hospital.patients.actions import merge

        of = make.department()
        came = make.arrived(of)
        triage = make.triage(came, make.nurse(of))
        survivor = make.patient()
        merge(survivor, absorbed=came.patient, reason="mesma pessoa", by=system())
        triage.refresh_from_db()
        assert (triage.patient, actions.replay(triage).is_equal) == (survivor, True)

"""The work of the ward through FHIR: operations, cleanings, requests for beds; and what is only kept."""

from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.utils.timezone import now

from hospital.accounts.actions import system
from hospital.admissions import actions as admissions
from hospital.admissions.models import Admission
from hospital.admissions.tests import make as stays
from hospital.audit.models import Access
from hospital.beds import actions as beds
from hospital.beds.models import Bed, Cleaning
from hospital.beds.tests import make as wards
from hospital.integrations.fhir.clinical import operation
from hospital.integrations.models import Resource
from hospital.organization.tests import make as places
from hospital.patients.tests import make as people
from hospital.records import actions as records
from hospital.surgery import actions as surgery
from hospital.surgery.tests import make as theatres

from . import make
from .asking import JSON, away, client, code, found, gateway, read, reference

pytestmark = pytest.mark.django_db

KINDS = ("fhir.Location", "fhir.EpisodeOfCare", "fhir.Task")


@pytest.fixture
def by() -> Client:
    return gateway()


class TestProcedure:
    def test_an_operation_tells_side_team_and_times(self, by: Client) -> None:
        centre = theatres.Centre()
        row = centre.in_progress(procedures=[{"display": "Hernioplastia"}, {"display": "Orquidopexia"}])
        main, second = row.procedures.get(is_main=True), row.procedures.get(is_main=False)
        before = read(by, "Procedure", main)
        assert (before["status"], "end" in before["performedPeriod"]) == ("in-progress", False)
        centre.counted(row)
        row = surgery.finish(row, not_performed=[str(second.pk)], by=centre.surgeon)
        told = read(by, "Procedure", main)
        assert int(told["meta"]["versionId"]) > int(before["meta"]["versionId"])
        assert told["status"] == "completed"
        times = [moment.isoformat() for moment in (row.incision_at, row.closure_at) if moment]
        assert [told["performedPeriod"][name] for name in ("start", "end")] == times
        assert code(told["bodySite"][0]) == operation.SIDES["left"][0]
        roles = {code(one["function"]): one["actor"]["reference"] for one in told["performer"]}
        assert roles.keys() == {"surgeon", "anaesthetist", "circulating", "scrub"}
        assert roles["surgeon"] == f"Practitioner/{row.surgeon_id}"
        other = read(by, "Procedure", second)
        assert (other["status"], other["partOf"]) == ("not-done", [reference("Procedure", main)])
        assert "performer" not in other

    def test_what_was_left_in_the_patient_is_a_device_that_was_implanted(self, by: Client) -> None:
        centre = theatres.Centre()
        row = centre.in_progress()
        main = row.procedures.get()
        left_in = partial(surgery.use_implant, row, maker="Acme", by=centre.nurse)
        left_in(what="Tela", lot="A12", serial="77", quantity=2)
        wrong = left_in(what="Parafuso", lot="B")
        surgery.withdraw_implant(wrong, because="outro paciente", by=centre.nurse)
        told = read(by, "Procedure", main)
        device, focal = told["contained"][0], told["focalDevice"][0]
        assert (len(told["contained"]), device["resourceType"]) == (1, "Device")
        assert (device["lotNumber"], device["serialNumber"]) == ("A12", "77")
        assert focal["manipulated"]["reference"] == f"#{device['id']}"
        assert code(focal["action"]) == "implanted"

    def test_procedures_of_operations_stand_among_those_of_the_record(self, by: Client) -> None:
        centre, who = theatres.Centre(), people.patient()
        planned = centre.scheduled(patient=who, procedures=[{"display": "Hernioplastia"}])
        called_off = centre.request(patient=who, procedures=[{"display": "Postectomia"}])
        surgery.cancel(called_off, code="patient_refused", by=centre.surgeon)
        told = records.record_procedure(
            who, display="Sutura", by=system(), occurred_at=now() - timedelta(days=3)
        )
        first, second = (row.procedures.get() for row in (planned, called_off))
        whose = f"Procedure?patient={who.pk}"
        assert set(found(by, whose)) == {str(row.pk) for row in (first, second, told)}
        assert found(by, f"{whose}&_sort=date")[0] == str(told.pk)
        assert found(by, f"{whose}&status=preparation") == [str(first.pk)]
        assert found(by, f"{whose}&status=not-done") == [str(second.pk)]
        assert found(by, f"{whose}&status=completed") == [str(told.pk)]
        assert code(read(by, "Procedure", second)["statusReason"]) == "patient_refused"
        assert by.get(f"/fhir/R4/{whose}&_summary=count").json()["total"] == 3
        assert by.get(f"/fhir/R4/{whose}&identifier=x&_summary=count").json()["total"] == 0

    @pytest.mark.django_db(transaction=True)
    def test_it_is_opened_as_a_chart_and_hidden_from_who_sees_no_operations(self, by: Client) -> None:
        row = theatres.Centre().scheduled().procedures.get()
        read(by, "Procedure", row)
        assert Access.objects.get(what="fhir.Procedure").patient_id == row.surgery.patient_id
        blind = client("patients.view_patient", "patients.view_chart", "patients.open_any_chart")
        assert blind.get(f"/fhir/R4/Procedure/{row.pk}").status_code == 404
        assert found(blind, f"Procedure?patient={row.surgery.patient_id}") == []
        outside = client("patients.view_patient", "patients.view_chart", "surgery.view_surgery",
                         "surgery.view_every_unit")  # fmt: skip
        assert outside.get(f"/fhir/R4/Procedure/{row.pk}").status_code == 403


class TestTask:
    def test_a_cleaning_is_a_task_on_a_bed(self, by: Client) -> None:
        bed = wards.bed()
        beds.vacate(wards.stay(bed), by=system())
        task = Cleaning.objects.get(bed=bed, kind="terminal")
        told = read(by, "Task", task)
        assert (told["status"], told["intent"], code(told["code"])) == (
            "requested",
            "order",
            "terminal-cleaning",
        )
        assert told["focus"]["reference"] == f"Location/{bed.pk}"
        assert told["restriction"]["period"]["end"] == task.due_at.isoformat()
        who = places.employee()
        beds.assign_cleaning(task, assignee=who, by=system())
        beds.begin_cleaning(task, by=system())
        assert "end" not in read(by, "Task", task)["executionPeriod"]
        beds.finish_cleaning(task, by=system())
        told = read(by, "Task", task)
        assert (told["status"], told["owner"]) == ("completed", reference("Practitioner", who))
        assert told["executionPeriod"].keys() == {"start", "end"}
        assert found(by, f"Task?focus={bed.pk}&status=completed&owner={who.pk}") == [str(task.pk)]
        assert found(by, "Task?code=bed-request") == []
        assert "patient" not in str(told).lower()

    def test_a_request_for_a_bed_is_a_task_for_a_patient(self, by: Client) -> None:
        ward = wards.ward()
        row = wards.request(ward=ward, kind="03", priority=1, isolation=["contact"])
        told = read(by, "Task", row)
        assert (told["status"], code(told["code"]), told["priority"]) == ("requested", "bed-request", "stat")
        assert told["for"] == reference("Patient", row.patient)
        assert [code(one["type"]) for one in told["input"]] == ["ward", "bed-kind", "isolation"]
        bed = wards.bed(ward)
        wards.stay(bed, row.patient, request=row, overridden_because="isolamento")
        told = read(by, "Task", row)
        assert (told["status"], told["output"][0]["valueReference"]) == (
            "completed", reference("Location", bed),
        )  # fmt: skip
        here = [str(row.pk)]
        assert found(by, f"Task?patient={row.patient_id}") == here
        assert found(by, "Task?code=urn:hospital:task|bed-request&priority=stat&status=completed") == here
        assert Access.objects.filter(what="fhir.Task", action="read", patient_id=row.patient_id).count() == 2
        assert Access.objects.filter(what="fhir.Task", action="search").count() == 2

    def test_who_sees_no_patients_sees_the_cleanings_only(self) -> None:
        row = wards.request()
        bed = wards.bed()
        beds.vacate(wards.stay(bed), by=system())
        housekeeping = client("beds.view_bed", "beds.view_every_ward", "beds.clean_bed")
        assert found(housekeeping, "Task") == [str(Cleaning.objects.get(bed=bed, kind="terminal").pk)]
        assert housekeeping.get(f"/fhir/R4/Task/{row.pk}").status_code == 404


class TestKept:
    def test_what_was_delivered_is_read_and_found_beside_ours_and_changes_nothing(self, by: Client) -> None:
        person = make.patient()
        whose = {"reference": f"urn:uuid:{person['id']}"}
        number = [{"system": "https://elsewhere.example", "value": "7"}]
        contents: list[JSON] = [
            {"resourceType": "Location", "name": "Ala Z"},
            {"resourceType": "EpisodeOfCare", "status": "active", "patient": whose},
            {"resourceType": "Task", "status": "requested", "intent": "order", "for": whose},
        ]
        sent = [{**content, "id": make.new_id(), "identifier": number} for content in contents]
        bed = wards.bed()
        _run, receipts = make.delivered(make.bundle(person, *sent), make.gateway())
        assert [one.outcome for one in receipts][1:] == ["kept"] * 3
        assert (Bed.objects.count(), Admission.objects.count(), Cleaning.objects.count()) == (1, 0, 0)
        for resource in sent:
            kind = resource["resourceType"]
            row = Resource.objects.get(source_id=resource["id"])
            assert read(by, kind, row)["meta"]["source"] == f"urn:uuid:{resource['id']}"
            assert found(by, f"{kind}?identifier=https://elsewhere.example|7") == [str(row.pk)]
            assert found(by, f"{kind}?_id={row.pk}&_lastUpdated=ge2020") == [str(row.pk)]
        assert Access.objects.filter(what__in=KINDS, action="read").count() == 3
        assert len(found(by, "Location")) == 4
        assert found(by, f"Location?partof={bed.room_id}") == [str(bed.pk)]
        without = client("beds.view_bed", "beds.view_every_ward")
        assert len(found(without, "Location")) == 3

    def test_the_capability_statement_says_that_they_are_only_read(self) -> None:
        resources = {
            one["type"]: one for one in Client().get("/fhir/R4/metadata").json()["rest"][0]["resource"]
        }
        for kind in ("Location", "EpisodeOfCare", "Task"):
            assert "guardado inteiro" in resources[kind]["documentation"]
            assert {one["code"] for one in resources[kind]["interaction"]} == {"read", "search-type"}
        assert "documentation" not in resources["Procedure"]
        assert {one["name"] for one in resources["Location"]["searchParam"]} >= {
            "name", "organization", "partof", "operational-status", "status",
        }  # fmt: skip


def test_the_number_of_queries_does_not_grow_with_the_rows(by: Client) -> None:
    centre = theatres.Centre()

    def more() -> None:
        row = stays.admitted()
        admissions.transfer(row, bed=stays.bed(), because="isolamento", by=system())
        away(row)
        wards.request()
        centre.request()

    paths = ("Location", "Encounter", "EpisodeOfCare", "Procedure", "Task")
    more()
    counted = []
    for _turn in range(2):
        for path in paths:
            found(by, path)  # when a token was last used is written once a minute
        counted.append([make.queries(partial(found, by, path)) for path in paths])
        for _ in range(3):
            more()
    assert counted[0] == counted[1]
    assert max(counted[0]) <= 16

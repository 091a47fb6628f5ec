"""The ward through FHIR: its places, and the stays with their beds."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from hospital.accounts.actions import system
from hospital.accounts.tests import make as accounts
from hospital.admissions import actions as admissions
from hospital.admissions.models import Admission
from hospital.admissions.tests import make as stays
from hospital.audit.models import Access
from hospital.beds import actions as beds
from hospital.beds.models import Bed, BedRequest, Cleaning, Stay
from hospital.beds.tests import make as wards
from hospital.integrations.fhir.clinical import encounter, episode, location, operation, task
from hospital.patients.tests import make as people
from hospital.surgery.models import Surgery

from .asking import away, client, code, found, gateway, leave, read, reference

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Client:
    return gateway()


class TestLocation:
    def test_a_bed_is_part_of_a_room_and_that_of_a_ward_which_a_department_runs(self, by: Client) -> None:
        bed = wards.bed(kind="75")
        ward, room, told = (
            read(by, "Location", row) for row in (bed.ward, bed.room, bed)
        )  # fmt: skip
        assert [code(one["physicalType"]) for one in (ward, room, told)] == ["wa", "ro", "bd"]
        assert (told["partOf"], room["partOf"]) == (
            reference("Location", bed.room), reference("Location", bed.ward),
        )  # fmt: skip
        assert ward["identifier"] == [{"system": location.WARDS, "value": bed.ward.code}]
        for one in (ward, room, told):
            assert one["managingOrganization"] == reference("Organization", bed.ward.department)
            assert (one["mode"], one["status"]) == ("instance", "active")
        assert code(told["type"][0]) == "75"
        assert told["operationalStatus"]["code"] == "U"

    def test_the_status_of_a_bed_follows_it_from_free_to_clean_again(self, by: Client) -> None:
        bed, who = wards.bed(), people.patient()

        def status() -> str:
            told = read(by, "Location", bed)["operationalStatus"]
            assert told["system"].endswith("/v2-0116")
            assert found(by, f"Location?operational-status={told['code']}") == [str(bed.pk)]
            return str(told["code"])

        seen = [status()]
        stay = wards.stay(bed, who)
        seen.append(status())
        kept = beds.place_precaution(who, kind="contact", because="KPC", by=system())
        seen.append(status())
        beds.lift_precaution(kept, because="negativo", by=system())
        beds.vacate(stay, by=system())
        seen.append(status())
        task = Cleaning.objects.get(bed=bed, kind="terminal")
        beds.begin_cleaning(task, by=system())
        seen.append(status())
        beds.finish_cleaning(task, by=system())
        seen.append(status())
        beds.block(bed, because="goteira", by=system())
        assert read(by, "Location", bed)["status"] == "suspended"
        seen.append(status())
        assert "".join(seen) == "UOIKHUC"

    def test_a_bed_whose_patient_is_isolated_since_is_another_version_of_it(self, by: Client) -> None:
        stay = wards.stay()
        address = f"/fhir/R4/Location/{stay.bed_id}"
        before = {"If-None-Match": by.get(address)["ETag"]}
        assert by.get(address, headers=before).status_code == 304
        beds.place_precaution(stay.patient, kind="contact", because="KPC", by=system())
        assert by.get(address, headers=before).status_code == 200

    def test_it_is_found_by_name_department_place_and_status(self, by: Client) -> None:
        bed, other = wards.bed(name="É-12"), wards.bed()
        ward, room = bed.ward, bed.room
        assert found(by, "Location?name=e-1") == [str(bed.pk)]
        assert found(by, f"Location?name:exact={ward.name}") == [str(ward.pk)]
        assert found(by, f"Location?organization=Organization/{ward.department_id}") == [
            str(row.pk) for row in (ward, room, bed)
        ]
        assert found(by, f"Location?partof=Location/{ward.pk}") == [str(room.pk)]
        assert found(by, f"Location?partof={room.pk}") == [str(bed.pk)]
        assert found(by, f"Location?identifier={location.WARDS}|{ward.code}") == [str(ward.pk)]
        beds.block(other, because="goteira", by=system())
        assert found(by, "Location?status=suspended") == [str(other.pk)]
        assert len(found(by, "Location?status=active")) == 5
        assert found(by, "Location?operational-status=C,K") == [str(other.pk)]

    def test_pages_go_through_wards_rooms_and_beds_in_one_order(self, by: Client) -> None:
        for _ in range(3):
            wards.bed()
        for sort in ("_id", "-_id", "_lastUpdated", "-_lastUpdated"):
            whole = found(by, f"Location?_sort={sort}")
            assert len(whole) == 9
            pages, address = [], f"/fhir/R4/Location?_count=2&_sort={sort}"
            while address:
                page = by.get(address).json()
                pages += [entry["resource"]["id"] for entry in page.get("entry", [])]
                address = next((link["url"] for link in page["link"] if link["relation"] == "next"), "")
            assert pages == whole, sort
        assert whole == found(by, "Location?_sort=-_lastUpdated")
        assert by.get("/fhir/R4/Location?_summary=count").json()["total"] == 9

    def test_one_sees_the_beds_of_ones_own_wards(self) -> None:
        bed, other = wards.bed(), wards.bed()
        nurse = wards.nurse(bed.ward.department)
        mine = Client(headers={"Authorization": f"Bearer {accounts.token(nurse)}"})
        assert str(bed.pk) in found(mine, "Location")
        assert str(other.pk) not in found(mine, "Location")
        assert mine.get(f"/fhir/R4/Location/{other.pk}").status_code == 404
        assert client("patients.view_chart").get("/fhir/R4/Location").status_code == 403


class TestEncounter:
    def test_a_stay_tells_its_beds_and_how_it_began_and_ended(self, by: Client) -> None:
        bed, second = stays.bed(), stays.bed()
        row = stays.admitted(bed, days=2, origin="emergency")
        admissions.set_diet(row, diet="soft", diet_note="sem lactose", by=system())
        planned = read(by, "Encounter", row.encounter)
        assert (planned["class"]["code"], planned["status"]) == ("IMP", "in-progress")
        assert planned["episodeOfCare"] == [reference("EpisodeOfCare", row)]
        row = admissions.transfer(row, bed=second, because="isolamento", by=system())
        moved = read(by, "Encounter", row.encounter)
        assert int(moved["meta"]["versionId"]) > int(planned["meta"]["versionId"])
        first, last = moved["location"]
        assert first["location"]["reference"] == f"Location/{bed.pk}"
        assert (first["status"], last["status"]) == ("completed", "active")
        assert first["period"]["end"] == last["period"]["start"]
        assert "end" not in last["period"]
        how = moved["hospitalization"]
        assert (code(how["admitSource"]), code(how["dietPreference"][0])) == ("emd", "soft")
        assert "dischargeDisposition" not in how
        assert moved["period"]["start"] == first["period"]["start"]

    def test_how_it_ended_is_said_once_the_patient_has_left(self, by: Client) -> None:
        row = stays.reach("administrative", days=1)
        assert "dischargeDisposition" not in read(by, "Encounter", row.encounter).get("hospitalization", {})
        row = admissions.complete_stage(row, stage="physical", by=system())
        told = read(by, "Encounter", row.encounter)
        assert (told["status"], code(told["hospitalization"]["dischargeDisposition"])) == ("finished", "home")
        assert [one["status"] for one in told["location"]] == ["completed"]

    def test_who_has_leave_is_on_leave_and_found_so(self, by: Client) -> None:
        row = stays.admitted()
        query = f"Encounter?patient={row.patient_id}&class=IMP&status="
        assert found(by, f"{query}in-progress") == [str(row.encounter_id)]
        assert found(by, f"{query}onleave") == []
        absence = away(row)
        assert read(by, "Encounter", row.encounter)["status"] == "onleave"
        assert found(by, f"{query}onleave") == [str(row.encounter_id)]
        assert found(by, f"{query}in-progress") == []
        beds.return_from_leave(absence, by=system())
        assert found(by, f"{query}in-progress") == [str(row.encounter_id)]

    def test_it_is_found_by_bed_by_stay_and_when_a_bed_changes(self, by: Client) -> None:
        row = stays.admitted(days=1)
        other = people.patient()
        whose = f"Encounter?patient={row.patient_id}"
        here = [str(row.encounter_id)]
        assert found(by, f"{whose}&location={stays.stay(row).bed_id}") == here
        assert found(by, f"{whose}&episode-of-care={row.pk}") == here
        before = now().isoformat().replace("+00:00", "Z")
        assert found(by, f"{whose}&_lastUpdated=ge{before}") == []
        assert found(by, f"{whose}&_lastUpdated=lt{before}") == here
        ward = stays.stay(row).bed.ward
        admissions.transfer(row, bed=stays.bed(ward), because="ar-condicionado", by=system())
        assert found(by, f"{whose}&_lastUpdated=ge{before}") == here
        assert found(by, f"{whose}&_lastUpdated=lt{before}") == []
        assert found(by, f"Encounter?patient={other.pk}") == []

    def test_a_reservation_is_told_and_one_that_was_given_up_is_not(self, by: Client) -> None:
        row = stays.planned()
        bed = stays.bed(stays.ward(row.department))
        kept = beds.reserve(
            bed, patient=row.patient, encounter=row.encounter, until=now() + timedelta(hours=2), by=system()
        )
        told = read(by, "Encounter", row.encounter)
        assert (told["status"], [one["status"] for one in told["location"]]) == ("planned", ["reserved"])
        beds.give_up(kept, because="outro leito", by=system())
        assert "location" not in read(by, "Encounter", row.encounter)


class TestEpisodeOfCare:
    def test_it_goes_from_the_order_to_the_door(self, by: Client) -> None:
        row = stays.planned(display="Pneumonia", system="http://hl7.org/fhir/sid/icd-10", code="J18.9")
        told = read(by, "EpisodeOfCare", row)
        assert (told["status"], told["patient"]) == ("planned", reference("Patient", row.patient))
        assert told["managingOrganization"] == reference("Organization", row.department)
        named, condition = told["diagnosis"][0], told["contained"][0]
        assert (named["condition"]["reference"], code(named["role"])) == ("#diagnosis", "AD")
        assert (condition["resourceType"], code(condition["code"])) == ("Condition", "J18.9")
        row = admissions.admit(row, bed=stays.bed(stays.ward(row.department)), by=system())
        told = read(by, "EpisodeOfCare", row)
        assert [one["status"] for one in told["statusHistory"]] == ["planned", "active"]
        assert "end" not in told["period"]
        row = leave(row)
        told = read(by, "EpisodeOfCare", row)
        assert told["status"] == "finished"
        assert [one["status"] for one in told["statusHistory"]] == ["planned", "active", "finished"]
        assert told["period"]["end"] == told["statusHistory"][-1]["period"]["start"]

    def test_one_that_was_called_off_has_no_period(self, by: Client) -> None:
        row = stays.reach("cancelled")
        told = read(by, "EpisodeOfCare", row)
        assert (told["status"], "period" in told) == ("cancelled", False)
        assert [one["status"] for one in told["statusHistory"]] == ["planned", "cancelled"]

    def test_it_is_found_by_patient_state_department_and_number(self, by: Client) -> None:
        row, other = stays.admitted(), stays.planned()
        admissions.authorise(row, number="3526001", by=system())
        whose = f"EpisodeOfCare?patient={row.patient_id}"
        here = [str(row.pk)]
        assert found(by, whose) == found(by, f"{whose}&status=active,planned") == here
        assert found(by, f"{whose}&status=finished") == []
        assert found(by, f"{whose}&organization={row.department_id}&date=ge2020") == here
        assert found(by, "EpisodeOfCare?identifier=3526001") == here
        assert found(by, "EpisodeOfCare?status=planned") == [str(other.pk)]
        # Before the chart of whom one is allowed to open, it is a chart like any other.
        stranger = client("patients.view_patient", "patients.view_chart", "admissions.view_admission")
        assert stranger.get("/fhir/R4/EpisodeOfCare").status_code == 400
        assert stranger.get(f"/fhir/R4/EpisodeOfCare/{row.pk}").status_code == 404

    @pytest.mark.django_db(transaction=True)
    def test_reading_one_opens_the_chart_and_outside_ones_care_it_stays_closed(self, by: Client) -> None:
        row = stays.admitted()
        read(by, "EpisodeOfCare", row)
        seen = Access.objects.get(what="fhir.EpisodeOfCare")
        assert (seen.action, seen.patient_id) == ("read", row.patient_id)
        outside = client(
            "patients.view_patient", "patients.view_chart", "admissions.view_admission",
            "admissions.view_every_unit",
        )  # fmt: skip
        assert outside.get(f"/fhir/R4/EpisodeOfCare/{row.pk}").status_code == 403
        assert outside.get(f"/fhir/R4/EpisodeOfCare?patient={row.patient_id}").status_code == 403


def test_every_state_of_a_bed_a_stay_and_an_operation_has_its_word() -> None:
    assert location.OPERATIONAL.keys() == set(Bed.State.values)
    known = {*operation.PREPARED, operation.BEGUN, *operation.OVER, "cancelled"}
    assert known == set(Surgery.State.values)
    assert {*encounter.LOCATED, "given_up"} == set(Stay.State.values)
    assert episode.STATUSES.keys() == set(Admission.State.values)
    assert task.CLEANINGS.keys() == set(Cleaning.State.values)
    assert task.REQUESTS.keys() == set(BedRequest.State.values)

"""What the bed board shows to whom, and in how many queries."""

from datetime import timedelta
from typing import Any  # Any: JSON

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from hospital.accounts.actions import system
from hospital.admissions import board as boards, subscribers
from hospital.admissions.board_forms import MoveForm
from hospital.admissions.templatetags.board import age_words, short, short_doctor, soon, waited
from hospital.audit.models import Access, Event
from hospital.beds import actions as beds, live
from hospital.beds.models import Bed, Cleaning, Stay
from hospital.records import actions as records

from . import make

pytestmark = pytest.mark.django_db

CALM = {
    "systolic": 118, "diastolic": 74, "pulse": 72, "respiratory_rate": 16, "temperature": "36.5",
    "oxygen_saturation": 98, "breathing": "air", "consciousness": "A",
}  # fmt: skip


def card_of(bed: Bed, by: Any = None) -> boards.Card:  # Any: see above
    """The bed as the board shows it."""
    return next(card for card in boards.board(by=by or system()).cards if card.id == bed.pk)


def occupant_of(bed: Bed, by: Any = None) -> boards.Occupant:  # Any: see above
    found = card_of(bed, by).occupant
    assert found is not None
    return found


def test_a_card_says_what_matters_of_the_patient() -> None:
    by, bed = system(), make.bed()
    stay = make.admitted(
        bed, days=3, display="Sepse", expected_days=2, expected_discharge=localdate() + timedelta(days=1)
    )
    records.add_allergy(stay.patient, display="Dipirona", by=by)
    records.add_allergy(stay.patient, display="Penicilina", criticality="high", by=by)
    records.take_vitals(stay.patient, readings=CALM, at=now() - timedelta(hours=6), by=by)
    records.take_vitals(stay.patient, readings=CALM | {"pulse": 104, "respiratory_rate": 22}, by=by)
    beds.place_precaution(stay.patient, encounter=stay.encounter, kind="contact", because="KPC", by=by)
    who = occupant_of(bed)
    assert (who.name, who.diagnosis, who.days, who.until) == (stay.patient.name, "Sepse", 3, 1)
    assert who.allergies == ["Penicilina", "Dipirona"]
    assert who.precautions == ["contact"]
    assert who.colour == "yellow"
    assert who.warned
    assert (who.warned.points, who.warned.trend, who.warned.is_whole) == (3, "up", True)


def test_asked_and_not_asked_for_allergies_are_two_things() -> None:
    first, second = make.bed(), make.bed()
    asked = make.admitted(first)
    make.admitted(second)
    records.state_no_known_allergies(asked.patient, by=system())
    assert occupant_of(first).allergies == []
    assert occupant_of(second).allergies is None


def test_a_nurse_sees_the_wards_of_her_departments_only() -> None:
    bed, elsewhere = make.bed(), make.bed()
    make.admitted(bed)
    make.admitted(elsewhere)
    nurse = make.nurse(bed.ward.department)
    assert [card.id for card in boards.board(by=nurse).cards] == [bed.pk]


def test_who_may_not_open_the_chart_sees_nothing_clinical() -> None:
    bed = make.bed()
    stay = make.admitted(bed, display="Sepse")
    records.add_allergy(stay.patient, display="Látex", by=system())
    records.take_vitals(stay.patient, readings=CALM, by=system())
    beds.place_precaution(
        stay.patient, encounter=stay.encounter, kind="droplet", because="gripe", by=system()
    )
    who = occupant_of(bed, make.regulator())
    assert (who.name, who.diagnosis, who.allergies, who.warned) == (stay.patient.name, "", None, None)
    assert who.precautions == ["droplet"]


def test_a_confidential_patient_is_not_named_to_who_may_not_know() -> None:
    bed = make.bed()
    stay = make.admitted(bed)
    type(stay.patient).objects.filter(pk=stay.patient_id).update(is_confidential=True)
    card = card_of(bed, make.regulator())
    assert (card.state, card.occupant) == ("occupied", None)


def test_like_names_in_a_ward_are_pointed_out() -> None:
    ward = make.ward()
    first, second, third = make.bed(ward), make.bed(ward), make.bed(ward)
    make.admitted(first, who=make.patient(given_name="Maria Aparecida", family_name="Silva"))
    make.admitted(second, who=make.patient(given_name="Mariana", family_name="Souza Silva"))
    make.admitted(third, who=make.patient(given_name="João", family_name="Silva"))
    assert occupant_of(first).alike == [second.name]
    assert occupant_of(second).alike == [first.name]
    assert occupant_of(third).alike == []


def test_an_empty_bed_says_why_and_until_when() -> None:
    dirty, blocked = make.bed(), make.bed()
    stay = make.stay(make.admitted(dirty))
    beds.vacate(stay, by=system())
    beds.block(blocked, because="régua de gases", by=system())
    card = card_of(dirty)
    assert (card.state, card.occupant) == ("dirty", None)
    assert card.due_at == Cleaning.objects.open().get(bed=dirty).due_at
    assert (card_of(blocked).state, card_of(blocked).because) == ("blocked", "régua de gases")


def test_beds_stand_as_one_walks_along_them() -> None:
    ward = make.ward()
    for number in ("10", "9", "2"):
        beds.add_bed(beds.open_room(ward, number=number, by=system()), name=f"L-{number}", by=system())
    [shown] = boards.board(by=make.nurse(ward.department)).wards
    assert [card.name for card in shown.cards] == ["L-2", "L-9", "L-10"]


def test_the_board_takes_the_same_queries_for_any_number_of_beds() -> None:
    ward = make.ward()
    nurse = make.nurse(ward.department)

    def queries() -> int:
        with CaptureQueriesContext(connection) as taken:
            boards.board(by=nurse)
        return len(taken)

    make.admitted(make.bed(ward))
    queries()  # settings are read once
    few = queries()
    for _number in range(3):
        make.admitted(make.bed(ward))
    assert queries() == few


def test_the_figures_are_those_of_the_filters() -> None:
    ward = make.ward()
    make.admitted(make.bed(ward), expected_discharge=localdate())
    make.bed(ward)
    made = boards.board(by=make.nurse(ward.department))
    told = boards.figures(made)
    assert (told["all"], told["occupied"], told["free"], told["leaving"]) == (2, 1, 1, 1)


def test_the_board_as_json_and_the_look_at_it() -> None:
    bed = make.bed()
    make.admitted(bed)
    nurse = make.nurse(bed.ward.department)
    answer = make.client(nurse).get("/beds/board")
    assert answer.status_code == 200
    [ward] = answer.json()["wards"]
    assert ward["used"] == 1
    assert ward["beds"][0]["occupant"]["state"] == "present"
    looked = Access.objects.filter(what="admissions.board", by=nurse).get()
    assert looked.particulars["found"] == 1
    assert make.client(make.user()).get("/beds/board").status_code == 403


def test_the_page_its_parts_and_the_bed_beside_it() -> None:
    bed = make.bed()
    stay = make.admitted(bed)
    seen = make.browser(make.nurse(bed.ward.department))
    whole = seen.get("/beds/board")
    assert stay.patient.name in whole.content.decode()
    part = seen.get(f"/beds/board?part={bed.ward_id}").content.decode()
    assert stay.patient.name in part
    assert "<html" not in part
    assert stay.patient.name not in seen.get("/beds/board?part=none").content.decode()
    assert "data-move-stay" in seen.get(f"/beds/board/beds/{bed.pk}").content.decode()
    assert seen.get(f"/beds/board/beds/{make.bed().pk}").status_code == 404


@pytest.mark.parametrize(
    "show", ["free", "occupied", "cleaning_all", "out", "leaving", "alarming", "isolated"]
)
def test_each_filter_answers(show: str) -> None:
    bed = make.bed()
    assert make.browser(make.nurse(bed.ward.department)).get(f"/beds/board?show={show}").status_code == 200


def test_a_ticket_is_for_the_wards_that_one_sees() -> None:
    bed, _elsewhere = make.bed(), make.bed()
    ours = make.browser(make.nurse(bed.ward.department)).get("/beds/board/ticket").json()
    assert live.wards_of(ours["ticket"]) == frozenset([bed.ward_id])
    every = make.browser(make.regulator()).get("/beds/board/ticket").json()
    assert live.wards_of(every["ticket"]) is None


def test_a_patient_is_moved_from_the_board() -> None:
    ward = make.ward()
    bed, other = make.bed(ward), make.bed(ward)
    stay = make.stay(make.admitted(bed))
    seen = make.browser(make.nurse(ward.department))
    assert other.name in seen.get(f"/beds/board/stays/{stay.pk}/move?bed={other.pk}").content.decode()
    data = {"bed": str(other.pk), "because": "mais perto do posto"}
    answer = seen.post(f"/beds/board/stays/{stay.pk}/move", data, headers={"X-Part": "yes"})
    assert answer.status_code == 200
    assert other.name in answer.json()["said"]
    assert Stay.objects.present().get(patient=stay.patient).bed_id == other.pk


def test_who_comes_second_is_told_who_was_quicker() -> None:
    ward = make.ward()
    bed, wanted = make.bed(ward), make.bed(ward)
    stay = make.stay(make.admitted(bed))
    quick = make.whoever(ward.department)
    beds.occupy(
        wanted, patient=(other := make.planned(ward.department)).patient, encounter=other.encounter, by=quick
    )
    seen = make.browser(make.nurse(ward.department))
    answer = seen.post(
        f"/beds/board/stays/{stay.pk}/move", {"bed": str(wanted.pk), "because": "isolamento"},
        headers={"X-Part": "yes"},
    )  # fmt: skip
    assert answer.status_code == 422
    assert quick.name in answer.content.decode()


def test_a_reason_in_spite_is_asked_once_something_speaks_against_the_bed() -> None:
    ward = make.ward()
    stay, by = make.stay(make.admitted(make.bed(ward))), make.whoever(ward.department)
    assert "overridden_because" not in MoveForm(stay=stay, by=by).fields
    assert "overridden_because" in MoveForm({"because": "x"}, stay=stay, by=by).fields


def test_short_words() -> None:
    today = localdate()
    assert short("Maria Aparecida da Silva") == "Maria A. S."
    assert short_doctor("Marcos Bastos Filho") == "Marcos Bastos"
    assert [soon(today + timedelta(days=days)) for days in (3, 9)] == [
        "+3 d", (today + timedelta(days=9)).strftime("%d/%m"),
    ]  # fmt: skip
    assert age_words(today - timedelta(days=3)).startswith("3")
    assert waited(now() - timedelta(minutes=72)) == "1 h 12"


@pytest.mark.django_db(transaction=True)
def test_whoever_looks_at_the_ward_hears_of_a_new_score() -> None:
    bed = make.bed()
    stay = make.admitted(bed)
    records.take_vitals(stay.patient, readings=CALM, by=system())
    taken = Event.objects.get(verb="records.vitals_taken", patient_id=stay.patient_id)
    here = connection.get_connection_params()
    known = {name: here[name] for name in ("dbname", "host", "port", "user", "password") if here.get(name)}
    with psycopg.connect(autocommit=True, **known) as link:
        link.execute(f"LISTEN {live.CHANNEL}")
        subscribers.show_on_board(taken)
        [notice] = link.notifies(timeout=10, stop_after=1)
    assert notice.payload == str(bed.ward_id)

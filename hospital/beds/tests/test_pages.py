"""Wards, beds, requests and cleaning on the pages, as a form without JavaScript sends them."""

import pytest
from django.urls import reverse

from hospital.accounts.actions import system
from hospital.beds import actions
from hospital.beds.models import Bed, BedRequest, Cleaning, Precaution, Room, Stay, Ward

from . import make

pytestmark = pytest.mark.django_db


def page(name: str, *keys: object) -> str:
    return reverse(f"beds:{name}", args=keys)


def test_a_ward_is_set_up_on_pages() -> None:
    boss = make.browser(make.user(*make.SEES, "beds.view_every_ward", "beds.manage_bed", "beds.block_bed"))
    sent = {"department": make.department().pk, "code": "C1", "name": "Clínica", "kind": "icu", "sex": "any"}
    assert boss.get(page("new_ward")).status_code == 200
    assert boss.post(page("new_ward"), sent).status_code == 302
    ward = Ward.objects.get(code="C1")
    assert boss.post(page("new_ward"), sent).status_code == 422
    boss.post(page("new_room", ward.pk), {"number": "1", "sex": "same", "isolation": ["contact"]})
    room = Room.objects.get(ward=ward)
    boss.post(page("new_bed", room.pk), {"name": "A", "kind": "75", "sex": "any", "is_clean": "on"})
    bed = Bed.objects.get(room=room)
    for name, key in (
        ("change_ward", ward.pk), ("change_room", room.pk), ("change_bed", bed.pk), ("block", bed.pk),
        ("maintenance", bed.pk), ("close_bed", bed.pk), ("ward", ward.pk), ("bed", bed.pk),
    ):  # fmt: skip
        assert boss.get(page(name, key)).status_code == 200, name
    assert "Clínica" in boss.get(page("wards")).content.decode()
    change = {"number": "2", "sex": "any", "version": 1}
    assert boss.post(page("change_room", room.pk), change).status_code == 302
    assert boss.post(page("change_room", room.pk), change).status_code == 422
    assert boss.post(page("block", bed.pk), {"because": ""}).status_code == 422
    boss.post(page("block", bed.pk), {"because": "flood"})
    boss.post(page("release", bed.pk), {})
    assert Bed.objects.get(pk=bed.pk).state == "free"


def test_a_nurse_puts_a_patient_in_a_bed_and_follows_her() -> None:
    bed, who = make.bed(make.ward()), make.adult()
    nurse = make.browser(make.nurse(bed.ward.department))
    make.encounter(bed.ward.department, who)
    for name in ("place", "reserve", "ask_for_cleaning"):
        assert nurse.get(page(name, bed.pk)).status_code == 200
    unknown = nurse.post(page("place", bed.pk), {"chart_number": 999999})
    assert unknown.status_code == 422
    assert nurse.post(page("place", bed.pk), {"chart_number": who.chart_number}).status_code == 302
    stay = Stay.objects.present().get(patient=who)
    assert who.family_name in nurse.get(page("bed", bed.pk)).content.decode()
    assert who.family_name in nurse.get(page("ward", bed.ward_id)).content.decode()
    for name in ("move", "swap", "vacate", "give_leave", "isolate"):
        assert nurse.get(page(name, stay.pk)).status_code == 200, name
    nurse.post(page("isolate", stay.pk), {"kind": "contact", "because": "KPC"})
    precaution = Precaution.objects.get(patient=who)
    assert nurse.get(page("bed", bed.pk)).status_code == 200
    assert nurse.post(page("lift", stay.pk, precaution.pk), {"because": "negative"}).status_code == 302
    back = f"{make.hours(30):%Y-%m-%dT%H:%M}"
    nurse.post(page("give_leave", stay.pk), {"expected_at": back, "because": "x"})
    leave = stay.leaves.get()
    assert nurse.get(page("cancel_leave", stay.pk, leave.pk)).status_code == 200
    assert nurse.post(page("return_from_leave", stay.pk, leave.pk)).status_code == 302


def test_a_nurse_moves_a_patient_and_lets_her_go() -> None:
    stay = make.stay()
    bed, who, nurse = stay.bed, stay.patient, make.browser(make.nurse(stay.bed.ward.department))
    target = make.bed(make.room(bed.ward))
    assert nurse.post(page("move", stay.pk), {"bed": target.pk, "because": "quiet"}).status_code == 302
    moved = Stay.objects.present().get(patient=who)
    assert nurse.post(page("vacate", moved.pk), {}).status_code == 302
    assert Bed.objects.get(pk=target.pk).state == "dirty"


def test_the_page_says_who_was_quicker() -> None:
    bed, who = make.bed(), make.adult()
    make.encounter(bed.ward.department, who)
    nurse = make.nurse(bed.ward.department)
    make.stay(bed, by=nurse)
    answer = make.browser(nurse).post(page("place", bed.pk), {"chart_number": who.chart_number})
    assert answer.status_code == 422
    assert "Ana Souza" in answer.content.decode()


def test_the_nir_gives_a_bed_to_who_waits() -> None:
    boss, who = make.browser(make.regulator()), make.adult()
    free, wrong = make.bed(), make.bed(make.ward(sex="male"))
    sent = {"chart_number": who.chart_number, "sex": "any", "priority": 1, "reason": "sepsis"}
    assert boss.get(page("new_request")).status_code == 200
    assert boss.post(page("new_request"), sent).status_code == 302
    request = BedRequest.objects.get()
    assert who.family_name in boss.get(page("requests")).content.decode()
    shown = boss.get(page("request", request.pk)).content.decode()
    assert free.name in shown
    until = f"{make.hours(5):%Y-%m-%dT%H:%M}"
    refused = boss.post(page("allocate", request.pk), {"bed": wrong.pk, "until": until})
    assert refused.status_code == 422
    assert "is for men" in refused.content.decode() or "para homens" in refused.content.decode()
    assert boss.post(page("allocate", request.pk), {"bed": free.pk, "until": until}).status_code == 302
    stay = Stay.objects.reserved().get(patient=who)
    assert boss.get(page("bed", free.pk)).status_code == 200
    assert boss.get(page("give_up", stay.pk)).status_code == 200
    for name in ("change_priority", "cancel_request"):
        assert boss.get(page(name, request.pk)).status_code == 200
    boss.post(page("cancel_request", request.pk), {"because": "home"})
    assert Bed.objects.get(pk=free.pk).state == "free"


def test_a_bed_is_reserved_on_its_page() -> None:
    bed, who = make.bed(), make.adult()
    nurse = make.browser(make.nurse(bed.ward.department))
    until = f"{make.hours(5):%Y-%m-%dT%H:%M}"
    sent = {"chart_number": who.chart_number, "until": until}
    assert nurse.post(page("reserve", bed.pk), sent).status_code == 302
    assert Bed.objects.get(pk=bed.pk).state == "reserved"


def test_housekeeping_works_through_its_list() -> None:
    stay = make.stay()
    actions.vacate(stay, by=system())
    task = Cleaning.objects.get(bed=stay.bed)
    cleaner = make.browser(make.cleaner())
    shown = cleaner.get(page("cleanings")).content.decode()
    assert stay.bed.name in shown
    assert stay.patient.family_name not in shown
    assert cleaner.get(page("assign", task.pk)).status_code == 200
    assert cleaner.post(page("begin_cleaning", task.pk)).status_code == 302
    assert cleaner.post(page("finish_cleaning", task.pk)).status_code == 302
    assert Bed.objects.get(pk=stay.bed_id).state == "free"
    shown = cleaner.get(page("bed", stay.bed_id)).content.decode()
    assert stay.patient.family_name not in shown


def test_who_inspects_says_what_she_found() -> None:
    stay = make.stay()
    actions.vacate(stay, by=system())
    task = Cleaning.objects.get(bed=stay.bed)
    Cleaning.objects.filter(pk=task.pk).update(is_inspection_needed=True)
    actions.begin_cleaning(task, by=system())
    actions.finish_cleaning(task, by=system())
    head = make.browser(make.nurse(stay.bed.ward.department, "beds.inspect_bed"))
    assert head.get(page("inspect", task.pk)).status_code == 200
    assert head.post(page("inspect", task.pk), {"is_ok": "no"}).status_code == 422
    assert head.post(page("inspect", task.pk), {"is_ok": "yes"}).status_code == 302
    assert Bed.objects.get(pk=stay.bed_id).state == "free"
    assert head.get(page("change_bed", stay.bed_id)).status_code == 403

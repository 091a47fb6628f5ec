"""The checklist guards the steps; sides agree; counts are right; what is left in can be found again."""

from datetime import date
from typing import Any  # Any: whatever the actions take

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from hospital.audit.models import Event
from hospital.core.errors import Denied, Invalid, InvalidTransition
from hospital.surgery import actions
from hospital.surgery.checklist import ITEMS, required_signs, wanting
from hospital.surgery.models import ChecklistPhase, ChecklistSign, Implant, Surgery

from . import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre() -> make.Centre:
    return make.Centre()


def test_no_incision_before_sign_in_and_time_out(centre: make.Centre) -> None:
    one = centre.in_room()
    with pytest.raises(actions.NoSignIn):
        actions.begin_anaesthesia(one, by=centre.anaesthetist)
    with pytest.raises(actions.NoTimeOut):
        actions.begin(one, by=centre.surgeon)
    centre.phase(one, "sign_in")
    with pytest.raises(actions.NoTimeOut):
        actions.begin(one, by=centre.surgeon)
    centre.phase(one, "time_out")
    assert actions.begin(one, by=centre.surgeon).state == "in_progress"


def test_nobody_leaves_before_sign_out_and_counts(centre: make.Centre) -> None:
    one = actions.finish(centre.in_progress(), by=centre.surgeon)
    with pytest.raises(actions.NoSignOut):
        actions.leave_room(one, by=centre.nurse)
    actions.answer_phase(one, name="sign_out", answers=make.RIGHT["sign_out"], by=centre.nurse)
    with pytest.raises(actions.CountsFirst):
        actions.sign_phase(one, name="sign_out", by=centre.nurse)
    centre.counted(one)
    centre.phase(one, "sign_out")
    assert actions.leave_room(one, by=centre.nurse).state == "recovery"


def test_a_wrong_count_is_looked_for(centre: make.Centre) -> None:
    one = centre.in_progress()
    sponges, *_ = centre.counted(one)
    wrong = centre.count(sponges, after=9)
    assert (wrong.missing, wrong.is_settled) == (1, False)
    done = actions.finish(one, by=centre.surgeon)
    actions.answer_phase(done, name="sign_out", answers=make.RIGHT["sign_out"], by=centre.nurse)
    with pytest.raises(actions.CountsFirst):
        actions.sign_phase(done, name="sign_out", by=centre.nurse)
    told = actions.explain_count(wrong, explained="Estava no lixo", xray_at=now(), by=centre.nurse)
    assert told.is_settled
    more = actions.add_to_count(told, more=5, by=centre.nurse)
    assert (more.after, more.is_settled) == (None, False)
    with pytest.raises(Invalid):
        actions.finish_count(
            more, after=14, counted_by=make.employee_of(centre.scrub),
            checked_by=make.employee_of(centre.scrub), by=centre.nurse,
        )  # fmt: skip
    with pytest.raises(actions.CountedAlready):
        actions.start_count(one, kind="sponge", before=1, by=centre.nurse)


def test_a_count_that_became_wrong_after_the_sign_out_still_holds_her_back(centre: make.Centre) -> None:
    one = centre.finished()
    centre.count(one.counts.get(kind="needle"), after=9)
    with pytest.raises(actions.NoSignOut):
        actions.leave_room(one, by=centre.nurse)


def test_each_role_signs_once_and_only_the_team(centre: make.Centre) -> None:
    one = centre.in_room()
    actions.answer_phase(one, name="sign_in", answers=make.RIGHT["sign_in"], by=centre.nurse)
    with pytest.raises(Denied):
        actions.sign_phase(one, name="sign_in", by=make.person(centre.of, *make.NURSES))
    first = actions.sign_phase(one, name="sign_in", by=centre.nurse)
    assert first.completed_at is None
    with pytest.raises(actions.SignedForThisRole):
        actions.sign_phase(one, name="sign_in", by=centre.scrub)
    with pytest.raises(actions.AlreadySigned):
        actions.answer_phase(one, name="sign_in", answers={"loss": "no"}, by=centre.nurse)
    done = actions.sign_phase(one, name="sign_in", by=centre.anaesthetist)
    assert done.completed_at
    with pytest.raises(actions.PhaseClosed):
        actions.answer_phase(one, name="sign_in", answers={}, by=centre.nurse)


def test_unanswered_or_bad_answers_are_not_signed(centre: make.Centre) -> None:
    one = centre.in_room()
    answers = make.RIGHT["sign_in"] | {"identity": "no"}
    del answers["oximeter"]
    actions.answer_phase(one, name="sign_in", answers=answers, by=centre.nurse)
    with pytest.raises(actions.NotAnswered) as refused:
        actions.sign_phase(one, name="sign_in", by=centre.nurse)
    assert set(refused.value.fields) == {"identity", "oximeter"}
    for wrong in ({"sobrenome": "yes"}, {"identity": "talvez"}):
        with pytest.raises(Invalid):
            actions.answer_phase(one, name="sign_in", answers=wrong, by=centre.nurse)


def test_booking_consent_and_time_out_name_one_side(centre: make.Centre) -> None:
    one = actions.enter_room(centre.called(), by=centre.nurse)
    centre.staff(one)
    with pytest.raises(actions.SidesDisagree):
        centre.consent(one, laterality="right")
    actions.answer_phase(one, name="sign_in", answers=make.RIGHT["sign_in"], by=centre.nurse)
    with pytest.raises(actions.NoConsent):
        actions.sign_phase(one, name="sign_in", by=centre.nurse)
    centre.consent(one)
    for who in (centre.nurse, centre.anaesthetist):
        actions.sign_phase(one, name="sign_in", by=who)
    actions.answer_phase(
        one, name="time_out", answers=make.RIGHT["time_out"], laterality="right", by=centre.nurse
    )
    with pytest.raises(actions.SidesDisagree):
        actions.sign_phase(one, name="time_out", by=centre.surgeon)
    actions.answer_phase(one, name="time_out", answers={}, laterality="left", by=centre.nurse)
    for who in (centre.surgeon, centre.anaesthetist, centre.nurse):
        actions.sign_phase(one, name="time_out", by=who)
    one.refresh_from_db()
    with pytest.raises(actions.SideWasSaid):
        actions.change_request(one, version=one.version, laterality="right", by=centre.surgeon)


def test_another_side_in_the_booking_stops_it_even_without_a_time_out(centre: make.Centre) -> None:
    one = centre.in_room()
    for name in ("sign_in", "time_out"):
        actions.waive_phase(one, name=name, because="Parada", by=centre.surgeon)
    one.refresh_from_db()
    other = actions.change_request(one, version=one.version, laterality="right", by=centre.surgeon)
    with pytest.raises(actions.SidesDisagree):
        actions.begin(other, by=centre.surgeon)
    actions.revoke_consent(one.consents.get(), because="lado errado", by=centre.nurse)
    centre.consent(other)
    assert actions.begin(other, by=centre.surgeon).state == "in_progress"


def test_an_emergency_goes_on_without_the_checklist_and_says_why(centre: make.Centre) -> None:
    one = actions.enter_room(centre.called(priority="emergency"), by=centre.nurse)
    with pytest.raises(Denied):
        actions.waive_phase(one, name="sign_in", because="x", by=centre.nurse)
    with pytest.raises(Invalid):
        actions.waive_phase(one, name="sign_in", because=" ", by=centre.surgeon)
    for name in ("sign_in", "time_out"):
        actions.waive_phase(one, name=name, because="Choque hemorrágico", by=centre.surgeon)
    actions.begin(one, by=centre.surgeon)
    done = actions.finish(one, by=centre.surgeon)
    actions.waive_phase(done, name="sign_out", because="Direto para a UTI", by=centre.surgeon)
    assert actions.leave_room(done, destination="icu", by=centre.nurse).state == "done"
    told = Event.objects.filter(verb="surgery.checklist_waived").order_by("pk")
    assert (told.count(), told[0].reason) == (3, "Choque hemorrágico")


def test_a_closed_phase_and_its_signatures_stay(centre: make.Centre) -> None:
    centre.in_progress()
    with pytest.raises(IntegrityError), transaction.atomic():
        ChecklistPhase.objects.filter(name="sign_in").update(note="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        ChecklistSign.objects.all().delete()


def test_under_local_anaesthesia_there_is_no_anaesthetist_to_wait_for() -> None:
    assert required_signs("sign_in", "local") == ("surgeon", "nurse")
    assert required_signs("time_out", "general") == ("surgeon", "anaesthetist", "nurse")
    assert wanting("time_out", {item.key: item.good[0] for item in ITEMS["time_out"]}) == {}
    assert len(wanting("sign_out", {})) == len(ITEMS["sign_out"])


def test_implants_are_found_by_lot(centre: make.Centre) -> None:
    one = centre.in_progress()
    tray: dict[str, Any] = {"what": "Tela de polipropileno", "maker": "Fábrica"}  # Any: what the action takes
    with pytest.raises(Invalid):
        actions.use_implant(one, by=centre.nurse, **tray)
    with pytest.raises(actions.Expired):
        actions.use_implant(one, lot="L1", expires_on=date(2020, 1, 1), by=centre.nurse, **tray)
    used = actions.use_implant(one, lot="L1", registration="8012345", by=centre.nurse, **tray)
    told = Event.objects.get(verb="surgery.implant_used")
    assert (told.particulars["lot"], told.patient_id) == ("L1", one.patient_id)
    found = make.client(centre.nurse).get("/implants", lot="l1").json()["items"]
    assert [row["patient"]["id"] for row in found] == [str(one.patient_id)]
    gone = actions.withdraw_implant(used, because="outro lote", by=centre.nurse)
    with pytest.raises(actions.ImplantWithdrawn):
        actions.withdraw_implant(gone, because="x", by=centre.nurse)
    with pytest.raises(IntegrityError), transaction.atomic():
        Implant.objects.update(lot="L2")


def test_specimens_have_labels_of_their_own(centre: make.Centre) -> None:
    one = centre.in_progress()
    actions.take_specimen(one, what="Saco herniário", label="A1", by=centre.nurse)
    with pytest.raises(actions.LabelTaken):
        actions.take_specimen(one, what="Gordura", label="A1", by=centre.nurse)
    with pytest.raises(InvalidTransition):
        actions.take_specimen(centre.request(), what="x", label="1", by=make.opener())


def test_the_record_of_anaesthesia(centre: make.Centre) -> None:
    one = centre.in_progress()
    actions.write_anaesthesia(one, kind="drug", what="Propofol", amount="120", unit="mg", by=centre.nurse)  # type: ignore[arg-type]  # as a form sends it
    actions.write_anaesthesia(one, kind="signs", heart_rate=80, systolic=120, by=centre.nurse)
    for wrong in (
        {"kind": "drug"}, {"kind": "signs"}, {"kind": "signs", "spo2": 130},
        {"kind": "drug", "what": "Propofol", "amount": 10},
    ):  # fmt: skip
        with pytest.raises(Invalid):
            actions.write_anaesthesia(one, by=centre.nurse, **wrong)
    with pytest.raises(actions.NotYetInTheatre):
        actions.write_anaesthesia(centre.scheduled(make.start(2)), kind="event", what="x", by=centre.surgeon)
    assert centre.aldrete(one).total == 10
    with pytest.raises(Invalid):
        centre.aldrete(one, points=3)


def test_risks_are_points(centre: make.Centre) -> None:
    one = centre.request()
    assert one.rcri is None
    done = actions.assess(
        one, version=one.version, asa=3, asa_emergency=True, risks=["stroke", "insulin"],
        wound="clean", by=centre.surgeon,
    )  # fmt: skip
    assert (done.rcri, done.rcri_class, done.asa_class) == (2, "III", "3E")
    with pytest.raises(Invalid):
        actions.assess(done, version=done.version, asa=7, by=centre.surgeon)
    cleared = actions.assess(done, version=done.version, risks=[], by=centre.surgeon)
    assert (cleared.rcri, cleared.rcri_class) == (0, "I")
    assert Surgery.objects.get().asa == 3

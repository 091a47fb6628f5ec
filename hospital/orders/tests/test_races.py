"""What two people can do at once."""

import pytest

from hospital.orders import actions
from hospital.orders.interpretation import LineData
from hospital.orders.models import CriticalNotice, Issue, Order, Result, Specimen
from tests.race import at_once

from . import make

pytestmark = pytest.mark.django_db(transaction=True)


def _one_of(answers: list[object], refusal: type[Exception]) -> bool:
    """Whether exactly one came through, and the others were refused in these words."""
    refused = [answer for answer in answers if isinstance(answer, Exception)]
    return len(refused) == len(answers) - 1 and all(type(answer) is refusal for answer in refused)


def test_of_two_who_validate_one_result_one_does() -> None:
    result, first, second = make.resulted("7.2"), make.lab(), make.lab()
    answers = at_once(*(lambda by=by: actions.validate_result(result, by=by) for by in (first, second)))
    assert _one_of(answers, actions.ResultValidated)
    assert CriticalNotice.objects.count() == 1


def test_of_two_who_acknowledge_one_critical_result_one_does() -> None:
    make.released("7.2")
    notice, first, second = CriticalNotice.objects.get(), make.doctor(), make.doctor()
    answers = at_once(
        *(lambda by=by: actions.acknowledge(notice, told="eu", by=by) for by in (first, second))
    )
    assert _one_of(answers, actions.AlreadyAcknowledged)


def test_of_two_who_enter_a_result_one_does() -> None:
    order, first, second = make.collected(), make.lab(), make.lab()
    line: LineData = {**make.POTASSIUM, "value": "4"}
    answers = at_once(
        *(lambda by=by: actions.enter_result(order, lines=[line], by=by) for by in (first, second))
    )
    assert _one_of(answers, actions.HasResult)
    assert Result.objects.count() == 1


def test_of_two_who_correct_one_result_one_does() -> None:
    result, first, second = make.released(), make.lab(), make.lab()
    line: LineData = {**make.POTASSIUM, "value": "5"}
    answers = at_once(
        *(
            lambda by=by: actions.correct_result(result, lines=[line], because="x", by=by)
            for by in (first, second)
        )
    )
    assert _one_of(answers, actions.ResultSuperseded)


def test_of_two_who_collect_one_tube_one_does() -> None:
    order, first, second = make.order(), make.nurse(), make.nurse()
    answers = at_once(*(lambda by=by: actions.collect(order, by=by) for by in (first, second)))
    assert _one_of(answers, actions.AlreadyCollected)
    assert Specimen.objects.count() == 1


def test_a_paper_is_issued_once_however_often_it_is_asked_for() -> None:
    make.house()
    doctor = make.doctor()
    paper = make.paper(by=doctor)
    answers = at_once(*(lambda: actions.issue_paper(paper, by=doctor) for _place in range(2)))
    assert _one_of(answers, actions.PaperIssued)
    assert Issue.objects.count() == 1


def test_an_order_is_cancelled_or_resulted_but_not_both() -> None:
    order, lab, doctor = make.collected(), make.lab(), make.doctor()
    line: LineData = {**make.POTASSIUM, "value": "4"}
    answers = at_once(
        lambda: actions.enter_result(order, lines=[line], by=lab),
        lambda: actions.cancel_order(order, reason="x", by=doctor),
    )
    assert sum(isinstance(answer, Exception) for answer in answers) == 1
    state = Order.objects.get(pk=order.pk).progress.state
    assert (state == "resulted") == Result.objects.exists()

"""A page's form shows the refusal of its action beside the field it is about."""

from django import forms

from hospital.core.errors import Conflict, Denied, Invalid
from hospital.core.forms import ActionForm


class BedForm(ActionForm):
    bed = forms.CharField()


def admit(patient: str, *, bed: str, by: str) -> str:
    if bed == "taken":
        raise Conflict("Another patient is in this bed.")
    if bed == "unknown":
        raise Invalid(fields={"bed": ["No such bed."]})
    return f"{patient} in {bed} by {by}"


def test_the_action_gets_the_cleaned_data() -> None:
    assert BedForm({"bed": "12A"}).attempt(admit, "Ana", by="nurse") == "Ana in 12A by nurse"


def test_a_conflict_is_shown_above_the_form() -> None:
    form = BedForm({"bed": "taken"})
    assert form.attempt(admit, "Ana", by="nurse") is None
    assert form.non_field_errors() == ["Another patient is in this bed."]


def test_a_fault_of_one_field_is_shown_beside_it() -> None:
    form = BedForm({"bed": "unknown"})
    assert form.attempt(admit, "Ana", by="nurse") is None
    assert form.errors == {"bed": ["No such bed."]}


def test_an_incomplete_form_never_reaches_the_action() -> None:
    form = BedForm({})
    assert form.attempt(lambda **_: 1 / 0) is None
    assert "bed" in form.errors


def test_a_missing_permission_is_no_form_error() -> None:
    def refuse(**_: object) -> None:
        raise Denied

    try:
        BedForm({"bed": "12A"}).attempt(refuse)
    except Denied:
        return
    raise AssertionError("Denied must reach the page's error handler")

"""<c-code-field>: words that may get a code, with scripts and without."""

import pytest
from django import forms
from django.utils.translation import override
from playwright.sync_api import Page

from hospital.accounts.tests import make as accounts
from hospital.site.tests.test_look import drawn
from hospital.terminology.tests import make
from tests.browser import chromium, serving

FIELD = '<c-code-field :field="form.display" systems="{}" sex="male" />'
CID = "http://hl7.org/fhir/sid/icd-10"
VALUES = "() => ['display', 'code', 'system'].map((name) => document.getElementsByName(name)[0].value)"
PUT = """(html) => {
  const form = document.createElement("form");
  form.method = "post";
  form.dataset.noGuard = "";
  form.innerHTML = html;
  document.querySelector("main").prepend(form);
  document.dispatchEvent(new CustomEvent("htmx:load", {detail: {elt: form}}));
}"""


class Diagnosis(forms.Form):
    display = forms.CharField(label="Diagnosis")
    system = forms.CharField(label="Code system", required=False)
    code = forms.CharField(label="Code", required=False)


class Referral(forms.Form):
    reason = forms.CharField(label="Reason")
    reason_system = forms.CharField(label="Code system", required=False)
    reason_code = forms.CharField(label="Code", required=False)


def test_without_scripts_the_code_is_an_input_and_one_system_is_not_asked_for() -> None:
    with override("en"):
        html = drawn(FIELD.format("cid10"), form=Diagnosis())
        assert f'<input type="hidden" name="system" id="id_system" value="{CID}"' in html
        assert 'name="code"' in html
        several = drawn(FIELD.format("cid10 ciap2"), form=Diagnosis())
        assert '<select name="system"' in several
        assert "CIAP-2, primary care" in several


def test_what_was_chosen_before_stays_chosen() -> None:
    form = Diagnosis({"display": "Infarto", "system": "http://snomed.info/sct", "code": "22298006"})
    with override("en"):
        html = drawn(FIELD.format("cid10 ciap2"), form=form)
    assert '<option value="http://snomed.info/sct" selected>SNOMED CT</option>' in html
    assert 'value="22298006"' in html


def test_parts_may_have_a_stem() -> None:
    form = Referral({"reason": "", "reason_code": "x"})
    form.add_error("reason_code", "No such code")
    with override("en"):
        html = drawn('<c-code-field :field="form.reason" systems="cid10" />', form=form)
    assert 'name="reason_system"' in html
    assert "has-faults" in html
    assert "No such code" in html


@pytest.mark.django_db(transaction=True)
def test_a_code_is_chosen_by_keyboard_and_words_without_a_code_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs a loop in this thread
    make.core()
    accounts.user(username="ana")
    html = drawn(FIELD.format("cid10 ciap2"), form=Diagnosis())
    with serving() as at, chromium() as browser:
        page = browser.new_page()
        page.goto(f"{at}/accounts/login/")
        page.fill("[name=login]", "ana")
        page.fill("[name=password]", accounts.PASSWORD)
        page.click("form:has([name=login]) button.primary")
        page.wait_for_url(f"{at}/")
        page.evaluate(PUT, html)
        _choose(page)
        _write_on(page)
        _type_a_code(page)


def _choose(page: Page) -> None:
    field = page.locator("[name=display]")
    assert field.get_attribute("role") == "combobox"
    assert not page.locator("[name=code]").is_visible()
    field.press_sequentially("pressão")
    first = page.locator(".code-list [role=option]").first
    first.wait_for()
    assert first.get_attribute("aria-selected") == "true"
    assert page.locator(".code-list").inner_text().count("O13") == 0, "not for a man"
    field.press("ArrowDown")
    field.press("ArrowUp")
    field.press("Enter")
    assert page.evaluate(VALUES) == ["Pressão alta sem causa definida", "I10", CID]
    assert page.locator("[data-code-chip]").inner_text() == "I10"
    assert not page.locator(".code-list").is_visible()


def _write_on(page: Page) -> None:
    """Words that go on lose the code; Escape leaves them as they are."""
    field = page.locator("[name=display]")
    field.press_sequentially(" xyzzyx")
    page.locator(".code-list p").wait_for()
    field.press("Escape")
    assert page.evaluate(VALUES) == ["Pressão alta sem causa definida xyzzyx", "", ""]
    assert not page.locator("[data-code-chip]").is_visible()


def _type_a_code(page: Page) -> None:
    """Whoever types a whole code and goes on means it."""
    field = page.locator("[name=display]")
    field.fill("j189")
    page.locator(".code-list [role=option]").first.wait_for()
    field.press("Tab")
    assert page.evaluate(VALUES) == ["Pneumonia", "J18.9", CID]

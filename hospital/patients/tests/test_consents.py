"""What patients allow and whom they keep out: written once, ended by a row of its own."""

import base64
from datetime import timedelta
from typing import Any  # Any: whatever the actions take

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, now

from hospital.accounts.models import User
from hospital.audit.models import Access, Event
from hospital.core.errors import Denied, Invalid
from hospital.organization.tests import make as staff
from hospital.patients import actions
from hospital.patients.models import Consent, ConsentParty, Patient, Restriction, Revocation
from tests.race import race

from . import make

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 signed"
ASKS = (
    "patients.view_patient", "patients.view_consent", "patients.write_consent", "patients.merge_patient",
    "organization.view_employee", "organization.view_department", "organization.view_colleague",
)  # fmt: skip
MOTHER: dict[str, Any] = {  # Any: see above
    "signer": "representative", "signer_name": "Rosa Lima", "signer_relation": "mãe",
    "signer_cpf": "390.533.447-05",
}  # fmt: skip


@pytest.fixture
def desk() -> User:
    return make.user(*ASKS)


def consent(by: User, patient: Patient | None = None, **fields: Any) -> Consent:  # Any: see above
    values: dict[str, Any] = {"purpose": "research", "scope": "Estudo de hipertensão"} | fields
    return actions.write_consent(patient or make.patient(), by=by, **values)


def test_a_consent_says_what_for_whom_and_who_signed(desk: User) -> None:
    doctor = staff.employee()
    written = consent(desk, professionals=[doctor.pk], organisations=["Fiocruz", " "], scan=PDF, **MOTHER)
    assert written.is_in_force
    assert sorted(map(str, written.parties.all())) == sorted([doctor.name, "Fiocruz"])
    assert (written.signer_cpf, written.scan_kind) == ("39053344705", "application/pdf")
    event = Event.objects.get(verb="patients.consent_written")
    assert (event.by, event.particulars) == (
        desk, {"purpose": "research", "signer": "representative", "parties": 2},
    )  # fmt: skip
    assert actions.open_scan(written, by=desk) == PDF
    assert Access.objects.filter(what="patients.consent_scan", patient_id=written.patient_id).exists()


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"scope": " "}, "scope"),
        ({"purpose": "money"}, "purpose"),
        ({**MOTHER, "signer_cpf": "111.111.111-11"}, "signer_cpf"),
        ({**MOTHER, "signer_cpf": ""}, "signer_cpf"),
        ({**MOTHER, "signer_name": ""}, "signer_name"),
        ({**MOTHER, "signer_relation": ""}, "signer_relation"),
        ({"valid_until": localdate() - timedelta(days=1)}, "valid_until"),
        ({"signed_at": now() + timedelta(days=1)}, "signed_at"),
        ({"scan": b"MZ a program"}, "scan"),
    ],
)
def test_what_is_missing_or_wrong_is_named(fields: dict[str, Any], fault: str, desk: User) -> None:
    with pytest.raises(Invalid) as refused:
        consent(desk, **fields)
    assert list(refused.value.fields) == [fault]


def test_a_stranger_writes_no_consent(desk: User) -> None:
    other = make.user("patients.view_patient", "patients.view_consent")
    with pytest.raises(Denied):
        consent(other)
    with pytest.raises(Denied):
        actions.revoke_consent(consent(desk), by=other)


def test_a_consent_is_revoked_once_by_a_row_with_before_and_after(desk: User) -> None:
    written = consent(desk)
    actions.revoke_consent(written, reason="Mudou de ideia", by=desk)
    row = Revocation.objects.get()
    assert (row.before, row.after, row.revoked_by) == ("authorised", "revoked", desk)
    assert Consent.objects.get().status == "revoked"
    assert not Consent.objects.allowing("research").exists()
    assert Event.objects.get(verb="patients.consent_revoked").particulars["before"] == "authorised"
    with pytest.raises(actions.AlreadyRevoked):
        actions.revoke_consent(written, by=desk)


def test_a_refusal_is_not_revoked(desk: User) -> None:
    refused = consent(desk, decision="refused")
    assert Event.objects.filter(verb="patients.consent_refused").exists()
    with pytest.raises(actions.NotAuthorised):
        actions.revoke_consent(refused, by=desk)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_revoke_one_consent_at_once_one_does() -> None:
    desk = make.user(*ASKS)
    written = consent(desk)
    outcomes = race(2, lambda _number: actions.revoke_consent(written, by=make.fresh(desk)))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadyRevoked", "Consent"]


@pytest.mark.django_db(transaction=True)
def test_the_database_lets_nobody_change_what_was_signed() -> None:
    desk = make.user(*ASKS)
    written, refused = consent(desk, organisations=["Fiocruz"]), consent(desk, decision="refused")
    actions.revoke_consent(written, by=desk)
    party = ConsentParty(consent=refused, organisation="Seguradora")
    ended = Revocation(consent=refused, revoked_by=desk, before="authorised", after="revoked")
    for wrong in (
        lambda: Consent.objects.filter(pk=written.pk).update(scope="Tudo"),
        lambda: Consent.objects.filter(pk=refused.pk).update(decision="authorised"),
        lambda: Consent.objects.filter(pk=refused.pk).delete(),
        lambda: ConsentParty.objects.update(organisation="Outra"),
        lambda: Revocation.objects.update(reason="outra"),
        lambda: party.save(force_insert=True),
        lambda: ended.save(force_insert=True),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            wrong()


def test_consents_go_over_in_a_merge_and_come_back(desk: User) -> None:
    written, survivor = consent(desk), make.patient()
    kept = actions.add_restriction(
        written.patient, reason="Vizinha", professional=staff.employee().pk, by=desk
    )
    merged = actions.merge(survivor, absorbed=written.patient, reason="mesma pessoa", by=desk)
    assert Consent.objects.get().patient == Restriction.objects.get().patient == survivor
    actions.undo_merge(merged, reason="duas", by=desk)
    assert Consent.objects.get().patient_id == Restriction.objects.get().patient_id == kept.patient_id


def test_a_restriction_keeps_out_exactly_one_kind(desk: User) -> None:
    employee, department = staff.employee(), staff.department()
    patient = make.patient()
    wrong: tuple[dict[str, Any], ...] = (
        {},
        {"professional": employee.pk, "department": department.pk},
    )  # Any: see above
    for whom in wrong:
        with pytest.raises(Invalid):
            actions.add_restriction(patient, reason="x", by=desk, **whom)
    with pytest.raises(Invalid):
        actions.add_restriction(patient, reason=" ", professional=employee.pk, by=desk)
    with pytest.raises(Invalid):
        actions.add_restriction(
            patient, reason="x", professional=employee.pk, ends_on=localdate() - timedelta(days=1), by=desk
        )
    row = actions.add_restriction(patient, reason="Vizinha", professional=employee.pk, by=desk)
    assert Event.objects.get(verb="patients.restriction_added").reason == "Vizinha"
    actions.revoke_restriction(row, reason="Pediu", by=desk)
    with pytest.raises(actions.AlreadyRevoked):
        actions.revoke_restriction(row, reason="Pediu", by=desk)


def test_the_api_writes_reads_and_ends_consents_and_restrictions(desk: User) -> None:
    api, patient = make.client(desk), make.patient()
    path = f"/patients/{patient.pk}/consents"
    made = api.post(
        path, purpose="sharing", scope="RNDS", scan=base64.b64encode(PDF).decode(), organisations=["RNDS"]
    ).json()
    assert (made["status"], made["has_scan"], made["revocation"]) == ("authorised", True, None)
    assert api.get(f"{path}/{made['id']}/scan").content == PDF
    ended = api.post(f"{path}/{made['id']}/revocation", reason="não quero").json()
    assert (ended["status"], ended["revocation"]["before"]) == ("revoked", "authorised")
    assert [row["id"] for row in api.get(path).json()["items"]] == [made["id"]]
    kept = api.post(
        f"/patients/{patient.pk}/restrictions", professional_id=staff.employee().pk, reason="Vizinha"
    ).json()
    assert kept["is_in_force"] is True
    freed = api.send(
        "POST", f"/patients/{patient.pk}/restrictions/{kept['id']}/revocation", {"reason": "Pediu"},
        **{"If-Match": 'W/"1"'},
    ).json()  # fmt: skip
    assert freed["is_in_force"] is False


def test_the_pages_write_show_and_end_them(desk: User) -> None:
    browser, patient, employee = make.browser(desk), make.patient(), staff.employee()
    new = reverse("patients:new_consent", args=[patient.pk])
    assert browser.get(new).status_code == 200
    typed = {
        "purpose": "image", "scope": "Fotos da ferida", "decision": "authorised", "signer": "patient",
        "professionals": [str(employee.pk)], "paper": SimpleUploadedFile("termo.pdf", PDF),
    }  # fmt: skip
    assert browser.post(new, typed).status_code == 302
    assert browser.post(new, {**typed, "scope": ""}).status_code == 422
    written = Consent.objects.get()
    shown = browser.get(reverse("patients:consent", args=[patient.pk, written.pk])).content.decode()
    assert employee.name in shown
    paper = browser.get(reverse("patients:consent_scan", args=[patient.pk, written.pk]))
    assert (paper.content, paper["Content-Disposition"][:10]) == (PDF, "attachment")
    assert (
        browser.post(
            reverse("patients:revoke_consent", args=[patient.pk, written.pk]), {"reason": ""}
        ).status_code
        == 302
    )


def test_the_pages_keep_somebody_out_and_let_her_in_again(desk: User) -> None:
    browser, patient = make.browser(desk), make.patient()
    restricted = reverse("patients:new_restriction", args=[patient.pk])
    assert browser.get(restricted).status_code == 200
    done = browser.post(
        restricted, {"department": str(staff.department("Pronto-socorro").pk), "reason": "Pediu"}
    )
    assert done.status_code == 302
    page = browser.get(reverse("patients:consents", args=[patient.pk])).content.decode()
    assert "Pronto-socorro" in page
    row = Restriction.objects.get()
    revoke = reverse("patients:revoke_restriction", args=[patient.pk, row.pk])
    assert browser.post(revoke, {"reason": "Pediu", "version": 1}).status_code == 302


def test_the_list_costs_the_same_however_much_was_signed(desk: User) -> None:
    patient, api = make.patient(), make.client(desk)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            api.get(f"/patients/{patient.pk}/consents")
            api.get(f"/patients/{patient.pk}/restrictions")
        return len(queries)

    def sign() -> None:
        consent(desk, patient, organisations=["A"], professionals=[staff.employee().pk])
        actions.add_restriction(patient, reason="x", department=staff.department().pk, by=desk)

    sign()
    cost()  # a worker that begins reads its settings
    few = cost()
    for _number in range(3):
        sign()
    assert cost() == few

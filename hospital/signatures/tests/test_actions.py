"""Signing, and telling later whether anything was changed."""

import json

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.timezone import now

from hospital.accounts.proofs import WrongPassword
from hospital.audit.models import Event
from hospital.core.errors import Denied, Invalid
from hospital.patients import actions as patients
from hospital.patients.actions import add_alert
from hospital.signatures import actions, cades, x509
from hospital.signatures.canonical import digest_of
from hospital.signatures.credentials import KeyFile, Outside, Proven, prove
from hospital.signatures.models import Authority, Certificate, Version

from . import make

pytestmark = pytest.mark.django_db


def test_a_signature_holds_the_content_the_signer_and_the_licence() -> None:
    by = make.signer()
    version = make.version(by, b=2, a="dor torácica")
    assert bytes(version.content) == '{"a":"dor torácica","b":2}'.encode()
    seal = json.loads(bytes(version.seal))
    assert seal["licence"].startswith("CRM-SP 3")
    assert seal["signer_name"] == version.signer_name == by.employee.name
    assert actions.verify(version, by=by).is_whole
    assert not actions.verify(version, by=by).has_legal_value


def test_a_signature_is_recorded() -> None:
    version = make.version()
    event = Event.objects.get(verb="signatures.signed", target_id=version.pk)
    assert event.patient_id == version.patient_id
    assert event.particulars["number"] == 1


def test_the_versions_of_a_patient_form_one_chain() -> None:
    by = make.signer()
    first = make.version(by)
    subject = patients.add_alert(first.patient, text="Alergia", by=by)
    second, third = (make.version(by, subject, text=text) for text in ("um", "dois"))
    assert [first.place, second.place, third.place] == [1, 2, 3]
    assert [second.number, third.number] == [1, 2]
    assert third.previous == second.link
    report = actions.verify_patient(first.patient, by=by)
    assert (len(report.verdicts), report.chains, report.is_whole) == (3, 1, True)


def test_nobody_signs_without_the_permission() -> None:
    by = make.signer()
    subject = add_alert(make.patient(), text="Queda", by=by)
    with pytest.raises(Denied):
        actions.sign(subject, content={}, by=make.receptionist(), credential=Proven(by.pk))


def test_nobody_signs_without_a_licence_in_force() -> None:
    by = make.person(None, *make.SIGNS)
    subject = add_alert(make.patient(), text="Queda", by=by)
    with pytest.raises(actions.NoLicence):
        actions.sign(subject, content={}, by=by, credential=Proven(by.pk))
    assert actions.sign(subject, content={}, by=by, credential=Proven(by.pk), licensed=False).licence == ""


def test_nobody_signs_who_does_not_work_here() -> None:
    by = make.user(*make.SIGNS)
    with pytest.raises(actions.NotAnEmployee):
        make.version(by)


def test_nobody_signs_in_the_chart_of_a_patient_outside_her_care() -> None:
    by = make.signer()
    subject = add_alert(make.patient(), text="Queda", by=by)
    other = make.person(None, *(set(make.SIGNS) - {"patients.open_any_chart"}))
    make.licence(other.employee)
    with pytest.raises(Denied):
        actions.sign(subject, content={}, by=other, credential=Proven(other.pk))


def test_one_persons_credential_does_not_sign_for_another() -> None:
    by, other = make.signer(), make.signer()
    subject = add_alert(make.patient(), text="Queda", by=by)
    with pytest.raises(actions.BadSignature):
        actions.sign(subject, content={}, by=by, credential=Proven(other.pk))


def test_a_password_is_proven_before_it_signs() -> None:
    by = make.signer()
    assert prove(by, make.PASSWORD) == Proven(by.pk)
    with pytest.raises(WrongPassword):
        prove(by, "outra coisa 9")


def test_a_certificate_of_icp_brasil_signs_with_legal_value() -> None:
    by, icp = make.signer(), make.Icp()
    trusted(icp)
    subject = add_alert(make.patient(), text="Queda", by=by)
    file = KeyFile(icp.file(by.employee.cpf), "1234")
    version = actions.sign(subject, content={"a": 1}, by=by, credential=file)
    assert version.certificate.kind == "icp_brasil"
    assert version.certificate.private_key is None
    assert actions.verify(version, by=by).has_legal_value


def test_the_cpf_in_the_certificate_is_that_of_the_signer() -> None:
    by, icp = make.signer(), make.Icp()
    trusted(icp)
    subject = add_alert(make.patient(), text="Queda", by=by)
    with pytest.raises(actions.NotHers):
        actions.sign(subject, content={}, by=by, credential=KeyFile(icp.file(make.cpf()), "1234"))


def test_a_certificate_of_an_authority_nobody_trusts_does_not_sign() -> None:
    by = make.signer()
    subject = add_alert(make.patient(), text="Queda", by=by)
    with pytest.raises(actions.BadSignature):
        actions.sign(subject, content={}, by=by, credential=KeyFile(make.Icp().file(by.employee.cpf), "1234"))


def test_an_expired_certificate_does_not_sign() -> None:
    by, icp = make.signer(), make.Icp()
    trusted(icp)
    subject = add_alert(make.patient(), text="Queda", by=by)
    with pytest.raises(actions.BadSignature):
        actions.sign(
            subject, content={}, by=by, credential=KeyFile(icp.file(by.employee.cpf, days=-30), "1234")
        )


def test_a_wrong_pin_opens_nothing() -> None:
    by = make.signer()
    subject = add_alert(make.patient(), text="Queda", by=by)
    with pytest.raises(Invalid):
        actions.sign(subject, content={}, by=by, credential=KeyFile(make.Icp().file(by.employee.cpf), "9999"))


def test_a_signature_made_outside_is_taken_when_it_is_of_the_seal_given_out() -> None:
    by, icp = make.signer(), make.Icp()
    trusted(icp)
    subject = add_alert(make.patient(), text="Queda", by=by)
    seal = actions.prepare(subject, content={"a": 1}, by=by)
    pair = x509.open_file(icp.file(by.employee.cpf), "1234")
    outside = Outside(seal, cades.sign(seal, pair=pair, at=now()))
    version = actions.sign(subject, content={"a": 1}, by=by, credential=outside)
    assert bytes(version.seal) == seal
    assert actions.verify(version, by=by).is_whole
    with pytest.raises(actions.ChainMoved):
        actions.sign(subject, content={"a": 1}, by=by, credential=outside)
    with pytest.raises(actions.ChainMoved):
        actions.sign(subject, content={"a": 2}, by=by, credential=outside)


def test_a_revoked_certificate_signs_no_more_and_what_it_signed_stays_valid() -> None:
    by = make.signer()
    version = make.version(by)
    actions.revoke_certificate(version.certificate, reason="Chave perdida", by=by)
    again = make.version(by, add_alert(version.patient, text="Outro", by=by))
    assert again.certificate_id != version.certificate_id
    assert actions.verify(version, by=by).is_whole


def test_versions_are_append_only_whoever_asks() -> None:
    version = make.version()
    table = Version._meta.db_table
    for sql in (
        f"UPDATE {table} SET licence = 'CRM-SP 1'",  # noqa: S608  # our own names
        f"UPDATE {table} SET content = 'x'::bytea",  # noqa: S608  # our own names
        f"DELETE FROM {table}",  # noqa: S608  # our own names
        f"TRUNCATE {table}",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert actions.verify(version, by=version.signer).is_whole


def test_the_chain_cannot_be_forked_or_skipped() -> None:
    version = make.version()
    for place, previous in ((2, version.digest), (3, version.link), (1, "")):
        with pytest.raises(DatabaseError), transaction.atomic():
            copy_of(version, place=place, previous=previous).save(force_insert=True)


def test_a_tampered_content_signature_or_seal_is_told() -> None:
    by = make.signer()
    version = make.version(by)
    make.version(by, add_alert(version.patient, text="Outro", by=by))
    for column, value, point in (
        ("content", b"{}", "content"), ("signature", b"0", "signature"), ("signer_name", "Outra", "seal"),
        ("previous", "f" * 64, "chain"),
    ):  # fmt: skip
        with transaction.atomic():
            tamper(version, column, value)
            verdict = actions.verify(Version.objects.get(pk=version.pk), by=by)
            report = actions.verify_patient(version.patient, by=by)
            transaction.set_rollback(True)
        assert not getattr(verdict, point), column
        assert not report.is_whole


def test_the_chain_of_merged_records_still_verifies() -> None:
    by = make.signer("patients.merge_patient")
    first, second = make.version(by), make.version(by)
    patients.merge(first.patient, absorbed=second.patient, reason="same", by=by)
    report = actions.verify_patient(first.patient, by=by)
    assert (len(report.verdicts), report.chains, report.is_whole) == (2, 2, True)
    third = make.version(by, add_alert(first.patient, text="Novo", by=by))
    assert (third.chain, third.place) == (first.patient_id, 2)
    merged = first.patient.merges.get()
    patients.undo_merge(merged, reason="two people", by=by)
    assert actions.verify_patient(second.patient, by=by).is_whole


def test_a_pdf_is_signed_and_its_pages_stay_byte_for_byte() -> None:
    import typst

    by = make.signer()
    pdf = typst.compile(b"Atestado", format="pdf")
    signed = actions.pades(pdf, by=by, credential=Proven(by.pk), reason="Atestado", place="Santos")
    assert signed.startswith(pdf)
    assert b"ETSI.CAdES.detached" in signed


def test_the_demonstration_authority_says_that_it_has_no_legal_value_and_its_key_is_encrypted() -> None:
    make.version()
    authority = Authority.objects.get()
    assert "NO LEGAL VALUE" in authority.name
    assert authority.private_key is not None
    assert b"PRIVATE" not in bytes(authority.private_key)
    assert Certificate.objects.get().issuer == authority.name


def test_the_trail_names_signers_of_verifications() -> None:
    version = make.version()
    actions.verify(version, by=version.signer)
    assert Event.objects.filter(verb="signatures.verified", target_id=version.pk).exists()


def trusted(icp: make.Icp) -> Authority:
    keeper = make.user("signatures.manage_authority")
    return actions.trust_authority(pem=icp.pem, by=keeper)


def copy_of(version: Version, **values: object) -> Version:
    columns = {f.attname: getattr(version, f.attname) for f in Version._meta.concrete_fields}
    for name in ("id", "number", "link"):
        columns.pop(name)
    return Version(**{**columns, "number": 9, "seal": b"other", "link": digest_of(b"other"), **values})


def tamper(version: Version, column: str, value: str | bytes) -> None:
    """What only the owner of the database could do, with the guards taken off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE signatures_version DISABLE TRIGGER keep_version")
        cursor.execute("ALTER TABLE signatures_version DROP CONSTRAINT digest_is_of_the_content")
        cursor.execute("ALTER TABLE signatures_version DROP CONSTRAINT chain_begins_at_one")
        cursor.execute(f"UPDATE signatures_version SET {column} = %s WHERE id = %s", [value, version.pk])  # noqa: S608  # our own names

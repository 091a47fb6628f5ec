"""Consents and restrictions: written with who signs them, and ended by a row or a mark of its own."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, TypedDict, Unpack  # Any: column values are of every type
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import Role, User
from hospital.core import identifiers
from hospital.core.checks import fitting, refuse, said
from hospital.core.db import change, conflicts, lock
from hospital.core.errors import Absent, Conflict, Invalid
from hospital.core.secrets import seal, unseal
from hospital.organization.models import Department, Employee

from ..models import Charted, Consent, ConsentParty, Patient, Restriction, Revocation
from .identity import held

PURPOSE = "papers of consents"
MOST_SCAN = 10 * 1024 * 1024
KINDS = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


class ConsentData(TypedDict, total=False):
    """What is authorised or refused, who signs, and the days it holds."""

    purpose: str
    scope: str
    decision: str
    signer: str
    signer_name: str
    signer_cpf: str
    signer_cns: str
    signer_relation: str
    signed_at: datetime
    valid_from: date
    valid_until: date | None
    source: str


class NotAuthorised(Conflict):
    message = _("Only an authorised consent is revoked.")


class AlreadyRevoked(Conflict):
    message = _("This was revoked already.")


class NotAPaper(Invalid):
    message = _("Use a PDF, a JPEG or a PNG, of at most 10 MB.")

    def __init__(self) -> None:
        super().__init__(fields={"scan": [self.message]})


@transaction.atomic
def write_consent(
    patient: Patient, *, by: User, professionals: Sequence[UUID] = (), organisations: Sequence[str] = (),
    scan: bytes | None = None, **data: Unpack[ConsentData],
) -> Consent:  # fmt: skip
    """Write down what the patient authorised or refused. It is never edited: revoke it and write another."""
    by.require("patients.write_consent")
    patient = held(patient)
    values, people = _checked(data), _professionals(professionals)
    consent = Consent(patient=patient, recorded_by=by, **values, **_paper(scan))
    consent.save(force_insert=True)
    parties = [ConsentParty(consent=consent, professional=person) for person in people]
    named = filter(None, (name.strip()[:200] for name in organisations))
    parties += [ConsentParty(consent=consent, organisation=name) for name in named]
    ConsentParty.objects.bulk_create(parties)
    refused = consent.decision == Consent.Decision.REFUSED
    audit.record(
        "patients.consent_refused" if refused else "patients.consent_written", consent, by=by,
        patient_id=patient.pk, purpose=consent.purpose, signer=consent.signer, parties=len(parties),
    )  # fmt: skip
    if scan:
        default_storage.save(consent.scan, ContentFile(seal(scan, PURPOSE)))  # last: a failure said nothing
    return consent


def _paper(scan: bytes | None) -> dict[str, str]:
    """What the row keeps of a scanned paper: a name that says nothing, the file type, the digest."""
    if not scan:
        return {}
    name, digest = f"consents/{secrets.token_hex(16)}", hashlib.sha256(scan).hexdigest()
    return {"scan": name, "scan_kind": _kind_of(scan), "scan_digest": digest}


@transaction.atomic
def revoke_consent(
    consent: Consent, *, by: User, reason: str = "", revoked_at: datetime | None = None
) -> Consent:
    """End an authorised consent from now on: a row says when, who, and what it was before and after."""
    by.require("patients.write_consent")
    held(consent.patient)
    consent = lock(consent)
    if consent.ended:
        raise AlreadyRevoked
    if consent.decision != Consent.Decision.AUTHORISED:
        raise NotAuthorised
    moment = revoked_at or now()
    if not consent.signed_at <= moment <= now():
        refuse({"revoked_at": [_("It is revoked after it was signed, and not in the future.")]})
    values = fitting(Revocation, {"reason": reason})
    row = Revocation(
        consent=consent, revoked_at=moment, revoked_by=by, before=consent.status,
        after=Consent.Status.REVOKED, **values,
    )  # fmt: skip
    with conflicts(only_an_authorised_consent_is_revoked=NotAuthorised):
        row.save(force_insert=True)
    audit.record(
        "patients.consent_revoked", consent, by=by, patient_id=consent.patient_id, reason=row.reason,
        before=row.before, after=row.after,
    )  # fmt: skip
    return consent


@transaction.atomic(savepoint=False)
def open_scan(consent: Consent, *, by: User) -> bytes:
    """The signed paper as it was scanned, and say in the trail that it was looked at. Absent without one."""
    by.require("patients.view_consent")
    if not consent.scan or not default_storage.exists(consent.scan):
        raise Absent
    audit.access(
        "read", by=by, patient_id=consent.patient_id, what="patients.consent_scan", row=str(consent.pk)
    )
    with default_storage.open(consent.scan) as file:
        return unseal(file.read(), PURPOSE)


@transaction.atomic
def add_restriction(
    patient: Patient, *, reason: str, by: User, professional: UUID | None = None,
    department: UUID | None = None, role: UUID | None = None, starts_on: date | None = None,
    ends_on: date | None = None,
) -> Restriction:  # fmt: skip
    """Keep a professional, everyone of a unit, or everyone of a role out of the patient's chart."""
    by.require("patients.write_consent")
    patient = held(patient)
    whom = {"professional": professional, "department": department, "role": role}
    given = {name: key for name, key in whom.items() if key}
    if len(given) != 1:
        refuse({"professional": [_("Choose one: a professional, a department or a role.")]})
    first = starts_on or localdate()
    if ends_on and ends_on < first:
        refuse({"ends_on": [_("It does not end before it begins.")]})
    values = fitting(Restriction, {"reason": said(reason)})
    row = Restriction(
        patient=patient, recorded_by=by, starts_on=first, ends_on=ends_on, **values,
        **{name: _found(name, key) for name, key in given.items()},
    )  # fmt: skip
    row.save(force_insert=True)
    audit.record(
        "patients.restriction_added", row, by=by, patient_id=patient.pk, reason=row.reason,
        **{name: str(key) for name, key in given.items()},
    )  # fmt: skip
    return row


@transaction.atomic
def revoke_restriction(
    restriction: Restriction, *, reason: str, by: User, version: int | None = None
) -> Restriction:
    """Let whom the patient kept out in again, from now on."""
    by.require("patients.write_consent")
    held(restriction.patient)
    restriction = lock(restriction, version=version)
    if restriction.revoked_at:
        raise AlreadyRevoked
    why = fitting(Restriction, {"revoked_because": said(reason)})
    change(restriction, revoked_at=now(), revoked_by=by, **why)
    audit.record(
        "patients.restriction_revoked", restriction, by=by, patient_id=restriction.patient_id, reason=reason
    )
    return restriction


def _checked(data: ConsentData) -> dict[str, Any]:  # Any: see above
    """The columns of a consent, whole, or Invalid with all that is missing or wrong."""
    given = {"purpose": "", "scope": "", "signed_at": now(), "valid_from": localdate(), **data}
    given["valid_from"] = given["valid_from"] or localdate()
    given["signed_at"] = given["signed_at"] or now()
    values = fitting(Consent, {**given, **_documents(data)})
    faults: dict[str, list[Any]] = {}  # Any: see above
    if values["signed_at"] > now():
        faults["signed_at"] = [_("Nobody has signed in the future.")]
    if values.get("valid_until") and values["valid_until"] < values["valid_from"]:
        faults["valid_until"] = [_("It does not end before it begins.")]
    if values.get("signer") == Consent.Signer.REPRESENTATIVE:
        faults |= _representative_faults(values)
    else:
        values |= dict.fromkeys(("signer_name", "signer_cpf", "signer_cns", "signer_relation"), "")
    refuse(faults)
    return values


def _documents(data: ConsentData) -> dict[str, str]:
    """The representative's numbers, checked. A wrong one from elsewhere proves nothing: it is left out."""
    faults: dict[str, Any] = {}  # Any: see above
    kept: dict[str, str] = {}
    for name, read in (("signer_cpf", identifiers.cpf), ("signer_cns", identifiers.cns)):
        typed = str(data.get(name) or "").strip()
        try:
            kept[name] = read(typed, name) if typed else ""
        except identifiers.BadNumber as error:
            kept[name] = ""
            if data.get("source") != Charted.Source.IMPORTED:
                faults |= error.fields
    refuse(faults)
    return kept


def _representative_faults(values: dict[str, Any]) -> dict[str, list[Any]]:  # Any: see above
    faults: dict[str, list[Any]] = {}  # Any: see above
    if not values.get("signer_name"):
        faults["signer_name"] = [_("Say who signs for the patient.")]
    if not values.get("signer_relation"):
        faults["signer_relation"] = [_("Say what she is to the patient.")]
    if not values.get("signer_cpf") and not values.get("signer_cns"):
        faults["signer_cpf"] = [_("Give the CPF or the CNS of who signs.")]
    return faults


def _professionals(keys: Sequence[UUID]) -> list[Employee]:
    found = list(Employee.objects.filter(pk__in=set(keys)).order_by("pk"))
    if len(found) != len(set(keys)):
        refuse({"professionals": [_("This professional is not known here.")]})
    return found


def _found(name: str, key: UUID) -> Employee | Department | Role:
    model: Any = {"professional": Employee, "department": Department, "role": Role}[name]  # Any: one of three
    row: Employee | Department | Role | None = model.objects.filter(pk=key).first()
    if row is None:
        raise Invalid(fields={name: [_("There is none like this.")]})
    return row


def _kind_of(content: bytes) -> str:
    """The file type by what the content begins with."""
    kind = next((kind for head, kind in KINDS.items() if content.startswith(head)), "")
    if not kind or len(content) > MOST_SCAN:
        raise NotAPaper
    return kind

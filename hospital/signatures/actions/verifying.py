"""Proving that nothing was changed: content, seal, chain, signature, and the certificate on its day."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any  # Any: JSON
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from hospital import audit
from hospital.accounts.models import User
from hospital.patients import care
from hospital.patients.models import Patient
from hospital.signatures import cades, x509
from hospital.signatures.canonical import canonical, digest_of

from ..models import Authority, Version
from .signing import Subject

AS_SEALED = (
    "chain", "place", "previous", "subject_id", "number", "act", "digest", "signer_name", "licence",
    "signed_at", "reason",
)  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """What a version turned out to be, point by point."""

    version: Version
    content: bool  # the bytes have the digest that was signed
    seal: bool  # the columns say what the seal says, and the link is the seal's digest
    chain: bool  # the version before it is there, with the link that this one names
    signature: bool  # it is of this seal, by this certificate
    certificate: bool  # it was trusted, in force and not revoked when it signed
    fault: str = ""

    @property
    def is_whole(self) -> bool:
        return self.content and self.seal and self.chain and self.signature and self.certificate

    @property
    def has_legal_value(self) -> bool:
        return self.is_whole and self.version.certificate.kind == "icp_brasil"


@dataclass
class Report:
    """All that was signed in a patient's chart, chain by chain."""

    verdicts: list[Verdict] = field(default_factory=list)
    chains: int = 0

    @property
    def is_whole(self) -> bool:
        return all(verdict.is_whole for verdict in self.verdicts)

    @property
    def broken(self) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if not verdict.is_whole]


@transaction.atomic(savepoint=False)
def verify(version: Version, *, by: User) -> Verdict:
    """Verify one version and that the chain before it is there; the verification is recorded."""
    care.open_chart(version.patient, by=by, what="signatures.version")
    before = Version.objects.filter(chain=version.chain, place=version.place - 1).first()
    verdict = judged(version, before, Trust())
    audit.record(
        "signatures.verified", version, by=by, patient_id=version.patient_id, versions=1,
        broken=int(not verdict.is_whole),
    )  # fmt: skip
    return verdict


@transaction.atomic(savepoint=False)
def verify_subject(subject: Subject, *, by: User) -> list[Verdict]:
    """Verify every version of one thing in a chart; the verification is recorded."""
    care.open_chart(subject.patient, by=by, what="signatures.version")
    versions = list(Version.objects.of(subject).select_related("certificate", "patient"))
    places = [Q(chain=one.chain, place=one.place - 1) for one in versions]
    befores = Version.objects.filter(reduce(or_, places)) if places else []
    found = {(one.chain, one.place): one for one in befores}
    trust = Trust()
    verdicts = [judged(one, found.get((one.chain, one.place - 1)), trust) for one in versions]
    broken = sum(not verdict.is_whole for verdict in verdicts)
    audit.record(
        "signatures.verified", subject, by=by, patient_id=subject.patient_id, versions=len(verdicts),
        broken=broken,
    )  # fmt: skip
    return verdicts


@transaction.atomic(savepoint=False)
def verify_patient(patient: Patient, *, by: User) -> Report:
    """Verify every version in the patient's chart, also those of merged records; it is recorded."""
    care.open_chart(patient, by=by, what="signatures.version")
    rows = Version.objects.filter(patient=patient)
    report, trust = Report(), Trust()
    for chain in rows.order_by().values_list("chain", flat=True).distinct():
        report.chains += 1
        report.verdicts += _chain(chain, trust)
    report.verdicts.sort(key=lambda verdict: (verdict.version.signed_at, verdict.version.place))
    audit.record(
        "signatures.verified", patient, by=by, patient_id=patient.pk, versions=len(report.verdicts),
        broken=len(report.broken),
    )  # fmt: skip
    return report


class Trust:
    """The authorities by kind, also those no longer trusted: what they vouched for before stays valid."""

    def __init__(self) -> None:
        self.kept: dict[str, list[tuple[Authority, Any]]] = {}  # Any: cryptography's certificates
        for row in Authority.objects.all():
            self.kept.setdefault(row.kind, []).append((row, x509.read(row.pem.encode())))

    def roots(self, version: Version) -> Sequence[Any]:  # Any: see above
        kept = self.kept.get(version.certificate.kind, [])
        return [
            root for row, root in kept if row.withdrawn_at is None or version.signed_at < row.withdrawn_at
        ]


def judged(version: Version, before: Version | None, trust: Trust) -> Verdict:
    """The verdict on a version, given the one before it in its chain."""
    seal = bytes(version.seal)
    checked = cades.check(
        seal, signature=bytes(version.signature), roots=trust.roots(version), at=version.signed_at
    )
    in_force = version.certificate.is_in_force(version.signed_at)
    return Verdict(
        version=version,
        content=digest_of(bytes(version.content)) == version.digest,
        seal=_says_the_same(version, seal) and digest_of(seal) == version.link,
        chain=_follows(version, before),
        signature=checked.is_intact and checked.fingerprint == version.certificate.fingerprint,
        certificate=checked.is_trusted and in_force,
        fault=checked.fault,
    )


def _chain(chain: UUID, trust: Trust) -> Iterable[Verdict]:
    before: Version | None = None
    rows = Version.objects.filter(chain=chain).select_related("certificate").order_by("place")
    for version in rows:
        yield judged(version, before, trust)
        before = version


def _follows(version: Version, before: Version | None) -> bool:
    if before is None:
        return version.place == 1 and version.previous == ""
    return version.place == before.place + 1 and version.previous == before.link


def _says_the_same(version: Version, seal: bytes) -> bool:
    try:
        said = json.loads(seal)
    except ValueError:
        return False
    columns = {name: getattr(version, name) for name in AS_SEALED}
    columns |= {"subject": version.subject_type, "signer": version.signer_id, "format": said.get("format")}
    return canonical(columns) == canonical(said)

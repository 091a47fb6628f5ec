"""Papers: drafted, changed while they are drafts, issued once as a file, cancelled."""

import hashlib
import secrets
from datetime import datetime
from typing import Any  # Any: JSON

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit, config
from hospital.accounts.models import User
from hospital.consultations.actions import VisitSigned
from hospital.consultations.models import Consultation
from hospital.core.checks import fitting, said
from hospital.core.db import change, conflicts, lock
from hospital.core.errors import Conflict, Denied
from hospital.core.secrets import seal, unseal
from hospital.encounters.models import Encounter
from hospital.organization.actions import require_licence
from hospital.organization.models import Licence
from hospital.patients import care
from hospital.patients.actions.charted import withdraw_entry
from hospital.patients.actions.identity import held
from hospital.patients.models import Patient
from hospital.signatures import actions as signatures
from hospital.signatures.credentials import Credential

from ..bodies import template
from ..contents import checked
from ..letters import Proof, in_house_words, letter, missing
from ..models import Issue, Paper
from ..printing import crest, pictures, render, square
from ..visits import writing_in
from .orders import IMPORTS, _past

Content = dict[str, Any]  # Any: see above
DRAFT, VOID = _("DRAFT"), _("CANCELLED")
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # without letters that are read as figures

PURPOSE = "issued papers"


class PaperIssued(Conflict):
    message = _("This paper was issued already and stays as it is. Cancel it and write another.")


class PaperCancelled(Conflict):
    message = _("This paper was cancelled.")


class NotIssued(Conflict):
    message = _("This paper was not issued yet.")


class NotTheAuthor(Denied):
    message = _("Only who wrote the paper issues it.")


class HouseUnknown(Conflict):
    message = _(
        "The address or the contact of the hospital is missing in the settings. "
        "No document is issued without."
    )


@transaction.atomic
def draft_paper(
    patient: Patient, *, kind: str, data: Content, by: User, visit: Consultation | None = None,
    encounter: Encounter | None = None, occurred_at: datetime | None = None, source: str = Paper.Source.HERE,
) -> Paper:  # fmt: skip
    """Write the draft of a paper. Here it takes a licence in force; an import takes none."""
    by.require("orders.write_paper")
    visit = writing_in(visit, patient, by=by)
    patient = held(patient)
    care.require(patient, by=by)
    author = None
    if source == Paper.Source.IMPORTED:
        by.require(IMPORTS)
    else:
        author = require_licence(by).employee
    paper = Paper(
        patient=patient, consultation=visit, encounter=visit.encounter if visit else encounter, author=author,
        recorded_by=by, source=source, occurred_at=_past(occurred_at), data=checked(kind, data),
        **fitting(Paper, {"kind": kind}),
    )  # fmt: skip
    paper.save(force_insert=True)
    audit.record("orders.paper_drafted", paper, by=by, patient_id=patient.pk, kind=kind)
    return paper


@transaction.atomic
def change_paper(paper: Paper, *, data: Content, version: int, by: User) -> Paper:
    """Write the draft anew. Stale unless it is still at `version`."""
    by.require("orders.write_paper")
    patient = held(paper.patient)
    care.require(patient, by=by)
    paper = _draft(paper, version=version)
    _require_author(paper, by)
    with conflicts(issued_paper_stays_as_it_was=PaperIssued, signed_visit_stays_as_it_was=VisitSigned):
        if change(paper, data=checked(paper.kind, data)):
            audit.record("orders.paper_changed", paper, by=by, patient_id=patient.pk, kind=paper.kind)
    return paper


@transaction.atomic
def discard_paper(paper: Paper, *, reason: str, by: User, version: int | None = None) -> Paper:
    """Throw a draft away; it stays in the chart as such, with the reason."""
    by.require("orders.write_paper")
    _draft(paper)
    return withdraw_entry(
        paper, because=reason, permission="orders.write_paper", event="orders.paper_discarded", by=by,
        version=version,
    )  # fmt: skip


@transaction.atomic
def issue_paper(
    paper: Paper, *, by: User, version: int | None = None, address: str = "",
    credential: Credential | None = None,
) -> Issue:  # fmt: skip
    """Give the paper out: a number, a code, and a file that stays; signed when a credential is given.

    `address` is where the system is reached, for the QR code, when no setting says so.
    """
    by.require("orders.write_paper")
    patient = held(paper.patient)
    care.require(patient, by=by)
    paper = _draft(paper, version=version)
    _require_author(paper, by)
    licence = require_licence(by)
    refuse_without_address()
    proof = Proof(_next_number(), _new_code(), is_signed=credential is not None)
    reached = config.value("hospital.public_address") or address
    facts = letter(paper, licence, at=now(), by=by, proof=proof, address=reached)
    pdf = _signed(render(template(paper.kind), facts), facts, credential, by=by)
    issue = _issue(paper, licence, proof, pdf=pdf, facts=facts)
    with conflicts(orders_issue_paper_id_key=PaperIssued):
        issue.save(force_insert=True)
    told: Content = {"paper": str(paper.pk), "kind": paper.kind, "number": issue.number}
    audit.record("orders.paper_issued", issue, by=by, patient_id=patient.pk, digest=issue.digest, **told)
    default_storage.save(issue.file, ContentFile(seal(pdf, PURPOSE)))  # last: when it fails, nothing was said
    return issue


@transaction.atomic
def cancel_paper(paper: Paper, *, reason: str, by: User, version: int | None = None) -> Issue:
    """Declare an issued paper void; whoever verifies it is told so."""
    by.require("orders.write_paper")
    patient = held(paper.patient)
    care.require(patient, by=by)
    if paper.standing_issue is None:
        raise NotIssued
    issue = lock(paper.issue, version=version)
    if issue.cancelled_at:
        raise PaperCancelled
    because = said(reason)
    change(issue, cancelled_at=now(), cancelled_by=by, **fitting(Issue, {"cancelled_because": because}))
    audit.record(
        "orders.paper_cancelled", issue, by=by, patient_id=patient.pk, paper=str(paper.pk), reason=because
    )
    return issue


@transaction.atomic(savepoint=False)
def print_paper(paper: Paper, *, by: User) -> bytes:
    """The file of an issued paper, as it was issued; the printing is recorded."""
    by.require("orders.view_paper")
    care.require(paper.patient, by=by)
    issue = paper.standing_issue
    if issue is None:
        raise NotIssued
    audit.access("print", by=by, patient_id=paper.patient_id, what="orders.paper", row=str(paper.pk))
    with default_storage.open(issue.file) as file:
        return unseal(file.read(), PURPOSE)


@transaction.atomic(savepoint=False)
def preview_paper(paper: Paper, *, by: User) -> bytes:
    """What the draft would look like, marked as a draft."""
    by.require("orders.view_paper")
    care.require(paper.patient, by=by)
    audit.access("read", by=by, patient_id=paper.patient_id, what="orders.paper", row=str(paper.pk))
    licence = _licence_of(paper)
    return render(template(paper.kind), letter(paper, licence, at=now(), by=by, watermark=str(DRAFT)))


@transaction.atomic(savepoint=False)
def picture_of(paper: Paper, *, by: User) -> bytes:
    """The first page as a picture, for who has the paper open; the look is recorded."""
    by.require("orders.view_paper")
    care.require(paper.patient, by=by)
    audit.access("read", by=by, patient_id=paper.patient_id, what="orders.paper", row=str(paper.pk))
    issue = paper.standing_issue
    if issue is None:
        facts = letter(paper, _licence_of(paper), at=now(), by=by, watermark=str(DRAFT))
    else:
        mark = str(VOID) if issue.cancelled_at else ""
        facts = issue.facts | {"crest": crest(), "qr": square(issue.facts["verify_at"]), "watermark": mark}
        facts |= {"words": in_house_words()}
    return pictures(template(paper.kind), facts)[0]


def _signed(pdf: bytes, facts: Content, credential: Credential | None, *, by: User) -> bytes:
    """The PDF with a PAdES signature, when there is something to sign with."""
    if credential is None:
        return pdf
    place = config.value("hospital.city")
    return signatures.pades(pdf, by=by, credential=credential, reason=facts["title"], place=place)


def _issue(paper: Paper, licence: Licence, proof: Proof, *, pdf: bytes, facts: Content) -> Issue:
    """The row that says how the paper was given out."""
    return Issue(
        paper=paper, number=proof.number, code=proof.code, is_signed=proof.is_signed, issued_at=now(),
        issued_by=licence.employee, licence=licence, digest=hashlib.sha256(pdf).hexdigest(),
        file=f"papers/{secrets.token_hex(16)}.pdf",
        told={name: value for name, value in facts.items() if name not in ("crest", "qr", "words")},
    )  # fmt: skip


def refuse_without_address() -> None:
    """Refuse to issue anything while the hospital's own address or contact is not set."""
    names = missing()
    if names:
        raise HouseUnknown(fields={"settings": names})


def _licence_of(paper: Paper) -> Licence | None:
    if paper.author is None:
        return None
    return Licence.objects.in_force().filter(employee=paper.author).order_by("valid_from", "id").first()


def _draft(paper: Paper, *, version: int | None = None) -> Paper:
    """The paper, held, unless it was issued or thrown away."""
    paper = lock(paper, version=version)
    if paper.is_withdrawn:
        raise PaperCancelled
    if Issue.objects.filter(paper=paper).exists():
        raise PaperIssued
    return paper


def _require_author(paper: Paper, by: User) -> None:
    if paper.author is None or paper.author.user_id != by.pk:
        raise NotTheAuthor


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('orders_paper_number')")
        return int(cursor.fetchone()[0])


def _new_code() -> str:
    """Sixteen letters in groups of four: 78 bits, so that nobody guesses one."""
    letters = "".join(secrets.choice(ALPHABET) for _place in range(16))
    return "-".join(letters[place : place + 4] for place in range(0, 16, 4))

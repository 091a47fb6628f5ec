"""The patients' door: a code asked for with CPF and birth date, and the visit that the code opens.

Whoever asks gets the same answer, known here or not. A refused code is a fact too: it is counted, and
that is committed though the answer is a refusal.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core import identifiers
from hospital.core.db import atomic_even_when, change, lock
from hospital.core.errors import Conflict, Denied, Invalid
from hospital.core.origin import origin
from hospital.core.secrets import seal, unseal
from hospital.patients.models import Identifier, Patient

from ..models import Code, Visit
from ..models.doors import MOST_TRIES

LASTS = timedelta(minutes=10)
VISIT_LASTS = timedelta(minutes=30)
KEPT = timedelta(days=30)
WINDOW = timedelta(hours=1)
MOST_FOR_ONE, MOST_FROM_HERE = 5, 60  # codes in an hour
PURPOSE = "booking.code"


class TooManyCodes(Conflict):
    """429 at the API."""

    message = _("Too many codes were asked for. Wait an hour, or call the hospital.")
    retry_after = 3600


class WrongCode(Invalid):
    message = _("This code is wrong or no longer valid. Check it, or ask for another one.")

    def __init__(self) -> None:
        super().__init__(fields={"code": [self.message]})


class VisitOver(Denied):
    message = _("Show your code first.")


@dataclass(frozen=True)
class Entered:
    """A visit that began, and the token that stands for it: known to the patient's browser alone."""

    visit: Visit
    token: str


@transaction.atomic
def ask_code(*, cpf: str, birth_date: date, by: User) -> Code:
    """Make a code for the patient with this CPF and birth date, to be told to her by the desk.

    A row for nobody is made when there is no such patient. TooManyCodes after some in an hour, likewise.
    """
    by.require("booking.manage_wish")
    digits = identifiers.cpf(cpf)
    person, address = _digest("cpf", digits), origin().address
    recent = Code.objects.filter(asked_at__gt=now() - WINDOW)
    if recent.filter(cpf_digest=person).count() >= MOST_FOR_ONE:
        raise TooManyCodes
    if address and recent.filter(address=address).count() >= MOST_FROM_HERE:
        raise TooManyCodes
    patient = _patient(digits, birth_date)
    for older in Code.objects.filter(
        cpf_digest=person, used_at=None, expires_at__gt=now()
    ).select_for_update():
        change(older, expires_at=now(), sealed=b"")
    number = f"{secrets.randbelow(1_000_000):06d}"
    code = Code(patient=patient, cpf_digest=person, address=address, expires_at=now() + LASTS)
    code.code_digest = _digest(str(code.pk), number)
    code.sealed = seal(number.encode(), PURPOSE)
    code.save(force_insert=True)
    audit.record("booking.code_asked", code, by=by, patient_id=patient.pk if patient else None)
    return code


def _patient(cpf: str, birth_date: date) -> Patient | None:
    """The living patient with this CPF who was born on that day."""
    numbers = Identifier.objects.filter(kind=Identifier.Kind.CPF, value=cpf, ended_on=None, is_doubtful=False)
    rows = Patient.objects.active().filter(pk__in=numbers.values("patient"), birth_date=birth_date)
    return rows.filter(is_deceased=False, birth_date_precision=Patient.Precision.DAY).first()


@atomic_even_when(WrongCode)
def enter(code_id: UUID, *, code: str, by: User) -> Entered:
    """Begin a visit with a code; it works once, for ten minutes, and five tries. WrongCode."""
    by.require("booking.manage_wish")
    row = Code.objects.select_for_update(of=("self",)).filter(pk=code_id).first()
    if row is None or row.used_at or row.expires_at <= now() or row.tries >= MOST_TRIES:
        raise WrongCode
    is_right = hmac.compare_digest(row.code_digest, _digest(str(row.pk), code.strip()))
    if not is_right or row.patient is None:
        change(row, tries=row.tries + 1)
        audit.record("booking.code_refused", row, by=by, patient_id=row.patient_id, tries=row.tries)
        raise WrongCode
    change(row, used_at=now(), sealed=b"")
    token = secrets.token_urlsafe(32)
    visit = Visit(patient=row.patient, token_digest=_digest("visit", token), expires_at=now() + VISIT_LASTS)
    visit.save(force_insert=True)
    audit.record("booking.visit_begun", visit, by=by, patient_id=row.patient_id, code=str(row.pk))
    return Entered(visit, token)


def visit_of(token: str) -> Visit:
    """The visit that a token stands for, its patient being whoever her record stands for today. VisitOver."""
    rows = Visit.objects.filter(token_digest=_digest("visit", token), ended_at=None, expires_at__gt=now())
    visit = rows.select_related("patient__merged_into").first() if token else None
    if visit is None:
        raise VisitOver
    visit.patient = visit.patient.survivor()
    if visit.patient.is_deceased or visit.patient.state != Patient.State.ACTIVE:
        raise VisitOver
    return visit


@transaction.atomic
def end_visit(visit: Visit, *, by: User) -> None:
    """Leave: the token opens nothing any more."""
    by.require("booking.manage_wish")
    visit = lock(visit)
    if visit.ended_at is None:
        change(visit, ended_at=now())
        audit.record("booking.visit_ended", visit, by=by, patient_id=visit.patient_id)


@transaction.atomic
def tell_code(code: Code, *, by: User) -> str:
    """The number, for somebody at the desk who tells it to the patient after asking who she is."""
    by.require("booking.tell_code")
    code = lock(code)
    if code.used_at or code.expires_at <= now() or not code.sealed:
        raise WrongCode
    number = unseal(bytes(code.sealed), PURPOSE).decode()
    change(code, told_at=code.told_at or now(), told_by=code.told_by or by)
    audit.record("booking.code_told", code, by=by, patient_id=code.patient_id)
    return number


@transaction.atomic
def forget_codes(*, by: User) -> int:
    """Unlearn the numbers of the codes that are over, and drop codes and visits of a month ago."""
    by.require("booking.manage_wish")
    over = list(Code.objects.filter(expires_at__lte=now()).exclude(sealed=b"").order_by("pk")[:500])
    for code in over:
        change(code, sealed=b"")
        audit.record("booking.code_forgotten", code, by=by, patient_id=code.patient_id)
    before: datetime = now() - KEPT
    Code.objects.filter(expires_at__lt=before).delete()
    Visit.objects.filter(expires_at__lt=before).delete()
    return len(over)


def _digest(salt: str, text: str) -> str:
    """What is kept instead of a secret: nobody without this installation's key finds it by trying."""
    message = f"booking {salt} {text}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()

"""The surgical checklist: answered together, signed by each, or gone on without in an emergency."""

from collections.abc import Mapping
from typing import Any  # Any: column values are of every type

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital.accounts.models import User
from hospital.core.checks import fitting, refuse, said
from hospital.core.db import change, conflicts
from hospital.core.errors import Conflict, Denied
from hospital.encounters.steps import employee_of
from hospital.organization.models import Employee

from ..checklist import ANSWERS, ITEMS, SIGNS_AS, required_signs, wanting
from ..models import ChecklistPhase, ChecklistSign, Surgery
from ..sides import require_consent, require_same_side
from ..steps import held_in_care, require_state, tell_of

Name, State = ChecklistPhase.Name, Surgery.State
WHEN = {
    Name.SIGN_IN: (State.CALLED, State.IN_ROOM),
    Name.TIME_OUT: (State.IN_ROOM,),
    Name.SIGN_OUT: (State.IN_PROGRESS, State.FINISHED),
}


class PhaseClosed(Conflict):
    message = _("This phase of the checklist is closed and stays as it is.")


class AlreadySigned(Conflict):
    message = _("Somebody signed these answers already. Go on without this phase, saying why, or sign it.")


class NotAnswered(Conflict):
    message = _("Not every item is answered so that one may go on.")


class NotOfTheTeam(Denied):
    message = _("Only the surgeon, the anaesthetist and the nurses of this team sign the checklist.")


class SignedForThisRole(Conflict):
    message = _("This role has signed already.")


class SignInFirst(Conflict):
    message = _("The sign in comes before the time out.")


class CountsFirst(Conflict):
    message = _("Sponges, needles and instruments are counted before the sign out.")


@transaction.atomic
def answer_phase(
    surgery: Surgery, *, name: str, answers: Mapping[str, str], by: User, laterality: str = "",
    note: str = "",
) -> ChecklistPhase:  # fmt: skip
    """Write down the answers of a phase, all or some; the rest can follow until somebody signs."""
    by.require("surgery.attend_surgery")
    surgery = held_in_care(surgery, by=by)
    phase = _open_phase(surgery, name)
    if phase.signs.exists():
        raise AlreadySigned
    values = fitting(ChecklistPhase, {"laterality": laterality or phase.laterality, "note": note})
    known = phase.answers | _known(name, answers)
    change(phase, answers=known, answered_at=now(), answered_by=by, **values)
    tell_of("checklist_answered", phase, surgery, by=by, phase=name, answered=len(known))
    return phase


def _open_phase(surgery: Surgery, name: str) -> ChecklistPhase:
    """The phase, locked; made when nobody has begun it. Only at its time, and while it is open."""
    if name not in WHEN:
        refuse({"phase": [_("There is no such phase.")]})
    require_state(surgery, *WHEN[Name(name)])
    rows = ChecklistPhase.objects.select_for_update(of=("self",))
    phase: ChecklistPhase | None = rows.filter(surgery=surgery, name=name).first()
    if phase is None:
        phase = ChecklistPhase(surgery=surgery, name=name)
        phase.save(force_insert=True)
    if phase.is_closed:
        raise PhaseClosed
    return phase


def _known(name: str, answers: Mapping[str, str]) -> dict[str, str]:
    """The answers, or Invalid naming the items and answers there are not."""
    keys = {item.key for item in ITEMS[name]}
    refuse({key: [_("There is no such item.")] for key in answers if key not in keys})
    refuse({key: [_("There is no such answer.")] for key, said in answers.items() if said not in ANSWERS})
    return dict(answers)


@transaction.atomic
def sign_phase(surgery: Surgery, *, name: str, by: User) -> ChecklistPhase:
    """Say, as who one is in the team, that the phase is right. The last role that signs completes it."""
    by.require("surgery.attend_surgery")
    surgery = held_in_care(surgery, by=by)
    phase = _open_phase(surgery, name)
    employee, role = _role_of(surgery, by)
    _require_right(surgery, phase)
    sign = ChecklistSign(surgery=surgery, phase=phase, role=role, employee=employee, by=by)
    with conflicts(
        one_signature_per_role_and_phase=SignedForThisRole,
        nobody_signs_a_phase_for_two_roles=SignedForThisRole,
    ):
        sign.save(force_insert=True)
    tell_of("checklist_signed", sign, surgery, by=by, phase=name, role=role)
    signed = set(phase.signs.values_list("role", flat=True))
    if signed >= set(required_signs(name, surgery.anaesthesia)):
        change(phase, completed_at=now())
        tell_of("checklist_completed", phase, surgery, by=by, phase=name)
    return phase


def _role_of(surgery: Surgery, by: User) -> tuple[Employee, str]:
    """Who signs, and as what: her place in the team."""
    employee = employee_of(by)
    member = surgery.team.present().filter(employee=employee).first() if employee else None
    if employee is None or member is None or member.role not in SIGNS_AS:
        raise NotOfTheTeam
    return employee, SIGNS_AS[member.role]


def _require_right(surgery: Surgery, phase: ChecklistPhase) -> None:
    """Every item is answered well, and what the phase is about is so."""
    faults = wanting(phase.name, phase.answers)
    if faults:
        raise NotAnswered(fields={key: [line] for key, line in faults.items()})
    if phase.name == Name.SIGN_OUT:
        _require_counts(surgery)
        return
    require_consent(surgery)
    if phase.name == Name.TIME_OUT:
        if not _is_past(surgery, Name.SIGN_IN):
            raise SignInFirst
        refuse({} if phase.laterality else {"laterality": [_("Say the side aloud, and write it down.")]})
        require_same_side(surgery, phase.laterality)


def _is_past(surgery: Surgery, name: str) -> bool:
    rows: list[ChecklistPhase] = list(surgery.phases.filter(name=name))
    return any(phase.is_closed for phase in rows)


def _require_counts(surgery: Surgery) -> None:
    """Sponges, needles and instruments are all counted, and what does not agree is explained."""
    counts = list(surgery.counts.all())
    kinds = {row.kind for row in counts if row.is_settled}
    if not kinds >= {"sponge", "needle", "instrument"} or not all(row.is_settled for row in counts):
        raise CountsFirst


@transaction.atomic
def waive_phase(surgery: Surgery, *, name: str, because: str, by: User) -> ChecklistPhase:
    """Go on without a phase because there is no time for it. It stays written down who said so, and why."""
    by.require("surgery.waive_checklist")
    surgery = held_in_care(surgery, by=by)
    phase = _open_phase(surgery, name)
    values: dict[str, Any] = {"waived_at": now(), "waived_by": by}  # Any: see above
    change(phase, waived_because=said(because, "because"), **values)
    tell_of("checklist_waived", phase, surgery, by=by, reason=because.strip(), phase=name)
    return phase

"""What the ward writes, by forms under the wristband."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as say, gettext_lazy as _
from django.views.decorators.http import require_POST

from hospital.accounts.asking import asker, row
from hospital.core.access import page

from .. import actions
from ..forms import (
    AnswerForm,
    BelongingForm,
    CompanionForm,
    FluidForm,
    HandoverForm,
    NoteForm,
    ReasonForm,
    ReturnForm,
    RoundForm,
    ScoreForm,
)
from ..models import Belonging, Companion, Escalation, FluidEntry, Handover, NursingNote, RiskScore, Round
from ..models.nursing import OfStay
from ..scores import SCALES
from ._asking import asked, carried_out, stay_of

KINDS: dict[str, type[OfStay]] = {
    "rounds": Round, "nursing-notes": NursingNote, "handovers": Handover, "fluids": FluidEntry,
    "risk-scores": RiskScore,
}  # fmt: skip


@page("admissions.write_round")
def write_round(request: HttpRequest, id: UUID) -> HttpResponse:
    """The daily visit."""
    one = stay_of(request, id)
    form = RoundForm(request.POST or None, initial={"expected_discharge": one.expected_discharge})
    return asked(request, one, form, actions.write_round, title=_("Round"), submit=_("Save"))


@page("admissions.write_nursing")
def write_note(request: HttpRequest, id: UUID) -> HttpResponse:
    """A nursing note."""
    one = stay_of(request, id)
    form = NoteForm(request.POST or None)
    return asked(request, one, form, actions.write_note, title=_("Nursing note"), submit=_("Save"))


@page("admissions.write_nursing")
def hand_over(request: HttpRequest, id: UUID) -> HttpResponse:
    """To the next shift."""
    one = stay_of(request, id)
    form = HandoverForm(request.POST or None)
    return asked(request, one, form, actions.give_handover, title=_("Hand the patient over"))


@require_POST
@page("admissions.write_nursing")
def take_over(request: HttpRequest, id: UUID, entry_id: UUID) -> HttpResponse:
    """From the last shift."""
    one = stay_of(request, id)
    handover = row(request, Handover, entry_id, admission=one)
    return carried_out(request, one.pk, say("You have taken the patient over."), actions.take_over, handover)


@page("admissions.write_nursing")
def record_fluid(request: HttpRequest, id: UUID) -> HttpResponse:
    """In or out."""
    one = stay_of(request, id)
    form = FluidForm(request.POST or None)
    return asked(request, one, form, actions.record_fluid, title=_("Fluid in or out"), submit=_("Save"))


@page("admissions.write_nursing")
def score_risk(request: HttpRequest, id: UUID, scale: str) -> HttpResponse:
    """A scale, item by item."""
    if scale not in SCALES:
        raise Http404
    one = stay_of(request, id)
    form = ScoreForm(request.POST or None, scale=scale)
    title = RiskScore.Scale(scale).label
    return asked(request, one, form, actions.score_risk, title=title, submit=_("Save"))


@page("admissions.view_admission")
def withdraw(request: HttpRequest, id: UUID, kind: str, entry_id: UUID) -> HttpResponse:
    """An entry that was written in error."""
    if kind not in KINDS:
        raise Http404
    asker(request).require(actions.WRITES[KINDS[kind]])
    one = stay_of(request, id)
    entry = row(request, KINDS[kind], entry_id, admission=one)
    form = ReasonForm(request.POST or None)
    return asked(request, one, form, actions.withdraw, entry, title=_("Entered in error"))


@page("admissions.write_round")
def answer(request: HttpRequest, id: UUID, entry_id: UUID) -> HttpResponse:
    """An early warning."""
    one = stay_of(request, id)
    warning = row(request, Escalation, entry_id, admission=one)
    form = AnswerForm(request.POST or None)
    return asked(request, one, form, actions.answer_warning, warning, title=_("Answer the early warning"))


@page("admissions.admit_patient")
def add_companion(request: HttpRequest, id: UUID) -> HttpResponse:
    """Somebody stays with her."""
    one = stay_of(request, id)
    form = CompanionForm(request.POST or None)
    return asked(request, one, form, actions.add_companion, title=_("Companion"), submit=_("Save"))


@require_POST
@page("admissions.admit_patient")
def companion_leaves(request: HttpRequest, id: UUID, entry_id: UUID) -> HttpResponse:
    """She has gone."""
    one = stay_of(request, id)
    companion = row(request, Companion, entry_id, admission=one)
    return carried_out(request, one.pk, say("The companion has left."), actions.companion_leaves, companion)


@page("admissions.write_nursing")
def keep_belonging(request: HttpRequest, id: UUID) -> HttpResponse:
    """A thing she brought."""
    one = stay_of(request, id)
    form = BelongingForm(request.POST or None)
    return asked(request, one, form, actions.keep_belonging, title=_("Take into keeping"), submit=_("Save"))


@page("admissions.write_nursing")
def return_belonging(request: HttpRequest, id: UUID, entry_id: UUID) -> HttpResponse:
    """Given back."""
    one = stay_of(request, id)
    thing = row(request, Belonging, entry_id, admission=one)
    form = ReturnForm(request.POST or None)
    return asked(request, one, form, actions.return_belonging, thing, title=_("Give back"))

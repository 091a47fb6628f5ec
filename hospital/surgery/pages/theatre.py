"""In the theatre: each step, the team, the checklist, and what is counted, taken out and left in."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from hospital.accounts.asking import asker, row
from hospital.core.access import page
from hospital.core.forms import version_in

from .. import actions
from ..forms import (
    AldreteForm,
    AnaesthesiaForm,
    BecauseForm,
    ConsentForm,
    CountForm,
    DelayForm,
    EnterForm,
    ExitForm,
    ExplainForm,
    FinalCountForm,
    FinishForm,
    ImplantForm,
    LineForm,
    MemberForm,
    MomentForm,
    MoreForm,
    PhaseForm,
    RecoveryExitForm,
    SpecimenForm,
    SurgeonForm,
)
from ..models import ChecklistPhase, Count, Implant, SurgicalConsent, TeamMember
from ._asking import asked, carried_out, surgery_of


@require_POST
@page("surgery.attend_surgery")
def call(request: HttpRequest, id: UUID) -> HttpResponse:
    """Have the patient brought."""
    one = surgery_of(request, id)
    return carried_out(request, one, _("The patient was called."), actions.call, one)


@page("surgery.attend_surgery")
def send_back(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take the call back."""
    one = surgery_of(request, id)
    return asked(
        request, one, BecauseForm(request.POST or None), actions.send_back, title=_("Take the call back")
    )


@page("surgery.attend_surgery")
def enter(request: HttpRequest, id: UUID) -> HttpResponse:
    """She is in the theatre."""
    one = surgery_of(request, id)
    form = EnterForm(request.POST or None)
    return asked(request, one, form, actions.enter_room, title=_("Patient in the theatre"))


@page("surgery.attend_surgery")
def delay(request: HttpRequest, id: UUID) -> HttpResponse:
    """Why it began late."""
    one = surgery_of(request, id)
    form = DelayForm(request.POST or None, initial={"delay": one.delay, "delay_note": one.delay_note})
    return asked(request, one, form, actions.explain_delay, title=_("Why it began late"))


@page("surgery.attend_surgery")
def anaesthesia(request: HttpRequest, id: UUID) -> HttpResponse:
    """Anaesthesia begins."""
    one = surgery_of(request, id)
    form = AnaesthesiaForm(request.POST or None, initial={"anaesthesia": one.anaesthesia})
    return asked(request, one, form, actions.begin_anaesthesia, title=_("Anaesthesia begins"))


@page("surgery.operate")
def begin(request: HttpRequest, id: UUID) -> HttpResponse:
    """The incision."""
    one = surgery_of(request, id)
    return asked(request, one, MomentForm(request.POST or None), actions.begin, title=_("Incision"))


@page("surgery.operate")
def finish(request: HttpRequest, id: UUID) -> HttpResponse:
    """The wound is closed."""
    one = surgery_of(request, id)
    initial = {"post_diagnosis": one.post_diagnosis or one.diagnosis, "findings": one.findings}
    form = FinishForm(request.POST or None, initial=initial, procedures=one.planned)
    return asked(request, one, form, actions.finish, title=_("Finish the operation"))


@require_POST
@page("surgery.attend_surgery")
def awake(request: HttpRequest, id: UUID) -> HttpResponse:
    """Anaesthesia ends."""
    one = surgery_of(request, id)
    return carried_out(request, one, _("Anaesthesia ended."), actions.end_anaesthesia, one)


@page("surgery.attend_surgery")
def leave_room(request: HttpRequest, id: UUID) -> HttpResponse:
    """She leaves the theatre."""
    one = surgery_of(request, id)
    form = ExitForm(request.POST or None)
    return asked(request, one, form, actions.leave_room, title=_("Leave the theatre"))


@page("surgery.attend_surgery")
def leave_recovery(request: HttpRequest, id: UUID) -> HttpResponse:
    """She leaves recovery."""
    one = surgery_of(request, id)
    form = RecoveryExitForm(request.POST or None)
    return asked(request, one, form, actions.leave_recovery, title=_("Leave recovery"))


@page("surgery.attend_surgery")
def add_member(request: HttpRequest, id: UUID) -> HttpResponse:
    """Somebody joins the team."""
    one = surgery_of(request, id)
    return asked(
        request, one, MemberForm(request.POST or None), actions.add_member, title=_("Add to the team")
    )


@require_POST
@page("surgery.attend_surgery")
def remove_member(request: HttpRequest, id: UUID, member_id: UUID) -> HttpResponse:
    """Somebody leaves the team."""
    one, member = surgery_of(request, id), row(request, TeamMember, member_id, surgery=id)
    return carried_out(request, one, _("She left the team."), actions.remove_member, member)


@page("surgery.request_surgery")
def surgeon(request: HttpRequest, id: UUID) -> HttpResponse:
    """Somebody else operates."""
    one = surgery_of(request, id)
    form = SurgeonForm(request.POST or None, initial={"surgeon": one.surgeon_id})
    action = partial(actions.change_surgeon, version=version_in(request))
    return asked(request, one, form, action, title=_("Change the surgeon"), version=one.version)


@page("surgery.attend_surgery")
def consent(request: HttpRequest, id: UUID) -> HttpResponse:
    """What was signed."""
    one = surgery_of(request, id)
    said = {"procedure": one.planned[0].display if one.planned else "", "laterality": one.laterality}
    form = ConsentForm(request.POST or None, initial=said)
    return asked(request, one, form, actions.write_consent, title=_("Consent"))


@page("surgery.attend_surgery")
def revoke_consent(request: HttpRequest, id: UUID, consent_id: UUID) -> HttpResponse:
    """The consent ends."""
    one, signed = surgery_of(request, id), row(request, SurgicalConsent, consent_id, surgery=id)
    form = BecauseForm(request.POST or None)
    return asked(request, one, form, actions.revoke_consent, signed, title=_("Revoke the consent"))


@page("surgery.attend_surgery")
def phase(request: HttpRequest, id: UUID, name: str) -> HttpResponse:
    """Answer a phase of the checklist."""
    one = surgery_of(request, id)
    label = ChecklistPhase.Name(name).label
    found = ChecklistPhase.objects.visible_to(asker(request)).filter(surgery=one, name=name).first()
    initial = {**found.answers, "note": found.note, "laterality": found.laterality} if found else {}
    form = PhaseForm(request.POST or None, initial=initial, phase=name)
    return asked(request, one, form, actions.answer_phase, title=label, submit=_("Save answers"), name=name)


@require_POST
@page("surgery.attend_surgery")
def sign(request: HttpRequest, id: UUID, name: str) -> HttpResponse:
    """Sign a phase as who one is in the team."""
    one = surgery_of(request, id)
    return carried_out(request, one, _("You signed this phase."), actions.sign_phase, one, name=name)


@page("surgery.waive_checklist")
def waive(request: HttpRequest, id: UUID, name: str) -> HttpResponse:
    """Go on without a phase."""
    one = surgery_of(request, id)
    form = BecauseForm(request.POST or None)
    note = _("Only when there is no time for it. Who said so, and why, stays in the record.")
    title = _("Go on without this phase")
    return asked(request, one, form, actions.waive_phase, title=title, note=note, name=name)


@page("surgery.attend_surgery")
def start_count(request: HttpRequest, id: UUID) -> HttpResponse:
    """How many before."""
    one = surgery_of(request, id)
    return asked(request, one, CountForm(request.POST or None), actions.start_count, title=_("Count"))


@page("surgery.attend_surgery")
def add_to_count(request: HttpRequest, id: UUID, count_id: UUID) -> HttpResponse:
    """More were opened."""
    one, count = surgery_of(request, id), row(request, Count, count_id, surgery=id)
    form = MoreForm(request.POST or None)
    return asked(request, one, form, actions.add_to_count, count, title=count.get_kind_display())


@page("surgery.attend_surgery")
def finish_count(request: HttpRequest, id: UUID, count_id: UUID) -> HttpResponse:
    """How many after, by two people."""
    one, count = surgery_of(request, id), row(request, Count, count_id, surgery=id)
    form = FinalCountForm(request.POST or None)
    return asked(request, one, form, actions.finish_count, count, title=count.get_kind_display())


@page("surgery.attend_surgery")
def explain_count(request: HttpRequest, id: UUID, count_id: UUID) -> HttpResponse:
    """What became of the difference."""
    one, count = surgery_of(request, id), row(request, Count, count_id, surgery=id)
    form = ExplainForm(request.POST or None)
    return asked(request, one, form, actions.explain_count, count, title=count.get_kind_display())


@page("surgery.attend_surgery")
def specimen(request: HttpRequest, id: UUID) -> HttpResponse:
    """Something was taken out."""
    one = surgery_of(request, id)
    return asked(request, one, SpecimenForm(request.POST or None), actions.take_specimen, title=_("Specimen"))


@page("surgery.attend_surgery")
def implant(request: HttpRequest, id: UUID) -> HttpResponse:
    """Something stays in the patient."""
    one = surgery_of(request, id)
    form = ImplantForm(request.POST or None, initial={"laterality": one.laterality})
    return asked(request, one, form, actions.use_implant, title=_("Implant"))


@page("surgery.attend_surgery")
def withdraw_implant(request: HttpRequest, id: UUID, implant_id: UUID) -> HttpResponse:
    """Written down in error."""
    one, used = surgery_of(request, id), row(request, Implant, implant_id, surgery=id)
    form = BecauseForm(request.POST or None)
    return asked(request, one, form, actions.withdraw_implant, used, title=_("Entered in error"))


@page("surgery.attend_surgery")
def line(request: HttpRequest, id: UUID) -> HttpResponse:
    """A line of the record of anaesthesia."""
    one = surgery_of(request, id)
    form = LineForm(request.POST or None)
    return asked(request, one, form, actions.write_anaesthesia, title=_("Record of anaesthesia"))


@page("surgery.attend_surgery")
def aldrete(request: HttpRequest, id: UUID) -> HttpResponse:
    """How far she has woken up."""
    one = surgery_of(request, id)
    form = AldreteForm(request.POST or None)
    return asked(request, one, form, actions.score_aldrete, title=_("Aldrete score"))

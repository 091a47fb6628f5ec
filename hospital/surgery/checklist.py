"""What is asked in each phase of the surgical safety checklist, and who has to say that it is so.

After the list of the World Health Organization (2009) as Anvisa adopted it (Protocolo para Cirurgia Segura,
Portaria GM/MS 1.377/2013), in our own words.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Anaesthesia, ChecklistPhase, ChecklistSign, TeamMember

Phase = ChecklistPhase.Name
Sign = ChecklistSign.Role
YES, NO, DOES_NOT_APPLY = "yes", "no", "na"
ANSWERS = {YES: _("Yes"), NO: _("No"), DOES_NOT_APPLY: _("Does not apply")}


@dataclass(frozen=True)
class Item:
    """One question; `good` are the answers with which one may go on."""

    key: str
    text: Promise | str
    good: tuple[str, ...] = (YES,)


EITHER = (YES, NO)
OR_NOT = (YES, DOES_NOT_APPLY)

ITEMS: Mapping[str, tuple[Item, ...]] = {
    Phase.SIGN_IN: (
        Item("identity", _("The patient said who she is, and her wristband agrees")),
        Item("procedure", _("She confirmed the procedure and where it is done")),
        Item("consent", _("The consent is signed")),
        Item("marked", _("The site is marked"), OR_NOT),
        Item("machine", _("Anaesthesia machine and medicines are checked")),
        Item("oximeter", _("The pulse oximeter is on and works")),
        Item("allergy", _("She has a known allergy"), EITHER),
        Item("airway", _("Difficult airway or risk of aspiration"), EITHER),
        Item("help", _("For a difficult airway: equipment and help are there"), OR_NOT),
        Item("loss", _("Risk of losing more than 500 mL of blood (7 mL/kg in children)"), EITHER),
        Item("access", _("For that loss: two accesses and fluids are planned"), OR_NOT),
    ),
    Phase.TIME_OUT: (
        Item("team", _("Everybody said their name and role")),
        Item("patient", _("Surgeon, anaesthetist and nurse said aloud: patient, site, procedure")),
        Item("surgeon", _("Surgeon: critical steps, duration, expected blood loss")),
        Item("anaesthetist", _("Anaesthetist: concerns about this patient")),
        Item("sterile", _("Nursing: sterility is confirmed, equipment is in order")),
        Item("antibiotic", _("Antibiotic given within the last 60 minutes"), OR_NOT),
        Item("images", _("The necessary images are shown"), OR_NOT),
    ),
    Phase.SIGN_OUT: (
        Item("recorded", _("The procedure that was done is recorded")),
        Item("counts", _("Instruments, sponges and needles are counted")),
        Item("specimens", _("Specimens are labelled, with the name read aloud"), OR_NOT),
        Item("equipment", _("There are equipment problems to deal with"), EITHER),
        Item("recovery", _("Surgeon, anaesthetist and nurse said what matters for recovery")),
    ),
}

SIGNS_AS: Mapping[str, str] = {
    TeamMember.Role.SURGEON: Sign.SURGEON,
    TeamMember.Role.ANAESTHETIST: Sign.ANAESTHETIST,
    TeamMember.Role.SCRUB: Sign.NURSE,
    TeamMember.Role.CIRCULATING: Sign.NURSE,
}


def required_signs(phase: str, anaesthesia: str) -> tuple[str, ...]:
    """Who must say that a phase is right. Under local anaesthesia there may be no anaesthetist."""
    if anaesthesia == Anaesthesia.LOCAL:
        return (Sign.SURGEON, Sign.NURSE)
    if phase == Phase.SIGN_IN:
        return (Sign.ANAESTHETIST, Sign.NURSE)
    return (Sign.SURGEON, Sign.ANAESTHETIST, Sign.NURSE)


def wanting(phase: str, answers: Mapping[str, str]) -> dict[str, str]:
    """What keeps a phase from being signed, by item: not answered, or answered so that one may not go on."""
    found: dict[str, str] = {}
    for item in ITEMS[phase]:
        given = answers.get(item.key)
        if given is None:
            found[item.key] = str(_("Not answered."))
        elif given not in item.good:
            found[item.key] = str(_("One may not go on with this answer."))
    return found

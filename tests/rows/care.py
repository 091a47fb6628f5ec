"""What the harness must know of `care`: emergency accesses, consents, restrictions, the access log."""

from typing import TYPE_CHECKING, Any  # Any: JSON bodies

from hospital.accounts import actions as accounts
from hospital.accounts.models import Role, User
from hospital.patients import actions

if TYPE_CHECKING:
    from tests.families import Family
    from tests.world import World

WHY = "Parada cardiorrespiratória na recepção"

ROWS = {
    "/emergency-accesses/{id}": "emergency access",
    "/patients/{id}/consents/{consent_id}": "consent",
    "/patients/{id}/restrictions/{restriction_id}": "restriction",
}

# The glass is broken where one is kept out: of a patient who keeps out even those who open every chart.
INSTEAD = {"/patients/{id}/emergency-accesses": {"patient": "guarded patient"}}

# A file, not a page.
NO_PAGES = {"/patients/{id}/consents/{consent_id}/scan"}


def _restriction(world: "World") -> dict[str, Any]:  # Any: see above
    return {"professional_id": world.families[0]["employee"].pk, "reason": "Vizinho"}


def _break(_world: "World") -> dict[str, Any]:  # Any: see above
    from tests.world import PASSWORD

    return {"reason": WHY, "password": PASSWORD}


BODIES = {
    "POST /api/v1/patients/{id}/emergency-accesses": _break,
    "POST /api/v1/emergency-accesses/{id}/review": lambda _world: {
        "finding": "justified", "finding_text": "Atendia a parada",
    },
    "POST /api/v1/patients/{id}/consents": lambda _world: {"purpose": "image", "scope": "Fotos da ferida"},
    "POST /api/v1/patients/{id}/consents/{consent_id}/revocation": lambda _world: {"reason": "Não quer mais"},
    "POST /api/v1/patients/{id}/restrictions": _restriction,
    "POST /api/v1/patients/{id}/restrictions/{restriction_id}/revocation": lambda _world: {"reason": "Pediu"},
}  # fmt: skip


def make(family: "Family") -> None:
    """A consent with its paper, a restriction against nobody who calls, a chart opened in an emergency."""
    patient, by = family["patient"], family.by
    family.rows["consent"] = actions.write_consent(
        patient, purpose="research", scope="Estudo de hipertensão", organisations=["Fiocruz"],
        professionals=[family["employee"].pk], scan=b"%PDF-1.7 assinado", by=by,
    )  # fmt: skip
    family.rows["restriction"] = actions.add_restriction(
        patient, professional=family["employee"].pk, reason="Vizinho", by=by
    )
    family.rows["guarded patient"] = family._patient()  # one like the others
    if everything := Role.objects.filter(code="everything").first():
        actions.add_restriction(
            family["guarded patient"], role=everything.pk, reason="Ninguém, por enquanto", by=by
        )
    family.rows["emergency access"] = actions.break_glass(
        family["dead patient"], reason=WHY, by=_nurse(family)
    )


def grow(family: "Family", by: int) -> None:
    """More of what hangs on the patient, and more emergencies."""
    nurse = _nurse(family, "grown")
    for number in range(by):
        actions.write_consent(
            family["patient"], purpose="contact", scope=f"Lembretes {number}", by=family.by,
            professionals=[family["employee"].pk],
        )  # fmt: skip
        actions.add_restriction(
            family["patient"], professional=family["employee"].pk, reason=f"Pediu {number}", by=family.by
        )
        access = actions.break_glass(family["twin patient"], reason=WHY, by=nurse)
        actions.end_early(access, by=nurse)


def _nurse(family: "Family", name: str = "") -> User:
    """Somebody who may break the glass."""
    user = accounts.create_user(
        username=f"nurse-{family.letter.lower()}{name}", name=f"Plantão {family.letter}", by=family.by
    )
    accounts.give_role(user, role=Role.objects.get(code="nurse"), by=family.by)
    return User.objects.get(pk=user.pk)

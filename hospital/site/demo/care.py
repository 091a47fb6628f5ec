"""What patients of the demo hospital allow, whom they keep out, and charts opened in an emergency."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any  # Any: what an action takes

from django.utils.timezone import localdate, now

from hospital.accounts.models import User
from hospital.organization.models import Employee
from hospital.patients import actions, care
from hospital.patients.models import Patient

from .people import Maker

EMERGENCIES = (
    (
        "physician",
        "Chegou desacordada ao pronto-socorro, sem acompanhante; preciso de alergias e medicamentos",
    ),
    ("nurse", "Família telefona: convulsão em casa, orientando o SAMU até a chegada da equipe"),
)
CONSENTS: tuple[dict[str, Any], ...] = (  # Any: see above
    {"purpose": "sharing", "scope": "Envio do sumário clínico à Rede Nacional de Dados em Saúde",
     "organisations": ["Ministério da Saúde (RNDS)"]},
    {"purpose": "treatment", "scope": "Colecistectomia videolaparoscópica, com anestesia geral"},
    {"purpose": "telehealth", "scope": "Teleconsultas de acompanhamento do diabetes"},
    {"purpose": "research", "scope": "Estudo observacional de hipertensão, dados pseudonimizados",
     "organisations": ["Comitê de Ética em Pesquisa"]},
    {"purpose": "image", "scope": "Fotografias da ferida para aulas", "decision": "refused"},
    {"purpose": "contact", "scope": "Lembretes de consulta por mensagem"},
    {"purpose": "teaching", "scope": "Presença de estudantes durante a consulta", "decision": "refused"},
)  # fmt: skip
DAYS_AGO = 20


def tell_of_care(maker: Maker, users: Mapping[str, User], *, by: User) -> int:
    """Consents, one of them revoked, a restriction, and two emergencies to review; how many rows."""
    patients = _grown_up(by)
    signed = [
        _sign(maker, patient, number, consent, by=by)
        for number, (patient, consent) in enumerate(zip(patients, CONSENTS, strict=False))
    ]
    actions.revoke_consent(signed[3], reason="Mudou de ideia depois de conversar com a família", by=by)
    _keep_out(patients[1], by=by)
    opened = sum(_break_glass(patients, users[role], why) for role, why in EMERGENCIES if role in users)
    return len(signed) + opened + 1


def _grown_up(by: User) -> list[Patient]:
    """Those who can sign for themselves and whose charts have something in them."""
    eighteen = localdate() - timedelta(days=18 * 366)
    known = Patient.objects.visible_to(by).active().filter(is_deceased=False, is_unidentified=False)
    return list(known.filter(birth_date__lt=eighteen).order_by("chart_number")[:60])


def _sign(maker: Maker, patient: Patient, number: int, data: Mapping[str, Any], *, by: User) -> Any:
    """One consent, every third signed by who answers for the patient."""
    at = now() - timedelta(days=DAYS_AGO - number, hours=maker.random.randrange(1, 8))
    signer: dict[str, Any] = {}  # Any: see above
    if number % 3 == 2:
        person = maker.person(youngest=30, oldest=60)
        signer = {
            "signer": "representative", "signer_name": person.name, "signer_cpf": person.cpf,
            "signer_relation": "filha, com procuração",
        }  # fmt: skip
    return actions.write_consent(
        patient, signed_at=at, valid_from=localdate(at), by=by, **signer, **data
    )  # fmt: skip


def _keep_out(patient: Patient, *, by: User) -> None:
    """She lives next door to somebody of the laboratory."""
    neighbour = (
        Employee.objects.visible_to(by).filter(user=None, left_on=None).order_by("-created_at").first()
    )
    if neighbour:
        reason = "Mora ao lado de minha casa e não quero que saiba do meu tratamento"
        actions.add_restriction(patient, professional=neighbour.pk, reason=reason, by=by)


def _break_glass(patients: list[Patient], user: User, why: str) -> int:
    """Somebody opens the chart of the last patient who is not in her care, looks, and closes it."""
    by = User.objects.get(pk=user.pk)
    strange = next((patient for patient in reversed(patients) if not care.ground_of(patient, by=by)), None)
    if strange is None:
        return 0
    access = actions.break_glass(strange, reason=why, by=by)
    care.open_chart(strange, by=by, what="records.chart")
    care.open_chart(strange, by=by, what="records.medications")
    actions.end_early(access, by=by)
    return 1

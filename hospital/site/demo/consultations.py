"""The outpatient visits of the demo hospital: signed ones with diagnoses, an error, and a few drafts."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any  # Any: what an action takes

from django.utils.timezone import now

from hospital.accounts.models import User
from hospital.consultations import actions
from hospital.consultations.models import Consultation
from hospital.encounters import actions as encounters
from hospital.encounters.models import Encounter
from hospital.organization import actions as organization
from hospital.organization.models import Department, Employee, today
from hospital.patients.models import Patient
from hospital.signatures.credentials import Proven

CID10 = "http://hl7.org/fhir/sid/icd-10"
CIAP2 = "https://terminologia.saude.gov.br/fhir/CodeSystem/BRCIAP2"
SIGNED, DRAFTS = 30, 4
PAPER = "Sistema indisponível no dia; transcrito da ficha em papel"

TEMPLATES: tuple[dict[str, str], ...] = (
    {
        "name": "Primeira consulta", "specialty": "Clínica médica", "kind": "first",
        "subjective": "{patient}, {age} anos. Queixa e duração:\nHDA:\nAntecedentes:\nMedicações em uso:",
        "objective": "Estado geral:\nPA:        FC:        Sat:        T:\nAC:\nAP:\nAbdome:\nMMII:",
        "assessment": "Hipóteses:", "plan": "Conduta:\nExames:\nOrientações:",
    },
    {
        "name": "Retorno", "specialty": "Clínica médica", "kind": "follow_up",
        "subjective": "Desde a última consulta:\nAdesão ao tratamento:", "objective": "PA:        Peso:",
        "assessment": "Evolução:", "plan": "Mantido:\nAjustado:\nRetorno em:",
    },
    {
        "name": "Pré-natal", "specialty": "Obstetrícia", "kind": "follow_up",
        "subjective": "IG:\nQueixas:\nMovimentos fetais:", "objective": "PA:      AU:      BCF:      Edema:",
        "plan": "Exames do trimestre:\nVacinas:\nSinais de alerta orientados.",
    },
    {
        "name": "Puericultura", "specialty": "Pediatria", "kind": "follow_up",
        "subjective": "{patient}, {age} anos. Alimentação:\nSono:\nMarcos do desenvolvimento:",
        "objective": "Peso:      Estatura:      PC:", "plan": "Vacinação conferida:\nOrientações por idade:",
    },
)  # fmt: skip

# Subjective, objective, assessment, plan; then the diagnoses: system, code, words, certainty.
Coded = tuple[str, str, str, str]
CASES: tuple[tuple[str, str, str, str, tuple[Coded, ...]], ...] = (
    (
        "Retorno de hipertensão. Sem cefaleia nem dor torácica. Esquece a dose da noite às vezes.",
        "PA 148/92 mmHg, FC 76 bpm, IMC 29,4. Ausculta cardíaca e pulmonar sem alterações. Sem edema.",
        "Hipertensão estágio 1 fora da meta por adesão irregular.",
        "Losartana 100 mg em tomada única pela manhã. Diário de PA por 14 dias. Creatinina e potássio.",
        ((CID10, "I10", "Hipertensão essencial (primária)", "confirmed"),),
    ),
    (
        "Diabetes há seis anos. Refere poliúria e formigamento nos pés à noite.",
        "Glicemia capilar 236 mg/dL. Monofilamento com perda em 3 de 10 pontos. Pulsos pediosos presentes.",
        "Diabetes tipo 2 descompensado, com provável neuropatia periférica.",
        "Associada gliclazida MR 30 mg. HbA1c, função renal, fundo de olho. Orientado cuidado com os pés.",
        (
            (CID10, "E11.4", "Diabetes tipo 2 com complicações neurológicas", "suspected"),
            (CIAP2, "N06", "Outras alterações da sensibilidade", "confirmed"),
        ),
    ),
    (
        "Dor de garganta e febre há três dias. Sem tosse.",
        "T 38,4 °C. Amígdalas hiperemiadas com exsudato. Linfonodos cervicais anteriores dolorosos.",
        "Faringoamigdalite provavelmente bacteriana (Centor 4).",
        "Amoxicilina 500 mg de 8 em 8 horas por 10 dias. Voltar se piorar em 48 horas.",
        (
            (CID10, "J03.9", "Amigdalite aguda não especificada", "confirmed"),
            (CIAP2, "R21", "Sinais/sintomas da garganta", "confirmed"),
        ),
    ),
    (
        "Dor lombar há duas semanas após carregar peso. Sem irradiação, sem perda de força.",
        "Contratura paravertebral lombar. Lasègue negativo. Reflexos simétricos.",
        "Lombalgia mecânica, sem sinais de alarme.",
        "Analgésico simples, manter-se ativo, alongamentos. Sem indicação de imagem agora.",
        ((CID10, "M54.5", "Dor lombar baixa", "confirmed"),),
    ),
    (
        "Tosse e chiado à noite, três vezes por semana, desde que esfriou.",
        "FR 18, SpO2 97%. Sibilos expiratórios esparsos. PFE 78% do previsto.",
        "Asma parcialmente controlada.",
        "Budesonida/formoterol inalatório, técnica revista. Plano de ação por escrito. Retorno em 6 semanas.",
        ((CID10, "J45.9", "Asma não especificada", "confirmed"),),
    ),
    (
        "Tristeza, insônia terminal e perda de interesse há dois meses. Nega ideação suicida.",
        "Humor deprimido, afeto congruente. PHQ-9 de 16 pontos.",
        "Episódio depressivo moderado.",
        "Sertralina 50 mg pela manhã. Psicoterapia. Rede de apoio acionada. Retorno em 2 semanas.",
        ((CID10, "F32.1", "Episódio depressivo moderado", "confirmed"),),
    ),
    (
        "Ardor ao urinar e urgência há dois dias. Sem febre nem dor lombar.",
        "Afebril. Giordano negativo. Abdome com leve dor suprapúbica.",
        "Cistite aguda não complicada.",
        "Fosfomicina 3 g dose única. Hidratação. Urocultura se persistir.",
        ((CID10, "N30.0", "Cistite aguda", "confirmed"),),
    ),
    (
        "Azia e regurgitação após as refeições há três meses. Sem perda de peso.",
        "Abdome indolor. IMC 31,2.",
        "Doença do refluxo gastroesofágico, sem sinais de alarme.",
        "Omeprazol 20 mg por 8 semanas, medidas de estilo de vida. Endoscopia se não responder.",
        ((CID10, "K21.9", "Doença de refluxo gastroesofágico sem esofagite", "suspected"),),
    ),
    (
        "Check-up. Pai infartou aos 52 anos. Sedentário, nega tabagismo.",
        "PA 128/82 mmHg, circunferência abdominal 104 cm.",
        "Risco cardiovascular intermediário.",
        "Perfil lipídico, glicemia, exercício 150 min por semana. Retorno com exames.",
        (
            (CID10, "Z00.0", "Exame médico geral", "confirmed"),
            (CID10, "E78.5", "Hiperlipidemia não especificada", "suspected"),
        ),
    ),
    (
        "Cansaço e queda de cabelo há quatro meses, em uso de levotiroxina em jejum.",
        "Tireoide impalpável. FC 62 bpm. Pele seca.",
        "Hipotireoidismo em reposição; avaliar dose.",
        "TSH e T4 livre em 6 semanas. Mantida levotiroxina 75 mcg.",
        ((CID10, "E03.9", "Hipotireoidismo não especificado", "confirmed"),),
    ),
)  # fmt: skip


def write_visits(*, by: User) -> int:
    """The templates, the visits of the last weeks and the drafts of today; how many visits there are then."""
    for template in TEMPLATES:
        actions.write_template(by=by, **template)
    clinic = Department.objects.get(code="AMB")
    doctor = User.objects.get(username="physician")
    organization.assign(
        Employee.objects.get(user=doctor), department=clinic, starts_on=today() - timedelta(days=300), by=by
    )
    people = _people()
    signed = [_sign(next(people), clinic, number, doctor, by=by) for number in range(SIGNED)]
    for visit in signed[:3]:
        actions.add_addendum(
            visit, text="Resultado recebido por telefone: exames sem alterações. Paciente avisado.",
            credential=Proven(doctor.pk), by=doctor,
        )  # fmt: skip
    actions.withdraw_visit(
        signed[7], because="Escrito no prontuário de um homônimo", credential=Proven(doctor.pk), by=doctor
    )
    for number in range(DRAFTS):
        _draft(next(people), clinic, number, doctor, minutes=15 + 25 * number, by=by)
    return Consultation.objects.count()


def _people() -> Iterator[Patient]:
    rows = list(Patient.objects.active().filter(is_deceased=False, is_confidential=False).order_by("pk"))
    random.Random(31).shuffle(rows)  # noqa: S311  who is ill is no secret of the demo
    return iter(rows)


def _sign(patient: Patient, clinic: Department, number: int, doctor: User, *, by: User) -> Consultation:
    """Two thirds in the last hours, the others in the weeks before, written down late and saying why."""
    minutes = 30 + 40 * number if number < SIGNED * 2 // 3 else (number - 18) * 3 * 24 * 60 + 90 * number
    visit, encounter = _draft(patient, clinic, number, doctor, minutes=minutes, by=by)
    actions.sign_visit(visit, credential=Proven(doctor.pk), by=doctor)
    encounters.finish(encounter, disposition="discharged", at=ago(minutes - 25), by=doctor)
    return Consultation.objects.get(pk=visit.pk)


def _draft(
    patient: Patient, clinic: Department, number: int, doctor: User, *, minutes: int, by: User
) -> tuple[Consultation, Encounter]:
    subjective, objective, assessment, plan, diagnoses = CASES[number % len(CASES)]
    came = encounters.receive(
        patient, department=clinic, reason=subjective.split(".")[0], at=ago(minutes), by=by
    )
    came = encounters.start(came, at=ago(minutes - 5), by=doctor)
    more: dict[str, Any] = {} if minutes < 23 * 60 else {"late_because": PAPER}  # Any: see above
    visit = actions.begin(
        came, kind="first" if number % 3 else "follow_up", subjective=subjective, objective=objective,
        assessment=assessment, plan=plan, occurred_at=ago(minutes - 6), by=doctor,
        return_by=today() + timedelta(days=30) if number % 2 else None, **more,
    )  # fmt: skip
    for system, code, display, certainty in diagnoses:
        actions.add_diagnosis(
            visit, system=system, code=code, display=display, certainty=certainty, by=doctor
        )
    return visit, came


def ago(minutes: int) -> datetime:
    return now() - timedelta(minutes=minutes)

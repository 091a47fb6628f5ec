"""Visits and who writes them, made by the real actions. For the apps above consultations too."""

from typing import Any  # Any: whatever the actions take

from hospital.accounts.models import User
from hospital.consultations import actions
from hospital.consultations.models import Addendum, Consultation, Diagnosis, Template
from hospital.encounters.actions.arriving import receive
from hospital.encounters.models import Encounter
from hospital.organization.models import Department
from hospital.patients.models import Patient
from hospital.signatures.credentials import Proven
from hospital.signatures.tests.make import (
    PASSWORD,
    Api,
    Icp,
    browser,
    client,
    cpf,
    department,
    fresh,
    licence,
    patient,
    person,
    receptionist,
    user,
)

__all__ = [
    "PASSWORD", "SOAP", "Api", "Icp", "addendum", "browser", "client", "consultation", "cpf", "department",
    "diagnosis", "doctor", "draft", "encounter", "fresh", "licence", "patient", "person", "receptionist",
    "template", "user",
]  # fmt: skip

CID10 = "http://hl7.org/fhir/sid/icd-10"
SOAP: dict[str, Any] = {  # Any: what an action takes
    "subjective": "Dor de garganta há três dias.", "objective": "Orofaringe hiperemiada.",
    "assessment": "Faringite.", "plan": "Sintomáticos.",
}  # fmt: skip
TREATS = (
    "patients.view_patient", "patients.view_confidential", "patients.view_chart", "patients.write_history",
    "encounters.view_encounter", "encounters.treat_patient", "encounters.receive_patient",
    "consultations.view_consultation", "consultations.write_consultation", "signatures.sign_document",
    "organization.view_department", "organization.view_colleague",
)  # fmt: skip


def doctor(of: Department | None = None, *permissions: str, **fields: Any) -> User:  # Any: see above
    """A physician of the department (a new one) with a CRM in force, and these permissions besides."""
    made = person(of or department(), *TREATS, *permissions, **({"cpf": cpf()} | fields))
    licence(made.employee, council="CRM")
    return made


def unit_of(by: User) -> Department:
    """Where somebody works."""
    found = by.employee.memberships.first()
    assert found is not None
    return found.department


def encounter(by: User, of: Patient | None = None, **fields: Any) -> Encounter:  # Any: see above
    """Somebody who has come to the doctor's department today."""
    return receive(of or patient(), department=unit_of(by), by=by, **fields)


def draft(
    by: User | None = None, of: Encounter | None = None, **fields: Any
) -> Consultation:  # Any: see above
    """A draft with all four sections."""
    by = by or doctor()
    return actions.begin(of or encounter(by), by=by, **(SOAP | fields))


def consultation(by: User | None = None, of: Consultation | None = None, **fields: Any) -> Consultation:
    """A signed visit."""
    by = by or doctor()
    made = of or draft(by, **fields)
    actions.sign_visit(made, credential=Proven(by.pk), by=by)
    return Consultation.objects.get(pk=made.pk)


def diagnosis(of: Consultation, by: User | None = None, **fields: Any) -> Diagnosis:  # Any: see above
    """J02.9 by CID-10, suspected."""
    values = {"system": CID10, "code": "J02.9", "display": "Faringite aguda não especificada"} | fields
    by = by or fresh(of.recorded_by)
    return actions.add_diagnosis(of, by=by, **values)


def addendum(of: Consultation, by: User | None = None, text: str = "Cultura negativa.") -> Addendum:
    """A dated text under a signed visit."""
    by = by or fresh(of.recorded_by)
    return actions.add_addendum(of, text=text, credential=Proven(by.pk), by=by)


def template(**fields: Any) -> Template:  # Any: see above
    """A text of general practice."""
    values = {
        "name": "Clínica", "specialty": "Clínica médica", "subjective": "{patient}, {age} anos, {sex}:",
        "plan": "Retorno.",
    } | fields  # fmt: skip
    return actions.write_template(by=user("consultations.manage_template"), **values)

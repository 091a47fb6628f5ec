"""What the harness must know of `consultations`."""

import itertools
from datetime import date
from typing import TYPE_CHECKING, Any  # Any: JSON bodies

from hospital.accounts import actions as accounts
from hospital.accounts.models import Role, User
from hospital.consultations import actions
from hospital.consultations.models import Consultation
from hospital.encounters import actions as encounters
from hospital.organization import actions as organization
from hospital.organization.models import Employee
from hospital.signatures.credentials import Proven
from hospital.signatures.models import Version

if TYPE_CHECKING:
    from tests.families import Family

ROWS = {
    "/encounters/{id}": "encounter",
    "/consultations/{id}": "visit",
    "/consultations/{id}/diagnoses/{diagnosis_id}": "diagnosis of a draft",
    "/consultations/{id}/versions/{number}": "=1",
    "/consultations/templates/{id}": "visit template",
    "/consultation-templates/{id}": "visit template",
}

# What is done with drafts only; and what waits for a preceptor.
_DRAFT = {"visit": "draft visit"}
_STEPS = (
    "", "/edit", "/draft", "/template", "/copy", "/discarding", "/signature", "/diagnoses", "/diagnoses/new",
    "/diagnoses/{diagnosis_id}", "/diagnoses/{diagnosis_id}/removal",
)  # fmt: skip
INSTEAD = {
    **{f"/consultations/{{id}}{step}": _DRAFT for step in _STEPS if step},
    "/consultations/{id}/cosignature": {"visit": "visit to cosign"},
}

REFUSED = {
    (f"POST {face}/consultations/{{id}}/withdrawal", role): "only who signed it declares it an error"
    for face in ("/api/v1", "")
    for role in ("physician", "nurse")
}

NO_PAGES = {"/consultations/{id}/draft"}

SOAP: actions.VisitData = {
    "subjective": "Tosse",
    "objective": "Sem achados",
    "assessment": "Resfriado",
    "plan": "Repouso",
}
PASSWORD = "plantão de 12 horas"  # of tests/world.py
CODES = itertools.count(1)


def _secret(**more: Any) -> Any:  # Any: see above
    return lambda world: {"password": PASSWORD, **more}


BODIES = {
    "POST /api/v1/encounters/{id}/consultations": lambda world: dict(SOAP),
    "PATCH /api/v1/consultations/{id}": lambda world: {"plan": "Retorno"},
    "POST /api/v1/consultations/{id}/template": lambda world: {
        "template_id": world.families[0]["visit template"].pk
    },
    "POST /api/v1/consultations/{id}/copy": lambda world: {"source_id": world.families[0]["visit"].pk},
    "POST /api/v1/consultations/{id}/diagnoses": lambda world: {"display": "Cansaço"},
    "PATCH /api/v1/consultations/{id}/diagnoses/{diagnosis_id}": lambda world: {"certainty": "confirmed"},
    "POST /api/v1/consultations/{id}/signature": _secret(),
    "POST /api/v1/consultations/{id}/cosignature": _secret(),
    "POST /api/v1/consultations/{id}/addenda": _secret(text="Cultura negativa"),
    "POST /api/v1/consultations/{id}/withdrawal": _secret(because="Outra paciente"),
    "POST /api/v1/consultation-templates": lambda world: {"name": "Retorno"},
    "PATCH /api/v1/consultation-templates/{id}": lambda world: {"plan": "Alta"},
}


def make(family: "Family") -> None:
    """A signed visit with an addendum, one for a preceptor to sign, a draft with a diagnosis, a template."""
    by, rows = writer(family), family.rows
    rows["visit template"] = actions.write_template(
        name=f"Modelo {family.letter}", plan="Retorno", by=family.by
    )
    rows["visit"] = signed(family)
    actions.add_addendum(rows["visit"], text="Exame normal", credential=Proven(by.pk), by=by)
    rows["visit to cosign"] = signed(family, cosigner=by.employee)
    rows["draft visit"] = actions.begin(meeting(family), by=by, **SOAP)
    rows["diagnosis of a draft"] = actions.add_diagnosis(rows["draft visit"], display="Resfriado", by=by)
    rows["signed version"] = Version.objects.of(rows["visit"]).first()


def grow(family: "Family", by: int) -> None:
    """As many more visits of each kind, diagnoses, addenda and templates."""
    me, rows = writer(family), family.rows
    for number in range(by):
        actions.write_template(name=f"Mais {family.letter} {number}", by=family.by)
        actions.add_diagnosis(rows["draft visit"], display=f"Queixa {number}", by=me)
        actions.add_addendum(rows["visit"], text=f"Exame {number}", credential=Proven(me.pk), by=me)
        signed(family, cosigner=me.employee)
        draft = actions.begin(meeting(family), by=me, **SOAP)
        actions.add_diagnosis(draft, display="Resfriado", by=me)
        signed(family, of=rows["visit"].encounter, diagnosed=True)


def writer(family: "Family") -> User:
    """Who writes and signs: whoever may do everything, with a licence; the same in every family."""
    known = User.objects.filter(username="everything").first()
    user = known or User.objects.filter(username="writer").first() or _doctor(family.by)
    if not Employee.objects.filter(user=user).exists():
        made = organization.hire(
            given_name="Rosa", family_name="Escreve", hired_on=date(2020, 1, 1), by=family.by
        )
        organization.link_user(made, user=user, by=family.by)
    employee = Employee.objects.get(user=user)
    if not employee.licences.exists():
        organization.register_licence(employee, council="CRM", uf="SP", number="990001", by=family.by)
    return User.objects.get(pk=user.pk)


def signed(family: "Family", *, of: Any = None, diagnosed: bool = False, **fields: Any) -> Consultation:
    """A signed visit of the family's patient."""  # Any: an Encounter, texts
    by = writer(family)
    draft = actions.begin(of or meeting(family), by=by, **SOAP, **fields)
    if diagnosed:
        actions.add_diagnosis(draft, display="Resfriado", by=by)
    actions.sign_visit(draft, credential=Proven(by.pk), by=by)
    return Consultation.objects.get(pk=draft.pk)


def meeting(family: "Family") -> Any:  # Any: an Encounter
    """An encounter of the family's patient in a corner of its department of its own."""
    corner = organization.open_department(
        code=f"V{family.letter}{next(CODES)}", name="Consultório", parent=family["department"],
        opened_on=date(2020, 1, 1), by=family.by,
    )  # fmt: skip
    return encounters.receive(family["patient"], department=corner, by=family.by)


def _doctor(by: User) -> User:
    made = accounts.create_user(username="writer", name="Rosa Escreve", by=by)
    accounts.give_role(made, role=Role.objects.get(code="physician"), by=by)
    return made

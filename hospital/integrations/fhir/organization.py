"""Organization (FHIR R4, BR Core) over integrations.Partner and organization.Department. Pure functions."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any  # Any: arguments of an action are of every type

from hospital.core.errors import Invalid
from hospital.core.identifiers import cnes, cnpj, cpf
from hospital.organization.models import Department

from .datatypes import (
    CNES,
    CNPJ,
    CPF,
    Address,
    address,
    code_of,
    contact_point,
    identifier,
    identifiers,
    items,
    telecom,
    text,
)  # fmt: skip
from .wire import JSON

if TYPE_CHECKING:
    from ..models import Partner

Arguments = dict[str, Any]  # Any: see above

KINDS = "http://terminology.hl7.org/CodeSystem/organization-type"
ESTABLISHMENTS = "https://terminologia.saude.gov.br/fhir/CodeSystem/BRTipoEstabelecimentoSaude"
KNOWN_KINDS = {"prov": "prov", "ins": "ins", "pay": "ins", "govt": "govt", "edu": "edu", "bus": "bus"}
CHECKED = {CNES: cnes, CNPJ: cnpj, CPF: cpf}


def from_fhir(resource: JSON) -> Arguments:
    """What integrations.actions.register_partner is called with."""
    aliases = resource.get("alias")
    alias = next((text(one) for one in aliases if text(one)), "") if isinstance(aliases, list) else ""
    return {
        "name": text(resource.get("name")) or alias, "alias": alias, "kind": _kind(resource),
        "is_active": resource.get("active") is not False,
        "phone": telecom(resource.get("telecom"), "phone", ("work",))[:40],
        "email": telecom(resource.get("telecom"), "email", ("work",)),
        **vars(address(resource.get("address"))),
        "identifiers": identifiers(resource.get("identifier")),
    }  # fmt: skip


def doubts(resource: JSON) -> Iterator[str]:
    """The names of the numbers that fail their own check."""
    for system, value in identifiers(resource.get("identifier")):
        if is_doubtful(system, value):
            yield system.rpartition("/")[2].upper()


def is_doubtful(system: str, value: str) -> bool:
    """Whether the number fails the check of its registry."""
    try:
        if system in CHECKED:
            CHECKED[system](value)
    except Invalid:
        return True
    return False


def _kind(resource: JSON) -> str:
    concepts = items(resource.get("type"))
    codes = [KNOWN_KINDS.get(code_of(concept, KINDS), "") for concept in concepts]
    if found := next(filter(None, codes), ""):
        return found
    return "prov" if any(code_of(concept, ESTABLISHMENTS) for concept in concepts) else "other"


def to_fhir(row: "Partner | Department") -> JSON:
    """A partner with its address, or a department of ours."""
    resource: JSON = {
        "resourceType": "Organization", "id": str(row.pk),
        "meta": {"versionId": str(row.version), "lastUpdated": row.updated_at.isoformat()},
        "identifier": [one for kept in row.identifiers.all() for one in identifier(kept.system, kept.value)],
        "name": row.name,
        **(_department(row) if isinstance(row, Department) else _partner(row)),
    }  # fmt: skip
    return {name: value for name, value in resource.items() if value not in (None, "", [], {})}


def _department(row: Department) -> JSON:
    kind = {"coding": [{"system": KINDS, "code": "dept"}]}
    return {
        "active": row.is_open(), "type": [kind], "alias": [row.code],
        "telecom": list(contact_point("phone", row.phone, "work")),
    }  # fmt: skip


def _partner(row: "Partner") -> JSON:
    kind = {"coding": [{"system": KINDS, "code": row.kind}]}
    parts = {name: getattr(row, name) for name in Address.__dataclass_fields__}
    return {
        "active": row.is_active, "type": [kind], "alias": [row.alias] if row.alias else [],
        "telecom": [*contact_point("phone", row.phone, "work"), *contact_point("email", row.email, "work")],
        "address": Address(**parts).to_fhir("work"),
    }  # fmt: skip

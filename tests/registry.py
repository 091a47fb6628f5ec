"""What must be said once for a new address: the rows its parameters stand for, and what to send to it."""

import base64
from collections.abc import Callable
from typing import Any  # Any: JSON bodies

from hospital.core.access import ANYONE, SIGNED_IN

from .rows import PARTS
from .world import World

Body = dict[str, Any]  # Any: see above

# The name in tests/families.py of the row that stands for a parameter: the path up to it without the face in
# front. "own …" is a row of whoever calls; what begins with "=" stands in the address as it is.
ROWS = {
    "/users/{id}": "user",
    "/users/{id}/roles/{role_id}": "role",
    "/roles/{id}": "role",
    "/users/{id}/tokens/{token_id}": "token",
    "/tokens/{id}": "token",
    "/web-sessions/{id}": "web session",
    "/me/sessions/{id}": "own web session",
    "/me/tokens/{id}": "own token",
    "/settings/{name}": "=session.hours",
    "/accounts/2fa/webauthn/keys/{pk}": "=1",
    "/audit/events/{id}": "event",
    "/audit/accesses/{id}": "access",
    "/audit/changes/{id}": "change",
    "/audit/events/export.{form}": "=csv",
    "/audit/accesses/export.{form}": "=ndjson",
    "/audit/changes/export.{form}": "=csv",
    "/departments/{id}": "department",
    "/employees/{id}": "employee",
    "/employees/{id}/leaves/{leave_id}": "leave",
    "/employees/{id}/licences/{licence_id}": "licence",
    "/employees/{id}/memberships/{membership_id}": "membership",
    "/employees/{id}/shifts/{shift_id}": "shift",
    "/patients/{id}": "patient",
    "/patients/{id}/addresses/{part_id}": "address",
    "/patients/{id}/alerts/{part_id}": "alert",
    "/patients/{id}/contacts/{part_id}": "contact",
    "/patients/{id}/guardians/{part_id}": "guardian",
    "/patients/{id}/history/{part_id}": "history",
    "/patients/{id}/identifiers/{part_id}": "identifier",
    "/patients/{id}/merges/{merge_id}": "merge",
    "/patients/{id}/merge/{other}": "twin patient",
    "/patients/{id}/{noun}": "=alerts",
    "/patients/{id}/{noun}/{part_id}": "alert",
    "/Organization/{id}": "partner",
    "/Patient/{id}": "patient",
    "/Practitioner/{id}": "employee",
    "/integrations/imports/{id}": "import",
    "/integrations/patients/{patient_id}": "patient",
    "/integrations/resources/{id}": "resource",
    "/{kind}": "=CarePlan",
    "/{kind}/{id}": "resource",
}

# Where an address makes sense only for another row than usual, whatever the face.
INSTEAD = {
    "/patients/{id}/death/reversal": {"patient": "dead patient"},
    "/patients/{id}/identification": {"patient": "unknown patient"},
}

# Addresses whose second row does not belong to the first.
EQUALS = {"/patients/{id}/merge/{other}"}

# Asked for by the action besides the permission of the route, because of what the address names.
BESIDES = {
    "/patients/{id}/{noun}/new": "patients.write_history",
    "/patients/{id}/{noun}/{part_id}/end": "patients.write_history",
}

# Rows that are found by something else than their key.
FOUND_BY = {"/web-sessions/{id}": "id", "/me/sessions/{id}": "id"}

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def bundle(world: World) -> Body:
    return {"resourceType": "Bundle", "type": "batch", "entry": []}


# What a valid request sends: JSON for the API, form fields for a page. Everything else is sent empty.
BODIES: dict[str, Callable[[World], Body]] = {
    "POST /api/v1/users/{id}/deactivation": lambda world: {"reason": "left"},
    "POST /api/v1/users/{id}/activation": lambda world: {"reason": "back"},
    "POST /api/v1/users/{id}/second-factor/removal": lambda world: {"reason": "telephone lost"},
    "POST /api/v1/users/{id}/lock": lambda world: {"reason": "lost the badge"},
    "POST /api/v1/users/{id}/roles": lambda world: {"role_id": world.families[1]["role"].pk},
    "POST /api/v1/users": lambda world: {"username": "nova", "name": "Pessoa Nova"},
    "POST /api/v1/roles": lambda world: {"code": "nova", "name": "Nova", "permissions": []},
    "PUT /api/v1/settings/{name}": lambda world: {"value": 6, "version": 'W/"0"', "reason": "shorter shifts"},
    "PATCH /api/v1/me": lambda world: {"language": "en"},
    "PATCH /api/v1/users/{id}": lambda world: {"name": "Outro Nome"},
    "PATCH /api/v1/roles/{id}": lambda world: {"name": "Outro Nome"},
    "POST /api/v1/departments": lambda world: {"code": "NOV", "name": "Novo"},
    "PATCH /api/v1/departments/{id}": lambda world: {"phone": "4000"},
    "POST /api/v1/departments/{id}/closure": lambda world: {"reason": "moved"},
    "POST /api/v1/departments/{id}/identifiers": lambda world: {"system": "s", "value": "v"},
    "POST /api/v1/departments/{id}/moves": lambda world: {"parent_id": None},
    "POST /api/v1/departments/{id}/names": lambda world: {"name": "Outro"},
    "POST /api/v1/employees": lambda world: {"given_name": "Nova"},
    "PATCH /api/v1/employees/{id}": lambda world: {"phone": "1133334444"},
    "POST /api/v1/employees/{id}/dismissal": lambda world: {"reason": "retired"},
    "POST /api/v1/employees/{id}/identifiers": lambda world: {"system": "s", "value": "v"},
    "POST /api/v1/employees/{id}/leaves": lambda world: {
        "kind": "vacation", "starts_on": "2031-01-05", "ends_on": "2031-01-20",
    },
    "POST /api/v1/employees/{id}/leaves/{leave_id}/cancellation": lambda world: {"reason": "stays"},
    "POST /api/v1/employees/{id}/leaves/{leave_id}/refusal": lambda world: {"reason": "no cover"},
    "POST /api/v1/employees/{id}/leaves/{leave_id}/approval": lambda world: {},
    "POST /api/v1/employees/{id}/licences": lambda world: {"council": "CRM", "uf": "SP", "number": "777777"},
    "PATCH /api/v1/employees/{id}/licences/{licence_id}": lambda world: {"specialty": "Pediatria"},
    "POST /api/v1/employees/{id}/memberships": lambda world: {
        "department_id": world.families[1]["department"].pk
    },
    "PATCH /api/v1/employees/{id}/memberships/{membership_id}": lambda world: {"role": "lead"},
    "POST /api/v1/employees/{id}/memberships/{membership_id}/end": lambda world: {},
    "POST /api/v1/employees/{id}/shifts": lambda world: {
        "department_id": world.families[0]["department"].pk,
        "starts_at": "2031-02-01T07:00:00-03:00", "ends_at": "2031-02-01T19:00:00-03:00",
    },
    "POST /api/v1/employees/{id}/shifts/{shift_id}/cancellation": lambda world: {"reason": "swapped"},
    "PUT /api/v1/employees/{id}/user": lambda world: {"user_id": world.families[0]["user"].pk},
    "POST /api/v1/patients": lambda world: {
        "given_name": "Zenaide", "family_name": "Quintela", "birth_date": "1951-03-09",
        "mother_name": "Iolanda",
    },
    "POST /api/v1/patients/duplicates": lambda world: {"given_name": "Ana", "family_name": "Souza"},
    "POST /api/v1/patients/unidentified": lambda world: {"years": 40},
    "PATCH /api/v1/patients/{id}": lambda world: {"marital_status": "widowed"},
    "POST /api/v1/patients/{id}/addresses": lambda world: {"street": "Rua Nova", "city": "Santos"},
    "POST /api/v1/patients/{id}/alerts": lambda world: {"text": "Cai"},
    "POST /api/v1/patients/{id}/contacts": lambda world: {"value": "+5511900001234"},
    "POST /api/v1/patients/{id}/guardians": lambda world: {"name": "Tia"},
    "POST /api/v1/patients/{id}/history": lambda world: {"condition": "Asma"},
    "POST /api/v1/patients/{id}/history/{part_id}/withdrawal": lambda world: {"reason": "other patient"},
    "POST /api/v1/patients/{id}/identifiers": lambda world: {"kind": "rg", "system": "SSP", "value": "12345"},
    "PUT /api/v1/patients/{id}/confidentiality": lambda world: {"is_confidential": True, "reason": "asked"},
    "POST /api/v1/patients/{id}/death/reversal": lambda world: {"reason": "wrong record"},
    "POST /api/v1/patients/{id}/identification": lambda world: {
        "given_name": "Nilo", "family_name": "Achado", "mother_unknown": True,
    },
    "POST /api/v1/patients/{id}/merges": lambda world: {
        "absorbed_id": world.families[0]["twin patient"].pk, "reason": "same person",
    },
    "POST /api/v1/patients/{id}/merges/{merge_id}/undoing": lambda world: {"reason": "two people"},
    "POST /api/v1/patients/{id}/newborns": lambda world: {"sex": "female"},
    "POST /api/v1/patients/{id}/photo": lambda world: {"photo": PICTURE},
    "POST /fhir/R4": bundle,
    "POST /fhir/R4/": bundle,
}  # fmt: skip

# What stands behind the address where it means nothing without.
QUERIES: dict[str, Callable[[World], dict[str, Any]]] = {  # Any: see above
    "GET /api/v1/patients/{id}/merge-preview": lambda world: {
        "absorbed_id": world.families[0]["twin patient"].pk
    },
}

# Addresses of libraries: who may call them.
LIBRARIES = {
    "/api/v1/": ANYONE,
    "/api/v1/docs": ANYONE,
    "/api/v1/openapi.json": ANYONE,
    "/fhir/": ANYONE,
    "/i18n/setlang/": ANYONE,
    "/accounts/login/": ANYONE,
    "/accounts/logout/": ANYONE,
    "/accounts/reauthenticate/": SIGNED_IN,
    "/accounts/2fa/": SIGNED_IN,
    "/accounts/2fa/authenticate/": ANYONE,
    "/accounts/2fa/reauthenticate/": SIGNED_IN,
    "/accounts/2fa/recovery-codes/": SIGNED_IN,
    "/accounts/2fa/recovery-codes/download/": SIGNED_IN,
    "/accounts/2fa/recovery-codes/generate/": SIGNED_IN,
    "/accounts/2fa/totp/activate/": SIGNED_IN,
    "/accounts/2fa/totp/deactivate/": SIGNED_IN,
    "/accounts/2fa/webauthn/": SIGNED_IN,
    "/accounts/2fa/webauthn/add/": SIGNED_IN,
    "/accounts/2fa/webauthn/keys/{pk}/edit/": SIGNED_IN,
    "/accounts/2fa/webauthn/keys/{pk}/remove/": SIGNED_IN,
    "/accounts/2fa/webauthn/login/": ANYONE,
    "/accounts/2fa/webauthn/reauthenticate/": SIGNED_IN,
}

# Pages of libraries that people see.
LIBRARY_PAGES = {
    "/accounts/login/", "/accounts/reauthenticate/", "/accounts/2fa/", "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/", "/accounts/2fa/webauthn/add/", "/accounts/2fa/recovery-codes/generate/",
}  # fmt: skip

# Addresses of ours that are no page: what machines ask, and fragments of pages.
NO_PAGES = {"/health/live", "/health/ready", "/metrics", "/accounts/touch/", "/patients/{id}/photo"}

# Asked by machines, or not answered from the database alone.
# An export asks once more for every stretch of rows, however few there are at a time.
NOT_COUNTED = {
    "/health/live", "/health/ready", "/metrics", "/api/v1/audit/events/export",
    "/api/v1/audit/changes/export", "/api/v1/audit/accesses/export", "/audit/events/export.{form}",
    "/audit/changes/export.{form}", "/audit/accesses/export.{form}",
}  # fmt: skip

# Refused to a role by the action itself, although the role has the permission of the route: and why.
REFUSED: dict[tuple[str, str], str] = {
    (f"POST /api/v1/employees/{{id}}/leaves{step}", role): "one asks for one's own leave"
    for step in ("", "/{leave_id}/cancellation")
    for role in ("physician", "nurse", "laboratory")
}

TABLES: dict[str, Any] = {  # Any: tables and sets of every kind
    "ROWS": ROWS, "INSTEAD": INSTEAD, "BESIDES": BESIDES, "FOUND_BY": FOUND_BY, "BODIES": BODIES,
    "QUERIES": QUERIES, "REFUSED": REFUSED, "EQUALS": EQUALS, "NO_PAGES": NO_PAGES,
    "NOT_COUNTED": NOT_COUNTED,
}  # fmt: skip
for _part in PARTS:
    for _name, _table in TABLES.items():
        _table.update(getattr(_part, _name, ()))

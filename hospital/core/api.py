"""The JSON API's common behaviour: one body for every refusal, each refusal declared, fast encoding."""

from itertools import chain, count
from typing import Any  # Any: JSON bodies and OpenAPI documents

import orjson
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, ValidationError as BadInput
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import BaseRenderer

from .errors import Absent, Denied, DomainError
from .problems import Problem, problem, refusal

REFUSALS = {
    400: "The body is not JSON.",
    401: "Not signed in, or the token has ended.",
    403: "You may not do this.",
    404: "It does not exist, or not for you.",
    409: "Not possible now: `type` says why.",
    412: "Somebody changed it since you read it.",
    422: "Some of the data is not valid: `fields` says which.",
    428: "If-Match is missing.",
    429: "Too many tries.",
}


class FastJSON(BaseRenderer):
    """orjson, with what pydantic leaves as Python objects."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:  # Any: see above
        return orjson.dumps(data, default=str)


class DeclaredSchema(OpenAPISchema):
    """An OpenAPI 3.1 document in which every refusal an operation can give is declared.

    Ninja lets a later schema replace an earlier one of the same name (the states of two models, the reasons
    of two apps); here the later one gets the name of its app in front.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: see above
        self.app = ""
        self.renamed: dict[str, str] = {}
        self.names: dict[bytes, str] = {}  # by the whole content of what has the name
        super().__init__(*args, **kwargs)

    def add_schema_definitions(self, definitions: dict[str, Any]) -> None:  # Any: see above
        """Take them in, each under a name of its own; `renamed` says which."""
        self.renamed = {name: self._name_of(name, definitions) for name in definitions}
        for name, body in definitions.items():
            self.schemas[self.renamed[name]] = _pointing(body, self.renamed)

    def _name_of(self, name: str, definitions: dict[str, Any]) -> str:  # Any: see above
        whole = orjson.dumps(_expanded(name, definitions), default=str, option=orjson.OPT_SORT_KEYS)
        if whole not in self.names:
            short = "".join(name.split("__")[-2:]) if name.startswith("hospital__") else name
            long = f"{self.app.title()}{short}"
            free = chain([short, long], (f"{long}{number}" for number in count(2)))
            self.names[whole] = next(name for name in free if name not in self.names.values())
        return self.names[whole]

    def _create_schema_from_model(self, *args: Any, **kwargs: Any) -> tuple[Any, bool]:  # Any: see above
        self.renamed = {}
        schema, required = super()._create_schema_from_model(*args, **kwargs)
        return _pointing(schema, self.renamed), required

    def _extract_parameters(self, model: Any) -> Any:  # Any: see above
        self.renamed = {}
        return _pointing(super()._extract_parameters(model), self.renamed)

    def operation_details(self, operation: Any) -> dict[str, Any]:  # Any: see above
        self.app = operation.view_func.__module__.split(".")[1]
        details = super().operation_details(operation)
        path = details.get("parameters", [])
        statuses = {400, 403, 404, 409, 422} | ({401} if operation.auth_callbacks else {401, 429})
        if any(parameter["name"].lower() == "if-match" for parameter in path):
            statuses |= {412, 428}
        for status in sorted(statuses):
            details["responses"].setdefault(status, _declared(REFUSALS[status]))
        permission = getattr(operation.view_func, "permission", None)
        if permission:
            details["x-permission"] = permission
        return details


def _expanded(
    name: str, definitions: dict[str, Any], above: frozenset[str] = frozenset()
) -> Any:  # Any: see above
    """The definition with what it refers to written out, down to where it refers to itself."""

    def written_out(part: Any) -> Any:  # Any: see above
        if isinstance(part, list):
            return [written_out(item) for item in part]
        if not isinstance(part, dict):
            return part
        inner = str(part.get("$ref", "")).rpartition("/")[2]
        if inner in definitions and inner not in above:
            return _expanded(inner, definitions, above | {name})
        return {key: written_out(value) for key, value in part.items()}

    return written_out(definitions[name])


def _pointing(part: Any, renamed: dict[str, str]) -> Any:  # Any: see above
    """The part of a document with its references pointing to the new names."""
    if isinstance(part, list):
        return [_pointing(item, renamed) for item in part]
    if not isinstance(part, dict):
        return part
    found = {key: _pointing(value, renamed) for key, value in part.items()}
    if isinstance(reference := found.get("$ref"), str):
        place, _slash, name = reference.rpartition("/")
        found["$ref"] = f"{place}/{renamed.get(name, name)}"
    return found


def _declared(description: str) -> dict[str, Any]:  # Any: see above
    body = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": description, "content": body}


class HospitalAPI(NinjaAPI):
    """A NinjaAPI that refuses in problem+json and declares how it can refuse."""

    def __init__(self, **options: Any) -> None:  # Any: passed through to NinjaAPI
        super().__init__(renderer=FastJSON(), **options)
        self.exception_handler(DomainError)(lambda request, error: refusal(error))
        self.exception_handler(Http404)(lambda request, error: refusal(Absent()))
        self.exception_handler(BadInput)(lambda request, error: _bad_input(error))
        self.exception_handler(ValidationError)(
            lambda request, error: problem(422, "Invalid", "; ".join(error.messages))
        )
        self.exception_handler(DataError)(
            lambda request, error: problem(422, "Invalid", _("A value is out of range."))
        )
        self.exception_handler(RequestDataTooBig)(lambda request, error: problem(413, "TooLarge"))
        self.exception_handler(AuthorizationError)(lambda request, error: refusal(Denied()))
        self.exception_handler(AuthenticationError)(
            lambda request, error: problem(401, "NotSignedIn", WWW_Authenticate="Bearer")
        )
        self.exception_handler(HttpError)(
            lambda request, error: problem(error.status_code, "Refused", str(error))
        )

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> Any:
        schema = DeclaredSchema(
            self, path_prefix if path_prefix is not None else self.get_root_path(path_params or {})
        )
        schema["components"]["schemas"].setdefault("Problem", Problem.model_json_schema())
        return schema


def _bad_input(error: BadInput) -> HttpResponse:
    """422 with the faults by field, as a client's form would show them."""
    fields: dict[str, list[str]] = {}
    for fault in error.errors:
        name = ".".join(
            str(step) for step in fault["loc"][1:] if step not in ("data", "payload", "filters", "query")
        )
        fields.setdefault(name or "body", []).append(str(fault["msg"]))
    return problem(422, "Invalid", _("Some of the data is not valid."), fields)

"""The JSON API's common behaviour: one body for every refusal, each refusal declared, fast encoding."""

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
    """An OpenAPI 3.1 document in which every refusal an operation can give is declared."""

    def operation_details(self, operation: Any) -> dict[str, Any]:  # Any: see above
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
        self.exception_handler(ValidationError)(lambda request, error: problem(422, "Invalid", "; ".join(error.messages)))
        self.exception_handler(DataError)(lambda request, error: problem(422, "Invalid", _("A value is out of range.")))
        self.exception_handler(RequestDataTooBig)(lambda request, error: problem(413, "TooLarge"))
        self.exception_handler(AuthorizationError)(lambda request, error: refusal(Denied()))
        self.exception_handler(AuthenticationError)(
            lambda request, error: problem(401, "NotSignedIn", WWW_Authenticate="Bearer")
        )
        self.exception_handler(HttpError)(lambda request, error: problem(error.status_code, "Refused", str(error)))

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None) -> Any:
        schema = DeclaredSchema(self, path_prefix if path_prefix is not None else self.get_root_path(path_params or {}))
        schema["components"]["schemas"].setdefault("Problem", Problem.model_json_schema())
        return schema


def _bad_input(error: BadInput) -> HttpResponse:
    """422 with the faults by field, as a client's form would show them."""
    fields: dict[str, list[str]] = {}
    for fault in error.errors:
        name = ".".join(str(step) for step in fault["loc"][1:] if step not in ("data", "payload", "filters", "query"))
        fields.setdefault(name or "body", []).append(str(fault["msg"]))
    return problem(422, "Invalid", _("Some of the data is not valid."), fields)

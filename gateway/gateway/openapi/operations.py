"""One endpoint as an OpenAPI operation."""

from http import HTTPStatus
from typing import Any

from contracts.attachments import ATTACHMENT_RULES
from marshmallow import Schema

from gateway.handlers.phone_recoveries import RECOVERY_HEADER, UPLOAD_HEADER
from gateway.handlers.sessions import MODE_HEADER
from gateway.http.idempotency import HEADER as IDEMPOTENCY_HEADER
from gateway.openapi.descriptions import ANSWERS, OPERATIONS
from gateway.openapi.problem_statuses import problem_statuses
from gateway.openapi.problems import problem_components, problem_name
from gateway.openapi.schemas import example_of
from gateway.routing.endpoint import WRITES, Access, Endpoint, Query, Quotas

_JSON_TYPES = {str: "string", int: "integer", bool: "boolean"}
_BYTES = {"type": "string", "format": "binary"}
_LOG_INS = ("log_in", "log_in_staff", "finish_staff_log_in")
_TOKEN_HEADERS = {
    "upload_recovery_photo": (UPLOAD_HEADER, "上传凭证"),
    "get_phone_recovery": (RECOVERY_HEADER, "查询凭证"),
}


def operation_of(endpoint: Endpoint) -> dict[str, Any]:
    """Return the operation object."""
    operation: dict[str, Any] = {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "tags": [endpoint.tag],
        "parameters": _parameters(endpoint),
        "responses": _responses(endpoint),
        "security": _security(endpoint),
    }
    if description := endpoint.description or OPERATIONS.get(endpoint.name):
        operation["description"] = description
    if endpoint.body is not None:
        operation["requestBody"] = _json_body(endpoint.body, required=endpoint.body_required)
    if endpoint.request_media_type == "multipart/form-data":
        operation["requestBody"] = _UPLOAD_BODY
    return operation


def _security(endpoint: Endpoint) -> list[dict[str, list[str]]]:
    return [] if endpoint.access is Access.PUBLIC else [{"bearer": []}, {"cookie": []}]


def _parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    parameters = [_path_parameter(name) for name in endpoint.path_names]
    parameters += [_query_parameter(query) for query in endpoint.query]
    if endpoint.method in WRITES:
        parameters += _write_headers(endpoint)
    if token := _TOKEN_HEADERS.get(endpoint.name):
        parameters.append(_header(*token, {"type": "string"}) | {"required": True})
    if endpoint.name in _LOG_INS:
        schema = {"type": "string", "enum": ["token", "cookie"], "default": "token"}
        parameters.append(_header(MODE_HEADER, "令牌放在正文还是 Cookie 中", schema))
    return parameters


def _write_headers(endpoint: Endpoint) -> list[dict[str, Any]]:
    headers = []
    if endpoint.is_command:
        schema = {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[!-~]+$"}
        headers.append(_header(IDEMPOTENCY_HEADER, "重复提交得到第一次的结果", schema))
    if endpoint.takes_version:
        headers.append(_header("If-Match", "上次读到的 ETag；版本已变则为 412", {"type": "string"}))
    if endpoint.access is not Access.PUBLIC:
        headers.append(_header("X-CSRF-Token", "用 Cookie 登录时必填", {"type": "string"}))
    return headers


def _header(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "header", "description": description, "schema": schema}


def _path_parameter(name: str) -> dict[str, Any]:
    schema = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,80}$"}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _query_parameter(query: Query) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": _JSON_TYPES[query.kind]}
    if query.choices:
        schema["enum"] = list(query.choices)
    if query.kind is int:
        schema |= {"minimum": query.low, "maximum": query.high}
    if query.default is not None:
        schema["default"] = query.default
    parameter = {
        "name": query.name,
        "in": "query",
        "description": query.description,
        "required": query.required,
        "schema": schema,
    }
    return parameter | ({"example": query.example} if query.example is not None else {})


def _json_body(body: type[Schema], *, required: bool) -> dict[str, Any]:
    content = {"schema": body, "example": example_of(body)}
    return {"required": required, "content": {"application/json": content}}


_UPLOAD_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["kind", "file"],
                "properties": {
                    "kind": {"type": "string", "enum": list(ATTACHMENT_RULES)},
                    "file": {"type": "string", "format": "binary"},
                },
            },
            "encoding": {"file": {"contentType": "image/jpeg, image/png, application/pdf"}},
        }
    },
}


def _responses(endpoint: Endpoint) -> dict[str, Any]:
    responses: dict[str, Any] = {str(endpoint.status): _success(endpoint)}
    if endpoint.method == "GET" and (endpoint.cache_seconds or _has_version(endpoint)):
        responses["304"] = {"description": "内容没有变化（If-None-Match）"}
    if endpoint.name == "get_readiness":
        responses["503"] = {**_success(endpoint), "description": "有依赖不可用"}
    for status in sorted(problem_statuses(endpoint)):
        responses.setdefault(str(status), _problem(endpoint, status))
    return responses


def _problem(endpoint: Endpoint, status: int) -> dict[str, Any]:
    """Return the answer in common, or one of its own where more is to be said."""
    if said := ANSWERS.get((endpoint.name, status)):
        return problem_components()[problem_name(status)] | {"description": said}
    return {"$ref": f"#/components/responses/{problem_name(status)}"}


def _success(endpoint: Endpoint) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": HTTPStatus(endpoint.status).phrase,
        "headers": _success_headers(endpoint),
    }
    if endpoint.answer is not None:
        content = {"schema": endpoint.answer, "example": example_of(endpoint.answer)}
        answer["content"] = {"application/json": content}
    elif endpoint.status != 204:
        media_types = endpoint.media_type.split(", ")
        schema = {"type": "string"} if endpoint.media_type.startswith("text/") else _BYTES
        answer["content"] = {name: {"schema": schema} for name in media_types}
    return answer


def _success_headers(endpoint: Endpoint) -> dict[str, Any]:
    names = ["X-Request-ID"]
    if endpoint.quotas is not Quotas.NONE:
        names += ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"]
    if endpoint.cache_seconds or _has_version(endpoint):
        names.append("ETag")
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _has_version(endpoint: Endpoint) -> bool:
    return endpoint.answer is not None and "version" in endpoint.answer().fields

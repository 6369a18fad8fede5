"""The whole document."""

from collections.abc import Iterable
from typing import Any

from apispec import APISpec
from contracts.platform import API_PREFIX, PLATFORM_NAME
from contracts.schemas.problem import Problem

from gateway.openapi.descriptions import TAGS
from gateway.openapi.enumerations import NamedEnumerations
from gateway.openapi.operations import operation_of
from gateway.openapi.problems import problem_components
from gateway.openapi.schemas import marshmallow_plugin, teach_fields
from gateway.openapi.typed_answers import add_typed_answers
from gateway.routing.endpoint import Endpoint

TITLE = f"{PLATFORM_NAME} HTTP API"
VERSION = "1.0.0"
CONTACT = {"name": "平台技术支持"}
LICENSE = {"name": "保留所有权利", "identifier": "LicenseRef-All-Rights-Reserved"}
DESCRIPTION = """\
注册、登录、实名认证、信息采集、审核、属地调转与消息的 HTTP 接口。

- 错误一律为 `application/problem+json`，`code` 稳定，`detail` 可直接给用户看。
- 列表按游标分页：`limit`、`cursor`，答复 `{items, next_cursor}`。
- 写请求可带 `Idempotency-Key`：相同的键与内容重复提交得到第一次的结果。
- 带 `ETag` 的内容修改时可带 `If-Match`，版本已变则为 412，并给出当前版本。
- 浏览器用 HttpOnly Cookie 登录（`__Host-ausm_…`，没有 https 时无前缀），写请求须带 `X-CSRF-Token`。
- 其他客户端用 Bearer 令牌。
"""


def build_document(endpoints: Iterable[Endpoint]) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of these endpoints."""
    plugin = marshmallow_plugin()
    spec = APISpec(
        title=TITLE,
        version=VERSION,
        openapi_version="3.1.0",
        plugins=[plugin],
        info={"description": DESCRIPTION, "contact": CONTACT, "license": LICENSE},
        servers=[{"url": API_PREFIX}],
    )
    teach_fields(plugin)
    spec.components.schema("Problem", schema=Problem)
    _add_common_components(spec)
    _add_operations(spec, endpoints)
    add_typed_answers(spec)
    document: dict[str, Any] = spec.to_dict()
    _let_answers_grow(document)
    NamedEnumerations(document).extract()
    return document


def _add_operations(spec: APISpec, endpoints: Iterable[Endpoint]) -> None:
    by_path: dict[str, dict[str, Any]] = {}
    tags: dict[str, None] = {}
    for endpoint in endpoints:
        tags[endpoint.tag] = None
        by_path.setdefault(endpoint.path, {})[endpoint.method.lower()] = operation_of(endpoint)
    for tag in tags:
        spec.tag({"name": tag, "description": TAGS.get(tag, "")})
    for path, operations in by_path.items():
        spec.path(path, operations=operations)


def _let_answers_grow(document: dict[str, Any]) -> None:
    """Allow unknown members in what only answers use: a client must not break on a new field."""
    schemas = document["components"]["schemas"]
    operations = [op for item in document["paths"].values() for op in item.values()]
    sent = _reachable([op.get("requestBody") for op in operations], schemas)
    for name in schemas.keys() - sent:
        if schemas[name].get("additionalProperties") is False:
            del schemas[name]["additionalProperties"]


def _reachable(part: Any, schemas: dict[str, Any]) -> set[str]:
    """Return the names of all schemas that a part of the document refers to."""
    found: set[str] = set()
    waiting = [part]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            waiting += part.values()
            name = str(part.get("$ref", "")).rpartition("/")[2]
            if name in schemas and name not in found:
                found.add(name)
                waiting.append(schemas[name])
        elif isinstance(part, list):
            waiting += part
    return found


def _add_common_components(spec: APISpec) -> None:
    schemes = spec.components.security_scheme
    schemes("bearer", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})
    schemes("cookie", {"type": "apiKey", "in": "cookie", "name": "__Host-ausm_access"})
    for name, response in problem_components().items():
        spec.components.response(name, response)
    for name, header in _HEADERS.items():
        spec.components.header(name, header)


_HEADERS: dict[str, dict[str, Any]] = {
    "X-Request-ID": {
        "description": "请求编号；请求中带有合规的编号时原样返回",
        "schema": {"type": "string"},
    },
    "ETag": {
        "description": "版本标识，可用于 If-Match 与 If-None-Match",
        "schema": {"type": "string"},
    },
    "RateLimit-Limit": {"description": "当前时间窗内的总次数", "schema": {"type": "integer"}},
    "RateLimit-Remaining": {"description": "剩余次数", "schema": {"type": "integer"}},
    "RateLimit-Reset": {"description": "多少秒后重新计数", "schema": {"type": "integer"}},
    "Retry-After": {"description": "多少秒后可重试", "schema": {"type": "integer"}},
}

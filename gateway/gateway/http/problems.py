"""Errors as `application/problem+json` (RFC 9457)."""

import json
from typing import Any, ClassVar

from contracts.errors import ServiceError
from starlette.requests import Request
from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"
_OWN_MEMBERS = frozenset({"type", "title", "status", "detail", "code", "request_id"})


class BadRequest(ServiceError):
    """The request cannot be read."""

    status: ClassVar[int] = 400
    default_code: ClassVar[str] = "gateway.bad_request"


class MethodNotAllowed(ServiceError):
    """The path exists, the method does not."""

    status = 405
    default_code = "gateway.method_not_allowed"


class ContentTooLarge(ServiceError):
    """The body is larger than this endpoint takes."""

    status = 413
    default_code = "gateway.body_too_large"


class UnsupportedMediaType(ServiceError):
    """The body is in a form that this endpoint does not take."""

    status = 415
    default_code = "gateway.unsupported_media_type"


TITLES: dict[int, str] = {
    400: "请求格式有误",
    401: "未登录或登录已失效",
    403: "没有权限",
    404: "未找到",
    405: "不支持的请求方法",
    408: "请求超时",
    409: "状态冲突",
    412: "版本已更新",
    413: "内容过大",
    415: "内容类型不支持",
    422: "提交的内容有误",
    429: "请求过于频繁",
    500: "系统错误",
    503: "服务暂不可用",
    504: "处理超时",
}


def problem_of(error: ServiceError, request_id: str) -> dict[str, Any]:
    """Return the members of the problem document; details become extension members."""
    details = {key: value for key, value in error.details.items() if key not in _OWN_MEMBERS}
    return {
        "type": f"urn:ausm:problem:{error.code}",
        "title": TITLES.get(error.status, TITLES[500]),
        "status": error.status,
        "detail": error.message,
        "code": error.code,
        "errors": details.pop("errors", []),
        "request_id": request_id,
        **details,
    }


def problem_response(request: Request, error: ServiceError) -> Response:
    """Return the answer to a request that failed with this error."""
    problem = problem_of(error, request.scope.get("state", {}).get("request_id", "-"))
    response = Response(
        json.dumps(problem, ensure_ascii=False).encode(), error.status, media_type=MEDIA_TYPE
    )
    response.headers["Cache-Control"] = "no-store"
    if error.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="ausm"'
    if error.status in (429, 503):
        response.headers["Retry-After"] = str(retry_after(error))
    if "allow" in error.details:
        response.headers["Allow"] = error.details["allow"]
    return response


def retry_after(error: ServiceError) -> int:
    """Return the wait in whole seconds that the error asks for, at least one."""
    return max(1, round(error.wait_seconds or 1))

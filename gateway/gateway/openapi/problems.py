"""Error answers as reusable components, each with an example."""

from typing import Any

from contracts.errors import (
    Conflict,
    DeadlineExceeded,
    Forbidden,
    NotFound,
    PreconditionFailed,
    ServiceError,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
    ValidationFailed,
    Violation,
)

from gateway.http.body import RequestTimeout
from gateway.http.problems import (
    MEDIA_TYPE,
    TITLES,
    BadRequest,
    ContentTooLarge,
    UnsupportedMediaType,
    problem_of,
)

_EXAMPLE_REQUEST_ID = "8c1f0a6e2b7d4c3f9a5e1d0b7c6f2a48"

_EXAMPLES: tuple[ServiceError, ...] = (
    BadRequest("gateway.malformed_json"),
    Unauthenticated(),
    Forbidden(),
    NotFound(),
    RequestTimeout(),
    Conflict(),
    PreconditionFailed(details={"current_version": 7}),
    ContentTooLarge(details={"limit": 65536}),
    UnsupportedMediaType(details={"accepted": ["application/json"]}),
    ValidationFailed.of([Violation("employments[0].end_month", "common.required")]),
    TooManyRequests("gateway.rate_limited", details={"retry_after": 30, "limit": 600}),
    ServiceError(),
    Unavailable("gateway.service_absent", details={"retry_after": 2}),
    DeadlineExceeded(),
)
_WAITS = (429, 503)


def problem_name(status: int) -> str:
    """Return the name of the component for a status."""
    return f"Problem{status}"


def problem_components() -> dict[str, dict[str, Any]]:
    """Return one response component for each error status."""
    return {problem_name(error.status): _component(error) for error in _EXAMPLES}


def _component(error: ServiceError) -> dict[str, Any]:
    headers = {"X-Request-ID": {"$ref": "#/components/headers/X-Request-ID"}}
    if error.status in _WAITS:
        headers["Retry-After"] = {"$ref": "#/components/headers/Retry-After"}
    return {
        "description": TITLES[error.status],
        "headers": headers,
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": problem_of(error, _EXAMPLE_REQUEST_ID),
            }
        },
    }

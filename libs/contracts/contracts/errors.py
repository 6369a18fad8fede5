"""Errors that services answer with; each has a stable code and an HTTP status."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from contracts.error_codes import text_of


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing wrong with the input: where it is, which rule it breaks, what to say.

    `field` is a path from the body's root, such as `educations[0].start_month`;
    an empty path means the body as a whole.
    """

    field: str
    code: str
    message: str = ""

    def to_dict(self) -> dict[str, str]:
        """Return the violation as it is sent, with the code's text where none was given."""
        return {**asdict(self), "message": self.message or text_of(self.code)}


class ServiceError(Exception):
    """Base of all errors that a caller is meant to see.

    `details` is JSON-safe and is part of the answer: `errors` (list of violations),
    `retry_after` (seconds), `current_version`, `blockers` are understood by the gateway.
    """

    status: ClassVar[int] = 500
    default_code: ClassVar[str] = "common.internal_error"

    def __init__(
        self,
        code: str | None = None,
        message: str | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        self.code = code or self.default_code
        self.details = dict(details or {})
        self.message = message or text_of(self.code, self.wait_seconds)
        # The arguments are what crosses the wire, so they must rebuild the error.
        super().__init__(self.code, self.message, self.details)

    @property
    def wait_seconds(self) -> float | None:
        """Return the wait that the error asks for, if it does."""
        try:
            return float(self.details["retry_after"])
        except (KeyError, TypeError, ValueError):
            return None


class ValidationFailed(ServiceError):
    """The input breaks one or more rules; `details["errors"]` lists all of them."""

    status = 422
    default_code = "common.validation_failed"

    @classmethod
    def of(cls, violations: Sequence[Violation]) -> "ValidationFailed":
        """Return the error that carries these violations."""
        return cls(details={"errors": [violation.to_dict() for violation in violations]})


class Unauthenticated(ServiceError):
    """Nobody is logged in, or the proof is wrong or expired."""

    status = 401
    default_code = "common.unauthenticated"


class Forbidden(ServiceError):
    """The actor is known and may not do this."""

    status = 403
    default_code = "common.forbidden"


class NotFound(ServiceError):
    """The thing does not exist, or its existence is not the actor's business."""

    status = 404
    default_code = "common.not_found"


class Conflict(ServiceError):
    """The present state does not allow the action."""

    status = 409
    default_code = "common.conflict"


class PreconditionFailed(ServiceError):
    """The caller's version is stale; `details["current_version"]` is the present one."""

    status = 412
    default_code = "common.version_conflict"


class TooManyRequests(ServiceError):
    """A limit was reached; `details["retry_after"]` is the wait in seconds."""

    status = 429
    default_code = "common.too_many_requests"


class Unavailable(ServiceError):
    """A needed part is absent for now; the same call may succeed later."""

    status = 503
    default_code = "common.unavailable"


class DeadlineExceeded(ServiceError):
    """No answer came in time; whether the work was done is not known."""

    status = 504
    default_code = "common.timeout"


ERROR_CLASSES: dict[str, type[ServiceError]] = {
    error_class.__name__: error_class
    for error_class in (
        ServiceError,
        ValidationFailed,
        Unauthenticated,
        Forbidden,
        NotFound,
        Conflict,
        PreconditionFailed,
        TooManyRequests,
        Unavailable,
        DeadlineExceeded,
    )
}


def rebuild(class_name: str, args: Sequence[Any]) -> ServiceError | None:
    """Return the error named on the wire, or None if the name is not one of ours."""
    error_class = ERROR_CLASSES.get(class_name)
    return error_class(*args) if error_class else None

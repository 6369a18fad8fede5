"""Check request bodies: keep what is valid, and report everything that is wrong at once.

The messages of our schemas are error codes; a code may bring its own text (`text`).
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from contracts.errors import ValidationFailed, Violation
from marshmallow import Schema, ValidationError

_CODE = re.compile(r"[a-z_]+\.[a-z0-9_]+")
_OWN_MESSAGES = "_schema"


def load_lenient(
    schema: Schema | type[Schema], data: Any, prefix: str = ""
) -> tuple[dict[str, Any], list[Violation]]:
    """Return what is valid in the data, and a violation for each thing that is not.

    `prefix` is the path of the data inside the request body, such as `educations[0]`.
    """
    checker = schema() if isinstance(schema, type) else schema
    try:
        return checker.load(data), []
    except ValidationError as error:
        valid = error.valid_data if isinstance(error.valid_data, dict) else {}
        return valid, list(_violations(error.messages, prefix))


def load(schema: Schema | type[Schema], data: Any) -> dict[str, Any]:
    """Return the values of the data; raises ValidationFailed with all that is wrong."""
    values, violations = load_lenient(schema, data)
    raise_if(violations)
    return values


def raise_if(violations: Iterable[Violation]) -> None:
    """Raise one ValidationFailed with all violations, if there are any."""
    found = list(violations)
    if found:
        raise ValidationFailed.of(found)


def _violations(messages: Any, path: str) -> Iterator[Violation]:
    if isinstance(messages, dict):
        for key, inner in messages.items():
            yield from _violations(inner, _joined(path, key))
    elif isinstance(messages, list):
        for message in messages:
            yield from _violations(message, path)
    else:
        yield _violation(path, messages)


def _joined(path: str, key: str | int) -> str:
    if key == _OWN_MESSAGES:
        return path
    if isinstance(key, int):
        return f"{path}[{key}]"
    return f"{path}.{key}" if path else key


def _violation(path: str, message: Any) -> Violation:
    text = getattr(message, "text", "")
    if _CODE.fullmatch(str(message)):
        return Violation(path, str(message), text)
    # A schema outside our base speaks English, which no person should read.
    return Violation(path, "common.invalid", "" if str(message).isascii() else str(message))

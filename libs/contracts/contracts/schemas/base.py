"""What all request schemas share: our error codes in place of marshmallow's English sentences.

In the errors of a schema each message is a code of the catalogue; `Coded` adds a text of its own
where the catalogue's would say too little.
"""

import re
from typing import Any

from marshmallow import RAISE, Schema, fields, validate

from contracts.error_codes import text_of
from contracts.values import ValueProblem

_CODE = re.compile(r"[a-z_]+\.[a-z0-9_]+")

_FIELD_CODES = {"required": "common.required", "null": "common.required"}

_VALIDATOR_CODES: dict[type[validate.Validator], dict[str, str]] = {
    validate.Length: {
        "message_min": "common.too_short",
        "message_max": "common.too_long",
        "message_all": "common.invalid_length",
        "message_equal": "common.invalid_length",
    },
    validate.Range: {
        "message_min": "common.out_of_range",
        "message_max": "common.out_of_range",
        "message_all": "common.out_of_range",
    },
    validate.OneOf: {"error": "common.invalid_choice"},
    validate.ContainsOnly: {"error": "common.invalid_choice"},
    validate.Regexp: {"error": "common.invalid"},
}


class Coded(str):
    """An error code that brings its own text."""

    text: str

    def __new__(cls, code: str, text: str | None = None) -> "Coded":
        """Return the code with the text, or with the catalogue's if none is given."""
        coded = super().__new__(cls, code)
        coded.text = text or text_of(code)
        return coded

    @classmethod
    def of(cls, problem: ValueProblem) -> "Coded":
        """Return the code and the text of a broken value rule."""
        return cls(problem.code, problem.message)


class BodySchema(Schema):
    """Base of every schema of a request body: refuses unknown fields, answers in codes."""

    error_messages = {  # noqa: RUF012
        "unknown": "common.unknown_field",
        "type": "common.invalid",
    }

    class Meta:
        """Unknown fields are the sender's mistake, and are reported."""

        unknown = RAISE

    def on_bind_field(
        self,
        field_name: str,  # noqa: ARG002 - marshmallow passes it
        field_obj: fields.Field[Any],
    ) -> None:
        """Give the field and what is inside it our codes, and take numbers and truths as they are."""
        speak_in_codes(field_obj)
        _be_strict(field_obj)


def speak_in_codes(field: fields.Field[Any]) -> None:
    """Replace the messages of a field, its validators and its inner field by codes.

    A message that is a code already is kept, so a field may choose its own.
    """
    field.error_messages = {
        key: _field_code(key, message) for key, message in field.error_messages.items()
    }
    for validator in field.validators:
        _code_validator(validator)
    inner = getattr(field, "inner", None)
    if isinstance(inner, fields.Field):
        speak_in_codes(inner)


class _Only(frozenset[bool]):
    """Holds one truth value and none that is merely equal to it, as 1 and 1.0 are to true."""

    def __contains__(self, value: object) -> bool:
        return isinstance(value, bool) and super().__contains__(value)


def _be_strict(field: fields.Field[Any]) -> None:
    """Refuse what marshmallow would turn into a number or a truth: `"5"`, `5.0`, `٥`, `"yes"`, 1."""
    if isinstance(field, fields.Integer):
        field.strict = True
    if isinstance(field, fields.Boolean):
        field.truthy, field.falsy = _Only({True}), _Only({False})  # type: ignore[assignment]
    inner = getattr(field, "inner", None)
    if isinstance(inner, fields.Field):
        _be_strict(inner)


def _field_code(key: str, message: Any) -> str:
    if isinstance(message, str) and _CODE.fullmatch(message):
        return message
    return _FIELD_CODES.get(key, "common.invalid")


def _code_validator(validator: Any) -> None:
    for validator_class, codes in _VALIDATOR_CODES.items():
        chosen = getattr(validator, "error", None)
        if isinstance(validator, validator_class) and not _CODE.fullmatch(chosen or ""):
            vars(validator).update(codes)

"""Words and field kinds that identity's schemas share."""

from typing import Any

from marshmallow import fields, validate

from contracts.audit import ROLE_NAMES
from contracts.schemas.fields import Text

CAPTCHA_KINDS = ("image", "proof_of_work")
SMS_PURPOSES = (
    *("register", "password_reset", "phone_change_old", "phone_change_new", "phone_recovery"),
)
SMS_STATES = ("delivered", "sent", "queued", "retrying", "failed", "unknown")
SMS_FAILURES = (
    "not_delivered",
    "number_invalid",
    "number_limited",
    "too_late",
    "unconfirmed",
    "provider_trouble",
)
# What an account may lack after somebody else has proved it.
MISSING_DETAILS = ("id_number", "phone")
# Of one's own accord, asked for by a reviewer, after the number was lost to who proved it.
CORRECTION_REASONS = ("own", "asked", "anew")
GENDERS = ("male", "female")
AUTHORITY_LEVELS = ("central", "province", "city", "county", "special")
STAFF_ROLES = tuple(ROLE_NAMES)


def about(description: str, example: Any = None) -> dict[str, Any]:
    """Return field metadata for the OpenAPI document."""
    return {"description": description} | ({} if example is None else {"example": example})


def text(description: str, example: str | None, longest: int = 200, **options: Any) -> Text:
    """Return a field for text of limited length, required by default."""
    options = {"required": True, **options}
    return Text(max=longest, metadata=about(description, example), **options)


def choice(
    description: str, choices: tuple[str, ...], example: str | None = None, **options: Any
) -> fields.String:
    """Return a field that takes one of the choices, required by default."""
    options = {"required": True, **options}
    return fields.String(
        validate=validate.OneOf(choices),
        metadata=about(description, example or choices[0]),
        **options,
    )


def missing_details() -> fields.List[Any]:
    """Return the field that says what a person has to enter anew."""
    return fields.List(
        choice("须重新填写的项目", MISSING_DETAILS),
        required=True,
        metadata=about(
            "证件号码或手机号已由他人证实为其本人所有，须重新填写的项目；没有则为空", []
        ),
    )


def phone_number() -> Text:
    """Return a field for a mobile number."""
    return text("中国内地手机号，可带 +86、空格和横线；保存为 11 位数字", "13800138000", 40)


def optional_captcha(description: str, longest: int) -> Text:
    """Return a field of a captcha that is asked for only after failures."""
    about_it = {"description": description}
    return Text(max=longest, metadata=about_it, load_default=None, allow_none=True)


def secret(description: str, example: str) -> Text:
    """Return a field that is taken as it is and never sent back."""
    about_it = about(description, example)
    return Text(max=128, strip=False, required=True, load_only=True, metadata=about_it)

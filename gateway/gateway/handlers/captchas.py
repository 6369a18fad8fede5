"""Captchas."""

from typing import Any

from contracts.errors import ValidationFailed, Violation
from contracts.schemas.identity import CaptchaRequest

from gateway.routing.call import Call

DEFAULT_KIND = "image"


async def create(call: Call) -> Any:
    """Create a captcha; identity takes the kind by name, so the body is taken apart here."""
    unknown = call.body.keys() - CaptchaRequest().fields.keys()
    if unknown:
        raise ValidationFailed.of([Violation(name, "common.unknown_field") for name in unknown])
    return await call.rpc("identity.create_captcha", kind=call.body.get("kind", DEFAULT_KIND))

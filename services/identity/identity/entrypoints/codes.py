"""Captchas and SMS codes."""

import secrets
from typing import Any

from chassis.clock import utc_now
from chassis.db import Db
from chassis.rpc import ServiceCalls
from chassis.service import rpc
from chassis.validation import load_lenient
from contracts.errors import ValidationFailed, Violation
from contracts.schemas.identity import SmsCodeRequest
from contracts.schemas.identity.fields import CAPTCHA_KINDS

from identity.clients import find_sms_progress
from identity.domain.sms_codes import CODE_LENGTH
from identity.domain.sms_progress import message_of
from identity.entrypoints.options import Options
from identity.queries import codes
from identity.use_cases import captcha_media, captchas, sms_codes


class CodeEntrypoints:
    """Public: anybody may ask for a captcha, and with it for an SMS code."""

    db: Db
    options: Options
    notify_rpc: ServiceCalls

    @rpc
    def create_captcha(self, kind: str = "image") -> dict[str, Any]:
        """Make a captcha."""
        if kind not in CAPTCHA_KINDS:
            raise ValidationFailed.of([Violation("kind", "common.invalid_choice")])
        text = captcha_media.random_text(kind)
        content = captcha_media.render(kind, text)
        with self.db.unit_of_work() as uow:
            captcha_id = captchas.store_captcha(uow, kind, text, sandbox=self.options.sandbox)
        expires_in = int(captchas.CAPTCHA_LIFE.total_seconds())
        return {"captcha_id": captcha_id, "kind": kind, kind: content, "expires_in": expires_in}

    @rpc
    def request_sms_code(self, body: dict[str, Any]) -> dict[str, Any]:
        """Send an SMS code to a phone, once its sender has solved a captcha."""
        form, violations = load_lenient(SmsCodeRequest, body)
        request, violations = sms_codes.examine_request(form, violations)
        if not violations:
            violations = captchas.consume_captcha_of(self.db, form)
        code = "".join(secrets.choice("0123456789") for _ in range(CODE_LENGTH))
        return self.db.run(
            sms_codes.request_sms_code, request, code, self.options.sms_quotas, violations
        )

    @rpc
    def get_sms_code(self, delivery_id: str) -> dict[str, Any]:
        """Return what became of an SMS code's SMS; public, its id is known to who asked for it."""
        code = self.db.read(codes.get_sms_code, delivery_id, utc_now())
        progress = find_sms_progress(self.notify_rpc, sms_codes.delivery_key(code["delivery_id"]))
        return {**code, **progress, "message": message_of(progress["status"], progress["reason"])}

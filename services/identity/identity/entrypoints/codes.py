"""Captchas and SMS codes."""

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
from identity.domain.sms_progress import message_of
from identity.entrypoints.options import Options
from identity.queries import codes
from identity.use_cases import captchas, sms_codes


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
        return captchas.create_captcha(self.db, kind, sandbox=self.options.sandbox)

    @rpc
    def request_sms_code(self, body: dict[str, Any]) -> dict[str, Any]:
        """Send an SMS code to a phone, once its sender has solved a captcha."""
        form, violations = load_lenient(SmsCodeRequest, body)
        request, violations = sms_codes.check_request(form, violations)
        if not violations:
            violations = captchas.consume_captcha_of(self.db, form)
        code = sms_codes.random_code()
        quotas = self.options.sms_quotas_for(self.db.context.client_ip, request.purpose)
        return self.db.run(sms_codes.request_sms_code, request, code, quotas, violations)

    @rpc
    def get_sms_code(self, delivery_id: str) -> dict[str, Any]:
        """Return the state of an SMS code, which the API calls a delivery.

        Public: only the person who requested the code knows its id.
        """
        code = self.db.read(codes.get_sms_code, delivery_id, utc_now())
        progress = find_sms_progress(self.notify_rpc, sms_codes.delivery_key(code["delivery_id"]))
        return {**code, **progress, "message": message_of(progress["status"], progress["reason"])}

"""SMS: what became of them, the timers that send them, and their health."""

import hmac
from typing import Any

from chassis.db import Db
from chassis.rpc import ServiceCalls
from chassis.service import every, rpc
from contracts.errors import NotFound, ValidationFailed, Violation

from notify.domain.sending import STATUSES
from notify.providers.port import ReportUnreadable
from notify.providers.registry import Carriers
from notify.queries import deliveries
from notify.use_cases.send_deliveries import Sender

SEND_SECONDS = 0.5
RECEIPT_SECONDS = 5


class DeliveryEntrypoints:
    """Deliveries of SMS."""

    db: Db
    identity_rpc: ServiceCalls
    sms: Carriers

    @rpc
    def list_deliveries(
        self, status: str | None = None, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of SMS deliveries for the platform's administrator."""
        self.db.context.require_staff("platform_admin")
        if status is not None and status not in STATUSES:
            raise ValidationFailed.of([Violation("status", "common.invalid_choice")])
        return self.db.read(deliveries.list_deliveries, status, cursor, limit)

    @rpc
    def get_delivery_progress(self, delivery_key: str) -> dict[str, Any]:
        """Return how far an SMS is, for the service that asked for it."""
        self.db.context.require_service()
        return self.db.read(deliveries.get_progress, delivery_key)

    @rpc
    def take_sms_report(self, provider: str, token: str, entries: list[Any]) -> dict[str, Any]:
        """Note what a provider reports, and return what it wants to hear; again is no matter."""
        known = self.sms.report_tokens.get(provider, "")
        member = self.sms.fleet.members.get(provider)
        is_right = hmac.compare_digest(known.encode(), token.encode())
        if not known or not is_right or member is None:
            raise NotFound("notify.report_unknown")
        try:
            receipts = member.provider.read_report(entries)
        except ReportUnreadable:
            raise ValidationFailed.of([Violation("", "notify.report_unreadable")]) from None
        Sender(self.db, self.identity_rpc, self.sms.fleet).note_receipts(provider, receipts)
        return member.provider.report_taken or {}

    @rpc
    def list_sandbox_sms(self, phone: str | None = None) -> dict[str, Any]:
        """Return what the sandbox was handed; exists in an open sandbox only."""
        if not self.sms.sandbox:
            raise NotFound()
        return {"items": self.db.read(deliveries.list_sandbox_sms, phone)}

    @every(SEND_SECONDS, "notify.send")
    def send_due(self) -> None:
        """Send what is due."""
        Sender(self.db, self.identity_rpc, self.sms.fleet).send_due()

    @every(RECEIPT_SECONDS, "notify.receipts")
    def collect_receipts(self) -> None:
        """Ask what became of what was sent."""
        Sender(self.db, self.identity_rpc, self.sms.fleet).collect_receipts()

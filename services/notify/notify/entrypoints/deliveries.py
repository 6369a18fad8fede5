"""SMS: what became of them, the timers that send them, and their health."""

from typing import Any

from chassis.db import Db
from chassis.rpc import ServiceCalls
from chassis.service import every, rpc
from contracts.errors import NotFound, ValidationFailed, Violation

from notify.domain.sending import STATUSES
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

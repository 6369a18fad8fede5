"""The notify service: hears what happened, tells the person."""

from typing import Any

from chassis.clock import utc_now
from chassis.db import Database, Db, UnitOfWork
from chassis.messaging.events import Event
from chassis.rpc import ServiceCalls, ServiceClient
from chassis.service import Service, every, rpc, subscribe
from contracts.errors import NotFound, ValidationFailed, Violation

from notify import queries
from notify.domain.sending import STATUSES
from notify.gauges import SmsGauges
from notify.models import Base
from notify.providers.registry import Carriers, SmsProviders
from notify.sender import Sender
from notify.use_cases import notices, reading

SEND_SECONDS = 0.5
RECEIPT_SECONDS = 5


class NotifyService(Service):
    """Message box, SMS deliveries."""

    name = "notify"
    db: Db = Database(Base.metadata)
    identity_rpc: ServiceCalls = ServiceClient("identity", timeout=3.0)
    sms: Carriers = SmsProviders()
    sms_gauges = SmsGauges()

    @rpc
    def health(self) -> dict[str, Any]:
        """Tell how the service is, and whether SMS leave: late ones make it degraded."""
        answer = super().health()
        sms = self.db.read(queries.sms_state, utc_now())
        well = bool(self.sms.providers) and not sms["late"]
        answer["checks"]["sms"] = {"status": "ok" if well else "failing", **sms}
        if not well and answer["status"] == "ok":
            answer["status"] = "degraded"
        return answer

    @subscribe("identity", "account_registered")
    def on_account_registered(self, uow: UnitOfWork, event: Event) -> None:
        """Welcome the person."""
        notices.tell_registered(uow, event)

    @subscribe("identity", "password_changed")
    def on_password_changed(self, uow: UnitOfWork, event: Event) -> None:
        """Warn the person."""
        notices.tell_password_changed(uow, event)

    @subscribe("identity", "identity_verified")
    def on_identity_verified(self, uow: UnitOfWork, event: Event) -> None:
        """Tell the person that collection is open to them."""
        notices.tell_verified(uow, event)

    @subscribe("identity", "sms_requested")
    def on_sms_requested(self, uow: UnitOfWork, event: Event) -> None:
        """Put an SMS on its way for identity."""
        notices.queue_requested_sms(uow, event)

    @subscribe("identity", "real_name_submitted")
    @subscribe("collection", "collection_submitted")
    @subscribe("changes", "change_submitted")
    @subscribe("changes", "credit_submitted")
    def on_case_submitted(self, uow: UnitOfWork, event: Event) -> None:
        """Confirm a submission."""
        notices.tell_case(uow, event, "case_submitted")

    @subscribe("collection", "collection_approved")
    def on_case_approved(self, uow: UnitOfWork, event: Event) -> None:
        """Tell the good news."""
        notices.tell_case(uow, event, "case_approved")

    @subscribe("identity", "real_name_returned")
    @subscribe("collection", "collection_returned")
    @subscribe("changes", "change_returned")
    @subscribe("changes", "credit_returned")
    def on_case_returned(self, uow: UnitOfWork, event: Event) -> None:
        """Tell what is to be mended."""
        notices.tell_case(uow, event, "case_returned")

    @subscribe("identity", "real_name_forwarded")
    @subscribe("collection", "collection_forwarded")
    @subscribe("changes", "change_forwarded")
    @subscribe("changes", "credit_forwarded")
    @subscribe("transfer", "transfer_forwarded")
    def on_case_forwarded(self, uow: UnitOfWork, event: Event) -> None:
        """Tell who is in charge now."""
        notices.tell_case(uow, event, "case_forwarded")

    @subscribe("changes", "change_withdrawn")
    @subscribe("changes", "credit_withdrawn")
    def on_case_withdrawn(self, uow: UnitOfWork, event: Event) -> None:
        """Confirm that an application was taken back."""
        notices.tell_case(uow, event, "case_withdrawn")

    @subscribe("changes", "change_approved")
    def on_change_approved(self, uow: UnitOfWork, event: Event) -> None:
        """Tell that a change was approved, or took effect at once."""
        is_automatic = event.data["mode"] == "automatic"
        notices.tell_case(uow, event, "change_in_effect" if is_automatic else "case_approved")

    @subscribe("changes", "credit_approved")
    def on_credit_approved(self, uow: UnitOfWork, event: Event) -> None:
        """Tell how many credits were granted."""
        notices.tell_credits(uow, event)

    @subscribe("changes", "reward_penalty_submitted")
    def on_entry_recorded(self, uow: UnitOfWork, event: Event) -> None:
        """Tell that an authority recorded something about the person."""
        notices.tell_case(uow, event, "entry_recorded")

    @subscribe("changes", "reward_penalty_approved")
    def on_entry_approved(self, uow: UnitOfWork, event: Event) -> None:
        """Tell that what was recorded stands."""
        notices.tell_case(uow, event, "entry_approved")

    @subscribe("changes", "reward_penalty_returned")
    def on_entry_returned(self, uow: UnitOfWork, event: Event) -> None:
        """Tell that what was recorded does not stand."""
        notices.tell_case(uow, event, "entry_returned")

    @subscribe("transfer", "transfer_submitted")
    def on_transfer_submitted(self, uow: UnitOfWork, event: Event) -> None:
        """Confirm a transfer's submission."""
        notices.tell_transfer(uow, event, "transfer_submitted")

    @subscribe("transfer", "transfer_released")
    def on_transfer_released(self, uow: UnitOfWork, event: Event) -> None:
        """Tell that the present authority lets the person go."""
        notices.tell_transfer(uow, event, "transfer_released")

    @subscribe("transfer", "transfer_approved")
    def on_transfer_approved(self, uow: UnitOfWork, event: Event) -> None:
        """Tell which authority is in charge from now on."""
        notices.tell_transfer(uow, event, "transfer_approved")

    @subscribe("transfer", "transfer_returned")
    def on_transfer_returned(self, uow: UnitOfWork, event: Event) -> None:
        """Tell why a transfer was refused."""
        notices.tell_transfer(uow, event, "transfer_returned")

    @subscribe("transfer", "transfer_withdrawn")
    def on_transfer_withdrawn(self, uow: UnitOfWork, event: Event) -> None:
        """Confirm that a transfer was taken back."""
        notices.tell_transfer(uow, event, "transfer_withdrawn")

    @rpc
    def list_messages(
        self,
        cursor: str | None = None,
        limit: int | None = None,
        *,
        unread_only: bool = False,
    ) -> dict[str, Any]:
        """Return one page of the caller's messages, the newest first."""
        person_id = self.db.context.require_person()
        return self.db.read(
            queries.list_messages, person_id, cursor, limit, unread_only=unread_only
        )

    @rpc
    def count_unread(self) -> dict[str, int]:
        """Return how many messages the caller has not read."""
        return {"unread": self.db.read(queries.count_unread, self.db.context.require_person())}

    @rpc
    def list_unread(self, person_ids: list[str]) -> dict[str, Any]:
        """Return `count_unread` of several people at once; for the gateway."""
        self.db.context.require_service()
        counts = self.db.read(queries.count_unread_of, person_ids)
        return {"items": {person_id: {"unread": unread} for person_id, unread in counts.items()}}

    @rpc
    def read_message(self, message_id: str) -> dict[str, Any]:
        """Mark one message as read."""
        self.db.context.require_person()
        return self.db.run(reading.read_message, message_id)

    @rpc
    def read_all_messages(self) -> dict[str, Any]:
        """Mark all messages as read."""
        self.db.context.require_person()
        return self.db.run(reading.read_all_messages)

    @rpc
    def list_deliveries(
        self, status: str | None = None, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of SMS deliveries for the platform's administrator."""
        self.db.context.require_staff("platform_admin")
        if status is not None and status not in STATUSES:
            raise ValidationFailed.of([Violation("status", "common.invalid_choice")])
        return self.db.read(queries.list_deliveries, status, cursor, limit)

    @rpc
    def get_delivery_progress(self, delivery_key: str) -> dict[str, Any]:
        """Return how far an SMS is, for the service that asked for it."""
        self.db.context.require_service()
        return self.db.read(queries.get_progress, delivery_key)

    @rpc
    def list_sandbox_sms(self, phone: str | None = None) -> dict[str, Any]:
        """Return what the sandbox was handed; exists in an open sandbox only."""
        if not self.sms.sandbox:
            raise NotFound()
        return {"items": self.db.read(queries.list_sandbox_sms, phone)}

    @every(SEND_SECONDS, "notify.send")
    def send_due(self) -> None:
        """Send what is due."""
        Sender(self.db, self.identity_rpc, self.sms.providers).send_due()

    @every(RECEIPT_SECONDS, "notify.receipts")
    def collect_receipts(self) -> None:
        """Ask what became of what was sent."""
        Sender(self.db, self.identity_rpc, self.sms.providers).collect_receipts()

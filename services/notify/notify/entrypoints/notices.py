"""Events of other services of which a person is notified."""

from chassis.db import UnitOfWork
from chassis.messaging.events import Event
from chassis.service import subscribe

from notify.use_cases import notices


class NoticeEntrypoints:
    """Handlers of events, one for each text."""

    @subscribe("identity", "account_registered")
    def on_account_registered(self, uow: UnitOfWork, event: Event) -> None:
        """Welcome the person."""
        notices.notify_registered(uow, event)

    @subscribe("identity", "password_changed")
    def on_password_changed(self, uow: UnitOfWork, event: Event) -> None:
        """Warn the person."""
        notices.notify_password_changed(uow, event)

    @subscribe("identity", "identity_verified")
    def on_identity_verified(self, uow: UnitOfWork, event: Event) -> None:
        """Notify the person that collection is open to them."""
        notices.notify_verified(uow, event)

    @subscribe("identity", "identity_claim_lost")
    def on_identity_claim_lost(self, uow: UnitOfWork, event: Event) -> None:
        """Notify the person that somebody else has proved the number."""
        notices.notify_account(uow, event, "/identity")

    @subscribe("identity", "phone_lost")
    def on_phone_lost(self, uow: UnitOfWork, event: Event) -> None:
        """Notify the person that somebody else has proved the phone."""
        notices.notify_account(uow, event, "/account/phone")

    @subscribe("identity", "phone_changed")
    def on_phone_changed(self, uow: UnitOfWork, event: Event) -> None:
        """Warn the person."""
        notices.notify_account(uow, event, None)

    @subscribe("identity", "data_export_ready")
    def on_data_export_ready(self, uow: UnitOfWork, event: Event) -> None:
        """Notify the person that their data can be downloaded; warn them if it was not they."""
        notices.notify_account(uow, event, "/account/export")

    @subscribe("identity", "data_export_failed")
    def on_data_export_failed(self, uow: UnitOfWork, event: Event) -> None:
        """Notify the person that they have to ask anew."""
        notices.notify_account(uow, event, "/account/export")

    @subscribe("identity", "phone_recovery_approved")
    def on_phone_recovery_approved(self, uow: UnitOfWork, event: Event) -> None:
        """Warn the person, who can still object."""
        notices.notify_phone_recovery(uow, event)

    @subscribe("identity", "phone_recovery_objected")
    def on_phone_recovery_objected(self, uow: UnitOfWork, event: Event) -> None:
        """Notify the person that their phone stays."""
        notices.notify_account(uow, event, "/account/phone")

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
        notices.notify_case(uow, event, "case_submitted")

    @subscribe("collection", "collection_approved")
    def on_case_approved(self, uow: UnitOfWork, event: Event) -> None:
        """Notify of an approval."""
        notices.notify_case(uow, event, "case_approved")

    @subscribe("identity", "real_name_returned")
    @subscribe("collection", "collection_returned")
    @subscribe("changes", "change_returned")
    @subscribe("changes", "credit_returned")
    def on_case_returned(self, uow: UnitOfWork, event: Event) -> None:
        """Notify of what has to be corrected."""
        notices.notify_case(uow, event, "case_returned")

    @subscribe("identity", "real_name_forwarded")
    @subscribe("collection", "collection_forwarded")
    @subscribe("changes", "change_forwarded")
    @subscribe("changes", "credit_forwarded")
    @subscribe("transfer", "transfer_forwarded")
    def on_case_forwarded(self, uow: UnitOfWork, event: Event) -> None:
        """Notify of who is in charge now."""
        notices.notify_case(uow, event, "case_forwarded")

    @subscribe("changes", "change_withdrawn")
    @subscribe("changes", "credit_withdrawn")
    def on_case_withdrawn(self, uow: UnitOfWork, event: Event) -> None:
        """Confirm that an application was taken back."""
        notices.notify_case(uow, event, "case_withdrawn")

    @subscribe("changes", "change_approved")
    def on_change_approved(self, uow: UnitOfWork, event: Event) -> None:
        """Notify that a change was approved, or took effect at once."""
        is_automatic = event.data["mode"] == "automatic"
        notices.notify_case(uow, event, "change_in_effect" if is_automatic else "case_approved")

    @subscribe("changes", "credit_approved")
    def on_credit_approved(self, uow: UnitOfWork, event: Event) -> None:
        """Notify of how many credits were granted."""
        notices.notify_credits(uow, event)

    @subscribe("changes", "reward_penalty_submitted")
    def on_entry_recorded(self, uow: UnitOfWork, event: Event) -> None:
        """Notify that an authority recorded something about the person."""
        notices.notify_case(uow, event, "entry_recorded")

    @subscribe("changes", "reward_penalty_approved")
    def on_entry_approved(self, uow: UnitOfWork, event: Event) -> None:
        """Notify that what was recorded stands."""
        notices.notify_case(uow, event, "entry_approved")

    @subscribe("changes", "reward_penalty_returned")
    def on_entry_returned(self, uow: UnitOfWork, event: Event) -> None:
        """Notify that what was recorded does not stand."""
        notices.notify_case(uow, event, "entry_returned")

    @subscribe("transfer", "transfer_submitted")
    def on_transfer_submitted(self, uow: UnitOfWork, event: Event) -> None:
        """Confirm a transfer's submission."""
        notices.notify_transfer(uow, event, "transfer_submitted")

    @subscribe("transfer", "transfer_released")
    def on_transfer_released(self, uow: UnitOfWork, event: Event) -> None:
        """Notify that the present authority has consented."""
        notices.notify_transfer(uow, event, "transfer_released")

    @subscribe("transfer", "transfer_approved")
    def on_transfer_approved(self, uow: UnitOfWork, event: Event) -> None:
        """Notify of which authority is in charge from now on."""
        notices.notify_transfer(uow, event, "transfer_approved")

    @subscribe("transfer", "transfer_returned")
    def on_transfer_returned(self, uow: UnitOfWork, event: Event) -> None:
        """Notify of why a transfer was refused."""
        notices.notify_transfer(uow, event, "transfer_returned")

    @subscribe("transfer", "transfer_withdrawn")
    def on_transfer_withdrawn(self, uow: UnitOfWork, event: Event) -> None:
        """Confirm that a transfer was taken back."""
        notices.notify_transfer(uow, event, "transfer_withdrawn")

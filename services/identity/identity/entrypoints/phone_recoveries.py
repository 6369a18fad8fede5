"""A lost phone: applications without log-in, objections, and what takes effect."""

from typing import Any

from chassis.clock import utc_now
from chassis.db import Db
from chassis.rpc import ServiceCalls
from chassis.service import every, rpc
from chassis.storage.bucket import BucketStorage
from chassis.validation import load
from contracts.schemas.identity import PhoneRecoveryObjection

from identity.clients import find_record_authority
from identity.derived_tokens import RECOVERY, token_of
from identity.entrypoints.options import Options
from identity.queries import phone_recoveries as queries
from identity.use_cases import phone_recoveries, phone_recovery_settling, phone_recovery_uploads

MINUTE = 60


class PhoneRecoveryEntrypoints:
    """Public but for one's own: a token is the proof."""

    db: Db
    options: Options
    storage: BucketStorage
    collection_rpc: ServiceCalls

    @rpc
    def create_upload_token(self, body: dict[str, Any]) -> dict[str, Any]:
        """Let whoever has proved a number upload photos."""
        quotas = self.options.recovery_quotas_for(self.db.context.client_ip)
        return phone_recovery_uploads.create_token(self.db, body, quotas)

    @rpc
    def count_upload(self, upload_token: str) -> dict[str, Any]:
        """Return under whose id the gateway stages a file of this token."""
        with self.db.unit_of_work() as uow:
            return phone_recovery_uploads.count_upload(uow, upload_token)

    @rpc
    def apply_for_phone_recovery(self, body: dict[str, Any]) -> dict[str, Any]:
        """Apply for another number."""
        recovery_id = phone_recoveries.apply(
            self.db,
            self.storage,
            lambda person_id: find_record_authority(self.collection_rpc, person_id),
            body,
        )
        token = token_of(recovery_id, RECOVERY)
        found = self.db.read(queries.get_recovery, recovery_id, token)
        return {**found, "recovery_token": token}

    @rpc
    def get_phone_recovery(self, recovery_id: str, recovery_token: str) -> dict[str, Any]:
        """Return how far an application is."""
        return self.db.read(queries.get_recovery, recovery_id, recovery_token)

    @rpc
    def object_to_phone_recovery(self, recovery_id: str, body: dict[str, Any]) -> dict[str, Any]:
        """Stop a change by the token of the SMS to the old number."""
        token = load(PhoneRecoveryObjection, body)["token"]
        return self.db.run(phone_recovery_settling.object_by_token, recovery_id, token)

    @rpc
    def list_phone_changes(self) -> dict[str, Any]:
        """Return the changes that somebody applied for with photos and that were approved."""
        return self.db.read(queries.list_pending, self.db.context.require_person())

    @rpc
    def object_to_phone_change(self, phone_change_id: str) -> dict[str, Any]:
        """Stop a change of the caller's number."""
        person_id = self.db.context.require_person()
        return self.db.run(phone_recovery_settling.object_as_owner, phone_change_id, person_id)

    @every(MINUTE, "identity.settle_phone_recoveries")
    def settle_phone_recoveries(self) -> None:
        """Let the changes take effect whose cooling-off is over."""
        for recovery_id in self.db.read(queries.find_due, utc_now()):
            with self.db.unit_of_work() as uow:
                phone_recovery_settling.settle(uow, recovery_id)

"""Real-name verification by photos, for the person; reviewers work through casework."""

from dataclasses import replace
from typing import Any

from casework.attachments.entrypoints import AttachmentEntrypoints
from casework.cases.kinds import Authority
from casework.cases.use_cases import RecordMove, follow_record
from casework.clients import staff_actor
from casework.domain.actors import Actor
from casework.quality.entrypoints import OversightEntrypoints
from chassis.db import UnitOfWork
from chassis.messaging.events import Event
from chassis.service import rpc, subscribe
from chassis.storage.bucket import BucketStorage
from chassis.validation import load_lenient, raise_if
from contracts.consents import SUBMIT_REAL_NAME, refuse_without
from contracts.real_name import PHOTO_KINDS
from contracts.schemas.identity import RealNameManual

from identity.domain.real_name import accepts_real_name
from identity.entrypoints.authorities import AuthorityEntrypoints
from identity.models import RecordCustodian
from identity.phone_recovery_kind import PHONE_RECOVERY
from identity.providers.registry import Certification
from identity.queries import accounts, consents, phone_recoveries, real_name
from identity.review_kinds import REAL_NAME
from identity.use_cases.photos import claim_photos
from identity.use_cases.real_name import submit_real_name


class RealNameEntrypoints(AuthorityEntrypoints, AttachmentEntrypoints, OversightEntrypoints):
    """Identity keeps staff and authorities itself, so it asks nobody for them."""

    file_access = real_name.PHOTO_ACCESS
    other_file_access = (phone_recoveries.PHOTO_ACCESS,)
    reviews = {"real_name": REAL_NAME, "phone_recovery": PHONE_RECOVERY}  # noqa: RUF012
    storage: BucketStorage
    certification: Certification

    @rpc
    def get_real_name(self) -> dict[str, Any]:
        """Return how far the caller's verification is."""
        return self._real_name_of(self.db.context.require_person())

    @rpc
    def submit_real_name(self, body: dict[str, Any]) -> dict[str, Any]:
        """Submit photos for review."""
        person_id = self.db.context.require_person()
        form, violations = load_lenient(RealNameManual, body)
        named = {slot: form[slot] for slot in PHOTO_KINDS if form.get(slot)}
        violations += self.db.read(real_name.find_missing_photos, person_id, named, violations)
        raise_if(violations)
        # No photo is taken over without consent; the submission looks again.
        refuse_without(self.db.read(consents.find_missing, person_id, SUBMIT_REAL_NAME))
        photos = claim_photos(self.db, self.storage, person_id, named)
        self.db.run(submit_real_name, photos, form["authority_id"], person_id)
        self.storage.discard_later(person_id, photos.claimed)
        return self._real_name_of(person_id)

    def _real_name_of(self, person_id: str) -> dict[str, Any]:
        is_open = self.certification.certifier is not None
        return self.db.read(real_name.get_real_name, person_id, alipay_is_open=is_open)

    @subscribe("collection", "record_transferred")
    def on_record_moved(self, uow: UnitOfWork, event: Event) -> None:
        """Let the authority that keeps the record keep the verification."""
        reviews = (REAL_NAME, PHONE_RECOVERY)
        follow_record(uow, reviews, RecordCustodian, RecordMove.of(event.data))

    def current_actor(self, *, optional: bool = False) -> Actor:  # noqa: ARG002 - asks nobody
        """Return the member of staff who calls."""
        staff_id = self.db.context.require_staff()
        staff = self.db.read(accounts.get_staff, staff_id)
        own = self.db.read(accounts.list_own_accounts, staff_id)
        return replace(staff_actor(self.db.context, staff), other_person_ids=own)

    def find_authority(self, authority_id: str) -> Authority:
        """Return an authority that a case may go to; raises NotFound."""
        found = self._authority(authority_id)
        selectable = found["active"] and found["is_leaf_selectable"]
        accepts = accepts_real_name(found["level"], selectable=selectable)
        return Authority(found["authority_id"], found["name"], found["path"], accepts)

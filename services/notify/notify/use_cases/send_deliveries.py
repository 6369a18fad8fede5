"""Send what is due: claim in one transaction, send outside any, mark in another."""

import json
import logging
from collections.abc import Callable, Sequence
from typing import Any, Concatenate, ParamSpec

import eventlet
from chassis.crypto import CannotOpen, cipher
from chassis.db import Db, UnitOfWork
from chassis.rpc import ServiceCalls
from contracts.errors import ServiceError
from contracts.values.masking import mask_phone
from prometheus_client import Counter

from notify.clients import fetch_phone
from notify.domain.rendering import ParamsMissing, placeholders, render, signed
from notify.domain.sending import Failure, SmsFailure
from notify.models import SMS_PURPOSE
from notify.providers.fleet import Fleet
from notify.providers.port import Receipt, SmsMessage, SmsProvider
from notify.queries.templates import sms_templates
from notify.use_cases import deliveries
from notify.use_cases.deliveries import Claimed

_log = logging.getLogger(__name__)

P = ParamSpec("P")

BATCH = 40
AT_ONCE = 8
ATTEMPTS = Counter("ausm_sms_attempts_total", "Attempts to send an SMS.", ["provider", "outcome"])
RECEIPTS = Counter(
    "ausm_sms_receipts_total", "What providers said of SMS they took.", ["provider", "outcome"]
)


class Sender:
    """Sends the due deliveries of one run."""

    def __init__(self, db: Db, identity: ServiceCalls, fleet: Fleet) -> None:
        self._db = db
        self._identity = identity
        self._fleet = fleet

    def send_due(self) -> int:
        """Send until nothing is due, and return the number of attempts."""
        if not len(self._fleet):
            return 0
        pool = eventlet.GreenPool(AT_ONCE)
        attempts = 0
        while claimed := self._db.run(deliveries.claim_due, self._fleet, BATCH):
            templates = self._db.read(sms_templates)
            for each in claimed:
                pool.spawn_n(self._attempt, each, templates.get(each.template_id))
            pool.waitall()
            attempts += len(claimed)
        return attempts

    def _attempt(self, claimed: Claimed, template: dict[str, Any] | None) -> None:
        """Send one message and mark it; whatever goes wrong, the next attempt follows."""
        masked: str | None = None
        try:
            phone = self._phone_of(claimed)
            masked = mask_phone(phone)
            message = self._compose(claimed, template, phone)
            request_id = self._fleet.send(claimed.provider, message)
        except SmsFailure as error:
            self._note_failure(claimed, error.failure, masked)
        except (CannotOpen, ParamsMissing) as error:
            _log.error("delivery %s cannot be made: %s", claimed.delivery_id, type(error).__name__)
            failure = Failure("delivery_unreadable", permanent=True)
            self._note_failure(claimed, failure, masked)
        except Exception as error:  # noqa: BLE001 - one message's fault is not the others'
            # The text of an unexpected error may hold the message.
            _log.error("delivery %s failed: %s", claimed.delivery_id, type(error).__name__)
            self._note_failure(claimed, Failure("sender_error", maybe_sent=True), masked)
        else:
            ATTEMPTS.labels(claimed.provider, "sent").inc()
            self._mark(deliveries.mark_sent, claimed, request_id, masked)

    def _phone_of(self, claimed: Claimed) -> str:
        if claimed.phone_sealed is not None:
            return cipher().open(claimed.phone_sealed, SMS_PURPOSE)
        return fetch_phone(self._identity, claimed.person_id or "")

    def _note_failure(self, claimed: Claimed, failure: Failure, masked: str | None) -> None:
        ATTEMPTS.labels(claimed.provider, failure.code).inc()
        _log.warning("delivery %s: %s at %s", claimed.delivery_id, failure.code, claimed.provider)
        self._mark(deliveries.mark_failed, claimed, failure, self._fleet, masked)

    def _mark(
        self,
        mark: Callable[Concatenate[UnitOfWork, Claimed, P], bool],
        claimed: Claimed,
        *result: P.args,
        **more: P.kwargs,
    ) -> None:
        """Note the result; where the database is away, the lease runs out and says the rest."""
        try:
            self._db.run(mark, claimed, *result, **more)
        except ServiceError as error:
            _log.warning("delivery %s not marked: %s", claimed.delivery_id, error.code)

    def collect_receipts(self) -> None:
        """Ask the providers what became of the messages that they took."""
        asked = self._db.run(deliveries.claim_receipts, BATCH)
        for name, request_ids in asked.items():
            member = self._fleet.members.get(name)
            if member is not None:
                self._collect(member.provider, request_ids)

    def _collect(self, provider: SmsProvider, request_ids: list[str]) -> None:
        try:
            receipts = provider.receipts(request_ids)
        except SmsFailure as error:
            _log.warning("no receipts from %s: %s", provider.name, error.failure.code)
            return
        self.note_receipts(provider.name, receipts)

    def note_receipts(self, name: str, receipts: Sequence[Receipt]) -> None:
        """Note what a provider says of messages; again changes nothing."""
        delivered = sum(receipt.delivered for receipt in receipts)
        RECEIPTS.labels(name, "delivered").inc(delivered)
        RECEIPTS.labels(name, "undelivered").inc(len(receipts) - delivered)
        if receipts:
            self._db.run(deliveries.mark_receipts, name, receipts)

    def _compose(self, claimed: Claimed, template: dict[str, Any] | None, phone: str) -> SmsMessage:
        if template is None:
            raise SmsFailure(Failure("template_unknown", permanent=True))
        name, text = claimed.provider, template["sms_text"]
        opened = json.loads(cipher().open(claimed.params_sealed or "", SMS_PURPOSE))
        sign = self._fleet.sign_of(name)
        return SmsMessage(
            idempotency_key=claimed.delivery_id,
            sign=sign,
            template=self._fleet.template_code(
                name, claimed.template_id, template["provider_codes"]
            ),
            phone=phone,
            params={each: str(opened[each]) for each in placeholders(text) if each in opened},
            text=signed(render(text, opened), sign),
        )

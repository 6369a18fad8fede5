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
from notify.domain.rendering import SIGN, ParamsMissing, render, signed
from notify.domain.sending import Failure, SmsFailure
from notify.models import SMS_PURPOSE
from notify.providers.port import SmsMessage, SmsProvider
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

    def __init__(self, db: Db, identity: ServiceCalls, providers: Sequence[SmsProvider]) -> None:
        self._db = db
        self._identity = identity
        self._providers = {provider.name: provider for provider in providers}

    def send_due(self) -> int:
        """Send until nothing is due, and return the number of attempts."""
        if not self._providers:
            return 0
        pool = eventlet.GreenPool(AT_ONCE)
        attempts = 0
        while claimed := self._db.run(deliveries.claim_due, list(self._providers), BATCH):
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
            message = _compose(claimed, template, phone)
            request_id = self._providers[claimed.provider].send(message)
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
        self._mark(deliveries.mark_failed, claimed, failure, len(self._providers), masked)

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
            provider = self._providers.get(name)
            if provider is not None:
                self._collect(provider, request_ids)

    def _collect(self, provider: SmsProvider, request_ids: list[str]) -> None:
        try:
            receipts = provider.receipts(request_ids)
        except SmsFailure as error:
            _log.warning("no receipts from %s: %s", provider.name, error.failure.code)
            return
        delivered = [receipt.request_id for receipt in receipts if receipt.delivered]
        failed = {r.request_id: r.code or "undelivered" for r in receipts if not r.delivered}
        RECEIPTS.labels(provider.name, "delivered").inc(len(delivered))
        RECEIPTS.labels(provider.name, "undelivered").inc(len(failed))
        if receipts:
            self._db.run(deliveries.mark_receipts, provider.name, delivered, failed)


def _compose(claimed: Claimed, template: dict[str, Any] | None, phone: str) -> SmsMessage:
    if template is None:
        raise SmsFailure(Failure("template_unknown", permanent=True))
    opened = json.loads(cipher().open(claimed.params_sealed or "", SMS_PURPOSE))
    params = {name: str(value) for name, value in opened.items()}
    return SmsMessage(
        idempotency_key=claimed.delivery_id,
        sign=SIGN,
        template=template["provider_codes"].get(claimed.provider, claimed.template_id),
        phone=phone,
        params=params,
        text=signed(render(template["sms_text"], params)),
    )

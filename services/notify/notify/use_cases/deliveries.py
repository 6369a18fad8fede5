"""The way of an SMS through the table: claimed, sent or failed, receipt.

A claim is a lease: a sender that dies leaves a delivery in `sending`, which is claimed again
after the lease under the same id. Marks carry the number of the attempt, so that a sender whose
lease ran out no longer changes anything. A lease that ran out leaves the message in doubt, as an
answer that was lost does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, cast

from chassis.db import UnitOfWork
from chassis.db.types import is_id
from sqlalchemy import CursorResult, and_, or_, select, update

from notify.domain import sending
from notify.domain.sending import Failure, History
from notify.models import Delivery
from notify.providers.port import Receipt

LEASE = timedelta(seconds=60)
FIRST_RECEIPT = timedelta(seconds=5)
SLOWEST_RECEIPT = timedelta(hours=1)
RECEIPTS_FOR = timedelta(days=3)
# How long a delivery waits that nobody may be asked for now.
NOBODY_NOW = timedelta(seconds=2)


class Chooser(Protocol):
    """Who knows the providers."""

    def choose(self, delivery_id: str, history: History, now: datetime) -> str | None:
        """Return who is to be asked next; None while nobody may be."""

    def tells_repeats(self, name: str | None) -> bool:
        """Tell whether a provider knows a repeat from a new message."""

    def __len__(self) -> int:
        """Return how many providers there are."""


_ON_ITS_WAY = (sending.SENDING, sending.SENT)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that this sender holds; phone and parameters are still sealed."""

    delivery_id: str
    template_id: str
    provider: str
    history: History
    person_id: str | None
    phone_sealed: str | None
    params_sealed: str | None
    expires_at: datetime | None


def claim_due(uow: UnitOfWork, providers: Chooser, limit: int) -> list[Claimed]:
    """Take deliveries whose time has come; those that are of no use any more fail instead."""
    waiting = (sending.QUEUED, sending.SENDING)
    statement = (
        select(Delivery)
        .where(Delivery.status.in_(waiting), Delivery.next_attempt_at <= uow.now)
        .order_by(Delivery.next_attempt_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = []
    for delivery in uow.session.execute(statement).scalars():
        if code := _out_of_use(delivery, uow.now):
            _fail(delivery, code, uow.now)
        elif found := _claim(delivery, providers, uow.now):
            claimed.append(found)
    return claimed


def _out_of_use(delivery: Delivery, now: datetime) -> str | None:
    if delivery.expires_at is not None and delivery.expires_at <= now:
        return delivery.last_error or sending.EXPIRED
    if delivery.attempts >= sending.MAX_ATTEMPTS:
        return delivery.last_error or "sender_died"
    return None


def _claim(delivery: Delivery, providers: Chooser, now: datetime) -> Claimed | None:
    if delivery.status == sending.SENDING:
        _note_lost_lease(delivery, now)
    provider = providers.choose(delivery.delivery_id, _history_of(delivery), now)
    if provider is None:
        _put_off(delivery, providers, now)
        return None
    same = provider == delivery.provider
    delivery.tries_there = delivery.tries_there + 1 if same else 1
    delivery.provider = provider
    delivery.attempts += 1
    delivery.status = sending.SENDING
    delivery.next_attempt_at = now + LEASE
    return Claimed(
        delivery.delivery_id,
        delivery.template_id,
        provider,
        _history_of(delivery),
        delivery.person_id,
        delivery.phone_sealed,
        delivery.params_sealed,
        delivery.expires_at,
    )


def _note_lost_lease(delivery: Delivery, now: datetime) -> None:
    """A claim that was never marked: its sender died, perhaps after the provider had answered."""
    delivery.status = sending.QUEUED
    delivery.maybe_sent = True
    delivery.last_error = delivery.last_error or "sender_died"
    delivery.doubt_until = (delivery.next_attempt_at or now) - LEASE + sending.HOLD


def _put_off(delivery: Delivery, providers: Chooser, now: datetime) -> None:
    """Leave a delivery for later, without an attempt: who may be asked is resting, or nobody is."""
    delivery.next_attempt_at = now + NOBODY_NOW
    held = _history_of(delivery).is_in_doubt(now)
    if held and not providers.tells_repeats(delivery.provider):
        delivery.next_attempt_at = max(delivery.doubt_until or now, now + NOBODY_NOW)
        if delivery.expires_at is not None and delivery.expires_at <= delivery.next_attempt_at:
            _fail(delivery, delivery.last_error or sending.EXPIRED, now)


def _history_of(delivery: Delivery) -> History:
    return History(
        delivery.attempts,
        delivery.provider,
        delivery.tries_there,
        delivery.maybe_sent,
        delivery.doubt_until,
    )


def mark_sent(uow: UnitOfWork, claimed: Claimed, request_id: str, masked_phone: str | None) -> bool:
    """Note that a provider took the message; False if the claim was lost meanwhile."""
    return _mark(
        uow,
        claimed,
        status=sending.SENT,
        provider_request_id=request_id,
        masked_phone=masked_phone,
        sent_at=uow.now,
        next_attempt_at=None,
        next_receipt_at=uow.now + FIRST_RECEIPT,
        last_error=None,
        maybe_sent=False,
        doubt_until=None,
        phone_sealed=None,
        params_sealed=None,
    )


def mark_failed(
    uow: UnitOfWork,
    claimed: Claimed,
    failure: Failure,
    providers: Chooser,
    masked_phone: str | None,
) -> bool:
    """Note a failed attempt and what follows it; False if the claim was lost meanwhile."""
    following = sending.after_failure(
        failure,
        claimed.history,
        len(providers),
        uow.now,
        claimed.expires_at,
        tells_repeats=providers.tells_repeats(claimed.provider),
    )
    values: dict[str, Any] = {
        "status": following.status,
        "next_attempt_at": following.next_attempt_at,
        "last_error": following.error,
        "maybe_sent": following.doubt_until is not None,
        "doubt_until": following.doubt_until,
        "masked_phone": masked_phone,
    }
    if following.status == sending.FAILED:
        values |= {"failed_at": uow.now, "phone_sealed": None, "params_sealed": None}
    return _mark(uow, claimed, **values)


def _mark(uow: UnitOfWork, claimed: Claimed, **values: Any) -> bool:
    statement = (
        update(Delivery)
        .where(
            Delivery.delivery_id == claimed.delivery_id,
            Delivery.status == sending.SENDING,
            Delivery.attempts == claimed.history.attempts,
        )
        .values(**values)
    )
    return cast("CursorResult[Any]", uow.session.execute(statement)).rowcount == 1


def _fail(delivery: Delivery, code: str, now: datetime) -> None:
    delivery.status = sending.FAILED
    delivery.last_error = code
    delivery.failed_at = now
    delivery.next_attempt_at = None
    delivery.phone_sealed = delivery.params_sealed = None


def claim_receipts(uow: UnitOfWork, limit: int) -> dict[str, list[str]]:
    """Return the messages to ask about, by provider, and put the next asking further off."""
    statement = (
        select(Delivery)
        .where(Delivery.status == sending.SENT, Delivery.next_receipt_at <= uow.now)
        .order_by(Delivery.next_receipt_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found: dict[str, list[str]] = {}
    for delivery in uow.session.execute(statement).scalars():
        delivery.next_receipt_at = _next_receipt(delivery, uow.now)
        request_ids = found.setdefault(delivery.provider or "", [])
        request_ids.append(delivery.provider_request_id or "")
    return found


def _next_receipt(delivery: Delivery, now: datetime) -> datetime | None:
    """Return when to ask again: later each time, and no more after three days."""
    age = now - (delivery.sent_at or now)
    if age > RECEIPTS_FOR:
        return None
    return now + min(max(age, FIRST_RECEIPT), SLOWEST_RECEIPT)


def mark_receipts(uow: UnitOfWork, provider: str, receipts: Sequence[Receipt]) -> None:
    """Note which messages arrived and which did not, with the provider's code.

    A message in doubt is found by our own key, even after it was given up: whatever its attempt
    was marked with, the phone has the last word.
    """
    by_id = {receipt.request_id: receipt for receipt in receipts}
    by_key = {receipt.key: receipt for receipt in receipts if is_id(receipt.key or "")}
    taken = and_(Delivery.status == sending.SENT, Delivery.provider_request_id.in_(by_id))
    in_doubt = and_(
        Delivery.delivery_id.in_(by_key), or_(Delivery.maybe_sent, Delivery.status.in_(_ON_ITS_WAY))
    )
    statement = (
        select(Delivery)
        .where(Delivery.provider == provider, or_(taken, in_doubt))
        .order_by(Delivery.delivery_id)
        .with_for_update()
    )
    for delivery in uow.session.execute(statement).scalars():
        receipt = by_key.get(delivery.delivery_id) or by_id[delivery.provider_request_id or ""]
        _note_receipt(delivery, receipt, uow.now)


def _note_receipt(delivery: Delivery, receipt: Receipt, now: datetime) -> None:
    delivery.next_receipt_at = delivery.next_attempt_at = None
    delivery.maybe_sent, delivery.doubt_until = False, None
    delivery.phone_sealed = delivery.params_sealed = None
    delivery.provider_request_id = receipt.request_id
    delivery.sent_at = delivery.sent_at or now
    if receipt.delivered:
        delivery.status, delivery.last_error = sending.DELIVERED, None
        delivery.delivered_at, delivery.failed_at = now, None
    else:
        delivery.status, delivery.last_error = sending.FAILED, receipt.code or "undelivered"
        delivery.failed_at = now

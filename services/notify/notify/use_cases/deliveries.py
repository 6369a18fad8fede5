"""The way of an SMS through the table: claimed, sent or failed, receipt.

A claim is a lease: a sender that dies leaves a delivery in `sending`, which is claimed again
after the lease under the same id. Marks carry the number of the attempt, so that a sender whose
lease ran out no longer changes anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from chassis.db import UnitOfWork
from sqlalchemy import CursorResult, or_, select, update

from notify.domain import sending
from notify.domain.sending import Failure, History
from notify.models import Delivery

LEASE = timedelta(seconds=60)
FIRST_RECEIPT = timedelta(seconds=5)
SLOWEST_RECEIPT = timedelta(hours=1)
RECEIPTS_FOR = timedelta(days=3)


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


def claim_due(uow: UnitOfWork, providers: Sequence[str], limit: int) -> list[Claimed]:
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
        else:
            claimed.append(_claim(delivery, providers, uow.now))
    return claimed


def _out_of_use(delivery: Delivery, now: datetime) -> str | None:
    if delivery.expires_at is not None and delivery.expires_at <= now:
        return delivery.last_error or sending.EXPIRED
    if delivery.attempts >= sending.MAX_ATTEMPTS:
        return delivery.last_error or "sender_died"
    return None


def _claim(delivery: Delivery, providers: Sequence[str], now: datetime) -> Claimed:
    # A claim that was never marked: its sender died, perhaps after the provider had answered.
    if delivery.status == sending.SENDING:
        delivery.maybe_sent = True
    provider = sending.choose_provider(providers, _history_of(delivery))
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


def _history_of(delivery: Delivery) -> History:
    return History(delivery.attempts, delivery.provider, delivery.tries_there, delivery.maybe_sent)


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
        phone_sealed=None,
        params_sealed=None,
    )


def mark_failed(
    uow: UnitOfWork, claimed: Claimed, failure: Failure, providers: int, masked_phone: str | None
) -> bool:
    """Note a failed attempt and what follows it; False if the claim was lost meanwhile."""
    following = sending.after_failure(
        failure, claimed.history, providers, uow.now, claimed.expires_at
    )
    values: dict[str, Any] = {
        "status": following.status,
        "next_attempt_at": following.next_attempt_at,
        "last_error": following.error,
        "maybe_sent": failure.maybe_sent,
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


def mark_receipts(
    uow: UnitOfWork, provider: str, delivered: Sequence[str], failed: dict[str, str]
) -> None:
    """Note which messages arrived and which did not, with the provider's code."""
    statement = (
        select(Delivery)
        .where(
            Delivery.provider == provider,
            Delivery.status == sending.SENT,
            or_(
                Delivery.provider_request_id.in_(delivered),
                Delivery.provider_request_id.in_(failed),
            ),
        )
        .order_by(Delivery.delivery_id)
        .with_for_update()
    )
    for delivery in uow.session.execute(statement).scalars():
        _note_receipt(delivery, failed.get(delivery.provider_request_id or ""), uow.now)


def _note_receipt(delivery: Delivery, failure: str | None, now: datetime) -> None:
    delivery.next_receipt_at = None
    if failure is None:
        delivery.status = sending.DELIVERED
        delivery.delivered_at = now
    else:
        delivery.status = sending.FAILED
        delivery.last_error = failure
        delivery.failed_at = now

"""SMS on their way, as administrators, other services and the health check read them."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from chassis.db import page
from contracts.errors import NotFound
from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from notify.domain.progress import progress_of
from notify.domain.sending import FAILED, QUEUED, SENDING
from notify.models import Delivery, SandboxSms
from notify.queries.views import delivery_view, sandbox_sms_view

SANDBOX_SHOWN = 50
LATE_AFTER = timedelta(minutes=5)


def list_deliveries(
    session: Session, status: str | None, cursor: str | None, limit: int | None
) -> dict[str, Any]:
    """Return one page of deliveries, the newest first."""
    statement = select(Delivery)
    if status is not None:
        statement = statement.where(Delivery.status == status)
    newest_first = (Delivery.created_at.desc(), Delivery.delivery_id.desc())
    return page(session, statement, newest_first, cursor, limit, delivery_view)


def get_progress(session: Session, delivery_key: str) -> dict[str, Any]:
    """Return how far the SMS of this key is; raises NotFound while it is not known here."""
    delivery = session.scalar(select(Delivery).where(Delivery.delivery_key == delivery_key))
    if delivery is None:
        raise NotFound()
    progress = progress_of(
        delivery.status,
        delivery.last_error,
        was_sent=delivery.sent_at is not None,
        maybe_sent=delivery.maybe_sent,
    )
    return asdict(progress)


def sms_state(session: Session, now: datetime) -> dict[str, int]:
    """Return how many SMS wait, how many of them for too long, how many failed in a day."""
    waiting = Delivery.status.in_((QUEUED, SENDING))
    late = and_(waiting, Delivery.created_at < now - LATE_AFTER)
    failed = and_(Delivery.status == FAILED, Delivery.created_at > now - timedelta(days=1))
    return {
        name: session.scalar(select(func.count()).where(condition)) or 0
        for name, condition in (("waiting", waiting), ("late", late), ("failed_today", failed))
    }


def list_sandbox_sms(session: Session, phone: str | None) -> list[dict[str, Any]]:
    """Return what the sandbox provider was handed, the newest first."""
    statement = select(SandboxSms).order_by(SandboxSms.sent_at.desc()).limit(SANDBOX_SHOWN)
    if phone is not None:
        statement = statement.where(SandboxSms.phone_index == phone)
    return [sandbox_sms_view(sms) for sms in session.execute(statement).scalars()]

"""SMS codes as the people who requested them see them."""

from datetime import datetime
from typing import Any

from contracts.errors import NotFound
from sqlalchemy import select
from sqlalchemy.orm import Session

from identity.domain.quotas import SMS_TOTAL, window_start
from identity.domain.sms_codes import CODE_LIFE, MAX_ATTEMPTS, seconds_until
from identity.models import SmsCode, UsageCount

WHOLE_PLATFORM = "all"


def get_sms_code(session: Session, sms_code_id: str, now: datetime) -> dict[str, Any]:
    """Return how long and how often a code may still be tried, and when the next may be sent."""
    code = session.get(SmsCode, sms_code_id)
    if code is None:
        raise NotFound()
    is_used = code.used_at is not None
    return {
        "delivery_id": code.sms_code_id,
        "expires_in": 0 if is_used else seconds_until(code.sent_at + CODE_LIFE, now),
        "resend_in": seconds_until(code.resend_at, now),
        "attempts_left": 0 if is_used else MAX_ATTEMPTS - code.attempts,
    }


def count_total_sent(session: Session, now: datetime) -> int:
    """Return how many codes the whole platform has been asked for today."""
    statement = select(UsageCount.used).where(
        UsageCount.scope == SMS_TOTAL.scope,
        UsageCount.subject == WHOLE_PLATFORM,
        UsageCount.window_start == window_start(SMS_TOTAL, now),
    )
    return session.scalar(statement) or 0

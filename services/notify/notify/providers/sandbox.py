"""A provider for development and tests: keeps what it is handed in a readable inbox.

It checks what a real provider checks and plays the faults of `notify.domain.sandbox`. Its table
stands for the provider's side: it is written in transactions of its own.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from chassis.db import Db, UnitOfWork
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from notify.domain import sandbox as rules
from notify.domain.sending import DELIVERED, FAILED, QUEUED, SENT, Failure, SmsFailure
from notify.models import SandboxSms
from notify.providers.port import Receipt, ReportUnreadable, SmsMessage
from notify.queries.templates import registered_params

_TAKEN = (SENT, DELIVERED)


class SandboxProvider:
    """One sandbox; with two of them in the settings, the first can be made to fail."""

    tells_repeats = True
    needs_registration = False
    report_taken: dict[str, Any] | None = None

    def __init__(self, name: str, db: Db, *, is_first: bool) -> None:
        self.name = name
        self._db = db
        self._is_first = is_first

    def send(self, message: SmsMessage) -> str:
        """Put a message into the inbox, once for each key."""
        outcome = self._db.run(self._take, message)
        if isinstance(outcome, Failure):
            raise SmsFailure(outcome)
        return outcome

    def receipts(self, request_ids: Sequence[str]) -> list[Receipt]:
        """Return a receipt for each message taken: delivered, but for the number that is not."""
        return self._db.run(_deliver, list(request_ids))

    def read_report(self, _entries: Sequence[Any]) -> list[Receipt]:
        """Refuse: this provider is asked."""
        raise ReportUnreadable

    def _take(self, uow: UnitOfWork, message: SmsMessage) -> str | Failure:
        sms = self._find_or_add(uow, message)
        if sms.status in _TAKEN:
            return sms.sms_id
        sms.tries += 1
        failure = self._find_failure(uow.session, sms, message, uow.now)
        sms.status = FAILED if failure else SENT
        return failure or rules.find_lost_answer(message.phone, sms.tries) or sms.sms_id

    def _find_failure(
        self, session: Session, sms: SandboxSms, message: SmsMessage, now: datetime
    ) -> Failure | None:
        registered = registered_params(session, message.template)
        return (
            rules.find_refusal(message.phone, message.params, registered)
            or rules.find_outage(message.phone, sms.tries, is_first=self._is_first)
            or _find_flow_limit(session, message, now)
        )

    def _find_or_add(self, uow: UnitOfWork, message: SmsMessage) -> SandboxSms:
        key = f"{self.name}:{message.idempotency_key}"
        row = {
            "sms_id": uow.new_id(),
            "idempotency_key": key,
            "phone_index": message.phone,
            "phone": message.phone,
            "text": message.text,
            "template": message.template,
            "status": QUEUED,
            "tries": 0,
            "sent_at": uow.now,
        }
        uow.session.execute(insert(SandboxSms).values(**row).on_conflict_do_nothing())
        statement = select(SandboxSms).where(SandboxSms.idempotency_key == key).with_for_update()
        return uow.session.execute(statement).scalar_one()


def _find_flow_limit(session: Session, message: SmsMessage, now: datetime) -> Failure | None:
    is_code = message.template.startswith(rules.CODE_PREFIX)
    same_kind = SandboxSms.template.startswith(rules.CODE_PREFIX)
    for limit in rules.limits_of(message.template):
        statement = select(func.count()).where(
            SandboxSms.phone_index == message.phone,
            SandboxSms.status.in_(_TAKEN),
            SandboxSms.sent_at > now - limit.window,
            same_kind if is_code else ~same_kind,
        )
        if session.execute(statement).scalar_one() >= limit.messages:
            return Failure("flow_limit_reached", about_message=True)
    return None


def _deliver(uow: UnitOfWork, request_ids: list[str]) -> list[Receipt]:
    statement = select(SandboxSms).where(
        SandboxSms.sms_id.in_(request_ids), SandboxSms.status.in_(_TAKEN)
    )
    receipts = []
    for sms in uow.session.execute(statement.with_for_update()).scalars():
        delivered = sms.phone != rules.Fault.NEVER_DELIVERED
        sms.status = DELIVERED if delivered else FAILED
        receipts.append(Receipt(sms.sms_id, delivered, None if delivered else "phone_off"))
    return receipts

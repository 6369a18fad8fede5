"""Certifications as their person sees them, and those that have to be asked about."""

from typing import Any

from chassis.clock import to_wire, utc_now
from contracts.error_codes import text_of
from contracts.errors import NotFound
from sqlalchemy import select
from sqlalchemy.orm import Session

from identity.domain import certifications as rules
from identity.domain.certifications import OPEN_STATES, State
from identity.models import Account, AlipayCertification


def find_own(session: Session, person_id: str, certify_id: str) -> str:
    """Return our id of a person's own certification; raises NotFound."""
    table = AlipayCertification
    found = session.scalar(
        select(table.certification_id).where(
            table.certify_id == certify_id, table.person_id == person_id
        )
    )
    if found is None:
        raise NotFound("identity.certification_not_found")
    return found


def get_certification(session: Session, certification_id: str) -> dict[str, Any]:
    """Return how far a certification is."""
    return _view(session.get_one(AlipayCertification, certification_id))


def get_offer(session: Session, account: Account, *, is_configured: bool) -> dict[str, Any]:
    """Return whether a person can be certified, if not why, and the latest certification."""
    code = rules.find_obstacle(account.id_type, account.real_name_status)
    if account.missing_details or not account.id_number:
        code = code or "identity.details_missing"
    code = code or (None if is_configured else "identity.alipay_off")
    table = AlipayCertification
    latest = session.scalars(
        select(table)
        .where(table.person_id == account.person_id, table.certify_id.is_not(None))
        .order_by(table.created_at.desc())
        .limit(1)
    ).one_or_none()
    return {
        "available": code is None,
        "code": code,
        "message": text_of(code) if code else None,
        "certification": _view(latest) if latest else None,
    }


def find_applicant(session: Session, certification_id: str) -> tuple[str, str, str]:
    """Return order number, name and certificate number, for the provider."""
    row = session.get_one(AlipayCertification, certification_id)
    account = session.get_one(Account, row.person_id)
    return row.order_number, account.name, account.id_number


def find_beginning(session: Session, certification_id: str) -> tuple[str, str | None, str | None]:
    """Return state, reason and the provider's id, which is empty before it has answered."""
    row = session.get_one(AlipayCertification, certification_id)
    return row.state, row.reason, row.certify_id


def list_unwatched(session: Session, most: int) -> list[str]:
    """Return open certifications of which nobody has asked for a while, the oldest first."""
    table = AlipayCertification
    return list(
        session.scalars(
            select(table.certification_id)
            .where(
                table.state.in_([state.value for state in OPEN_STATES]),
                table.certify_id.is_not(None),
                table.asked_at <= utc_now() - rules.ASK_UNWATCHED_EVERY,
            )
            .order_by(table.asked_at)
            .limit(most)
        )
    )


def _view(row: AlipayCertification) -> dict[str, Any]:
    now = utc_now()
    state = rules.shown_state(row.state, row.expires_at, now)
    return {
        "certify_id": row.certify_id,
        "status": state,
        "message": rules.message_of(state, row.reason),
        "reason": row.reason if state in (State.FAILED, State.WAITING) else None,
        "expires_at": to_wire(row.expires_at),
        "expires_in": rules.seconds_left(row.expires_at, now),
    }

"""The steps of a certification, each in one transaction."""

import uuid
from typing import Any

from chassis.db import UnitOfWork
from chassis.validation import raise_if
from contracts.consents import START_ALIPAY
from contracts.errors import Conflict, NotFound, TooManyRequests
from contracts.real_name import ALIPAY, VERIFIED
from sqlalchemy import func, or_, select, update

from identity.claims import find_taken, is_verified_elsewhere, lock_claims
from identity.domain import certifications as rules
from identity.domain.certifications import OPEN_STATES, Reason, State, Verdict
from identity.domain.quotas import Quota, seconds_left, window_start
from identity.models import Account, AlipayCertification
from identity.use_cases.consents import ensure_consents, has_withdrawn
from identity.use_cases.quotas import wait_details
from identity.use_cases.verification import verify_by_provider

_IS_OPEN = AlipayCertification.state.in_([state.value for state in OPEN_STATES])


def reserve(uow: UnitOfWork, person_id: str, daily: Quota) -> dict[str, Any]:
    """Return the person's running certification, or a new one that the provider knows nothing of."""
    account = _locked_account(uow, person_id)
    if obstacle := rules.find_obstacle(account.id_type, account.real_name_status):
        raise Conflict(obstacle)
    if account.missing_details or not account.id_number:
        raise Conflict("identity.details_missing")
    ensure_consents(uow, person_id, START_ALIPAY)
    raise_if(find_taken(uow, account.identity_index, person_id))
    running = _find_running(uow, account)
    if running is None:
        _ensure_within(uow, person_id, daily)
        running = _add(uow, account)
    return {"certification_id": running}


def take_first_turn(uow: UnitOfWork, certification_id: str) -> bool:
    """Take the turn to begin a certification; only ever once, for an order number is good once."""
    taken = uow.session.execute(
        update(AlipayCertification)
        .where(
            AlipayCertification.certification_id == certification_id,
            AlipayCertification.turn_until.is_(None),
            AlipayCertification.certify_id.is_(None),
            _IS_OPEN,
        )
        .values(turn_until=uow.now + rules.TURN_LASTS)
        .returning(AlipayCertification.certification_id)
    )
    return taken.first() is not None


def note_beginning(uow: UnitOfWork, certification_id: str, certify_id: str) -> None:
    """Keep the provider's id of a certification."""
    row = _locked(uow, certification_id)
    row.certify_id = certify_id
    row.turn_until = None
    row.asked_at = uow.now


def take_turn(uow: UnitOfWork, certification_id: str) -> str | None:
    """Take the turn to ask about a certification and return the provider's id of it.

    Returns None while another has the turn, when an answer is fresh, and when all is said.
    """
    table = AlipayCertification
    taken: str | None = uow.session.execute(
        update(table)
        .where(
            table.certification_id == certification_id,
            table.certify_id.is_not(None),
            or_(table.turn_until.is_(None), table.turn_until < uow.now),
            table.asked_at <= uow.now - rules.ASK_EVERY,
            or_(table.questions < rules.MOST_QUESTIONS, table.expires_at < uow.now),
            _IS_OPEN,
        )
        .values(turn_until=uow.now + rules.TURN_LASTS, questions=table.questions + 1)
        .returning(table.certify_id)
    ).scalar_one_or_none()
    return taken


def note_scan(uow: UnitOfWork, certification_id: str) -> None:
    """Note that somebody came back from the provider's page of a certification."""
    row = _find_locked(uow, certification_id)
    if row is None or row.certify_id is None or row.expires_at <= uow.now:
        return
    if row.state == State.WAITING:
        row.state = State.SCANNED.value
        _publish(uow, row)


def apply_verdict(uow: UnitOfWork, certification_id: str, verdict: Verdict) -> None:
    """Act on what the provider says of a certification; one that is finished stays as it is."""
    row = _locked(uow, certification_id)
    row.turn_until = None
    row.asked_at = uow.now
    if row.state not in OPEN_STATES:
        return
    if verdict.state == State.PASSED:
        _pass(uow, row, verdict)
    elif verdict.state == State.FAILED:
        _finish(uow, row, State.FAILED, verdict.reason)
    elif rules.is_over(row.expires_at, uow.now, is_answered=verdict.reason is None):
        _finish(uow, row, State.EXPIRED, None)
    else:
        row.reason = verdict.reason


def give_up(uow: UnitOfWork, certification_id: str, reason: Reason) -> None:
    """Finish a certification that the provider never began."""
    row = _locked(uow, certification_id)
    if row.state in OPEN_STATES:
        _finish(uow, row, State.FAILED, reason)


def give_up_abandoned(uow: UnitOfWork) -> None:
    """Finish those whose beginning ended with its process; nobody has seen them."""
    table = AlipayCertification
    uow.session.execute(
        update(table)
        .where(_IS_OPEN, table.certify_id.is_(None), table.created_at < uow.now - rules.ABANDONED)
        .values(state=State.FAILED.value, reason=Reason.UNAVAILABLE, finished_at=uow.now)
    )


def _pass(uow: UnitOfWork, row: AlipayCertification, verdict: Verdict) -> None:
    claims = lock_claims(uow, row.person_id)
    account = claims.account
    if account.real_name_status == VERIFIED:
        _finish(uow, row, State.PASSED, None)
    elif reason := _find_difference(uow, row, account, verdict):
        _finish(uow, row, State.FAILED, reason)
    else:
        verify_by_provider(uow, claims, ALIPAY)
        _finish(uow, row, State.PASSED, None)


def _find_difference(
    uow: UnitOfWork, row: AlipayCertification, account: Account, verdict: Verdict
) -> Reason | None:
    """Return why a certification that passed does not count: another person, or one unwilling."""
    if has_withdrawn(uow, account.person_id, START_ALIPAY):
        return Reason.CONSENT_WITHDRAWN
    unchanged = uow.session.scalar(
        select(AlipayCertification.certification_id).where(
            AlipayCertification.certification_id == row.certification_id,
            AlipayCertification.identity_digest == _identity_of(account),
        )
    )
    if unchanged is None:
        return Reason.CHANGED
    if rules.is_other_person(verdict, account.name, account.id_number):
        return Reason.MISMATCH
    if is_verified_elsewhere(uow, account.identity_index, account.person_id):
        return Reason.TAKEN
    return None


def _finish(uow: UnitOfWork, row: AlipayCertification, state: State, reason: Reason | None) -> None:
    row.state = state.value
    row.reason = reason
    row.turn_until = None
    row.finished_at = uow.now
    _publish(uow, row)


def _publish(uow: UnitOfWork, row: AlipayCertification) -> None:
    """Let the open page of the person know, once there is something that it can show."""
    if row.certify_id is None:
        return
    message = rules.message_of(row.state, row.reason)
    named = {"person_id": row.person_id, "certify_id": row.certify_id}
    uow.publish("certification_changed", {**named, "status": row.state, "message": message})


def _find_running(uow: UnitOfWork, account: Account) -> str | None:
    table = AlipayCertification
    found: str | None = uow.session.scalars(
        select(table.certification_id)
        .where(
            table.person_id == account.person_id,
            _IS_OPEN,
            table.expires_at > uow.now,
            table.identity_digest == _identity_of(account),
            or_(
                table.certify_id.is_not(None),
                table.turn_until > uow.now,
                table.created_at > uow.now - rules.TURN_LASTS,
            ),
        )
        .order_by(table.created_at.desc())
        .limit(1)
    ).one_or_none()
    return found


def _ensure_within(uow: UnitOfWork, person_id: str, daily: Quota) -> None:
    """Refuse more than a day's certifications; those that Alipay was not there for cost nothing."""
    table = AlipayCertification
    used = uow.session.scalar(
        select(func.count()).where(
            table.person_id == person_id,
            table.created_at >= window_start(daily, uow.now),
            or_(table.certify_id.is_not(None), table.reason.is_distinct_from(Reason.UNAVAILABLE)),
        )
    )
    if (used or 0) >= daily.limit:
        wait = seconds_left(daily, uow.now)
        raise TooManyRequests(daily.code, details=wait_details(uow, wait))


def _add(uow: UnitOfWork, account: Account) -> str:
    certification_id = uow.new_id()
    uow.session.add(
        AlipayCertification(
            certification_id=certification_id,
            person_id=account.person_id,
            order_number=uuid.uuid4().hex,
            identity_digest=_identity_of(account),
            state=State.WAITING.value,
            asked_at=uow.now,
            created_at=uow.now,
            expires_at=uow.now + rules.LIFE,
        )
    )
    return certification_id


def _identity_of(account: Account) -> str:
    return f"{account.id_type}:{account.id_number}:{account.name}"


def _locked_account(uow: UnitOfWork, person_id: str) -> Account:
    account = uow.session.get(Account, person_id, with_for_update=True)
    if account is None:
        raise NotFound("identity.person_not_found")
    return account


def _locked(uow: UnitOfWork, certification_id: str) -> AlipayCertification:
    row = _find_locked(uow, certification_id)
    if row is None:
        raise NotFound("identity.certification_not_found")
    return row


def _find_locked(uow: UnitOfWork, certification_id: str) -> AlipayCertification | None:
    return uow.session.get(AlipayCertification, certification_id, with_for_update=True)

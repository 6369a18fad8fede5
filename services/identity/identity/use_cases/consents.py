"""Give a consent and withdraw it; both are recorded and count at once (R8.4)."""

from datetime import timedelta
from typing import Any

from casework import audit
from chassis.db import UnitOfWork
from chassis.validation import raise_if
from contracts import consents
from contracts.errors import NotFound, Violation

from identity.domain.consent_documents import VERSIONS
from identity.domain.consents import (
    Latest,
    check_given,
    ensure_withdrawable,
    is_withdrawn_for,
    state_of,
)
from identity.domain.quotas import CONSENT
from identity.models import Account, ConsentRecord
from identity.queries.consents import find_latest, find_missing, get_consent
from identity.use_cases.quotas import use_quotas

_NEXT = timedelta(microseconds=1)


def give_consent(uow: UnitOfWork, person_id: str, kind: str, version: str) -> dict[str, Any]:
    """Record a person's agreement to a document in force; a repeat changes nothing."""
    _lock_account(uow, person_id)
    raise_if(check_given(kind, version))
    latest = find_latest(uow.session, person_id)
    if state_of(kind, latest) != consents.GIVEN:
        use_quotas(uow, (CONSENT,), {CONSENT.scope: person_id})
        record = _record_of(uow, person_id, kind, latest)
        record.document_version, record.action = version, consents.GIVEN
        _add(uow, record)
    return get_consent(uow.session, person_id, kind)


def withdraw_consent(
    uow: UnitOfWork, person_id: str, kind: str, *, confirmed: bool
) -> dict[str, Any]:
    """Record that a person withdraws an agreement; a repeat changes nothing.

    Raises ValidationFailed, with what would come of it, unless that is confirmed.
    """
    ensure_withdrawable(kind)
    _lock_account(uow, person_id)
    if not confirmed:
        told = f"请先阅读撤回的后果并确认：{VERSIONS[kind][0].consequences}"
        raise_if([Violation("confirmed", "identity.consent_withdrawal_unconfirmed", told)])
    latest = find_latest(uow.session, person_id)
    if state_of(kind, latest) in (consents.GIVEN, "outdated"):
        record = _record_of(uow, person_id, kind, latest)
        record.document_version, record.action = latest[kind].version, consents.WITHDRAWN
        _add(uow, record)
    return get_consent(uow.session, person_id, kind)


def ensure_consents(uow: UnitOfWork, person_id: str, action: str) -> None:
    """Raise Conflict naming the documents that a person has to agree to before an action.

    The account is locked by then, so a withdrawal comes before or after the action.
    """
    consents.refuse_without(find_missing(uow.session, person_id, action))


def has_withdrawn(uow: UnitOfWork, person_id: str, action: str) -> bool:
    """Tell whether a person, whose account is locked, has withdrawn what an action needs."""
    return is_withdrawn_for(action, find_latest(uow.session, person_id))


def _record_of(uow: UnitOfWork, person_id: str, kind: str, latest: Latest) -> ConsentRecord:
    """Return a record that comes after the last one, also where its command began before that."""
    last = latest.get(kind)
    at = max(uow.now, last.at + _NEXT) if last else uow.now
    return ConsentRecord(
        consent_id=uow.new_id(),
        person_id=person_id,
        kind=kind,
        method=consents.BY_ITSELF,
        given_at=at,
        client_ip=uow.context.client_ip,
    )


def _add(uow: UnitOfWork, record: ConsentRecord) -> None:
    uow.session.add(record)
    uow.session.flush()
    details = {"kind": record.kind, "version": record.document_version}
    act = audit.Act(f"consent_{record.action}", record.person_id, details=details)
    audit.record(uow, act)


def _lock_account(uow: UnitOfWork, person_id: str) -> None:
    if uow.session.get(Account, person_id, with_for_update=True) is None:
        raise NotFound("identity.person_not_found")

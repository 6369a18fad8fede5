"""What a person has agreed to and withdrawn, and the documents."""

from typing import Any

from chassis.clock import to_wire
from contracts import consents
from contracts.errors import NotFound
from sqlalchemy import select
from sqlalchemy.orm import Session

from identity.domain.consent_documents import IN_FORCE, VERSIONS, Document, find_version, title_of
from identity.domain.consents import Latest, Recorded, missing_for, state_of
from identity.models import Account, ConsentRecord

_MOST_SHOWN = 100


def find_latest(session: Session, person_id: str) -> Latest:
    """Return what a person last said of each document."""
    table = ConsentRecord
    rows = session.scalars(
        select(table)
        .distinct(table.kind)
        .where(table.person_id == person_id)
        .order_by(table.kind, table.given_at.desc(), table.consent_id.desc())
    )
    return {row.kind: _recorded(row) for row in rows}


def find_missing(session: Session, person_id: str, action: str) -> list[dict[str, str]]:
    """Return the documents that a person has to agree to before an action."""
    return missing_for(action, find_latest(session, person_id))


def find_all_missing(session: Session, person_id: str) -> dict[str, list[dict[str, str]]]:
    """Return of each action the documents that a person has to agree to before it."""
    latest = find_latest(session, person_id)
    return {action: missing_for(action, latest) for action in consents.ACTIONS}


def list_consents(session: Session, person_id: str) -> dict[str, Any]:
    """Return where a person stands with each document, and what was said, the latest first."""
    if session.get(Account, person_id) is None:
        raise NotFound("identity.person_not_found")
    latest = find_latest(session, person_id)
    shown = [kind for kind in VERSIONS if kind in IN_FORCE or kind in latest]
    table = ConsentRecord
    rows = session.scalars(
        select(table)
        .where(table.person_id == person_id)
        .order_by(table.given_at.desc(), table.consent_id.desc())
        .limit(_MOST_SHOWN)
    )
    return {
        "items": [consent_view(kind, latest) for kind in shown],
        "history": [_history_view(_recorded(row)) for row in rows],
    }


def get_consent(session: Session, person_id: str, kind: str) -> dict[str, Any]:
    """Return where a person stands with one document."""
    return consent_view(kind, find_latest(session, person_id))


def consent_view(kind: str, latest: Latest) -> dict[str, Any]:
    """Return where somebody stands with one document, and what can be done about it."""
    state, last, document = state_of(kind, latest), latest.get(kind), VERSIONS[kind][0]
    can_give = kind in IN_FORCE and state != consents.GIVEN
    is_standing = state in (consents.GIVEN, "outdated")
    can_withdraw = is_standing and kind not in consents.NOT_WITHDRAWABLE
    return {
        **_brief(document),
        "state": state,
        "recorded_version": last.version if last else None,
        "recorded_at": to_wire(last.at) if last else None,
        "method": last.method if last and is_standing else None,
        "available_actions": [
            *(["give_consent"] if can_give else []),
            *(["withdraw_consent"] if can_withdraw else []),
        ],
    }


def list_documents(action: str | None) -> dict[str, Any]:
    """Return the documents in force that an action needs, or all of them."""
    found = (one for one in IN_FORCE.values() if action is None or action in one.needed_for)
    return {"items": [_document_view(one) for one in found]}


def get_document(kind: str, version: str) -> dict[str, Any]:
    """Return one version of one document, be it of the past."""
    document = find_version(kind, version)
    if document is None:
        raise NotFound("identity.consent_document_not_found")
    return _document_view(document)


def _document_view(document: Document) -> dict[str, Any]:
    return {
        **_brief(document),
        "text": document.text,
        "effective_on": document.effective_on.isoformat(),
        "sections": [
            {"key": one.key, "title": one.title, "text": one.text} for one in document.sections
        ],
        "in_force": IN_FORCE.get(document.kind) is document,
        "versions": [one.version for one in VERSIONS[document.kind]],
    }


def _brief(document: Document) -> dict[str, Any]:
    return {
        "kind": document.kind,
        "version": document.version,
        "title": document.title,
        "is_separate": document.is_separate,
        "needed_for": document.needed_for,
        "consequences": document.consequences,
    }


def _recorded(row: ConsentRecord) -> Recorded:
    return Recorded(row.kind, row.document_version, row.action, row.given_at, row.method)


def _history_view(one: Recorded) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "title": title_of(one.kind),
        "version": one.version,
        "action": one.action,
        "method": one.method,
        "recorded_at": to_wire(one.at),
    }

"""The audit log as it is read: by the person whose file it was, and by those who audit."""

from typing import Any

from chassis.clock import to_wire
from chassis.db import page
from contracts.audit import ACTIONS, ROLE_NAMES
from contracts.case_kinds import name_of_kind
from contracts.context import CallContext
from contracts.errors import NotFound
from contracts.reference.dictionaries import name_of
from contracts.values.masking import mask_name
from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import Session

from identity.audit_log.domain.filters import AuditFilters
from identity.audit_log.models import LEVELS, AuditEntry, authority_at
from identity.domain.authorities import PLATFORM_PATH, may_be_authority_id
from identity.models import Account, Authority

_LATEST = (AuditEntry.occurred_at.desc(), AuditEntry.sequence.desc())
_PLATFORM_NAME = "平台"


def list_access(
    session: Session, person_id: str, cursor: str | None, limit: int | None, *, include_own: bool
) -> dict[str, Any]:
    """Return one page of who accessed a person's data or decided on it, the latest first."""
    statement = select(AuditEntry).where(AuditEntry.person_id == person_id)
    if not include_own:
        statement = statement.where(AuditEntry.actor_kind != "person")
    return page(session, statement, _LATEST, cursor, limit, _access_view)


def list_entries(
    session: Session,
    context: CallContext,
    filters: AuditFilters,
    cursor: str | None,
    limit: int | None,
) -> dict[str, Any]:
    """Return one page of the log within the caller's authority and those below, the latest first.

    Raises NotFound for an authority that there is not.
    """
    conditions = [_below(context.authority_path or ""), *_conditions(session, filters)]
    found = page(
        session, select(AuditEntry).where(*conditions), _LATEST, cursor, limit, _entry_view
    )
    _name_persons(session, found["items"])
    return found


def _conditions(session: Session, filters: AuditFilters) -> list[ColumnElement[bool]]:
    table = AuditEntry
    equal = (
        (table.person_id, filters.person_id),
        (table.actor_id, filters.staff_id),
        (table.action, filters.action),
        (table.request_id, filters.request_id),
    )
    found = [column == value for column, value in equal if value]
    if filters.authority_id:
        found.append(_below(_path_of(session, filters.authority_id)))
    if filters.since:
        found.append(table.occurred_at >= filters.since)
    if filters.until:
        found.append(table.occurred_at < filters.until)
    return found


def _below(path: str) -> ColumnElement[bool]:
    """Return the condition that the actor belongs to an authority or to one below it.

    It names the level, as the indexes do: a prefix would not keep the order of time.
    """
    if path == PLATFORM_PATH:
        return true()
    parts = path.strip("/").split("/")
    if not parts[-1] or len(parts) not in LEVELS:
        return false()
    is_there = AuditEntry.authority_path.is_not(None)
    return is_there & (authority_at(len(parts), AuditEntry.authority_path) == parts[-1])


def _path_of(session: Session, authority_id: str) -> str:
    path = None
    if may_be_authority_id(authority_id):
        wanted = select(Authority.path).where(Authority.authority_id == authority_id)
        path = session.scalar(wanted)
    if path is None:
        raise NotFound("identity.authority_not_found")
    return path


def _access_view(entry: AuditEntry) -> dict[str, Any]:
    is_own = entry.actor_kind == "person"
    return {
        "entry_id": entry.entry_id,
        **_what(entry),
        "is_own": is_own,
        "actor": None if is_own else _actor_as_shown_to_persons(entry),
        "fields": entry.fields,
        "attachment": _attachment_name(entry),
    }


def _actor_as_shown_to_persons(entry: AuditEntry) -> dict[str, Any]:
    return {
        "masked_name": mask_name(entry.actor_name) if entry.actor_name else None,
        "role": "、".join(ROLE_NAMES[role] for role in entry.roles if role in ROLE_NAMES) or None,
        "authority": entry.authority_name or _PLATFORM_NAME,
    }


def _attachment_name(entry: AuditEntry) -> str | None:
    kind = entry.details.get("kind") if entry.action == "attachment_opened" else None
    return name_of("attachment_kind", kind) if kind else None


def _what(entry: AuditEntry) -> dict[str, Any]:
    kind = entry.case_kind
    return {
        "occurred_at": to_wire(entry.occurred_at),
        "action": entry.action,
        "action_text": ACTIONS.get(entry.action, entry.action),
        "case_kind": kind,
        "case_kind_text": name_of_kind(kind) if kind else None,
        "case_id": entry.case_id,
    }


def _entry_view(entry: AuditEntry) -> dict[str, Any]:
    authority = {"authority_id": entry.authority_id, "name": entry.authority_name}
    return {
        "sequence": entry.sequence,
        "entry_id": entry.entry_id,
        **_what(entry),
        "recorded_at": to_wire(entry.recorded_at),
        "service": entry.service,
        "actor": {
            "kind": entry.actor_kind,
            "actor_id": entry.actor_id,
            "name": entry.actor_name,
            "roles": entry.roles,
            "authority": authority if entry.authority_id else None,
        },
        "person_id": entry.person_id,
        "masked_name": None,
        "client_ip": entry.client_ip,
        "request_id": entry.request_id,
        "fields": entry.fields,
        "details": entry.details,
    }


def _name_persons(session: Session, items: list[dict[str, Any]]) -> None:
    ids = {item["person_id"] for item in items} - {None}
    if not ids:
        return
    rows = session.execute(
        select(Account.person_id, Account.name).where(Account.person_id.in_(ids))
    )
    names = {row.person_id: mask_name(row.name) for row in rows}
    for item in items:
        item["masked_name"] = names.get(item["person_id"])

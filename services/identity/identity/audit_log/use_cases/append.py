"""Append what has arrived to the chain of the audit log (R6.4).

Entries arrive side by side, in transactions of their own that hold no lock; they are appended in
batches, one batch at a time, so that the chain blocks nobody.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from chassis.clock import from_wire, to_wire
from chassis.db import UnitOfWork, canonical_id
from chassis.messaging.events import Event
from contracts.errors import NotFound
from sqlalchemy import Row, delete, func, insert, select

from identity.audit_log.domain.chain import CONTENT, Link, code_of
from identity.audit_log.keys import AuditKeys
from identity.audit_log.models import AuditArrival, AuditEntry
from identity.audit_log.queries.verification import find_head
from identity.models import Authority, Staff

BATCH = 500
_CHAIN_LOCK = 0x6175_6469_74  # "audit"
_MOMENTS = ("occurred_at", "recorded_at")
_Arrival = Row[int, str, dict[str, Any]]  # position, entry id, body


def store_arrival(uow: UnitOfWork, event: Event) -> None:
    """Store an entry until it is appended."""
    body = {"service": event.source, "occurred_at": event.occurred_at, **event.data}
    uow.session.execute(insert(AuditArrival).values(entry_id=event.id, body=body))


def append_arrivals(uow: UnitOfWork, keys: AuditKeys) -> int:
    """Append one batch of what waits, in the order of arrival, and return how many there were."""
    lock_chain(uow)
    arrivals = _take_batch(uow)
    if not arrivals:
        return 0
    names = _names_of(uow, [arrival.body for arrival in arrivals])
    rows, last = [], find_head(uow.session)
    for arrival in arrivals:
        content = _content_of(uow, arrival, last, keys.current, names)
        last = Link(last.sequence + 1, code_of(keys, last.code, content))
        rows.append(_as_row(content) | {"code": last.code})
    uow.session.execute(insert(AuditEntry), rows)
    return len(rows)


def lock_chain(uow: UnitOfWork) -> None:
    """Let nobody else append until this transaction ends."""
    uow.session.execute(select(func.pg_advisory_xact_lock(_CHAIN_LOCK)))


def _take_batch(uow: UnitOfWork) -> Sequence[_Arrival]:
    table = AuditArrival
    oldest = select(table.position).order_by(table.position).limit(BATCH)
    taken = uow.session.execute(
        delete(table)
        .where(table.position.in_(oldest.scalar_subquery()))
        .returning(table.position, table.entry_id, table.body)
    ).all()
    return sorted(taken, key=lambda row: row.position)


def _names_of(uow: UnitOfWork, bodies: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return staff and authorities of a batch, by their ids."""
    actors = _ids(body["actor_id"] for body in bodies if body["actor_kind"] == "staff")
    staff = select(Staff.staff_id, Staff.name, Staff.authority_id)
    found = uow.session.execute(staff.where(Staff.staff_id.in_(actors))).all()
    ids = {body["authority_id"] for body in bodies} | {row.authority_id for row in found}
    authorities = select(Authority.authority_id, Authority.name, Authority.path)
    known = uow.session.execute(authorities.where(Authority.authority_id.in_(ids - {None}))).all()
    return {row[0]: row for row in (*found, *known)}


def _ids(texts: Iterable[str | None]) -> set[str]:
    found: set[str | None] = set()
    for one in texts:
        with suppress(NotFound):
            found.add(canonical_id(one))
    return {one for one in found if one is not None}


def _content_of(
    uow: UnitOfWork, arrival: _Arrival, last: Link, key_id: str, names: Mapping[str, Any]
) -> dict[str, Any]:
    body = arrival.body
    staff = names.get(body["actor_id"]) if body["actor_kind"] == "staff" else None
    authority_id = body["authority_id"] or (staff.authority_id if staff else None)
    authority = names.get(authority_id) if authority_id else None
    # A service of a newer version may say more than this one has columns for.
    known = {name: body[name] for name in CONTENT if name in body}
    return {
        **known,
        "sequence": last.sequence + 1,
        "entry_id": arrival.entry_id,
        "occurred_at": to_wire(from_wire(body["occurred_at"])),
        "recorded_at": to_wire(uow.now),
        "actor_name": staff.name if staff else None,
        "authority_id": body["authority_id"] or (authority.authority_id if authority else None),
        "authority_name": authority.name if authority else None,
        "authority_path": body["authority_path"] or (authority.path if authority else None),
        "key_id": key_id,
    }


def _as_row(content: Mapping[str, Any]) -> dict[str, Any]:
    return {**content, **{name: from_wire(content[name]) for name in _MOMENTS}}

"""The audit log: entries arrive, are chained and watched; persons and auditors read them."""

from datetime import date
from typing import Any

from casework.personal_data import ListPart
from chassis.db import Db, UnitOfWork
from chassis.messaging.events import Event
from chassis.service import every, rpc, subscribe
from chassis.storage.bucket import BucketStorage
from chassis.validation import load_lenient, raise_if
from contracts.personal_data import PAGE
from contracts.platform import start_of_day
from contracts.schemas.identity import AuditSearch
from sqlalchemy.orm import Session

from identity.audit_log.domain.filters import AuditFilters
from identity.audit_log.keys import AuditKeys
from identity.audit_log.queries import entries
from identity.audit_log.use_cases import append, monitor, search, verify

READERS = ("auditor", "authority_admin")
CHAIN_SECONDS = 1
ANCHOR_SECONDS = 60
WATCH_SECONDS = 3600


def _list_access_log(session: Session, person_id: str, cursor: str | None) -> dict[str, Any]:
    """Return one page of who accessed a person's data, the person among them."""
    return entries.list_access(session, person_id, cursor, PAGE, include_own=True)


PERSONAL_DATA: dict[str, ListPart] = {"access_log": _list_access_log}


class AuditEntrypoints:
    """Identity keeps staff, so it keeps what they did."""

    db: Db
    audit_keys: AuditKeys
    storage: BucketStorage

    @subscribe("identity", "audit_recorded")
    @subscribe("collection", "audit_recorded")
    @subscribe("changes", "audit_recorded")
    @subscribe("transfer", "audit_recorded")
    @subscribe("notify", "audit_recorded")
    def on_audit_recorded(self, uow: UnitOfWork, event: Event) -> None:
        """Store an entry until it is appended to the chain."""
        append.store_arrival(uow, event)

    @every(CHAIN_SECONDS, "identity.chain_audit")
    def chain_audit(self) -> None:
        """Append everything that has arrived."""
        while self.db.run(append.append_arrivals, self.audit_keys) == append.BATCH:
            pass

    @every(ANCHOR_SECONDS, "identity.anchor_audit")
    def anchor_audit(self) -> None:
        """Write an anchor of the chain's head to the object store."""
        monitor.anchor_chain(self.db, self.storage, self.audit_keys)

    @every(WATCH_SECONDS, "identity.watch_audit")
    def watch_audit(self) -> None:
        """Check the latest days of the chain."""
        monitor.verify_latest(self.db, self.storage, self.audit_keys)

    @rpc
    def list_access_log(
        self, *, include_own: bool = False, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of who accessed the caller's data or decided on it."""
        person_id = self.db.context.require_person()
        return self.db.read(entries.list_access, person_id, cursor, limit, include_own=include_own)

    @rpc
    def list_audit(
        self, filters: dict[str, Any], cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of the log; the search is recorded in it first."""
        self.db.context.require_authority(*READERS, code="identity.audit_readers_only")
        asked = _loaded(filters)
        self.db.run(search.record_search, asked)
        return self.db.read(entries.list_entries, self.db.context, asked, cursor, limit)

    @rpc
    def verify_audit(self, after: int | None = None, limit: int | None = None) -> dict[str, Any]:
        """Check a bounded segment of the chain; the last segment also checks its anchors."""
        self.db.context.require_staff("auditor", code="identity.auditors_only")
        keys = self.audit_keys
        return verify.verify_segment(self.db, self.storage, keys, after, limit)


def _loaded(filters: dict[str, Any]) -> AuditFilters:
    """Return the filters with the period's first moment and the one after its last."""
    values, violations = load_lenient(AuditSearch, filters)
    raise_if(violations)
    since, until = values.pop("since"), values.pop("until")
    return AuditFilters(
        **values,
        since=start_of_day(date.fromisoformat(since)) if since else None,
        until=start_of_day(date.fromisoformat(until), later=1) if until else None,
    )

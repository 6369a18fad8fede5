"""Exports of one's own data as their person sees them."""

from datetime import datetime
from typing import Any

from chassis.clock import to_wire, utc_now
from chassis.db import page
from contracts.errors import NotFound
from contracts.personal_data import EXPIRED, FAILED, PENDING, READY, RUNNING
from sqlalchemy import select
from sqlalchemy.orm import Session

from identity.domain.exports import STEPS, state_at
from identity.models import DataExport

_MESSAGES = {
    PENDING: "正在排队，完成后以站内信通知您",
    RUNNING: "正在准备，完成后以站内信通知您",
    READY: "已准备好，请在失效前下载",
    FAILED: "没有成功，请稍后重新申请",
    EXPIRED: "已超过保留期限并删除，需要时请重新申请",
}


def list_exports(
    session: Session, person_id: str, cursor: str | None, limit: int | None
) -> dict[str, Any]:
    """Return one page of a person's exports, the latest first."""
    statement = select(DataExport).where(DataExport.person_id == person_id)
    order = (DataExport.requested_at.desc(), DataExport.export_id.desc())
    now = utc_now()
    return page(session, statement, order, cursor, limit, lambda row: export_view(row, now))


def get_export(session: Session, person_id: str, export_id: str) -> dict[str, Any]:
    """Return one export of a person's own; raises NotFound."""
    return export_view(find_own(session, person_id, export_id), utc_now())


def find_own(session: Session, person_id: str, export_id: str) -> DataExport:
    """Return the row of a person's own export; raises NotFound."""
    row = session.get(DataExport, export_id)
    if row is None or row.person_id != person_id:
        raise NotFound("identity.export_not_found")
    return row


def export_view(row: DataExport, now: datetime) -> dict[str, Any]:
    """Return an export as its person sees it at this moment."""
    state = state_at(row.state, row.expires_at, now)
    moments = {name: getattr(row, name) for name in ("requested_at", "finished_at", "expires_at")}
    return {
        "export_id": row.export_id,
        "status": state,
        "message": _MESSAGES[state],
        "progress": {"done": row.steps_done, "total": STEPS},
        "size": row.size,
        "sha256": row.sha256,
        **{name: to_wire(value) if value else None for name, value in moments.items()},
        "available_actions": ["download"] if state == READY else [],
    }

"""Record log-ins of staff, and failed attempts, in the audit log."""

from collections.abc import Mapping
from typing import Any

from casework import audit
from chassis.db import UnitOfWork
from contracts.context import CallContext

LOGGED_IN, FAILED, LOCKED = "staff_logged_in", "staff_log_in_failed", "staff_log_in_locked"
CODE_FAILED, CODE_LOCKED = "staff_code_failed", "staff_code_locked"


def record_log_in(
    uow: UnitOfWork, action: str, staff_id: str | None, details: Mapping[str, Any] | None = None
) -> None:
    """Record one log-in; of an unknown name, only that it was tried.

    What was typed is not kept: people type their certificate number into the wrong form.
    """
    actor = CallContext(
        actor_id=staff_id,
        actor_kind="staff" if staff_id else "anonymous",
        request_id=uow.context.request_id,
        client_ip=uow.context.client_ip,
    )
    audit.record(uow, audit.Act(action, details=details or {}), actor)

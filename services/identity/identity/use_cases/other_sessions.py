"""Log out on all other devices (R2.1.3)."""

from typing import Any

from casework import audit
from chassis.db import UnitOfWork

from identity.session_end import end_other_sessions


def end_others(uow: UnitOfWork) -> dict[str, Any]:
    """End all sessions of the caller but the one that calls; says how many were still in use."""
    ended = end_other_sessions(uow, "logged_out")
    if ended:
        person_id = uow.context.actor_id if uow.context.is_person() else None
        audit.record(uow, audit.Act("other_sessions_ended", person_id, details={"ended": ended}))
    return {"ended_sessions": ended}

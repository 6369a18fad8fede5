"""One's own password, and the other devices that one is logged in on."""

from typing import Any

from chassis.db import Db
from chassis.service import rpc
from contracts.errors import Unauthenticated

from identity.use_cases import other_sessions, password_change


class AccountSecurityEntrypoints:
    """What keeps an account its owner's."""

    db: Db

    @rpc
    def change_password(self, body: dict[str, Any]) -> dict[str, Any]:
        """Give the caller another password and end their other sessions."""
        return password_change.change(self.db, self.db.context.require_person(), body)

    @rpc
    def end_other_sessions(self) -> dict[str, Any]:
        """End all sessions of the caller but this one."""
        if self.db.context.actor_kind not in ("person", "staff"):
            raise Unauthenticated()
        return self.db.run(other_sessions.end_others)

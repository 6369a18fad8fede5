"""Log-in and sessions of persons and staff."""

from typing import Any

from chassis.db import Db
from chassis.service import rpc
from chassis.validation import load, load_lenient
from contracts.errors import ServiceError, Unauthenticated
from contracts.schemas.identity import LogIn, RefreshRequest, StaffLogIn

from identity.entrypoints.options import Options
from identity.queries import accounts
from identity.use_cases import log_in, sessions


class SessionEntrypoints:
    """Log-in and sessions."""

    db: Db
    options: Options

    @rpc
    def log_in(self, body: dict[str, Any], user_agent: str | None = None) -> dict[str, Any]:
        """Log a person in; public."""
        form = load(LogIn, body)
        return log_in.log_in_person(self.db, form, self.options.tokens, user_agent)

    @rpc
    def log_in_staff(self, body: dict[str, Any], user_agent: str | None = None) -> dict[str, Any]:
        """Log a member of staff in; public."""
        form = load(StaffLogIn, body)
        return log_in.log_in_staff(
            self.db, form, self.options.tokens, user_agent, totp=self.options.staff_totp
        )

    @rpc
    def refresh_session(self, refresh_token: str, user_agent: str | None = None) -> dict[str, Any]:
        """Exchange a refresh token for new tokens; public, the token is the proof."""
        token = _refresh_token(refresh_token)
        with self.db.unit_of_work() as uow:
            answer = sessions.refresh_session(uow, token, self.options.tokens, user_agent)
        if isinstance(answer, ServiceError):
            raise answer
        return answer

    @rpc
    def list_sessions(self) -> dict[str, Any]:
        """Return where the caller is logged in."""
        self._ensure_logged_in()
        return self.db.read(accounts.list_sessions, self.db.context)

    @rpc
    def end_session(self, session_id: str) -> dict[str, Any]:
        """End one session of the caller."""
        self._ensure_logged_in()
        return self.db.run(sessions.end_session, session_id)

    @rpc
    def end_session_by_token(self, refresh_token: str) -> dict[str, Any]:
        """End the session of a refresh token; public, the token is the proof."""
        with self.db.unit_of_work() as uow:
            return sessions.end_session_by_token(uow, _refresh_token(refresh_token))

    @rpc
    def get_staff_me(self) -> dict[str, Any]:
        """Return the member of staff who calls."""
        return self.db.read(accounts.get_staff, self.db.context.require_staff())

    def _ensure_logged_in(self) -> None:
        if self.db.context.actor_kind not in ("person", "staff"):
            raise Unauthenticated()


def _refresh_token(sent: Any) -> str:
    form, violations = load_lenient(RefreshRequest, {"refresh_token": sent})
    token: str | None = form.get("refresh_token")
    if violations or not token:
        raise Unauthenticated("identity.refresh_invalid")
    return token

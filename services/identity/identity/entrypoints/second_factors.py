"""The second step of staff's log-in, and their own password and second factor."""

from typing import Any

from chassis.db import Db
from chassis.service import rpc
from chassis.validation import load
from contracts.schemas.identity import (
    EnrolmentRequest,
    PasswordProof,
    StaffCode,
    TotpConfirmation,
)

from identity.entrypoints.options import Options
from identity.use_cases import own_staff_account, second_factors, staff_links


class SecondFactorEntrypoints:
    """What staff do to come in, and to keep coming in."""

    db: Db
    options: Options

    @rpc
    def activate_staff(self, body: dict[str, Any]) -> dict[str, Any]:
        """Set a password by a one-time link; public, the link is the proof."""
        return staff_links.activate(self.db, body)

    @rpc
    def begin_totp_enrolment(self, body: dict[str, Any]) -> dict[str, Any]:
        """Give a secret to whoever must enrol; public, the challenge is the proof."""
        return second_factors.begin_enrolment(
            self.db, load(EnrolmentRequest, body)["challenge_token"]
        )

    @rpc
    def finish_staff_log_in(
        self, body: dict[str, Any], user_agent: str | None = None
    ) -> dict[str, Any]:
        """Open the session of a challenge; public, challenge and code are the proof."""
        return second_factors.finish_log_in(
            self.db,
            load(StaffCode, body),
            self.options.tokens,
            user_agent,
            is_sandbox=self.options.sandbox,
        )

    @rpc
    def change_staff_password(self, body: dict[str, Any]) -> dict[str, Any]:
        """Set another password of one's own."""
        return own_staff_account.change_own_password(self.db, self.db.context.require_staff(), body)

    @rpc
    def begin_totp_replacement(self, body: dict[str, Any]) -> dict[str, Any]:
        """Give the caller a new secret, to be confirmed by its first code."""
        form = load(PasswordProof, body)
        return own_staff_account.begin_replacement(self.db, self.db.context.require_staff(), form)

    @rpc
    def confirm_totp_replacement(self, body: dict[str, Any]) -> dict[str, Any]:
        """Put the new secret in the place of the old one."""
        form = load(TotpConfirmation, body)
        return own_staff_account.confirm_replacement(self.db, self.db.context.require_staff(), form)

    @rpc
    def renew_recovery_codes(self, body: dict[str, Any]) -> dict[str, Any]:
        """Make new recovery codes; the former are void."""
        form = load(PasswordProof, body)
        return own_staff_account.renew_own_codes(self.db, self.db.context.require_staff(), form)

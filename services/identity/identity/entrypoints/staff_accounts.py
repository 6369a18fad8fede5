"""Administration of staff, within the caller's authority."""

from collections.abc import Callable
from typing import Any

from chassis.db import Db
from chassis.service import rpc
from chassis.validation import load_lenient, raise_if
from contracts.schemas.identity import StaffInvitation, StaffPost

from identity.domain.registration import Findings
from identity.domain.staff_accounts import ADMINISTRATORS, Post, check_post, clean_username
from identity.queries import staff_accounts as queries
from identity.use_cases import staff_accounts
from identity.use_cases.staff_links import shown_link


class StaffAccountEntrypoints:
    """Each answers with the account as it is then, and with the link where one was made."""

    db: Db

    @rpc
    def list_staff(
        self,
        *,
        authority_id: str | None = None,
        role: str | None = None,
        status: str | None = None,
        q: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of the caller's staff."""
        self._require_staff_administrator()
        return self.db.read(
            queries.list_staff,
            self.db.context,
            authority_id=authority_id,
            role=role,
            status=status,
            q=q,
            cursor=cursor,
            limit=limit,
        )

    @rpc
    def get_staff_account(self, staff_id: str) -> dict[str, Any]:
        """Return one member of the caller's staff."""
        self._require_staff_administrator()
        return self.db.read(queries.get_account, self.db.context, staff_id)

    @rpc
    def invite_staff(self, body: dict[str, Any]) -> dict[str, Any]:
        """Make an account and its one-time link."""
        self._require_staff_administrator()
        form, violations = load_lenient(StaffInvitation, body)
        findings = Findings(violations)
        username = findings.clean("username", clean_username, form.get("username"))
        post = check_post(form, findings)
        raise_if(findings.violations)
        assert username is not None
        assert post is not None
        return self._answer(self.db.run(staff_accounts.invite, username, post))

    @rpc
    def update_staff(
        self, staff_id: str, body: dict[str, Any], expected_version: int | None = None
    ) -> dict[str, Any]:
        """Change name, phone, authority and roles."""
        self._require_staff_administrator()
        post = _checked_post(body)
        return self._answer(self.db.run(staff_accounts.update, staff_id, post, expected_version))

    @rpc
    def reissue_staff_link(
        self, staff_id: str, expected_version: int | None = None
    ) -> dict[str, Any]:
        """Make a new link for somebody who has not used the former."""
        return self._change(staff_accounts.reissue_link, staff_id, expected_version)

    @rpc
    def reset_staff_password(
        self, staff_id: str, expected_version: int | None = None
    ) -> dict[str, Any]:
        """Void the password and make a link for another."""
        return self._change(staff_accounts.reset_password, staff_id, expected_version)

    @rpc
    def reset_staff_totp(
        self, staff_id: str, expected_version: int | None = None
    ) -> dict[str, Any]:
        """Take a lost second factor away."""
        return self._change(staff_accounts.reset_totp, staff_id, expected_version)

    @rpc
    def suspend_staff(self, staff_id: str, expected_version: int | None = None) -> dict[str, Any]:
        """Shut somebody out at once."""
        return self._change(staff_accounts.suspend, staff_id, expected_version)

    @rpc
    def reinstate_staff(self, staff_id: str, expected_version: int | None = None) -> dict[str, Any]:
        """Let somebody in again."""
        return self._change(staff_accounts.reinstate, staff_id, expected_version)

    def _change(
        self, use_case: Callable[..., dict[str, Any]], staff_id: str, version: int | None
    ) -> dict[str, Any]:
        self._require_staff_administrator()
        return self._answer(self.db.run(use_case, staff_id, version))

    def _answer(self, done: dict[str, Any]) -> dict[str, Any]:
        account = self.db.read(queries.get_account, self.db.context, done["staff_id"])
        link = done.get("link")
        return account | ({"link": shown_link(link)} if link else {})

    def _require_staff_administrator(self) -> None:
        self.db.context.require_authority(*ADMINISTRATORS, code="identity.staff_admins_only")


def _checked_post(body: dict[str, Any]) -> Post:
    form, violations = load_lenient(StaffPost, body)
    findings = Findings(violations)
    post = check_post(form, findings)
    raise_if(findings.violations)
    assert post is not None
    return post

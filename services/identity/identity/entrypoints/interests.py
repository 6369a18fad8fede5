"""Declarations of interests: of oneself, and of staff by their administrator."""

from typing import Any

from chassis.clock import utc_now
from chassis.db import Db
from chassis.service import rpc
from chassis.validation import load_lenient, raise_if
from contracts.platform import local_date
from contracts.schemas.identity import StaffInterests

from identity.domain.interests import Interests, check_interests
from identity.queries import accounts, interests
from identity.use_cases.interests import declare_interests, enter_interests, record_look

ADMINISTRATORS = ("authority_admin", "platform_admin")


class InterestEntrypoints:
    """What staff must leave to others, before they claim anything."""

    db: Db

    @rpc
    def declare_interests(
        self, body: dict[str, Any], expected_version: int | None = None
    ) -> dict[str, Any]:
        """Store the conflicts of interest that the caller declares."""
        staff_id = self.db.context.require_staff()
        self.db.run(declare_interests, staff_id, _checked(body), expected_version)
        return self.db.read(accounts.get_staff, staff_id)

    @rpc
    def list_staff_interests(
        self,
        *,
        declared: bool | None = None,
        authority_id: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of the caller's staff, and who of them has declared interests."""
        self._require_administrator()
        return self.db.read(
            interests.list_interests,
            self.db.context,
            declared=declared,
            authority_id=authority_id,
            cursor=cursor,
            limit=limit,
        )

    @rpc
    def get_staff_interests(self, staff_id: str) -> dict[str, Any]:
        """Return what a member of the caller's staff has declared; the look is recorded first."""
        self._require_administrator()
        self.db.run(record_look, staff_id)
        return self.db.read(interests.get_interests, self.db.context, staff_id)

    @rpc
    def enter_staff_interests(
        self, staff_id: str, body: dict[str, Any], expected_version: int | None = None
    ) -> dict[str, Any]:
        """Store what an administrator enters for a member of their staff."""
        self._require_administrator()
        self.db.run(enter_interests, staff_id, _checked(body), expected_version)
        return self.db.read(interests.get_interests, self.db.context, staff_id)

    def _require_administrator(self) -> None:
        self.db.context.require_authority(*ADMINISTRATORS, code="identity.staff_admin_only")


def _checked(body: dict[str, Any]) -> Interests:
    form, violations = load_lenient(StaffInterests, body)
    found, violations = check_interests(form, violations, local_date(utc_now()))
    raise_if(violations)
    return found

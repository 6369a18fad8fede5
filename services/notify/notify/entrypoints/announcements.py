"""Announcements: what everybody reads, and what the platform's administrator writes."""

from typing import Any

from chassis.clock import utc_now
from chassis.db import Db
from chassis.service import rpc
from chassis.validation import load, raise_if
from contracts.errors import Violation
from contracts.reference import find_region
from contracts.schemas.announcements import AnnouncementBody

from notify.domain.announcements import AUDIENCES, STATUSES
from notify.queries import announcements as queries
from notify.use_cases import announcements as use_cases


class AnnouncementEntrypoints:
    """Announcements of maintenance, deadlines and the like."""

    db: Db

    @rpc
    def list_announcements(
        self, audience: str | None = None, region: str | None = None
    ) -> dict[str, Any]:
        """Return what shows now to an audience in a region."""
        raise_if(_problems("audience", audience, AUDIENCES))
        if region is not None and find_region(region, retired=True) is None:
            raise_if([Violation("region", "value.region")])
        return self.db.read(queries.list_shown, audience, region, utc_now())

    @rpc
    def list_all_announcements(
        self, status: str | None = None, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of all announcements, drafts too."""
        self._require_editor()
        raise_if(_problems("status", status, STATUSES))
        return self.db.read(queries.list_all, status, cursor, limit, utc_now())

    @rpc
    def get_announcement(self, notice_id: str) -> dict[str, Any]:
        """Return one announcement."""
        self._require_editor()
        return self.db.read(queries.get_announcement, notice_id, utc_now())

    @rpc
    def create_announcement(self, body: Any) -> dict[str, Any]:
        """Store a new draft."""
        self._require_editor()
        return self.db.run(use_cases.create_announcement, load(AnnouncementBody, body))

    @rpc
    def update_announcement(
        self, notice_id: str, body: Any, expected_version: int | None = None
    ) -> dict[str, Any]:
        """Save an announcement that is not published."""
        self._require_editor()
        values = load(AnnouncementBody, body)
        return self.db.run(use_cases.update_announcement, notice_id, values, expected_version)

    @rpc
    def publish_announcement(
        self, notice_id: str, expected_version: int | None = None
    ) -> dict[str, Any]:
        """Let an announcement show in its time."""
        self._require_editor()
        return self.db.run(use_cases.publish_announcement, notice_id, expected_version)

    @rpc
    def withdraw_announcement(
        self, notice_id: str, expected_version: int | None = None
    ) -> dict[str, Any]:
        """Take an announcement from everybody."""
        self._require_editor()
        return self.db.run(use_cases.withdraw_announcement, notice_id, expected_version)

    def _require_editor(self) -> None:
        self.db.context.require_staff("platform_admin", code="notify.notice_admin_only")


def _problems(name: str, value: str | None, known: tuple[str, ...]) -> list[Violation]:
    return [] if value in (None, *known) else [Violation(name, "common.invalid_choice")]

"""The tree of authorities, as administrators of the platform edit it."""

from typing import Any

from chassis.db import Db
from chassis.service import rpc
from chassis.validation import load
from contracts.schemas.identity import AuthorityChange, NewAuthority

from identity.domain.staff_accounts import PLATFORM_ADMIN
from identity.queries.authorities import get_edited_authority
from identity.use_cases import authority_tree


class AuthorityTreeEntrypoints:
    """Each answers with the authority and the version to write against."""

    db: Db

    @rpc
    def get_edited_authority(self, authority_id: str) -> dict[str, Any]:
        """Return one authority with its version."""
        self._require_platform_admin()
        return self.db.read(get_edited_authority, authority_id)

    @rpc
    def create_authority(self, body: dict[str, Any]) -> dict[str, Any]:
        """Add an authority to the tree."""
        self._require_platform_admin()
        done = self.db.run(authority_tree.create_authority, load(NewAuthority, body))
        return self.db.read(get_edited_authority, done["authority_id"])

    @rpc
    def update_authority(
        self, authority_id: str, body: dict[str, Any], expected_version: int | None = None
    ) -> dict[str, Any]:
        """Rename an authority; other processes show it within a minute."""
        self._require_platform_admin()
        values = load(AuthorityChange, body)
        self.db.run(authority_tree.update_authority, authority_id, values, expected_version)
        return self.db.read(get_edited_authority, authority_id)

    def _require_platform_admin(self) -> None:
        self.db.context.require_authority(PLATFORM_ADMIN, code="identity.tree_admin_only")

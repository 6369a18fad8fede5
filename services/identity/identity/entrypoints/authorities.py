"""The tree of authorities, public; how one is reached is written by its administrators."""

import time
from typing import Any, ClassVar

from chassis.db import Db
from chassis.service import rpc
from chassis.validation import load, raise_if
from contracts.errors import Violation
from contracts.schemas.identity import AuthorityContactBody

from identity.domain.authority_search import MAX_QUERY, is_region_code
from identity.queries import authorities, authority_search
from identity.queries.authority_search import AuthorityFilters
from identity.use_cases.authority_contacts import update_contact

_CACHE_SECONDS = 60.0
_CACHE_SIZE = 4096
ADMINISTRATORS = ("authority_admin", "platform_admin")


class AuthorityEntrypoints:
    """Authorities change rarely and every case needs one: each is cached for a minute."""

    db: Db
    _cache: ClassVar[dict[str, tuple[float, dict[str, Any]]]] = {}

    @rpc
    def list_authorities(
        self,
        parent_id: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        q: str | None = None,
        region: str | None = None,
        near: str | None = None,
    ) -> dict[str, Any]:
        """Return one page of the authorities below a parent, or of what is looked for."""
        if q is None and region is None and near is None:
            return self.db.read(authorities.list_authorities, parent_id, cursor, limit)
        raise_if(_problems(q, region, near))
        filters = AuthorityFilters(q, region, near, parent_id)
        return self.db.read(authority_search.search_authorities, filters, cursor, limit)

    @rpc
    def get_authority(self, authority_id: str) -> dict[str, Any]:
        """Return one authority."""
        return self._authority(authority_id)

    @rpc
    def find_regional_authority(self, region_code: str) -> dict[str, Any]:
        """Return the finance authority of a region, or of the nearest above it."""
        return self.db.read(authority_search.find_regional_authority, region_code)

    @rpc
    def get_authority_contact(self, authority_id: str) -> dict[str, Any]:
        """Return how an authority is reached, with the version to write against."""
        self._require_contact_editor()
        return self.db.read(authorities.get_contact, self.db.context, authority_id)

    @rpc
    def update_authority_contact(
        self, authority_id: str, body: Any, expected_version: int | None = None
    ) -> dict[str, Any]:
        """Store how an authority is reached; other processes show it within a minute."""
        self._require_contact_editor()
        values = load(AuthorityContactBody, body)
        answer = self.db.run(update_contact, authority_id, values, expected_version)
        self._cache.pop(authority_id, None)
        return answer

    def _require_contact_editor(self) -> None:
        self.db.context.require_authority(*ADMINISTRATORS, code="identity.contact_admin_only")

    def _authority(self, authority_id: str) -> dict[str, Any]:
        cached = self._cache.get(authority_id)
        if cached and cached[0] > time.monotonic():
            return cached[1]
        found = self.db.read(authorities.get_authority, authority_id)
        if len(self._cache) >= _CACHE_SIZE:
            self._cache.clear()
        self._cache[authority_id] = (time.monotonic() + _CACHE_SECONDS, found)
        return found


def _problems(q: str | None, region: str | None, near: str | None) -> list[Violation]:
    too_long = Violation("q", "common.too_long", f"最多 {MAX_QUERY} 个字")
    found = [too_long] if len(q or "") > MAX_QUERY else []
    named = (("region", region), ("near", near))
    return found + [
        Violation(name, "value.region")
        for name, code in named
        if code is not None and not is_region_code(code)
    ]

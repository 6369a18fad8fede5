"""The tree of authorities, public."""

import time
from typing import Any, ClassVar

from chassis.db import Db
from chassis.service import rpc

from identity.queries import authorities

_CACHE_SECONDS = 60.0
_CACHE_SIZE = 4096


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
    ) -> dict[str, Any]:
        """Return one page of the authorities below a parent."""
        return self.db.read(authorities.list_authorities, parent_id, cursor, limit)

    @rpc
    def get_authority(self, authority_id: str) -> dict[str, Any]:
        """Return one authority."""
        return self._authority(authority_id)

    def _authority(self, authority_id: str) -> dict[str, Any]:
        cached = self._cache.get(authority_id)
        if cached and cached[0] > time.monotonic():
            return cached[1]
        found = self.db.read(authorities.get_authority, authority_id)
        if len(self._cache) >= _CACHE_SIZE:
            self._cache.clear()
        self._cache[authority_id] = (time.monotonic() + _CACHE_SECONDS, found)
        return found

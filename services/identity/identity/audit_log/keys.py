"""The keys of the audit log's chain: AUSM_AUDIT_KEYS, known to identity alone."""

from collections.abc import Mapping
from typing import Any

from chassis.config import SETTINGS_KEY, Settings
from chassis.crypto import hmac_sm3, read_key_ring
from nameko.extensions import DependencyProvider

from identity.audit_log.domain.chain import UnknownKey

SETTING = "AUSM_AUDIT_KEYS"


class AuditKeys:
    """A ring of keys, the current one first; old ones stay for as long as their entries."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._keys = dict(keys)
        self._current = next(iter(self._keys))

    @classmethod
    def from_settings(cls, settings: Settings) -> "AuditKeys":
        """Return the ring of this process; a missing setting is reported by its name."""
        return cls(read_key_ring(SETTING, settings.text(SETTING)))

    @property
    def current(self) -> str:
        """Return the id of the key for new entries."""
        return self._current

    def mac(self, key_id: str, data: bytes) -> bytes:
        """Return the HMAC-SM3 of some bytes under one key; raises UnknownKey."""
        if key_id not in self._keys:
            raise UnknownKey(key_id)
        return hmac_sm3(self._keys[key_id], data)


class AuditKeyRing(DependencyProvider):
    """Gives the entrypoints the ring of this process."""

    def setup(self) -> None:
        """Read the keys once; a missing setting stops the start with its name."""
        self._keys = AuditKeys.from_settings(self.container.config[SETTINGS_KEY])

    def get_dependency(self, worker_ctx: Any) -> AuditKeys:  # noqa: ARG002
        """Return the keys, the same for every worker."""
        return self._keys

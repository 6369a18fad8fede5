"""What is backed up and restored to: the stores of one installation and its keys."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from chassis.config import Settings
from chassis.storage.object_store import ObjectStore
from native.layout import SERVICES

_OF_COMMAND = {
    "backup": {"AUSM_S3_URL": "backup_s3_url"},
    "restore": {"AUSM_S3_URL": "s3_admin_url", "AUSM_AMQP_URI": "broker_admin_uri"},
}


@dataclass(frozen=True, slots=True)
class Installation:
    """The addresses of one installation; a restore's `amqp_uri` may empty queues."""

    databases: Mapping[str, str] = field(repr=False)
    settings: Settings = field(repr=False)

    @classmethod
    def from_secrets(cls, folder: Path, command: str, **settings: str) -> "Installation":
        """Return the installation whose secrets lie in a folder, one file each.

        A backup needs fewer rights than a restore, and is given fewer secrets.
        """
        files = {
            **_OF_COMMAND[command],
            "AUSM_MASTER_KEYS": "master_keys",
            "AUSM_INDEX_KEY": "index_key",
            "AUSM_AUDIT_KEYS": "audit_keys",
        }
        found = {f"{name}_FILE": str(folder / file) for name, file in files.items()}
        databases = {
            service: (folder / f"{service}_database_url").read_text(encoding="utf-8").strip()
            for service in SERVICES
        }
        return cls(databases, Settings({**found, **settings}))

    def store(self) -> ObjectStore:
        """Return the object store."""
        return ObjectStore.from_settings(self.settings)

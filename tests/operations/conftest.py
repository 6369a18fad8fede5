"""Installations without services: five migrated databases, buckets, a virtual host."""

import itertools
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from backup import encryption
from backup.creating import Creation
from backup.installation import Installation
from backup.restoring import Restoration
from chassis.config import Settings
from chassis.storage.object_store import ObjectStore
from chassis.testing import (  # noqa: F401
    process_settings,
    template_databases,
    vhost,
    vhosts,
)
from chassis.testing.servers import RUN_ID, server
from chassis.testing.services import PROCESS_SETTINGS
from native.layout import SERVICES
from native.preparation import BUCKETS
from native.progress import Progress

sys.path.insert(0, str(Path(__file__).parent))

_numbers = itertools.count(1)


@dataclass
class Sites:
    """Makes installations and takes them down again."""

    databases: object
    amqp_uri: str
    names: list[str] = field(default_factory=list)
    stores: list[ObjectStore] = field(default_factory=list)

    def filled(self) -> Installation:
        """Return an installation whose databases have their tables."""
        return self._installation({service: self.databases.create(service) for service in SERVICES})

    def empty(self, **settings: str) -> Installation:
        """Return an installation that holds nothing."""
        names = {service: f"ausm_test_{RUN_ID}_empty_{next(_numbers)}" for service in SERVICES}
        for name in names.values():
            self.databases._run(f'CREATE DATABASE "{name}"')
        return self._installation(names, **settings)

    def _installation(self, names: dict[str, str], **settings: str) -> Installation:
        self.names += names.values()
        known = {
            **PROCESS_SETTINGS,
            "AUSM_S3_URL": server("AUSM_TEST_S3"),
            "AUSM_S3_BUCKET_PREFIX": f"ausm-test-{RUN_ID}-{next(_numbers)}-",
            "AUSM_AMQP_URI": self.amqp_uri,
        }
        urls = {service: self.databases.url(name) for service, name in names.items()}
        plain = {service: url.replace("+psycopg2", "") for service, url in urls.items()}
        installation = Installation(plain, Settings({**known, **settings}))
        self.stores.append(installation.store())
        for bucket in BUCKETS:
            installation.store().make_bucket(bucket)
        return installation

    def close(self) -> None:
        for name in self.names:
            self.databases.drop(name)
        for store in self.stores:
            for bucket in BUCKETS:
                store.remove_bucket(bucket)


@pytest.fixture
def installations(template_databases, vhost):  # noqa: F811
    made = Sites(template_databases, vhost)
    yield made
    made.close()


@pytest.fixture
def key(tmp_path) -> Path:
    path = tmp_path / "backup.key"
    encryption.make_key(path)
    return path


@dataclass
class Archive:
    """An archive and the key that opens it."""

    path: Path
    key: Path

    def make(self, installation: Installation, **options: bool):
        recipients = encryption.recipients_of([_public(self.key)])
        return Creation(installation, Progress(quiet=True), **options).write(self.path, recipients)

    def restore(self, installation: Installation, *, replace: bool = False):
        identities = encryption.identities_of(self.key)
        return Restoration(installation, Progress(quiet=True), replace).read(self.path, identities)


def _public(key: Path) -> str:
    return key.read_text().splitlines()[0].removeprefix("# public key: ")


@pytest.fixture
def archive(tmp_path, key) -> Archive:
    return Archive(tmp_path / "site.ausm", key)

"""Secrets of one stack: made once, kept in files that only the owner may read."""

import base64
import json
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from native.accounts import write_private
from native.layout import BROKER_USERS, S3_USERS, SERVICES

MASTER_KEYS = "master_keys"
INDEX_KEY = "index_key"
AUDIT_KEYS = "audit_keys"
JWT_PRIVATE_KEY = "jwt_private.pem"
JWT_PUBLIC_KEY = "jwt_public.pem"
_PASSWORDS = "passwords.json"
_OWNERS = (
    "postgres",
    "redis",
    "s3",
    "grafana",
    "broker:admin",
    *(f"s3:{user}" for user in S3_USERS),
    *(f"broker:{user}" for user in BROKER_USERS),
    *(f"database:{service}" for service in SERVICES),
)


class HasSecrets(Protocol):
    """What has a folder for secrets: a stack's layout, or a deployment."""

    @property
    def secrets(self) -> Path:
        """Return the folder that only the owner may read."""


class Keys:
    """Reads the secrets of a stack, making those that are missing."""

    def __init__(self, layout: HasSecrets) -> None:
        self._folder = layout.secrets
        self._keep(MASTER_KEYS, lambda: "k1:" + _random_base64(32))
        self._keep(INDEX_KEY, lambda: _random_base64(32))
        self._keep(AUDIT_KEYS, lambda: "k1:" + _random_base64(32))
        self._keep_signing_keys()
        self._passwords = self._complete_passwords()

    def path(self, name: str) -> Path:
        """Return the file that holds a key."""
        return self._folder / name

    def password(self, owner: str) -> str:
        """Return the password of an owner such as `database:identity`."""
        return self._passwords[owner]

    def _keep(self, name: str, make: Callable[[], str]) -> None:
        if not self.path(name).exists():
            write_private(self.path(name), make() + "\n")

    def _keep_signing_keys(self) -> None:
        if self.path(JWT_PRIVATE_KEY).exists() and self.path(JWT_PUBLIC_KEY).exists():
            return
        private = Ed25519PrivateKey.generate()
        pem = serialization.Encoding.PEM
        private_text = private.private_bytes(
            pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        public_text = private.public_key().public_bytes(
            pem, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        write_private(self.path(JWT_PRIVATE_KEY), private_text.decode())
        write_private(self.path(JWT_PUBLIC_KEY), public_text.decode())

    def _complete_passwords(self) -> dict[str, str]:
        path = self.path(_PASSWORDS)
        known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        missing = {owner: secrets.token_hex(16) for owner in _OWNERS if owner not in known}
        if missing:
            write_private(path, json.dumps({**known, **missing}, indent=2) + "\n")
        return {**known, **missing}


def _random_base64(size: int) -> str:
    return base64.b64encode(secrets.token_bytes(size)).decode()

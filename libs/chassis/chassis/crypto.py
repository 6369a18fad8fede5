"""Sealed fields: SM4-GCM under a wrapped data key, and blind indexes by HMAC-SM3.

A sealed text is `v1.<key id>.<base64url of nonce, ciphertext, tag>`. The data key of a purpose
is derived from the master key, so one master key never enciphers two kinds of data alike, and
the purpose is authenticated: a value moved to another column does not open.
"""

import base64
import binascii
import hmac as _constant_time
import os
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from sqlalchemy import Dialect, LargeBinary, Text
from sqlalchemy.types import TypeDecorator

from chassis.config import Settings
from chassis.sm4 import sm4_gcm_decrypt, sm4_gcm_encrypt

_VERSION = "v1"
_NONCE_BYTES = 12
_KEY_BYTES = 16


class CannotOpen(ValueError):
    """The sealed text is damaged, was sealed for another purpose, or its key is gone."""


def hmac_sm3(key: bytes, data: bytes) -> bytes:
    """Return the 32-byte HMAC with SM3 (GM/T 0004, RFC 2104)."""
    mac = hmac.HMAC(key, hashes.SM3())
    mac.update(data)
    return mac.finalize()


class Cipher:
    """Seals and opens texts with a ring of keys; new texts use the current one.

    Old keys stay in the ring until everything they sealed is sealed anew.
    """

    def __init__(self, keys: Mapping[str, bytes], index_key: bytes) -> None:
        if not keys:
            raise ValueError("the key ring is empty")
        self._keys = dict(keys)
        self._index_key = index_key
        self.current = next(iter(keys))

    @classmethod
    def from_settings(cls, settings: Settings) -> "Cipher":
        """Return the cipher of this process's AUSM_MASTER_KEYS and AUSM_INDEX_KEY."""
        ring = read_key_ring("AUSM_MASTER_KEYS", settings.master_keys)
        return cls(ring, _key_bytes("AUSM_INDEX_KEY", settings.index_key))

    def seal(self, text: str, purpose: str) -> str:
        """Return the text sealed for one purpose, such as `identity.phone`."""
        nonce = os.urandom(_NONCE_BYTES)
        key = _data_key(self._keys[self.current], purpose)
        sealed = sm4_gcm_encrypt(key, nonce, text.encode(), purpose.encode())
        packed = base64.urlsafe_b64encode(nonce + sealed).decode().rstrip("=")
        return f"{_VERSION}.{self.current}.{packed}"

    def open(self, token: str, purpose: str) -> str:
        """Return the text that was sealed.

        Raises CannotOpen for another purpose, an unknown key or an altered value.
        """
        version, _, rest = token.partition(".")
        key_id, _, packed = rest.partition(".")
        if version != _VERSION or key_id not in self._keys:
            raise CannotOpen(f"no key {key_id!r} for a text sealed for {purpose}")
        try:
            raw = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
            key = _data_key(self._keys[key_id], purpose)
            plain = sm4_gcm_decrypt(key, raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], purpose.encode())
        except (InvalidTag, ValueError, binascii.Error):
            raise CannotOpen(f"a text sealed for {purpose} does not open") from None
        return plain.decode()

    def needs_resealing(self, token: str) -> bool:
        """Return whether a text was sealed under a key that is no longer the current one."""
        return not token.startswith(f"{_VERSION}.{self.current}.")

    def blind_index(self, text: str, purpose: str) -> bytes:
        """Return 32 bytes that are equal for equal texts of one purpose, and say nothing more."""
        return hmac_sm3(_data_key_of_index(self._index_key, purpose), text.encode())


def read_key_ring(setting: str, text: str) -> dict[str, bytes]:
    """Return the keys of a setting `id:base64,…` by their ids, the current one first."""
    ring: dict[str, bytes] = {}
    for entry in text.split(","):
        key_id, _, encoded = entry.strip().partition(":")
        if not key_id or "." in key_id:
            raise ValueError(f"{setting} is `id:base64,…`, ids without dots")
        ring[key_id] = _key_bytes(setting, encoded)
    return ring


@lru_cache(maxsize=256)
def _data_key(master: bytes, purpose: str) -> bytes:
    return hmac_sm3(master, b"ausm data key\0" + purpose.encode())[:_KEY_BYTES]


@lru_cache(maxsize=256)
def _data_key_of_index(master: bytes, purpose: str) -> bytes:
    return hmac_sm3(master, b"ausm blind index\0" + purpose.encode())


def _key_bytes(setting: str, encoded: str) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise ValueError(f"{setting} is not base64") from None
    if len(key) < _KEY_BYTES:
        raise ValueError(f"{setting} needs keys of at least {_KEY_BYTES} bytes")
    return key


@cache
def cipher() -> Cipher:
    """Return the cipher of this process, made from its settings on first use."""
    return Cipher.from_settings(Settings.load())


def same(left: bytes, right: bytes) -> bool:
    """Compare secrets in constant time."""
    return _constant_time.compare_digest(left, right)


class EncryptedText(TypeDecorator[str]):
    """A text column that rests sealed; `purpose` is best `<service>.<column>`."""

    impl = Text
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """Seal on the way in."""
        return None if value is None else cipher().seal(value, self.purpose)

    def process_result_value(self, value: Any, _dialect: Dialect) -> str | None:
        """Open on the way out."""
        return None if value is None else cipher().open(value, self.purpose)


class BlindIndex(TypeDecorator[bytes]):
    """A column that finds a sealed text: hand it the plain text, it stores and compares HMACs."""

    impl = LargeBinary(32)
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose

    def process_bind_param(self, value: str | bytes | None, _dialect: Dialect) -> bytes | None:
        """Return the index of a plain text; bytes are an index already."""
        if isinstance(value, str):
            return cipher().blind_index(value, self.purpose)
        return value

    def process_result_value(self, value: Any, _dialect: Dialect) -> bytes | None:
        """Return the index as bytes."""
        return None if value is None else bytes(value)


__all__ = [
    "BlindIndex",
    "CannotOpen",
    "Cipher",
    "EncryptedText",
    "cipher",
    "hmac_sm3",
    "read_key_ring",
    "same",
]

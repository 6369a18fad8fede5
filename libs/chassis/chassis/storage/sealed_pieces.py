"""A large file kept as sealed objects, since a store need not know uploads in parts.

Each piece is sealed by SM4-GCM under the file's own data key; its number is its nonce and, with the
file's name, authenticated: pieces of another file, or in another order, do not open. Memory
holds one piece, however long the file is.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from contracts.errors import NotFound
from cryptography.exceptions import InvalidTag

from chassis.sm4 import sm4_gcm_decrypt, sm4_gcm_encrypt
from chassis.storage.object_store import ObjectStore

PIECE_BYTES = 1024 * 1024
_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Stored:
    """How a file was stored; size and digest are those of the plain file."""

    pieces: int
    size: int
    sha256: str


def new_data_key() -> str:
    """Return a fresh data key, for one file."""
    return os.urandom(16).hex()


def store_pieces(
    store: ObjectStore, bucket: str, prefix: str, data_key: str, chunks: Iterable[bytes]
) -> Stored:
    """Seal and store a file that comes in chunks; whatever of it was there is replaced."""
    digest, size, pieces = hashlib.sha256(), 0, 0
    for piece in _regrouped(chunks):
        digest.update(piece)
        sealed = sm4_gcm_encrypt(*_key_and_nonce(data_key, pieces), piece, _bound(prefix, pieces))
        store.put(bucket, _key_of(prefix, pieces), sealed, _TYPE)
        size, pieces = size + len(piece), pieces + 1
    return Stored(pieces, size, digest.hexdigest())


def open_piece(store: ObjectStore, bucket: str, prefix: str, data_key: str, number: int) -> bytes:
    """Return one piece in plain; raises NotFound for one that is not there or was altered."""
    sealed = store.get(bucket, _key_of(prefix, number))
    try:
        return sm4_gcm_decrypt(*_key_and_nonce(data_key, number), sealed, _bound(prefix, number))
    except (InvalidTag, ValueError):
        raise NotFound() from None


def _regrouped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for chunk in chunks:
        held += chunk
        while len(held) >= PIECE_BYTES:
            yield bytes(held[:PIECE_BYTES])
            del held[:PIECE_BYTES]
    if held:
        yield bytes(held)


def _key_of(prefix: str, number: int) -> str:
    return f"{prefix}{number:06d}"


def _key_and_nonce(data_key: str, number: int) -> tuple[bytes, bytes]:
    return bytes.fromhex(data_key), number.to_bytes(12)


def _bound(prefix: str, number: int) -> bytes:
    return f"{prefix}{number}".encode()

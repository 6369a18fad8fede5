"""The chain of the audit log: the code of an entry covers the entry and the code before it.

A code is an HMAC-SM3 under a key that is not in the database. Whoever changes, removes,
inserts or reorders entries would have to make every later code anew, and cannot.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any, Protocol

# What a code covers: every column of an entry but the code itself.
CONTENT = (
    *("sequence", "entry_id", "occurred_at", "recorded_at", "service", "action"),
    *("actor_kind", "actor_id", "actor_name", "roles"),
    *("authority_id", "authority_name", "authority_path"),
    *("person_id", "case_kind", "case_id", "client_ip", "request_id", "fields", "details"),
    "key_id",
)
_CHAIN, _SEAL = b"ausm audit chain\0", b"ausm audit seal\0"

MISSING, ALTERED, UNKNOWN_KEY = "missing", "altered", "unknown_key"


class UnknownKey(LookupError):
    """An entry names a key that is not in the ring."""


class Ring(Protocol):
    """Keys by their ids; nobody learns them, they only make codes."""

    def mac(self, key_id: str, data: bytes) -> bytes:
        """Return the code of some bytes under one key; raises UnknownKey."""


@dataclass(frozen=True, slots=True)
class Link:
    """An entry's sequence number and its code."""

    sequence: int
    code: bytes


@dataclass(frozen=True, slots=True)
class Break:
    """The first entry that does not follow from those before it, and why."""

    sequence: int
    reason: str


ORIGIN = Link(0, bytes(32))


def canonical(content: Mapping[str, Any]) -> bytes:
    """Return the one form of an entry that its code covers.

    JSON with sorted keys and no spaces; moments are texts. Raises KeyError for an entry that
    lacks a column.
    """
    covered = {name: content[name] for name in CONTENT}
    return json.dumps(
        covered, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def code_of(ring: Ring, previous: bytes, content: Mapping[str, Any]) -> bytes:
    """Return the code of an entry that follows another; raises UnknownKey."""
    return ring.mac(content["key_id"], _CHAIN + previous + canonical(content))


def seal_of(ring: Ring, key_id: str, link: Link, purpose: str) -> bytes:
    """Return our seal of a link, which nobody else can make; raises UnknownKey."""
    sealed = f"{purpose}\0{link.sequence}\0".encode() + link.code
    return ring.mac(key_id, _SEAL + sealed)


def is_sealed(ring: Ring, key_id: str, link: Link, purpose: str, seal: bytes) -> bool:
    """Return whether the seal of a link is ours."""
    try:
        return compare_digest(seal_of(ring, key_id, link, purpose), seal)
    except UnknownKey:
        return False


def verify_entries(
    ring: Ring, start: Link, entries: Iterable[tuple[Mapping[str, Any], bytes]]
) -> Link | Break:
    """Return the last link of entries that follow `start`, or the first that does not follow."""
    last = start
    for content, code in entries:
        expected = last.sequence + 1
        if content["sequence"] != expected:
            return Break(expected, MISSING)
        try:
            if not compare_digest(code_of(ring, last.code, content), code):
                return Break(expected, ALTERED)
        except UnknownKey:
            return Break(expected, UNKNOWN_KEY)
        last = Link(expected, code)
    return last

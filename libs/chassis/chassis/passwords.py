"""Passwords by Argon2id, computed beside the event loop and few at a time."""

from functools import cache

import eventlet.semaphore
import eventlet.tpool
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's minimum: 19 MiB and two passes take some 30 ms; the log-in limits do the rest.
_MEMORY_KIB = 19 * 1024
_PASSES = 2
_LANES = 1
_AT_A_TIME = 4


def full_cost_hasher() -> PasswordHasher:
    """Return a hasher with the costs of production; tests put a cheap one in its place."""
    return PasswordHasher(time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=_LANES)


hasher = full_cost_hasher()


@cache
def _slots() -> eventlet.semaphore.Semaphore:
    return eventlet.semaphore.Semaphore(_AT_A_TIME)


def hash(password: str) -> str:  # noqa: A001 - read as passwords.hash
    """Return the encoded hash of a password; other calls go on meanwhile."""
    with _slots():
        return str(eventlet.tpool.execute(hasher.hash, password))


def verify(encoded: str, password: str) -> bool:
    """Return whether the password is the one hashed; False for a damaged hash too."""
    with _slots():
        return bool(eventlet.tpool.execute(_matches, encoded, password))


def needs_rehash(encoded: str) -> bool:
    """Return whether the hash was made with other costs than today's."""
    return hasher.check_needs_rehash(encoded)


def _matches(encoded: str, password: str) -> bool:
    try:
        return hasher.verify(encoded, password)
    except (VerificationError, InvalidHashError):
        return False

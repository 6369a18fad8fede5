"""Access tokens signed by identity, checked here without asking anyone."""

import re
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

import jwt
from contracts.context import ActorKind
from contracts.errors import Unauthenticated
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

ISSUER = "ausm-identity"
AUDIENCE = "ausm"
ALGORITHMS = ["EdDSA"]
REQUIRED_CLAIMS = ["exp", "iat", "sub", "iss", "aud", "jti", "kind", "sid"]
KINDS = ("person", "staff")
LEEWAY_SECONDS = 5
REMEMBERED_TOKENS = 4096


@dataclass(frozen=True, slots=True)
class Caller:
    """The person or member of staff that a valid token speaks for."""

    actor_id: str
    kind: ActorKind
    session_id: str
    expires_at: float
    roles: tuple[str, ...] = ()
    authority_id: str | None = None
    authority_path: str | None = None
    csrf: str | None = None


class EndedSessions(Protocol):
    """Knows which sessions ended before their tokens expired."""

    def has(self, session_id: str) -> bool:
        """Return whether the session has ended."""
        ...


class TokenVerifier:
    """Turn an access token into the caller it speaks for.

    `public_keys` may hold several keys, one PEM after the other: while a new one comes in, tokens
    of either are let in.
    """

    def __init__(self, public_keys: str, ended: EndedSessions) -> None:
        self._keys = _keys_of(public_keys)
        self._ended = ended
        self._verified: dict[str, Caller] = {}

    def verify(self, token: str) -> Caller:
        """Return the caller; raise Unauthenticated with the reason as its code."""
        caller = self._verified.get(token)
        if caller is None:
            caller = _caller(self._decode(token))
            self._remember(token, caller)
        if caller.expires_at + LEEWAY_SECONDS <= time.time():
            raise Unauthenticated("gateway.token_expired")
        if self._ended.has(caller.session_id):
            raise Unauthenticated("gateway.session_ended")
        return caller

    def signed_by_us(self, token: str) -> Caller | None:
        """Return whom a token speaks for, or once did: enough to end its session, for nothing else."""
        for key in self._keys:
            with suppress(jwt.PyJWTError, Unauthenticated):
                return _caller(_claims_signed_by(key, token, verify_exp=False))
        return None

    def _decode(self, token: str) -> dict[str, Any]:
        try:
            return self._claims_of(token)
        except jwt.ExpiredSignatureError:
            raise Unauthenticated("gateway.token_expired") from None
        except jwt.PyJWTError:
            raise Unauthenticated("gateway.token_invalid") from None

    def _claims_of(self, token: str) -> dict[str, Any]:
        *others, last = self._keys
        for key in others:
            with suppress(jwt.InvalidSignatureError):
                return _claims_signed_by(key, token)
        return _claims_signed_by(last, token)

    def _remember(self, token: str, caller: Caller) -> None:
        """Keep what a checked signature says: checking it again would say the same."""
        if len(self._verified) >= REMEMBERED_TOKENS:
            self._verified.pop(next(iter(self._verified)))
        self._verified[token] = caller


def _keys_of(text: str) -> list[Ed25519PublicKey]:
    """Return the keys of a text with one PEM or several."""
    blocks = re.findall(r"-----BEGIN [^-]+-----.+?-----END [^-]+-----", text, re.DOTALL)
    keys = [load_pem_public_key(block.encode()) for block in blocks]
    ours = [key for key in keys if isinstance(key, Ed25519PublicKey)]
    if not ours or len(ours) < len(keys):
        raise TypeError("AUSM_JWT_PUBLIC_KEY is not an Ed25519 public key in PEM")
    return ours


def _claims_signed_by(
    key: Ed25519PublicKey, token: str, *, verify_exp: bool = True
) -> dict[str, Any]:
    return jwt.decode(
        token,
        key,
        algorithms=ALGORITHMS,
        audience=AUDIENCE,
        issuer=ISSUER,
        leeway=LEEWAY_SECONDS,
        # Good from the moment of signing, which identity's clock may put into our future.
        options={"require": REQUIRED_CLAIMS, "verify_exp": verify_exp, "verify_iat": False},
    )


def _caller(claims: dict[str, Any]) -> Caller:
    if claims["kind"] not in KINDS:
        raise Unauthenticated("gateway.token_invalid")
    return Caller(
        actor_id=claims["sub"],
        kind=claims["kind"],
        session_id=claims["sid"],
        expires_at=float(claims["exp"]),
        roles=tuple(claims.get("roles") or ()),
        authority_id=claims.get("authority_id"),
        authority_path=claims.get("authority_path"),
        csrf=claims.get("csrf"),
    )

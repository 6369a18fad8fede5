"""Tokens: signed access tokens that anyone with the public key can check, opaque refresh tokens."""

import base64
import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any

import jwt
from chassis.crypto import cipher
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from identity.domain.sessions import ACCESS_LIFE

ISSUER = "ausm-identity"
AUDIENCE = "ausm"
ALGORITHM = "EdDSA"
_REFRESH_BYTES = 32


class AccessTokens:
    """Signs access tokens with the service's private key; raises TypeError if it is no Ed25519."""

    def __init__(self, private_key_pem: str) -> None:
        key = load_pem_private_key(private_key_pem.encode(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise TypeError("AUSM_JWT_PRIVATE_KEY is not an Ed25519 private key in PEM")
        self._key = key

    def sign(
        self, subject_id: str, claims: dict[str, Any], now: datetime, life: timedelta = ACCESS_LIFE
    ) -> str:
        """Return a token for the subject that is good for ten minutes, or for less."""
        standard = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": subject_id,
            "iat": now,
            "exp": now + life,
            "jti": uuid.uuid4().hex,
        }
        return jwt.encode(standard | claims, self._key, algorithm=ALGORITHM)


def new_refresh_token() -> str:
    """Return a token that cannot be guessed; only its index is stored."""
    return secrets.token_urlsafe(_REFRESH_BYTES)


def new_challenge_token() -> str:
    """Return what stands for a right password until the second factor has come."""
    return secrets.token_urlsafe(_REFRESH_BYTES)


def link_token_of(link_id: str) -> str:
    """Return the token of a one-time link, so that it is stored nowhere and can be shown again."""
    return _text(cipher().blind_index(link_id, "identity.staff_link_token"))


def successor_of(refresh_token: str) -> str:
    """Return the one token that follows another, so that a repeated use needs no stored token.

    Only who holds our key can tell it from the token before.
    """
    return _text(cipher().blind_index(refresh_token, "identity.refresh_successor"))


def csrf_token_of(session_id: str) -> str:
    """Return what writes by cookie must repeat, the same for the whole session."""
    return _text(cipher().blind_index(session_id, "identity.csrf"))


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")

"""Tokens: signed access tokens that anyone with the public key can check, opaque refresh tokens."""

import secrets
import uuid
from datetime import datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from identity.domain.sessions import ACCESS_LIFE

ISSUER = "ausm-identity"
AUDIENCE = "ausm"
ALGORITHM = "EdDSA"
_REFRESH_BYTES = 32


class AccessTokens:
    """Signs access tokens with the service's private key."""

    def __init__(self, private_key_pem: str) -> None:
        self._key = load_pem_private_key(private_key_pem.encode(), password=None)

    def sign(self, subject_id: str, claims: dict[str, Any], now: datetime) -> str:
        """Return a token for the subject that is good for ten minutes."""
        standard = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": subject_id,
            "iat": now,
            "exp": now + ACCESS_LIFE,
            "jti": uuid.uuid4().hex,
        }
        return jwt.encode(standard | claims, self._key, algorithm=ALGORITHM)


def new_refresh_token() -> str:
    """Return a token that cannot be guessed; only its index is stored."""
    return secrets.token_urlsafe(_REFRESH_BYTES)

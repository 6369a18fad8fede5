"""Tokens: signed access tokens that anyone with the public key can check, opaque refresh tokens."""

import secrets
import uuid
from datetime import datetime
from typing import Any

import jwt
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

"""The two pairs of keys between an app and Alipay, made where there are no credentials."""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

APP_ID = "2021000000000000"
# The app signs with the first; Alipay, here the simulator, with the second.
APP, ALIPAY = "alipay_app", "alipay"


def ensure(folder: Path) -> None:
    """Make the pairs that are missing; only the owner may read them."""
    for owner in (APP, ALIPAY):
        if not (private_path(folder, owner).exists() and public_path(folder, owner).exists()):
            _make(folder, owner)


def private_path(folder: Path, owner: str) -> Path:
    """Return the file of an owner's private key."""
    return folder / f"{owner}_private.pem"


def public_path(folder: Path, owner: str) -> Path:
    """Return the file of an owner's public key."""
    return folder / f"{owner}_public.pem"


def load_app_key(folder: Path) -> RSAPublicKey:
    """Return the key by which the simulator knows the app."""
    key = load_pem_public_key(public_path(folder, APP).read_bytes())
    if not isinstance(key, RSAPublicKey):
        raise TypeError("the app's key is no RSA key")
    return key


def load_own_key(folder: Path) -> RSAPrivateKey:
    """Return the key with which the simulator signs."""
    key = load_pem_private_key(private_path(folder, ALIPAY).read_bytes(), None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("the simulator's key is no RSA key")
    return key


def _make(folder: Path, owner: str) -> None:
    key = generate_private_key(65537, 2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for path, data in (
        (private_path(folder, owner), private),
        (public_path(folder, owner), public),
    ):
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)

"""RSA2 of Alipay's open platform: SHA-256 with PKCS #1 v1.5, over parameters and over raw answers.

An answer is `{"<method>_response":{…},"sign":"…"}`, and what is signed is the text of the inner
object as it was sent. So it is cut out by its brackets and verified before anything parses it.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn, TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    load_der_private_key,
    load_der_public_key,
)

Key = TypeVar("Key", RSAPrivateKey, RSAPublicKey)

_LEAST_BITS = 2048
_ARMOUR = re.compile(r"-----[A-Z ]+-----|\s")
_SIGNATURE = re.compile(r'"sign"\s*:\s*"([A-Za-z0-9+/=]+)"')
# A text of JSON, or one bracket: brackets inside texts are none.
_TEXT_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]', re.DOTALL)


class SignatureWrong(ValueError):
    """What came is not what the holder of the key has signed."""


def load_private_key(text: str) -> RSAPrivateKey:
    """Return the app's key from PEM, or from its bare Base64 as Alipay's tool writes it."""
    try:
        key = load_der_private_key(_der(text), None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, RSAPrivateKey):
        _refuse("no RSA private key")
    return _long_enough(key)


def load_public_key(text: str) -> RSAPublicKey:
    """Return Alipay's key from PEM, or from its bare Base64 as Alipay's console shows it."""
    try:
        key = load_der_public_key(_der(text))
    except ValueError:
        key = None
    if not isinstance(key, RSAPublicKey):
        _refuse("no RSA public key")
    return _long_enough(key)


def signed_text(parameters: Mapping[str, str]) -> str:
    """Return what is signed of a request: all parameters that say something, sorted."""
    said = sorted((name, value) for name, value in parameters.items() if value and name != "sign")
    return "&".join(f"{name}={value}" for name, value in said)


def sign(key: RSAPrivateKey, text: str) -> str:
    """Return the signature of a text in Base64."""
    signature = key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    return base64.b64encode(signature).decode()


def verify(key: RSAPublicKey, text: str, signature: str) -> None:
    """Raise SignatureWrong unless the key's holder has signed the text."""
    try:
        raw = base64.b64decode(signature, validate=True)
        key.verify(raw, text.encode(), padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, binascii.Error):
        raise SignatureWrong("the signature does not fit") from None


def verified_answer(text: str, node: str, key: RSAPublicKey) -> dict[str, Any]:
    """Return the content of an answer; raises SignatureWrong before reading any of it."""
    part = signed_part(text, node)
    found = _SIGNATURE.search(text, text.index(part) + len(part))
    if found is None:
        raise SignatureWrong("the answer is not signed")
    verify(key, part, found[1])
    content = json.loads(part)
    if not isinstance(content, dict):
        raise SignatureWrong("the answer is no object")
    return content


def signed_part(text: str, node: str) -> str:
    """Return the first object under a name as it stands in the text."""
    head = re.match(rf'\s*\{{\s*"{re.escape(node)}"\s*:\s*(?=\{{)', text)
    if head is None:
        raise SignatureWrong(f"the answer is no {node}")
    depth = 0
    for found in _TEXT_OR_BRACKET.finditer(text, head.end()):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(found[0], 0)
        if depth == 0:
            return text[head.end() : found.end()]
    raise SignatureWrong("the answer has no end")


def _der(text: str) -> bytes:
    return base64.b64decode(_ARMOUR.sub("", text), validate=True)


def _long_enough(key: Key) -> Key:
    if key.key_size < _LEAST_BITS:
        _refuse(f"an RSA key of less than {_LEAST_BITS} bits")
    return key


def _refuse(reason: str) -> NoReturn:
    raise ValueError(f"the file holds {reason}")

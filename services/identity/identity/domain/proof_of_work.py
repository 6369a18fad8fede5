"""A proof of work in the manner of ALTCHA: find the number whose salted digest is the challenge."""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs

ALGORITHM = "SHA-256"
# Half a second of a telephone's processor on average; checking one costs us a single digest.
MAX_NUMBER = 100_000
_LONGEST_NUMBER = 10


@dataclass(frozen=True, slots=True)
class Solution:
    """What a client sends back: the number, with the rest of the challenge if it repeats it."""

    number: str
    challenge: str | None = None
    salt: str | None = None
    signature: str | None = None


def salt_of(random_part: str, expires_at: datetime) -> str:
    """Return the salt, which says until when the challenge is good."""
    return f"{random_part}?expires={int(expires_at.timestamp())}&"


def challenge_of(salt: str, number: str) -> str:
    """Return the digest that is to be found again."""
    return hashlib.sha256(f"{salt}{number}".encode()).hexdigest()


def read_solution(text: str) -> Solution | None:
    """Return what was sent: the bare number, or the Base64 document that ALTCHA's widget makes."""
    text = text.strip()
    if _is_number(text):
        return Solution(text)
    try:
        sent = json.loads(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError, RecursionError):
        return None
    if not isinstance(sent, dict) or sent.get("algorithm") != ALGORITHM:
        return None
    number = sent.get("number")
    parts = [sent.get(name) for name in ("challenge", "salt", "signature")]
    if isinstance(number, bool) or not isinstance(number, int) or not _is_number(str(number)):
        return None
    if not all(isinstance(part, str) and part.isascii() for part in parts):
        return None
    return Solution(str(number), *parts)


def agrees_with_itself(solution: Solution, now: datetime) -> bool:
    """Return whether the repeated challenge is that of the number, and still good."""
    if solution.challenge is None or solution.salt is None:
        return True
    expires = parse_qs(solution.salt.partition("?")[2]).get("expires", [""])[0]
    if not _is_number(expires) or now.timestamp() >= int(expires):
        return False
    return challenge_of(solution.salt, solution.number) == solution.challenge


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER

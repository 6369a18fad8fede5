"""Time-based one-time passwords (RFC 6238) as every authenticator app makes them, and recovery codes."""

import base64
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contracts.platform import PLATFORM_NAME
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP
from cryptography.hazmat.primitives.twofactor.totp import TOTP

# What all apps know; several ignore any other choice in the address.
DIGITS = 6
STEP_SECONDS = 30
# A phone's clock may be a step behind or ahead.
DRIFT_STEPS = 1
_SECRET_BYTES = 20
RECOVERY_CODES = 10
# No I, L, O, U: nothing is misread from paper.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # pragma: allowlist secret
_RECOVERY_LETTERS = 10


class Verdict(StrEnum):
    """What a code is worth."""

    RIGHT = "right"
    WRONG = "wrong"
    USED = "used"


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on a code, and the time step that it belongs to."""

    verdict: Verdict
    step: int | None = None


def new_secret() -> str:
    """Return a secret that cannot be guessed, as apps take it."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def step_of(moment: datetime) -> int:
    """Return the number of the time step that a moment lies in."""
    return int(moment.timestamp()) // STEP_SECONDS


def code_of_step(secret: str, step: int) -> str:
    """Return the code of one time step."""
    return HOTP(_key(secret), DIGITS, SHA1()).generate(step).decode()  # noqa: S303 - RFC 6238


def provisioning_uri(secret: str, username: str) -> str:
    """Return the address that an app reads from a QR code."""
    app = TOTP(_key(secret), DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303 - RFC 6238
    return app.get_provisioning_uri(username, PLATFORM_NAME)


def judge_code(secret: str, code: str, last_step: int | None, now: datetime) -> Judged:
    """Return what a code is worth; no step is good twice, nor one before the last that was used."""
    current = step_of(now)
    for step in range(current - DRIFT_STEPS, current + DRIFT_STEPS + 1):
        if hmac.compare_digest(code_of_step(secret, step).encode(), code.encode()):
            is_used = last_step is not None and step <= last_step
            return Judged(Verdict.USED if is_used else Verdict.RIGHT, step)
    return Judged(Verdict.WRONG)


def is_totp_code(text: str) -> bool:
    """Return whether a text has the form of a one-time password; any other is a recovery code."""
    return len(text) == DIGITS and text.isascii() and text.isdigit()


def new_recovery_codes() -> tuple[str, ...]:
    """Return a set of recovery codes as they are shown, each good once."""
    letters = _RECOVERY_LETTERS
    codes = (
        "".join(secrets.choice(_LETTERS) for _ in range(letters)) for _ in range(RECOVERY_CODES)
    )
    return tuple(f"{code[: letters // 2]}-{code[letters // 2 :]}" for code in codes)


def clean_code(text: str) -> str:
    """Return a code as it was meant: without blanks and dashes, in capitals, letters misread put right."""
    kept = "".join(text.split()).replace("-", "").upper()
    return kept.translate(str.maketrans("ILO", "110"))


def _key(secret: str) -> bytes:
    return base64.b32decode(secret)

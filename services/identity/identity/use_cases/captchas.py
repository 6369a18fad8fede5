"""Store captchas; accept one answer to each."""

import base64
import secrets
import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from chassis.crypto import cipher, same
from chassis.db import Db, UnitOfWork
from contracts.errors import Violation
from contracts.values.text import code_text
from sqlalchemy import delete

from identity.domain.proof_of_work import (
    ALGORITHM,
    MAX_NUMBER,
    agrees_with_itself,
    challenge_of,
    read_solution,
    salt_of,
)
from identity.models import Captcha
from identity.use_cases.captcha_pool import pictures

CAPTCHA_LIFE = timedelta(minutes=3)
PROOF_OF_WORK = "proof_of_work"
_PURPOSE = "identity.captcha_answer"
_SIGNATURE = "identity.captcha_signature"
_LIFE_SECONDS = int(CAPTCHA_LIFE.total_seconds())


def create_captcha(db: Db, kind: str, *, sandbox: bool) -> dict[str, Any]:
    """Make a captcha; no transaction is open while a picture is drawn."""
    if kind == PROOF_OF_WORK:
        return db.run(_create_proof_of_work, sandbox=sandbox)
    text, png = pictures.take()
    with db.unit_of_work() as uow:
        captcha_id = store_captcha(uow, kind, text, sandbox=sandbox)
    image = f"data:image/png;base64,{base64.b64encode(png).decode()}"
    return {"captcha_id": captcha_id, "kind": kind, "image": image, "expires_in": _LIFE_SECONDS}


def _create_proof_of_work(uow: UnitOfWork, *, sandbox: bool) -> dict[str, Any]:
    number = str(secrets.randbelow(MAX_NUMBER + 1))
    salt = salt_of(secrets.token_hex(12), uow.now + CAPTCHA_LIFE)
    challenge = challenge_of(salt, number)
    return {
        "captcha_id": store_captcha(uow, PROOF_OF_WORK, number, sandbox=sandbox),
        "kind": PROOF_OF_WORK,
        "algorithm": ALGORITHM,
        "challenge": challenge,
        "salt": salt,
        "signature": _sign(challenge),
        "maxnumber": MAX_NUMBER,
        "expires_in": _LIFE_SECONDS,
    }


def store_captcha(uow: UnitOfWork, kind: str, text: str, *, sandbox: bool) -> str:
    """Store the answer to a captcha, readable in a sandbox only, and return the captcha's id."""
    captcha_id = uow.new_id()
    uow.session.add(
        Captcha(
            captcha_id=captcha_id,
            kind=kind,
            answer_hmac=_hmac(captcha_id, text),
            sandbox_text=text if sandbox else None,
            expires_at=uow.now + CAPTCHA_LIFE,
        )
    )
    return captcha_id


def consume_captcha(uow: UnitOfWork, captcha_id: str, text: str) -> list[Violation]:
    """Check the answer to a captcha, which is deleted whether the answer is right or wrong.

    The deletion decides a race: of two answers sent at once only one finds the row.
    """
    wrong = [Violation("captcha_text", "identity.captcha_wrong")]
    if not _is_id(captcha_id):
        return wrong
    statement = (
        delete(Captcha)
        .where(Captcha.captcha_id == captcha_id)
        .returning(Captcha.kind, Captcha.answer_hmac, Captcha.expires_at)
    )
    row = uow.session.execute(statement).one_or_none()
    if row is None or row.expires_at <= uow.now:
        return wrong
    answer = _number_in(uow, text) if row.kind == PROOF_OF_WORK else text
    is_right = answer is not None and same(bytes(row.answer_hmac), _hmac(captcha_id, answer))
    return [] if is_right else wrong


def consume_captcha_of(db: Db, form: Mapping[str, Any]) -> list[Violation]:
    """Consume the captcha of a form at once, so that it cannot be used again whatever follows."""
    with db.unit_of_work() as uow:
        return consume_captcha(uow, form["captcha_id"], form["captcha_text"])


def _number_in(uow: UnitOfWork, text: str) -> str | None:
    """Return the number of a solution; None if what it repeats of the challenge is not ours."""
    solution = read_solution(text)
    if solution is None or not agrees_with_itself(solution, uow.now):
        return None
    if solution.challenge is None or solution.signature is None:
        return solution.number
    signed = same(_sign(solution.challenge).encode(), solution.signature.encode())
    return solution.number if signed else None


def _sign(challenge: str) -> str:
    return cipher().blind_index(challenge, _SIGNATURE).hex()


def _hmac(captcha_id: str, text: str) -> bytes:
    canonical = uuid.UUID(captcha_id).hex
    return cipher().blind_index(f"{canonical}:{code_text(text)}", _PURPOSE)


def _is_id(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True

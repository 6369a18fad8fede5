"""Store captchas; accept one answer to each."""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from chassis.crypto import cipher, same
from chassis.db import Db, UnitOfWork
from contracts.errors import Violation
from contracts.values.text import compact
from sqlalchemy import delete

from identity.models import Captcha
from identity.use_cases import captcha_media

CAPTCHA_LIFE = timedelta(minutes=3)
_PURPOSE = "identity.captcha_answer"


def create_captcha(db: Db, kind: str, *, sandbox: bool) -> dict[str, Any]:
    """Make a captcha; no transaction is open while it is rendered."""
    text = captcha_media.random_text(kind)
    content = captcha_media.render(kind, text)
    with db.unit_of_work() as uow:
        captcha_id = store_captcha(uow, kind, text, sandbox=sandbox)
    expires_in = int(CAPTCHA_LIFE.total_seconds())
    return {"captcha_id": captcha_id, "kind": kind, kind: content, "expires_in": expires_in}


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
        .returning(Captcha.answer_hmac, Captcha.expires_at)
    )
    row = uow.session.execute(statement).one_or_none()
    if row is None or row.expires_at <= uow.now:
        return wrong
    return [] if same(bytes(row.answer_hmac), _hmac(captcha_id, text)) else wrong


def consume_captcha_of(db: Db, form: Mapping[str, Any]) -> list[Violation]:
    """Consume the captcha of a form at once, so that it cannot be used again whatever follows."""
    with db.unit_of_work() as uow:
        return consume_captcha(uow, form["captcha_id"], form["captcha_text"])


def _hmac(captcha_id: str, text: str) -> bytes:
    canonical = uuid.UUID(captcha_id).hex
    return cipher().blind_index(f"{canonical}:{compact(text)}", _PURPOSE)


def _is_id(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True

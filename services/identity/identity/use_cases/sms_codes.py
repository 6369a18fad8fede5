"""Send SMS codes, and verify them."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from chassis.crypto import cipher, same
from chassis.db import UnitOfWork
from chassis.networks import network_of
from chassis.validation import raise_if
from contracts.errors import TooManyRequests, Violation
from contracts.values.id_numbers import number_core
from contracts.values.phones import clean_phone
from contracts.values.text import code_text
from sqlalchemy import CursorResult, exists, func, select, update

from identity.domain.quotas import Quota
from identity.domain.registration import Findings
from identity.domain.sms_codes import (
    CAPTCHA_AFTER,
    CODE_LENGTH,
    CODE_LIFE,
    MAX_ATTEMPTS,
    RESEND_AFTER,
    SentCode,
    Verdict,
    attempts_left,
    has_code_shape,
    judge,
    needs_captcha,
    seconds_to_resend,
)
from identity.models import Account, SmsCode
from identity.queries.codes import WHOLE_PLATFORM
from identity.use_cases.captchas import consume_captcha
from identity.use_cases.quotas import use_quotas, wait_details

_CODE_PURPOSE = "identity.sms_code"
_SEAL_PURPOSE = "sms"
_LIFE_SECONDS = int(CODE_LIFE.total_seconds())
_RESEND_SECONDS = int(RESEND_AFTER.total_seconds())


@dataclass(frozen=True, slots=True)
class CodeRequest:
    """A request for a code; `id_number` is what the person has typed so far, if anything."""

    purpose: str
    phone: str
    id_number: str | None


@dataclass(frozen=True, slots=True)
class CodeCheck:
    """The result of one attempt at a code; `sms_code_id` is set when it was right."""

    sms_code_id: str | None
    violations: list[Violation]


def random_code() -> str:
    """Return a new code."""
    return "".join(secrets.choice("0123456789") for _ in range(CODE_LENGTH))


def check_request(
    form: Mapping[str, Any], shape_violations: list[Violation]
) -> tuple[CodeRequest, list[Violation]]:
    """Return the request that a form makes, and what is wrong with it."""
    findings = Findings(list(shape_violations))
    phone = findings.clean("phone", clean_phone, form.get("phone"))
    typed = form.get("id_number")
    number = number_core(typed) if typed else None
    request = CodeRequest(form.get("purpose", ""), phone or "", number)
    return request, findings.violations


def request_sms_code(
    uow: UnitOfWork,
    request: CodeRequest,
    code: str,
    quotas: tuple[Quota, ...],
    violations: list[Violation],
) -> dict[str, Any]:
    """Send a code, within the limits, and return when the next may be requested.

    A code to reset a password is sent only where an account has the number; where none has, the
    SMS says so, and whoever asked sees no difference.
    """
    raise_if(violations)
    resend_in = _ensure_may_send(uow, request, quotas)
    sms_code_id = _store(uow, request, code, resend_in)
    if request.purpose != "password_reset" or _has_account(uow, request.phone):
        params = {"code": code, "minutes": str(_LIFE_SECONDS // 60)}
        _publish_sms(uow, request, sms_code_id, f"code_{request.purpose}", params)
    else:
        _publish_sms(uow, request, sms_code_id, "code_password_reset_unregistered", {})
    return {"delivery_id": sms_code_id, "expires_in": _LIFE_SECONDS, "resend_in": resend_in}


def delivery_key(sms_code_id: str) -> str:
    """Return the key under which notify knows the SMS of a code."""
    return f"sms-code-{sms_code_id}"


def verify_sms_code(
    uow: UnitOfWork, purpose: str, phone: str, code: str, captcha: Mapping[str, Any]
) -> CodeCheck:
    """Verify a code; a wrong one costs an attempt, so this must be committed whatever follows.

    What cannot be a code at all costs none: it is a slip, and nobody guesses with it.
    From the third attempt on a captcha comes first; without one nothing is compared.
    """
    typed = code_text(code)
    if not has_code_shape(typed):
        return CodeCheck(None, [Violation("sms_code", "identity.sms_code_format")])
    row = lock_latest_code(uow, purpose, phone)
    sent = SentCode(row.sent_at, row.attempts, row.used_at is not None) if row else None
    if needs_captcha(sent, uow.now) and (unsolved := _captcha_violations(uow, captcha)):
        return CodeCheck(None, unsolved)
    matches = row is not None and same(bytes(row.code_hmac), _hmac(row.sms_code_id, typed))
    verdict = judge(sent, matches=matches, now=uow.now)
    if row is None or verdict is Verdict.RIGHT:
        return CodeCheck(row.sms_code_id if row else None, _violations(verdict, sent))
    if verdict is not Verdict.EXPIRED:
        count_failed_attempt(row)
    return CodeCheck(None, _violations(verdict, sent))


def _captcha_violations(uow: UnitOfWork, form: Mapping[str, Any]) -> list[Violation]:
    captcha_id, text = form.get("captcha_id"), form.get("captcha_text")
    if not captcha_id or not text:
        return [Violation("captcha_text", "identity.captcha_required")]
    return consume_captcha(uow, captcha_id, text)


def lock_latest_code(uow: UnitOfWork, purpose: str, phone: str) -> SmsCode | None:
    """Return the latest code of a phone and purpose, locked until the transaction ends."""
    return uow.session.scalars(
        select(SmsCode)
        .where(SmsCode.phone_index == phone, SmsCode.purpose == purpose)
        .order_by(SmsCode.sent_at.desc())
        .limit(1)
        .with_for_update()
    ).one_or_none()


def count_failed_attempt(row: SmsCode) -> None:
    """Count a failed use of a code."""
    row.attempts = min(MAX_ATTEMPTS, row.attempts + 1)


def consume_sms_code(uow: UnitOfWork, sms_code_id: str | None) -> None:
    """Use a code up; raises ValidationFailed if another request has used it meanwhile."""
    statement = (
        update(SmsCode)
        .where(SmsCode.sms_code_id == sms_code_id, SmsCode.used_at.is_(None))
        .values(used_at=uow.now)
    )
    if cast("CursorResult[Any]", uow.session.execute(statement)).rowcount != 1:
        raise_if([Violation("sms_code", "identity.sms_code_expired")])


def _ensure_may_send(uow: UnitOfWork, request: CodeRequest, quotas: tuple[Quota, ...]) -> int:
    """Return in how many seconds the next code may be asked for; raises TooManyRequests."""
    network = network_of(uow.context.client_ip)
    number = request.id_number
    subjects = {
        "sms_phone_total": request.phone,
        "sms_phone": f"{request.phone} {network}",
        # Of its network alone: whoever types the number of another uses up nothing of theirs.
        "sms_id_number": f"{number} {network}" if number else None,
        "sms_ip": network,
        "sms_total": WHOLE_PLATFORM,
    }
    # The phone's row, taken first, makes simultaneous requests for one phone wait for each other.
    wait = use_quotas(uow, quotas[:1], subjects)
    _ensure_may_resend(uow, request.phone)
    return max(_RESEND_SECONDS, wait, use_quotas(uow, quotas[1:], subjects))


def _ensure_may_resend(uow: UnitOfWork, phone: str) -> None:
    statement = select(func.max(SmsCode.sent_at)).where(SmsCode.phone_index == phone)
    seconds = seconds_to_resend(uow.session.scalar(statement), uow.now)
    if seconds:
        raise TooManyRequests("identity.sms_resend_wait", details=wait_details(uow, seconds))


def _store(uow: UnitOfWork, request: CodeRequest, code: str, resend_in: int) -> str:
    sms_code_id = uow.new_id()
    uow.session.add(
        SmsCode(
            sms_code_id=sms_code_id,
            purpose=request.purpose,
            phone_index=request.phone,
            code_hmac=_hmac(sms_code_id, code),
            sent_at=uow.now,
            attempts=0,
            resend_at=uow.now + timedelta(seconds=resend_in),
        )
    )
    return sms_code_id


def _has_account(uow: UnitOfWork, phone: str) -> bool:
    return bool(uow.session.scalar(select(exists().where(Account.phone_index == phone))))


def _publish_sms(
    uow: UnitOfWork, request: CodeRequest, sms_code_id: str, template: str, params: dict[str, str]
) -> None:
    uow.publish(
        "sms_requested",
        {
            "delivery_key": delivery_key(sms_code_id),
            "template": template,
            "phone_sealed": cipher().seal(request.phone, _SEAL_PURPOSE),
            "params_sealed": cipher().seal(json.dumps(params), _SEAL_PURPOSE),
        },
    )


def _violations(verdict: Verdict, sent: SentCode | None) -> list[Violation]:
    if verdict is Verdict.RIGHT:
        return []
    text = ""
    if verdict is Verdict.WRONG and sent is not None:
        text = f"短信验证码不正确，还可尝试 {attempts_left(sent)} 次"
        if sent.attempts + 1 >= CAPTCHA_AFTER:
            text += "，再次尝试请先完成图形验证码"
    return [Violation("sms_code", f"identity.sms_code_{verdict}", text)]


def _hmac(sms_code_id: str, code: str) -> bytes:
    return cipher().blind_index(f"{sms_code_id}:{code}", _CODE_PURPOSE)

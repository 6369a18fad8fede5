"""Aliyun's side of SendSms, version 2017-05-25, with signatures ACS3-HMAC-SHA256."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from simulators.sms.office import LONGEST_VALUE, MOBILE, Account, Refused, Taken

ALGORITHM = "ACS3-HMAC-SHA256"
_AUTHORIZATION = re.compile(
    rf"{ALGORITHM} Credential=([^,]+),SignedHeaders=([a-z0-9;-]+),Signature=([0-9a-f]{{64}})"
)
_CLOCK = timedelta(minutes=15)


class Aliyun:
    """Answers the calls of one account."""

    name = "aliyun"

    def __init__(self, account: Account) -> None:
        self.account = account

    def answer(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, dict[str, Any]]:
        """Return status and content of an answer."""
        request_id = {"RequestId": "0A1B2C3D-0000-0000-0000-000000000000"}
        try:
            self._ensure_signed(method, target, headers, body)
        except Refused as refusal:
            return 400, {**request_id, "Code": refusal.code, "Message": refusal.message}
        given = dict(parse_qsl(urlsplit(target).query)) | dict(parse_qsl(body.decode()))
        try:
            taken = self._send(given)
        except Refused as refusal:
            return 200, {**request_id, "Code": refusal.code, "Message": refusal.message}
        return 200, {**request_id, "Code": "OK", "Message": "OK", "BizId": taken.request_id}

    def _ensure_signed(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> None:
        given = {name.lower(): value.strip() for name, value in headers.items()}
        match = _AUTHORIZATION.fullmatch(given.get("authorization", ""))
        if match is None:
            raise Refused("MissingAuthorization")
        if match[1] != self.account.key_id:
            raise Refused("InvalidAccessKeyId.NotFound")
        if (given.get("x-acs-action"), given.get("x-acs-version")) != ("SendSms", "2017-05-25"):
            raise Refused("InvalidAction.NotFound")
        payload = hashlib.sha256(body).hexdigest()
        signed = match[2].split(";")
        needed = {"host", "x-acs-date", "x-acs-content-sha256", "x-acs-signature-nonce"}
        if not needed <= set(signed) or given["x-acs-content-sha256"] != payload:
            raise Refused("IncompleteSignature")
        canonical = _canonical_request(method, target, given, signed, payload)
        expected = _mac(self.account.secret, canonical)
        if not hmac.compare_digest(expected, match[3]):
            raise Refused("SignatureDoesNotMatch")
        self._ensure_fresh(given)

    def _ensure_fresh(self, given: Mapping[str, str]) -> None:
        sent_at = datetime.strptime(given["x-acs-date"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        if abs(datetime.now(UTC) - sent_at) > _CLOCK:
            raise Refused("InvalidTimeStamp.Expired")
        if not self.account.use_nonce(given["x-acs-signature-nonce"]):
            raise Refused("SignatureNonceUsed")

    def _send(self, given: Mapping[str, str]) -> Taken:
        account, phone = self.account, given.get("PhoneNumbers", "")
        if not MOBILE.fullmatch(phone):
            raise Refused("isv.MOBILE_NUMBER_ILLEGAL")
        if given.get("SignName") != account.sign:
            raise Refused("isv.SMS_SIGNATURE_ILLEGAL")
        template = given.get("TemplateCode", "")
        if template not in account.templates:
            raise Refused("isv.SMS_TEMPLATE_ILLEGAL")
        values = _values_of(given.get("TemplateParam", "{}"), account.templates[template])
        return account.take(phone, template, values, given.get("OutId", ""))


def _values_of(text: str, names: tuple[str, ...]) -> tuple[str, ...]:
    try:
        params = json.loads(text)
    except ValueError:
        raise Refused("isv.INVALID_JSON_PARAM") from None
    if not set(names) <= set(params):
        raise Refused("isv.TEMPLATE_MISSING_PARAMETERS")
    if any(len(str(value)) > LONGEST_VALUE for value in params.values()):
        raise Refused("isv.PARAM_LENGTH_LIMIT")
    return tuple(str(params[name]) for name in names)


def _canonical_request(
    method: str, target: str, given: Mapping[str, str], signed: list[str], payload: str
) -> str:
    address = urlsplit(target)
    pairs = sorted(parse_qsl(address.query, keep_blank_values=True))
    query = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs)
    headers = "".join(f"{name}:{given.get(name, '')}\n" for name in signed)
    return "\n".join((method, address.path or "/", query, headers, ";".join(signed), payload))


def _mac(secret: str, canonical: str) -> str:
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    return hmac.new(secret.encode(), f"{ALGORITHM}\n{digest}".encode(), hashlib.sha256).hexdigest()


def _quoted(text: str) -> str:
    return quote(text, safe="-_.~")


def report_of(taken: Taken, *, delivered: bool) -> dict[str, Any]:
    """Return the entry by which Aliyun reports what became of a message."""
    return {
        "phone_number": taken.phone,
        "success": delivered,
        "biz_id": taken.request_id,
        "out_id": taken.key,
        "send_time": "2026-11-28 10:00:00",
        "report_time": "2026-11-28 10:00:03",
        "err_code": "DELIVERED" if delivered else "MBBLACK",
        "err_msg": "用户接收成功" if delivered else "用户在黑名单",
        "sms_size": "1",
    }
